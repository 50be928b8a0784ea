"""What staff do on a request's page: the next status, a hand-off, a note, a check of who asks. What is missing or can't
be done is told on the same page, with what was typed still there."""

from collections.abc import Callable

from aiohttp import web

from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import FORM, MOST_CHARACTERS
from bot.desk.one_request import DECISIONS, id_of, request_page
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.danger import take_danger
from bot.intake.desk_view import open_request
from bot.intake.handling import add_note, check_relation, hand_off, move_request, reissue_code
from bot.intake.outbox import send_again
from bot.intake.retention import hold


async def move(request: web.Request) -> web.Response:
    """POST /desk/requests/17/move: to the status that was chosen, from the one that was seen."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    chosen, reason = form.get("status", ""), form.get("reason", "")
    status, _, decision = chosen.partition("_") if chosen in DECISIONS else (chosen, "", "")

    def step() -> None:
        if not status:
            raise RequestIncomplete(["status"])
        seen = form.get("seen", "")
        move_request(desk.records, id_of(request), status, staff, now(), reason, decision or None, seen)

    return await _act(request, "move", step)


async def hand_on(request: web.Request) -> web.Response:
    """POST /desk/requests/17/hand-on: to a role, with a reason."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    role, reason = form.get("role", ""), form.get("reason", "")
    return await _act(
        request,
        "hand_on",
        lambda: hand_off(desk.records, desk.content, id_of(request), role, reason, staff, now()),
    )


async def note(request: web.Request) -> web.Response:
    """POST /desk/requests/17/note"""
    desk, staff, text = desk_of(request), request[STAFF], request[FORM].get("text", "")
    return await _act(request, "note", lambda: add_note(desk.records, id_of(request), text, staff, now()))


async def checked(request: web.Request) -> web.Response:
    """POST /desk/requests/17/checked: this staff member has made sure who asks."""
    desk, staff = desk_of(request), request[STAFF]
    return await _act(request, "checked", lambda: check_relation(desk.records, id_of(request), staff, now()))


async def new_code(request: web.Request) -> web.Response:
    """POST /desk/requests/17/new-code: shown on this page and never again, so it is not shown anew by its address."""
    desk, staff = desk_of(request), request[STAFF]
    secret, id = desk.settings.secret, id_of(request)
    try:
        code = await in_records(lambda: reissue_code(desk.records, secret, id, staff, now()))
    except StepNotAllowed:
        return await request_page(request, 409, [("new_code", "new_code_not_allowed")])
    return await request_page(request, new_code=code)


async def taken(request: web.Request) -> web.Response:
    """POST /desk/requests/17/taken: this staff member sees to the danger; the text says what was done."""
    desk, staff, done = desk_of(request), request[STAFF], request[FORM].get("done", "")
    return await _act(request, "taken", lambda: take_danger(desk.records, id_of(request), done, staff, now()))


async def keep(request: web.Request) -> web.Response:
    """POST /desk/requests/17/keep: not to be deleted, whatever its age, for this reason."""
    reason = request[FORM].get("reason", "")

    def step() -> None:
        if not reason.strip():
            raise RequestIncomplete(["reason"])
        _hold(request, reason)

    return await _act(request, "keep", step)


async def release(request: web.Request) -> web.Response:
    """POST /desk/requests/17/release: it may be deleted again when its time is over."""
    return await _act(request, "release", lambda: _hold(request, None))


def _hold(request: web.Request, reason: str | None) -> None:
    desk, staff, at = desk_of(request), request[STAFF], now()
    opened = open_request(desk.records, id_of(request), staff, at)  # who may not open it may not hold it
    hold(desk.records, opened.fields["reference"], reason, staff.id, at)


async def again(request: web.Request) -> web.Response:
    """POST /desk/requests/17/letters/5/again: a letter of this request that was given up goes out again."""
    desk, staff, letter = desk_of(request), request[STAFF], int(request.match_info["letter"])

    def step() -> None:
        letters = open_request(desk.records, id_of(request), staff, now()).letters
        if letter in [each["id"] for each in letters]:
            send_again(desk.records, letter, staff.id, now())

    return await _act(request, "again", step)


async def _act(request: web.Request, act: str, step: Callable[[], None]) -> web.Response:
    """Do it and show the page anew by its own address, so that loading it again does nothing twice."""
    form = request[FORM]
    typed = {f"{act}_{name}": text for name, text in form.items()}
    long = [(f"{act}_{name}", "too_long") for name, text in form.items() if len(text) > MOST_CHARACTERS]
    if long:
        return await request_page(request, 422, long, typed)
    try:
        await in_records(step)
    except RequestIncomplete as incomplete:
        errors = [(f"{act}_{name}", f"{act}_{name}") for name in incomplete.missing]
        return await request_page(request, 422, errors, typed)
    except StepNotAllowed:
        return await request_page(request, 409, [(act, f"{act}_not_allowed")], typed)
    raise web.HTTPSeeOther(f"/desk/requests/{id_of(request)}?done={act}")
