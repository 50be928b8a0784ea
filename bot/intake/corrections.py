"""Corrects what a family had told and the office knows better by now: a number with a digit wrong, a name, a grade.
What it was before is kept."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.content.school import GRADES, PLANS
from bot.content.values import EMAIL
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.acts import act_on
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records
from bot.intake.staff import Staff
from bot.intake.statuses import OVER
from bot.intake.tables import correction, letter, request

ABOUT_STUDENT = ("student_name", "grade", "campus", "teacher", "plan")
ABOUT_FAMILY = ("requester_name", "relation", "phone", "email", "best_time", "interpreter")
FIELDS = (*ABOUT_STUDENT, *ABOUT_FAMILY)


def correct_request(
    records: Records,
    content: Content,
    request_id: int,
    told: Mapping[str, str],
    seen: int,
    staff: Staff,
    now: datetime,
    key: str | None = None,
) -> None:
    """Take over what in `told` (by FIELDS; "" takes one out) differs from what stands there. `seen`: how many
    corrections the staff member saw. Raises RequestIncomplete with the fields that hold nothing usable ("reach": no way
    to the family would be left), StepNotAllowed (it is over, tells of danger, or was corrected meanwhile),
    UnknownReference, RecordsUnavailable."""
    new = {name: tidy_text(told[name]) or None for name in FIELDS if name in told}

    def do(connection: Connection, row: Any) -> str:
        if row.status in OVER or row.kind == "danger" or _corrections(connection, row.id) != seen:
            raise StepNotAllowed("Nothing is corrected in a request that is over, or that was corrected meanwhile.")
        changed = {name: value for name, value in new.items() if value != row._mapping[name]}
        if lacking := _lacking(content, row, changed):
            raise RequestIncomplete(lacking)
        if changed:
            connection.execute(update(request).where(request.c.id == row.id).values(**changed))
            by = {"request_id": row.id, "at": now, "staff_id": staff.id}
            rows = [
                by | {"field": name, "before": row._mapping[name], "after": value} for name, value in changed.items()
            ]
            connection.execute(insert(correction), rows)
        if row.email and (email := changed.get("email")):
            _readdress(connection, row, email)
        return " ".join(changed)

    act_on(records, request_id, staff, now, "correct", do, key)


def _lacking(content: Content, row: Any, changed: Mapping[str, str | None]) -> list[str]:
    """Of what is changed; what stands there already may be of another year."""
    campuses, known = [campus.id for campus in content.school.campuses], {**row._mapping, **changed}
    allowed = {"grade": (None, *GRADES), "plan": PLANS, "campus": (None, *campuses)}
    good = {name: changed[name] in values for name, values in allowed.items() if name in changed and row.kind == "plan"}
    good |= {"requester_name": bool(known["requester_name"]) or row.kind != "plan"}
    good |= {"email": not changed.get("email") or bool(EMAIL.fullmatch(changed["email"] or ""))}
    good |= {"reach": bool(known["email"] or known["phone"] or row.find_me_at_school)}
    return [name for name, right in good.items() if not right]


def _readdress(connection: Connection, row: Any, email: str) -> None:
    """What has not reached the family goes to the new address; what was given up waits until somebody sends it."""
    theirs = (letter.c.request_id == row.id, letter.c.recipient == row.email)
    unsent = letter.c.status.in_(("waiting", "failed"))
    connection.execute(update(letter).where(*theirs, unsent).values(address=email, recipient=email))


def _corrections(connection: Connection, request_id: int) -> int:
    counted = select(func.count()).where(correction.c.request_id == request_id)
    return int(connection.execute(counted).scalar_one())
