"""One request on its page: all that is known of it, and what may be done next. Each showing is noted by intake."""

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.content import Content
from bot.content.school import PLANS
from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import Refused
from bot.desk.pages import page
from bot.intake.corrections import FIELDS
from bot.intake.desk_view import open_request
from bot.intake.handling import OUTCOMES as ALL_OUTCOMES
from bot.intake.statuses import CLOSED, DECIDED, EVALUATING, OVER, TRIED_TO_REACH, WITHDRAWN, next_statuses

OUTCOMES = {  # a step of the page -> status and outcome
    f"{status}_{outcome}": (status, outcome) for status, (_, outcomes) in ALL_OUTCOMES.items() for outcome in outcomes
}
NO_PLAN = (TRIED_TO_REACH, EVALUATING, DECIDED, f"{CLOSED}_not_our_student")
CORRECTED = ("correct", *(f"correct_{name}" for name in (*FIELDS, "reach")))


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
        choices=_choices(desk.content),
        correct_fields=CORRECTED,
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
    """What may follow, a decision or an end as all that it can be. Only a plan is decided on, and may be for a student
    who is not ours; danger is not taken back; attempts have their own form."""
    pointless = {"plan": (TRIED_TO_REACH,), "danger": (EVALUATING, DECIDED, WITHDRAWN)}.get(kind, NO_PLAN)
    steps: list[str] = []
    for step in next_statuses(status):
        if step not in pointless:
            outcomes = [name for name, (of, _) in OUTCOMES.items() if of == step and name not in pointless]
            steps += outcomes if outcomes and kind != "danger" else [step]
    return steps


def _choices(content: Content) -> dict[str, list[tuple[str, str]]]:
    """Field -> what it may hold, with its words."""
    grades, campuses = content.school.grades, content.school.campuses
    return {
        "grade": [(grade, grade) for grade in grades],
        "campus": [(campus.id, campus.name) for campus in campuses],
        "plan": [(plan, plan) for plan in PLANS],
    }
