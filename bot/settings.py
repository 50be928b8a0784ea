"""Where this program listens, keeps its data and sends its mail: read once from the environment, then passed in.
It must open no database and read no content; what the school says is bot.content's."""

import hmac
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from bot.errors import SettingsFault

SECRET_BYTES = 32  # as long as the HMAC-SHA256 key needs to be
FERNET_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")  # 32 bytes; the library itself passes over signs that do not belong


@dataclass(frozen=True)
class Settings:
    """`smtp_url` None: letters become .eml files in the data folder. `mail_from` None: the school's own address.
    `address`: where people reach our pages, as letters name it, without a slash at the end. `keys`: Fernet's; the first
    seals what families wrote, all open it; none: it lies there in plain."""

    host: str
    port: int
    data: Path
    content: Path
    database_url: str = field(repr=False)  # may hold a password, as may the next two
    tracker_url: str = field(repr=False)
    smtp_url: str | None = field(repr=False)
    mail_from: str | None
    address: str
    secret: bytes = field(repr=False)
    rate_limit: bool
    webhook_url: str | None = field(default=None, repr=False)  # a team's channel; who knows it can write there
    keys: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def webhook_key(self) -> bytes:
        """What is posted to the channel is signed with it; 'guidepost webhook-key' prints it."""
        return hmac.digest(self.secret, b"webhook", "sha256")

    @staticmethod
    def from_environment(environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read GUIDEPOST_*; makes the data folder and, at the first start, its secret. Raises SettingsFault."""
        host, port = environ.get("GUIDEPOST_HOST") or "127.0.0.1", _port(environ.get("GUIDEPOST_PORT") or "8080")
        data = Path(environ.get("GUIDEPOST_DATA") or "var").absolute()
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            secret = _secret(environ.get("GUIDEPOST_SECRET"), data / "secret")
        except OSError as error:
            raise SettingsFault(
                f"GUIDEPOST_DATA: {data} can't be used ({error.strerror}); free some space, or name another folder."
            ) from error
        return Settings(
            host=host,
            port=port,
            data=data,
            content=Path(environ.get("GUIDEPOST_CONTENT") or "data/content").absolute(),
            database_url=_database(environ, "GUIDEPOST_DATABASE_URL", data / "guidepost.db"),
            tracker_url=_database(environ, "GUIDEPOST_TRACKER_URL", data / "tracker.db"),
            smtp_url=_smtp(environ.get("GUIDEPOST_SMTP_URL")),
            mail_from=_mail_from(environ.get("GUIDEPOST_MAIL_FROM")),
            address=_address(environ.get("GUIDEPOST_ADDRESS") or f"http://{host}:{port}"),
            secret=secret,
            webhook_url=_webhook(environ.get("GUIDEPOST_WEBHOOK_URL")),
            rate_limit=_on_or_off(environ.get("GUIDEPOST_RATE_LIMIT") or "on"),
            keys=_keys(environ.get("GUIDEPOST_KEYS") or ""),
        )


def _port(given: str) -> int:
    if not given.isascii() or not given.isdigit() or int(given) > 65535:
        raise SettingsFault(f"GUIDEPOST_PORT: '{given}' is no port; give a number up to 65535, for example 8080.")
    return int(given)


def _database(environ: Mapping[str, str], name: str, default: Path) -> str:
    url = environ.get(name) or f"sqlite:///{default}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        raise SettingsFault(f"{name}: give an address that begins with sqlite:/// or postgresql://.")
    return url


def _smtp(url: str | None) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise SettingsFault("GUIDEPOST_SMTP_URL: give an address such as smtp://name:password@mail.example.org:587.")
    return url


def _webhook(url: str | None) -> str | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts)))
    except ValueError:
        usable = False
    if not usable:
        raise SettingsFault("GUIDEPOST_WEBHOOK_URL: give the address that your team's channel gave you, with https://.")
    return url


def _is_here(parts: SplitResult) -> bool:
    return parts.hostname in ("localhost", "127.0.0.1", "::1")


def _mail_from(address: str | None) -> str | None:
    if address and ("@" not in address.strip("@") or not address.isprintable() or " " in address):
        raise SettingsFault(f"GUIDEPOST_MAIL_FROM: '{address}' is no e-mail address; give one, or leave it out.")
    return address or None


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")) or not url.isprintable() or " " in url:
        raise SettingsFault(
            f"GUIDEPOST_ADDRESS: '{url}' is no address; give one such as https://chat.school.example.org."
        )
    return url.rstrip("/")


def _on_or_off(given: str) -> bool:
    if given not in ("on", "off"):
        raise SettingsFault(f"GUIDEPOST_RATE_LIMIT: '{given}' is neither 'on' nor 'off'.")
    return given == "on"


def _keys(given: str) -> tuple[bytes, ...]:
    keys = [key.strip() for key in given.split(",")] if given.strip() else []
    for number, key in enumerate(keys, 1):
        if not FERNET_KEY.fullmatch(key):
            raise SettingsFault(
                f"GUIDEPOST_KEYS: key {number} of {len(keys)} is none; give keys as 'guidepost new-key' prints them,"
                " with a comma between two."
            )
    return tuple(key.encode() for key in keys)


def _secret(given: str | None, kept: Path) -> bytes:
    if given:
        if len(given.encode()) < SECRET_BYTES:
            raise SettingsFault(
                f"GUIDEPOST_SECRET is too short; give {SECRET_BYTES} characters or more, or leave it out."
            )
        return given.encode()
    if not kept.exists():
        _make_secret(kept)
    secret = kept.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise SettingsFault(f"{kept} is damaged; put it back from a backup, for families' codes were made with it.")
    return secret


def _make_secret(kept: Path) -> None:
    """Written whole under another name first: a start that is cut short, or two at once, leaves one good secret."""
    fresh = kept.with_name(f"secret.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_hex(SECRET_BYTES).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, kept)
    except FileExistsError:
        pass  # another process was first; its secret is the one to use
    finally:
        fresh.unlink(missing_ok=True)
