"""Reads what a client sends: a small JSON object of a known shape, or a problem with a name."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Collection

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.chat.problems import Problem

MOST_CHARACTERS = 2_000
MOST_BYTES = 32_768  # 2,000 characters may come as 24,000 bytes of \ud83d\ude00
JOINERS = "\u200c\u200d"  # of Persian letters, and of emoji; between Latin letters they only hide a word
SEEN = "\n\t" + JOINERS
JOINS_NOTHING = re.compile(rf"(?<=[A-Za-z])[{JOINERS}]+|[{JOINERS}]+(?=[A-Za-z])|^[{JOINERS}\s]+|[{JOINERS}]+$")
# Letters that look like others in bold, in circles or wide, as made by "fancy text" pages: read as what they are.
PLAYFUL = re.compile("[\uff01-\uff5e\u2460-\u24e9\U0001d400-\U0001d7ff\U0001f130-\U0001f149]+")
READ_SECONDS = 15  # a phone on a bad line sends this in one or two


async def read_object(request: web.Request, keys: Collection[str]) -> dict[str, str]:
    """The request's body: a JSON object with no other keys, all of them text.
    Raises Problem: not_json, too_long, too_slow, wrong_shape."""
    if request.content_type != "application/json":
        raise Problem("not_json")
    try:
        value = json.loads(await asyncio.wait_for(_read(request), READ_SECONDS))
    except asyncio.TimeoutError:
        raise Problem("too_slow") from None
    # UnicodeDecodeError is a ValueError; RecursionError: "[[[[..."; the last two: a body of false compression
    except (ValueError, RecursionError, web.RequestPayloadError, HttpProcessingError):
        raise Problem("wrong_shape") from None
    if not isinstance(value, dict) or not all(key in keys and isinstance(value[key], str) for key in value):
        raise Problem("wrong_shape")
    return value


async def _read(request: web.Request) -> bytes:
    if (request.content_length or 0) > MOST_BYTES:
        raise Problem("too_long")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem("too_long")
    return bytes(body)


def clean(text: str) -> str:
    """The family's words without what no database or screen takes: control characters and halves of characters; and
    without what is not seen and would hide a word from us, or turn its letters round on the desk.
    Raises Problem: too_long, wrong_shape (nothing left to read)."""
    if len(text) > MOST_CHARACTERS:
        raise Problem("too_long")
    plain = PLAYFUL.sub(lambda letters: unicodedata.normalize("NFKC", letters[0]), text)
    seen = "".join(c for c in plain if c in SEEN or unicodedata.category(c) not in ("Cc", "Cs", "Cf", "Co"))
    kept = JOINS_NOTHING.sub("", seen).strip()
    if not without_slash(kept):
        raise Problem("wrong_shape")
    return kept


def without_slash(text: str) -> str:
    """A message that begins with "/" would be a command to Rasa; from a family it is text like any other."""
    return re.sub(r"^[\s/]+", "", text)
