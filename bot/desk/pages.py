"""Makes the desk's pages. The words stand in the templates; whatever comes out of the records is escaped, always."""

import secrets
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.desk.cookie import FIELD, cookie_of, form_token
from bot.desk.desk import STAFF, desk_of, now
from bot.intake.sealing import Unopened
from bot.intake.statuses import NOT_ANSWERED

HERE = Path(__file__).parent / "pages"


def in_words(value: object) -> object:
    """A value as it is; of one that no key opens, that this is so."""
    return TEMPLATES.get_template("unopened.txt").render() if isinstance(value, Unopened) else value


TEMPLATES = Environment(
    loader=FileSystemLoader(HERE),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=in_words,
)


def page(
    request: web.Request, template: str, status: int = 200, cookie: str | None = None, **values: object
) -> web.Response:
    """A whole page. `cookie`: the one that its forms are bound to, where it is not the one that the browser sent."""
    desk, bound_to = desk_of(request), cookie or cookie_of(request)
    content, language = desk.content, desk.language
    school = content.school
    known = {
        "school": school,
        "faults": desk.live.faults,
        "titles": {role.id: role.title for role in school.roles.values()},
        "campuses": {campus.id: campus.name for campus in school.campuses},
        "not_answered": NOT_ANSWERED,
        "language": language,
        "staff": request.get(STAFF),
        "today": school.local(now()).date(),
        "phrase": lambda key, **named: content.phrase(key, language, **named),
        "token": (FIELD, form_token(desk.settings.secret, bound_to) if bound_to else "", secrets.token_urlsafe(9)),
    }
    text = TEMPLATES.get_template(template).render(known | values)
    return web.Response(text=text, status=status, content_type="text/html")


async def style(request: web.Request) -> web.FileResponse:
    """GET /desk/desk.css; asked again each time, mostly answered with 304."""
    return web.FileResponse(HERE / "desk.css", headers={"Cache-Control": "no-cache"})
