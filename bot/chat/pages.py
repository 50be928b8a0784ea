"""The pages and files that a browser gets: a sample school page, the chat as a page, the widget and its words.
Nothing in them is inline, so that the strictest Content-Security-Policy holds."""

import gzip
import hashlib
from functools import cache
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chat.chat import chat_of
from bot.chat.problems import Problem

HERE = Path(__file__).parent
KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
TEMPLATES = Environment(loader=FileSystemLoader(HERE / "pages"), autoescape=True, undefined=StrictUndefined)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


async def school_page(request: web.Request) -> web.Response:
    """GET /: what the widget looks like on a school's website."""
    return _page(request, "school.html")


async def chat_page(request: web.Request) -> web.Response:
    """GET /chat/: the chat alone, for a link or a phone."""
    return _page(request, "chat.html")


async def without_slash(request: web.Request) -> web.Response:
    """GET /chat"""
    raise web.HTTPFound("/chat/")


def _page(request: web.Request, template: str) -> web.Response:
    chat = chat_of(request)
    words = chat.content.phrases("widget.page", chat.language)
    text = TEMPLATES.get_template(template).render(school=chat.content.school, words=words, language=chat.language)
    headers = {"Content-Security-Policy": CSP, "Cache-Control": "no-cache"}
    return web.Response(text=text, content_type="text/html", headers=headers)


async def words(request: web.Request) -> web.Response:
    """GET /chat/words.json?language=en: what the widget says by itself; for an unknown language, in the first one."""
    content = chat_of(request).content
    asked = request.query.get("language", "").lower().partition("-")[0]  # es-MX is answered in es
    language = asked if asked in content.languages else content.languages[0]
    school = content.school
    kept_for = content.phrase("widget.kept_for", language, days=str(school.retention.conversations))
    body = {
        "language": language,
        "languages": content.languages,
        "school": {"name": school.name, "phone": school.phone, "email": school.email, "hours": school.hours_text},
        "words": content.phrases("widget.words", language) | {"kept_for": kept_for},
    }
    return web.json_response(body, headers={"Cache-Control": "no-cache"})


async def widget_file(request: web.Request) -> web.Response:
    """GET /chat/widget.js and the files that it loads. `no-cache`: asked for each time, mostly answered by 304."""
    try:
        kind, body, packed, tag = _file(request.match_info["name"])
    except FileNotFoundError:
        raise Problem("not_found") from None
    headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin", "ETag": f'"{tag}"'}
    if any(known.value == tag for known in request.if_none_match or ()):
        return web.Response(status=304, headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"], body = "gzip", packed
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)


@cache
def _file(name: str) -> tuple[str, bytes, bytes, str]:
    """Content type, bytes, the same compressed, and a tag that changes with them. Raises FileNotFoundError."""
    file = HERE / "widget" / name
    body = file.read_bytes()
    return KINDS[file.suffix], body, gzip.compress(body), hashlib.sha256(body).hexdigest()[:16]
