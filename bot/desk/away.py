"""Who is away for a while: until they are back, a colleague or a deputy gets what would come to them."""

from collections.abc import Mapping, Sequence
from datetime import date

from aiohttp import web

from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import FORM, Refused
from bot.desk.pages import page
from bot.intake.absences import absences, set_absence


async def show(request: web.Request) -> web.Response:
    """GET /desk/away"""
    return await _page(request)


async def set_away(request: web.Request) -> web.Response:
    """POST /desk/away: from the first to the last day, both included; without days, back again."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    if not staff.opens_requests:
        raise Refused("viewer", 403)
    contact, back = form.get("contact", ""), form.get("back") == "yes"
    days = [_day(form.get(name, "")) for name in ("first", "last")]
    first, last = days
    errors = [] if contact in _contacts(request) else [("contact", "away_contact")]
    if not back:
        errors += [(name, "away_day") for name, day in zip(("first", "last"), days, strict=True) if day is None]
        if first and last and last < first:
            errors.append(("last", "away_backwards"))
    if errors:
        return await _page(request, 422, errors, form)
    period = (first, last) if first and last and not back else None
    await in_records(lambda: set_absence(desk.records, contact, period, staff.id, now()))
    raise web.HTTPSeeOther(f"/desk/away?done={'back' if back else 'away'}")


async def _page(
    request: web.Request,
    status: int = 200,
    errors: Sequence[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
) -> web.Response:
    desk = desk_of(request)
    kept = await in_records(lambda: absences(desk.records))
    today = desk.content.school.local(now()).date()
    away = {id: days for id, days in kept.items() if id in _contacts(request) and days[1] >= today}
    done = request.query.get("done", "")
    return page(request, "away.html", status, away=away, errors=errors, typed=typed or {}, done=done)


def _contacts(request: web.Request) -> list[str]:
    return [one.id for role in desk_of(request).content.school.roles.values() for one in role.contacts]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
