"""The lists of requests: what waits for whom, and what a search finds."""

from aiohttp import web

from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import FORM
from bot.desk.pages import page
from bot.intake.desk_view import VIEWS, View, count_requests, list_requests
from bot.intake.search import find_requests


async def without_slash(request: web.Request) -> web.Response:
    """GET /desk"""
    raise web.HTTPSeeOther("/desk/")


async def inbox(request: web.Request) -> web.Response:
    """GET /desk/?view=due; without a view, one's own requests, or all for those who can have none."""
    desk, staff, at = desk_of(request), request[STAFF], now()
    usual: View = "mine" if staff.contact else "all"
    view = next((view for view in VIEWS if view == request.query.get("view")), usual)
    lines = await in_records(lambda: list_requests(desk.records, desk.content, view, staff, at))
    counts = await in_records(lambda: count_requests(desk.records, desk.content, staff, at))
    return page(request, "inbox.html", lines=lines, counts=counts, views=VIEWS, view=view, searched="")


async def search(request: web.Request) -> web.Response:
    """POST /desk/search: by reference or student's name. No GET: a child's name must stand in no address and no log."""
    desk, staff, at, words = desk_of(request), request[STAFF], now(), request[FORM].get("words", "")
    lines = await in_records(lambda: find_requests(desk.records, staff, words)) if words else ()
    counts = await in_records(lambda: count_requests(desk.records, desk.content, staff, at))
    return page(request, "inbox.html", lines=lines, counts=counts, views=VIEWS, view=None, searched=words)
