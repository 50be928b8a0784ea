"""What staff do on a request's page: the next status, a hand-off, a note, a reply, a check of who asks. What is missing
or can't be done is told on the same page, with what was typed still there. A form that is sent twice is done once."""

from collections.abc import Callable

from aiohttp import web

from bot.desk.desk import STAFF, desk_of, in_records, now
from bot.desk.forms import FORM, MOST_CHARACTERS
from bot.desk.one_request import OUTCOMES, id_of, request_page
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.corrections import FIELDS, correct_request
from bot.intake.danger import take_danger
from bot.intake.desk_view import open_request
from bot.intake.handling import add_note, check_relation, hand_off, move_request, reissue_code
from bot.intake.links import link_requests, unlink_request
from bot.intake.outbox import send_again
from bot.intake.reaching import note_attempt, reply_to_family
from bot.intake.retention import hold


async def move(request: web.Request) -> web.Response:
    """POST /desk/requests/17/move: to the status that was chosen, from the one that was seen."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    chosen, reason = form.get("status", ""), form.get("reason", "")
    status, outcome = OUTCOMES.get(chosen, (chosen, None))

    def step(key: str | None) -> None:
        if not status:
            raise RequestIncomplete(["status"])
        seen = form.get("seen", "")
        move_request(desk.records, id_of(request), status, staff, now(), reason, outcome, seen, key)

    return await _act(request, "move", step)


async def hand_on(request: web.Request) -> web.Response:
    """POST /desk/requests/17/hand-on: to a role, with a reason."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    role, reason = form.get("role", ""), form.get("reason", "")
    return await _act(
        request,
        "hand_on",
        lambda key: hand_off(desk.records, desk.content, id_of(request), role, reason, staff, now(), key),
    )


async def note(request: web.Request) -> web.Response:
    """POST /desk/requests/17/note"""
    desk, staff, text = desk_of(request), request[STAFF], request[FORM].get("text", "")
    return await _act(request, "note", lambda key: add_note(desk.records, id_of(request), text, staff, now(), key))


async def attempt(request: web.Request) -> web.Response:
    """POST /desk/requests/17/attempt: this staff member tried to reach the family, and what came of it."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    way, outcome = form.get("way", ""), form.get("outcome", "")
    return await _act(
        request, "attempt", lambda key: note_attempt(desk.records, id_of(request), way, outcome, staff, now(), key)
    )


async def reply(request: web.Request) -> web.Response:
    """POST /desk/requests/17/reply: the family reads it in the chat, and by e-mail."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    text, answers = form.get("text", ""), form.get("answers") == "yes"
    return await _act(
        request,
        "reply",
        lambda key: reply_to_family(
            desk.records, desk.content, id_of(request), text, staff, now(), answers=answers, key=key
        ),
    )


async def correct(request: web.Request) -> web.Response:
    """POST /desk/requests/17/correct: what the family told, as it is right."""
    desk, staff, form = desk_of(request), request[STAFF], request[FORM]
    told, seen = {name: form[name] for name in FIELDS if name in form}, form.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdigit() else -1
    return await _act(
        request,
        "correct",
        lambda key: correct_request(desk.records, desk.content, id_of(request), told, number, staff, now(), key),
    )


async def link(request: web.Request) -> web.Response:
    """POST /desk/requests/17/link: to one about the same student."""
    desk, staff, reference = desk_of(request), request[STAFF], request[FORM].get("reference", "")
    return await _act(
        request, "link", lambda key: link_requests(desk.records, id_of(request), reference, staff, now(), key)
    )


async def unlink(request: web.Request) -> web.Response:
    """POST /desk/requests/17/unlink: it is about another student."""
    desk, staff = desk_of(request), request[STAFF]
    return await _act(request, "unlink", lambda key: unlink_request(desk.records, id_of(request), staff, now(), key))


async def checked(request: web.Request) -> web.Response:
    """POST /desk/requests/17/checked: this staff member has made sure who asks."""
    desk, staff, how = desk_of(request), request[STAFF], request[FORM].get("how", "")
    return await _act(
        request, "checked", lambda key: check_relation(desk.records, id_of(request), staff, now(), how, key)
    )


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
    return await _act(request, "taken", lambda key: take_danger(desk.records, id_of(request), done, staff, now()))


async def keep(request: web.Request) -> web.Response:
    """POST /desk/requests/17/keep: not to be deleted, whatever its age, for this reason."""
    reason = request[FORM].get("reason", "")

    def step(key: str | None) -> None:
        if not reason.strip():
            raise RequestIncomplete(["reason"])
        _hold(request, reason)

    return await _act(request, "keep", step)


async def release(request: web.Request) -> web.Response:
    """POST /desk/requests/17/release: it may be deleted again when its time is over."""
    return await _act(request, "release", lambda key: _hold(request, None))


def _hold(request: web.Request, reason: str | None) -> None:
    desk, staff, at = desk_of(request), request[STAFF], now()
    opened = open_request(desk.records, id_of(request), staff, at)  # who may not open it may not hold it
    hold(desk.records, opened.fields["reference"], reason, staff.id, at)


async def again(request: web.Request) -> web.Response:
    """POST /desk/requests/17/letters/5/again: a letter of this request that was given up goes out again."""
    desk, staff, letter = desk_of(request), request[STAFF], int(request.match_info["letter"])

    def step(key: str | None) -> None:
        letters = open_request(desk.records, id_of(request), staff, now()).letters
        if letter in [each["id"] for each in letters]:
            send_again(desk.records, letter, staff.id, now())

    return await _act(request, "again", step)


async def _act(request: web.Request, act: str, step: Callable[[str | None], None]) -> web.Response:
    """Do it and show the page anew by its own address, so that loading it again does nothing twice."""
    form = request[FORM]
    typed = {f"{act}_{name}": text for name, text in form.items()}
    long = [(f"{act}_{name}", "too_long") for name, text in form.items() if len(text) > MOST_CHARACTERS]
    if long:
        return await request_page(request, 422, long, typed)
    once = form.get("once")
    try:
        await in_records(lambda: step(f"{act} {once}" if once else None))
    except RequestIncomplete as incomplete:
        errors = [(f"{act}_{name}", f"{act}_{name}") for name in incomplete.missing]
        return await request_page(request, 422, errors, typed)
    except StepNotAllowed:
        return await request_page(request, 409, [(act, f"{act}_not_allowed")], typed)
    raise web.HTTPSeeOther(f"/desk/requests/{id_of(request)}?done={act}")
