"""Makes an e-mail message out of a letter: the same letter gives the same bytes each time, so that one that was sent
twice because a server went away in between is known by its Message-ID as one."""

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from bot.intake.outbox import Letter
from bot.mail.page import html_of
from bot.settings import Settings

TO_FAMILY = "family_"  # begins the kinds of letters that families get: these have a page beside the plain text


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """The message, complete with its headers. The places that a letter names are filled in here, for only who delivers
    knows where the pages are."""
    school, own = parseaddr(letter.sender)
    sender = settings.mail_from or own
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(school, addr_spec=sender)
    message["To"] = letter.address
    if sender != own:
        message["Reply-To"] = Address(school, addr_spec=own)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter_hash(letter)}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # an absence note need not answer it
    message["Content-Language"] = letter.language
    places = {"{desk_page}": f"{settings.address}/desk/", "{status_page}": f"{settings.address}/chat/"}
    body = letter.body
    for place, address in places.items():
        body = body.replace(place, address)
    message.set_content(body.rstrip() + "\n", cte="quoted-printable")
    if letter.kind.startswith(TO_FAMILY):
        page = html_of(letter.subject, body, letter.language, places.values())
        message.add_alternative(page, subtype="html", cte="quoted-printable")
        message.set_boundary(f"={letter_hash(letter)}=")  # no text of quoted-printable holds this
    return message


def letter_hash(letter: Letter) -> str:
    """One and the same for every try of a letter; another for every other letter, in whatever database."""
    return hashlib.sha256(f"{letter.written_at.isoformat()} {letter.key}".encode()).hexdigest()[:32]
