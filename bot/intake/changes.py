"""What a family does with its own request after sending it: adds to it, or takes it back. What was sent stays as it
was; the one who has the request is written to."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.absences import read_absences
from bot.intake.letters import request_values, write_letter
from bot.intake.own_request import RequestStatus, own_request, status_of
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records
from bot.intake.routing import Absences, Facts, away, hand_to
from bot.intake.statuses import OVER, WITHDRAWN
from bot.intake.steps import take_step
from bot.intake.tables import note


def add_to_request(
    records: Records, content: Content, secret: bytes, reference: str, code: str, text: str, now: datetime
) -> RequestStatus:
    """Keep `text` beside what was sent; the same text again changes nothing. Raises UnknownReference, RequestIncomplete
    (no text), StepNotAllowed (the request is over), RecordsUnavailable."""
    added = tidy_text(text)
    if not added:
        raise RequestIncomplete(["text"])
    with own_request(records, reference, code, secret, now) as (connection, row):
        if row.status in OVER:
            raise StepNotAllowed(f"Nothing can be added to a request that is {row.status}.")
        by_family = select(note.c.text).where(note.c.request_id == row.id, note.c.staff_id.is_(None))
        if added not in connection.execute(by_family).scalars():
            added_note = insert(note).values(request_id=row.id, at=now, text=added)
            note_id = connection.execute(added_note).inserted_primary_key[0]
            _tell_owner(connection, content, row, "contact_added", now, f"note {note_id}")
        return status_of(connection, row.id)


def withdraw_request(
    records: Records, content: Content, secret: bytes, reference: str, code: str, now: datetime
) -> RequestStatus:
    """Take the request back, for good; doing it again changes nothing. Raises UnknownReference, StepNotAllowed (it is
    decided or closed), RecordsUnavailable."""
    with own_request(records, reference, code, secret, now) as (connection, row):
        if row.status != WITHDRAWN:
            take_step(connection, row, WITHDRAWN, now)
            _tell_owner(connection, content, row, "contact_withdrawn", now, "withdrawn")
        return status_of(connection, row.id)


def _tell_owner(connection: Connection, content: Content, row: Any, name: str, now: datetime, occasion: str) -> None:
    said_in, address = content.school.languages[0], owner_address(content, row, now, read_absences(connection))
    values = request_values(content, said_in, row._mapping)
    write_letter(connection, content, name, said_in, address, values, now, row.id, occasion)


def owner_address(content: Content, row: Any, now: datetime, absent: Absences) -> str:
    """Where the one who has a request is written to now: while away, whoever stands in."""
    school, day = content.school, content.school.local(now).date()
    contacts = school.roles[row.role].contacts if row.role in school.roles else ()
    owner = next((contact for contact in contacts if contact.id == row.contact), None)
    if owner is None or away(owner, day, absent):
        role = row.role if row.role in school.roles else school.fallback
        owner = hand_to(content, role, "", Facts(row.language, row.persona), day, absent).contact
    return owner.email if owner else school.email
