"""Reads what a form of the desk sends: short named texts and nothing else, or Refused."""

import asyncio
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

MOST_BYTES = 65_536  # the longest text of 4,000 characters, three bytes each, each byte as %XX, and room
MOST_FIELDS = 20
MOST_CHARACTERS = 4_000
READ_SECONDS = 15

Form = Mapping[str, str]
FORM: web.RequestKey[Form] = web.RequestKey("form", Mapping)  # what was sent, once it is known to come from our page


class Refused(Exception):
    """A request that no page of ours sends. `name` is a key of problem.html, `status` the HTTP status."""

    def __init__(self, name: str, status: int) -> None:
        self.name, self.status = name, status
        super().__init__(name)


async def read_form(request: web.Request) -> Form:
    """The fields of the form; of one that comes twice, the last. Raises Refused: wrong_shape, too_long, too_slow."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Refused("wrong_shape", 415)
    try:
        body = await asyncio.wait_for(_read(request), READ_SECONDS)
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except asyncio.TimeoutError:
        raise Refused("too_slow", 408) from None
    # UnicodeDecodeError is a ValueError; the last two: a body of false compression
    except (ValueError, web.RequestPayloadError, HttpProcessingError):
        raise Refused("wrong_shape", 422) from None
    return {name: _tidy(value) for name, value in fields}


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise Refused("too_long", 413)
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused("too_long", 413)
    return bytes(body)


def _tidy(text: str) -> str:
    """Without what no database or page takes: control characters and halves of characters; line ends as one sign."""
    lines = text.replace("\r\n", "\n")
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
