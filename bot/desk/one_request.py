"""One request on its page: all that is known of it, and what may be done next. Each showing is noted by intake."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import Refused
from bot.desk.pages import page
from bot.intake.desk_view import open_request
from bot.intake.statuses import DECIDED, EVALUATING, OVER, WITHDRAWN, next_statuses

DECISIONS = tuple(f"{DECIDED}_{decision}" for decision in ("yes", "partly", "no"))


async def show(request: web.Request) -> web.Response:
    """GET /desk/requests/17"""
    return await request_page(request)


async def request_page(
    request: web.Request,
    status: int = 200,
    errors: Sequence[tuple[str, str]] = (),
    typed: Mapping[str, str] | None = None,
    new_code: str | None = None,
) -> web.Response:
    """`errors`: the field and what is wrong with it, a key of words.html; `typed`: what stood in the form; `new_code`:
    one that was just made for the family."""
    desk, staff = desk_of(request), request[STAFF]
    opened = await in_records(lambda: open_request(desk.records, id_of(request), staff, now()))
    fields = opened.fields
    return page(
        request,
        "request.html",
        status,
        one=opened,
        asked=fields,
        steps=steps_from(fields["status"], fields["kind"]),
        over=fields["status"] in OVER,
        errors=errors,
        typed=typed or {},
        new_code=new_code,
        done=request.query.get("done", ""),
    )


def id_of(request: web.Request) -> int:
    """Which request. Raises Refused for a viewer, who may open none."""
    if not request[STAFF].opens_requests:
        raise Refused("viewer", 403)
    return int(request.match_info["id"])


def steps_from(status: str, kind: str) -> list[str]:
    """What may follow, a decision as the three that it can be. Only a plan is decided on; danger is not taken back."""
    pointless = {"plan": (), "danger": (EVALUATING, DECIDED, WITHDRAWN)}.get(kind, (EVALUATING, DECIDED))
    steps: list[str] = []
    for step in next_statuses(status):
        if step not in pointless:
            steps += DECISIONS if step == DECIDED else [step]
    return steps
