"""What staff do with a request: take it to its next status, hand it on, note something, check who asks. Each is noted
in the audit; who may not see a request can do nothing to it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.absences import read_absences
from bot.intake.codes import code_for, code_hash
from bot.intake.danger import end_telling
from bot.intake.desk_view import seen_row
from bot.intake.letters import address_of, request_values, write_letter
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records, transaction
from bot.intake.routing import Facts, hand_to
from bot.intake.staff import Staff
from bot.intake.statuses import DECIDED, OPENED, OVER
from bot.intake.steps import take_step
from bot.intake.tables import audit, note, request
from bot.intake.tables import hand_off as hand_offs
from bot.intake.workload import read_workload

DECISIONS = ("yes", "partly", "no")
LETTERS = {"plan": "contact_received", "question": "contact_question", "call": "contact_call"}  # to a new owner


def move_request(
    records: Records,
    request_id: int,
    status: str,
    staff: Staff,
    now: datetime,
    reason: str | None = None,
    decision: str | None = None,
    seen: str | None = None,
) -> None:
    """Take a request to `status`, if it still has the status `seen` (None: whatever it has). Deciding needs a decision
    (yes, partly, no), and "no" and "partly" a reason that says how to challenge it. Raises StepNotAllowed,
    RequestIncomplete, UnknownReference, RecordsUnavailable."""
    reason = tidy_text(reason or "") or None
    changes: dict[str, Any] = {}
    if status == DECIDED:
        lacking = [] if decision in DECISIONS else ["decision"]
        if decision != "yes" and not reason:
            lacking.append("reason")
        if lacking:
            raise RequestIncomplete(lacking)
        changes["decision"] = decision
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if seen not in (None, row.status):
            raise StepNotAllowed(f"The request is not {seen} any more.")
        take_step(connection, row, status, now, staff.id, reason, **changes)
        if row.kind == "danger" and status != OPENED:
            end_telling(connection, request_id)
        _note_act(connection, staff, now, "move", request_id, status)


def hand_off(
    records: Records, content: Content, request_id: int, role: str, reason: str, staff: Staff, now: datetime
) -> None:
    """Give a request to whoever holds `role` and is there (else a deputy), who is written to. Raises RequestIncomplete
    (no such role, or no reason), StepNotAllowed (it is over, or tells of danger and stays with those named for
    emergencies), UnknownReference, RecordsUnavailable."""
    reason = tidy_text(reason)
    lacking = [name for name, there in (("role", role in content.school.roles), ("reason", reason)) if not there]
    if lacking:
        raise RequestIncomplete(lacking)
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if row.status in OVER or row.kind == "danger":
            raise StepNotAllowed(f"A request of this kind ({row.kind}, {row.status}) is not handed on.")
        facts = Facts(row.language, row.persona, row.plan, row.grade, row.campus, row.interpreter)
        said_in = content.school.languages[0]
        why = content.phrase("routing.by_staff", said_in, name=staff.name, reason=reason)
        day, absent, workload = (
            content.school.local(now).date(),
            read_absences(connection),
            read_workload(connection, content),
        )
        to = hand_to(content, role, why, facts, day, absent, workload)
        owner = {"role": to.role, "contact": to.contact.id if to.contact else None}
        connection.execute(update(request).where(request.c.id == request_id).values(**owner))
        given = insert(hand_offs).values(
            request_id=request_id, at=now, kind="owner", reason=to.reason, staff_id=staff.id, **owner
        )
        hand_off_id = connection.execute(given).inserted_primary_key[0]
        _write_to_new_owner(connection, content, row, address_of(content, to.contact), to.reason, now, hand_off_id)
        _note_act(connection, staff, now, "hand_off", request_id, to.role)


def add_note(records: Records, request_id: int, text: str, staff: Staff, now: datetime) -> None:
    """Keep a note for staff. Raises RequestIncomplete (no text), UnknownReference, RecordsUnavailable."""
    text = tidy_text(text)
    if not text:
        raise RequestIncomplete(["text"])
    with transaction(records) as connection:
        seen_row(connection, request_id, staff)
        connection.execute(insert(note).values(request_id=request_id, at=now, staff_id=staff.id, text=text))
        _note_act(connection, staff, now, "note", request_id)


def check_relation(records: Records, request_id: int, staff: Staff, now: datetime) -> None:
    """This staff member has made sure who asks, as must be before anything of substance is told them.
    Raises UnknownReference, RecordsUnavailable."""
    checked = {"relation_checked_by": staff.id, "relation_checked_at": now}
    with transaction(records) as connection:
        seen_row(connection, request_id, staff)
        connection.execute(update(request).where(request.c.id == request_id).values(**checked))
        _note_act(connection, staff, now, "check_relation", request_id)


def reissue_code(records: Records, secret: bytes, request_id: int, staff: Staff, now: datetime) -> str:
    """A new code for a family that has lost its own, which opens nothing any more; it is shown only now. Raises
    StepNotAllowed (nobody has checked who asks, or there is no code to this kind), UnknownReference,
    RecordsUnavailable."""
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if row.code_hash is None or row.relation_checked_at is None:
            raise StepNotAllowed("A code is given only to who was checked.")
        code = code_for(secret, uuid4().hex)
        anew = {"code_hash": code_hash(secret, row.reference, code), "failed_looks": 0, "locked_until": None}
        connection.execute(update(request).where(request.c.id == request_id).values(**anew))
        _note_act(connection, staff, now, "new_code", request_id)
    return code


def _write_to_new_owner(
    connection: Connection, content: Content, row: Any, address: str, reason: str, now: datetime, hand_off_id: int
) -> None:
    said_in = content.school.languages[0]
    values = request_values(content, said_in, row._mapping) | {"reason": reason}
    write_letter(
        connection, content, LETTERS[row.kind], said_in, address, values, now, row.id, f"hand_off {hand_off_id}"
    )


def _note_act(
    connection: Connection, staff: Staff, now: datetime, act: str, request_id: int, detail: str | None = None
) -> None:
    row = {"at": now, "staff_id": staff.id, "act": act, "request_id": request_id, "detail": detail}
    connection.execute(insert(audit).values(**row))
