"""The pages and files that a browser gets: a sample school page, the chat as a page, the widget and its words.
Nothing in them is inline, so that the strictest Content-Security-Policy holds."""

from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.chat.chat import chat_of
from bot.chat.problems import Problem

HERE = Path(__file__).parent
WIDGET = {file.name: file for file in (HERE / "widget").iterdir() if file.suffix in (".js", ".css", ".svg")}
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
    """GET /chat/words.json?language=en: everything the widget says by itself. An unknown language gets the first one."""
    content = chat_of(request).content
    asked = request.query.get("language", "")
    language = next((known for known in content.languages if asked in (known, known.split("-")[0])), content.languages[0])
    school = content.school
    body = {
        "language": language,
        "languages": content.languages,
        "school": {"name": school.name, "phone": school.phone, "email": school.email, "hours": school.hours_text},
        "words": content.phrases("widget.words", language),
    }
    return web.json_response(body, headers={"Cache-Control": "no-cache"})


async def widget_file(request: web.Request) -> web.FileResponse:
    """GET /chat/widget.js and the files that it loads. `no-cache`: asked again each time, mostly answered with 304."""
    if request.match_info["name"] not in WIDGET:
        raise Problem("not_found")
    headers = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
    response = web.FileResponse(WIDGET[request.match_info["name"]], headers=headers)
    response.enable_compression()
    return response
