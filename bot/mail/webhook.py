"""Tells a team's channel (Slack, Mattermost, Teams, or a program of the school's own) that something came in: a signed
POST of JSON, as the Standard Webhooks specification has it. It says what a letter's subject says, and no more."""

import base64
import hmac
import json
from email.utils import parseaddr

import requests

from bot.errors import LetterNotSent
from bot.intake.letters import TOLD_TO_CHANNEL
from bot.intake.outbox import Letter
from bot.mail.message import letter_hash
from bot.settings import Settings

SECONDS = (5, 15)  # to connect, and between two bytes of the answer
AGAIN = (408, 425, 429)  # besides 500 and above: the place is busy, and not against us


def send_to_channel(letter: Letter, settings: Settings, now: float) -> None:
    """POST it at `now` (Unix seconds) to where the settings say. Raises LetterNotSent, whose text names no address."""
    if not settings.webhook_url:
        raise LetterNotSent("GUIDEPOST_WEBHOOK_URL is not set")
    link = f"{settings.address}/desk/"
    told = {
        "text": f"{letter.subject}\n{link}",  # what Slack and its like show
        "event": letter.kind.removeprefix(TOLD_TO_CHANNEL),
        "subject": letter.subject,
        "link": link,
        "school": parseaddr(letter.sender)[0],
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    id, at = letter_hash(letter), str(int(now))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Guidepost",
        "webhook-id": id,  # the same for every try: who gets it twice knows it
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{_signature(settings.webhook_key, id, at, body)}",
    }
    try:
        answer = requests.post(
            settings.webhook_url, data=body, headers=headers, timeout=SECONDS, allow_redirects=False, stream=True
        )
        answer.close()  # unread: it may be anything, of any length
    except requests.RequestException as error:
        raise LetterNotSent(f"channel: {type(error).__name__}") from None  # its own text holds the address
    if not 200 <= answer.status_code < 300:
        later = answer.status_code >= 500 or answer.status_code in AGAIN
        raise LetterNotSent(f"channel: answers {answer.status_code}", for_good=not later)


def _signature(key: bytes, id: str, at: str, body: bytes) -> str:
    signed = f"{id}.{at}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
