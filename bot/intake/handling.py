"""What staff do with a request: take it to its next status, hand it on, note something, check who asks. Each is noted
in the audit; who may not see a request can do nothing to it. `key` is that of the form that was sent: sent twice, it is
done once."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.absences import read_absences
from bot.intake.acts import act_on
from bot.intake.codes import code_for, code_hash
from bot.intake.danger import end_telling
from bot.intake.letters import address_of, request_values, write_letter
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records
from bot.intake.routing import Facts, hand_to
from bot.intake.staff import Staff
from bot.intake.statuses import CLOSED, DECIDED, OPENED, OVER
from bot.intake.steps import take_step
from bot.intake.tables import hand_off as hand_offs
from bot.intake.tables import note, request
from bot.intake.workload import read_workload

OUTCOMES = {  # status -> which of them it can be, and the column that says so
    DECIDED: ("decision", ("yes", "partly", "no")),
    CLOSED: ("closed_as", ("done", "not_reached", "duplicate", "not_our_student")),
}
CHECKS = ("known", "papers_seen", "number_on_file", "other")  # how somebody made sure who asks
LETTERS = {"plan": "contact_received", "question": "contact_question", "call": "contact_call"}  # to a new owner


def move_request(
    records: Records,
    request_id: int,
    status: str,
    staff: Staff,
    now: datetime,
    reason: str | None = None,
    outcome: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> None:
    """Take a request to `status`, if it still has the status `seen` (None: whatever it has). Deciding and closing have
    an outcome (OUTCOMES; closing is "done" where none is given), and "no" and "partly" a reason that says how to
    challenge it. Raises StepNotAllowed, RequestIncomplete, UnknownReference, RecordsUnavailable."""
    reason = tidy_text(reason or "") or None
    changes: dict[str, Any] = {"closed_as": None}  # of one that is opened again
    if status in OUTCOMES:
        column, allowed = OUTCOMES[status]
        outcome = outcome or ("done" if status == CLOSED else None)
        lacking = [] if outcome in allowed else [column]
        if status == DECIDED and outcome != "yes" and not reason:
            lacking.append("reason")
        if lacking:
            raise RequestIncomplete(lacking)
        changes[column] = outcome

    def do(connection: Connection, row: Any) -> str:
        if seen not in (None, row.status):
            raise StepNotAllowed(f"The request is not {seen} any more.")
        take_step(connection, row, status, now, staff.id, reason, **changes)
        if row.kind == "danger" and status != OPENED:
            end_telling(connection, request_id)
        return status

    act_on(records, request_id, staff, now, "move", do, key)


def hand_off(
    records: Records,
    content: Content,
    request_id: int,
    role: str,
    reason: str,
    staff: Staff,
    now: datetime,
    key: str | None = None,
) -> None:
    """Give a request to whoever holds `role` and is there (else a deputy), who is written to. Raises RequestIncomplete
    (no such role, or no reason), StepNotAllowed (it is over, or tells of danger and stays with those named for
    emergencies), UnknownReference, RecordsUnavailable."""
    reason = tidy_text(reason)
    lacking = [name for name, there in (("role", role in content.school.roles), ("reason", reason)) if not there]
    if lacking:
        raise RequestIncomplete(lacking)

    def do(connection: Connection, row: Any) -> str:
        if row.status in OVER or row.kind == "danger":
            raise StepNotAllowed(f"A request of this kind ({row.kind}, {row.status}) is not handed on.")
        facts = Facts(row.language, row.persona, row.plan, row.has_plan, row.grade, row.campus, row.interpreter)
        why = content.phrase("routing.by_staff", content.school.languages[0], name=staff.name, reason=reason)
        day, absent = content.school.local(now).date(), read_absences(connection)
        to = hand_to(content, role, why, facts, day, absent, read_workload(connection, content))
        owner = {"role": to.role, "contact": to.contact.id if to.contact else None}
        connection.execute(update(request).where(request.c.id == request_id).values(**owner))
        given = insert(hand_offs).values(
            request_id=request_id, at=now, kind="owner", reason=to.reason, staff_id=staff.id, **owner
        )
        hand_off_id = connection.execute(given).inserted_primary_key[0]
        _write_to_new_owner(connection, content, row, address_of(content, to.contact), to.reason, now, hand_off_id)
        return to.role

    act_on(records, request_id, staff, now, "hand_off", do, key)


def add_note(records: Records, request_id: int, text: str, staff: Staff, now: datetime, key: str | None = None) -> None:
    """Keep a note for staff. Raises RequestIncomplete (no text), UnknownReference, RecordsUnavailable."""
    text = tidy_text(text)
    if not text:
        raise RequestIncomplete(["text"])

    def do(connection: Connection, row: Any) -> None:
        connection.execute(insert(note).values(request_id=request_id, at=now, staff_id=staff.id, text=text))

    act_on(records, request_id, staff, now, "note", do, key)


def check_relation(
    records: Records, request_id: int, staff: Staff, now: datetime, how: str = "other", key: str | None = None
) -> None:
    """This staff member has made sure who asks (`how`: one of CHECKS), as must be before anything of substance is told
    them. Raises RequestIncomplete, UnknownReference, RecordsUnavailable."""
    if how not in CHECKS:
        raise RequestIncomplete(["how"])
    checked = {"relation_checked_by": staff.id, "relation_checked_at": now, "relation_checked_how": how}

    def do(connection: Connection, row: Any) -> str:
        connection.execute(update(request).where(request.c.id == request_id).values(**checked))
        return how

    act_on(records, request_id, staff, now, "check_relation", do, key)


def reissue_code(records: Records, secret: bytes, request_id: int, staff: Staff, now: datetime) -> str:
    """A new code for a family that has lost its own, which opens nothing any more; it is shown only now. Raises
    StepNotAllowed (nobody has checked who asks, or there is no code to this kind), UnknownReference,
    RecordsUnavailable."""
    code = code_for(secret, uuid4().hex)

    def do(connection: Connection, row: Any) -> None:
        if row.code_hash is None or row.relation_checked_at is None:
            raise StepNotAllowed("A code is given only to who was checked.")
        anew = {"code_hash": code_hash(secret, row.reference, code), "failed_looks": 0, "locked_until": None}
        connection.execute(update(request).where(request.c.id == request_id).values(**anew))

    act_on(records, request_id, staff, now, "new_code", do)
    return code


def _write_to_new_owner(
    connection: Connection, content: Content, row: Any, address: str, reason: str, now: datetime, hand_off_id: int
) -> None:
    said_in = content.school.languages[0]
    values = request_values(content, said_in, row._mapping) | {"reason": reason}
    write_letter(
        connection, content, LETTERS[row.kind], said_in, address, values, now, row.id, f"hand_off {hand_off_id}"
    )
