"""Hands letters to the school's mail server, encrypted wherever the server offers that. Every step has a time limit."""

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from bot.errors import LetterNotSent

SECONDS = 20  # for each step of the talk with the server; ten of them stay below the outbox's lease
PORTS = {"smtp": 25, "smtps": 465}


def send_by_smtp(message: EmailMessage, url: str) -> None:
    """`url`: smtp:// or smtps://, with name and password if the server wants them. Raises LetterNotSent, whose text
    names neither an address nor the password."""
    server = urlsplit(url)
    try:
        with _connected(server) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            connection.send_message(message)
    except smtplib.SMTPDataError as error:
        raise LetterNotSent(f"mail server: refuses the letter ({error.smtp_code})", error.smtp_code >= 500) from error
    except smtplib.SMTPResponseException as error:  # a password or a sender: the office mends that, the letter waits
        raise LetterNotSent(f"mail server: {type(error).__name__} {error.smtp_code}") from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        fault = f"mail server: refuses the address ({', '.join(map(str, sorted(codes)))})"
        raise LetterNotSent(fault, min(codes) >= 500) from error
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        raise LetterNotSent(f"mail server: {type(error).__name__}") from error


def _connected(server: SplitResult) -> smtplib.SMTP:
    host, port, safe = server.hostname or "", server.port or PORTS[server.scheme], ssl.create_default_context()
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=safe)
    connection = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=safe)
            connection.ehlo()
        elif server.username and host not in ("localhost", "127.0.0.1", "::1"):
            raise LetterNotSent("mail server: offers no encryption, and the password is not sent without it")
    except BaseException:
        connection.close()
        raise
    return connection
