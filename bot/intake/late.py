"""Tells of requests that are past their goal day without a first answer: the owner first, the next business day the
deputy, then the main office, each once."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.intake.absences import read_absences
from bot.intake.changes import owner_address
from bot.intake.letters import address_of, request_values, write_letter
from bot.intake.owners import ORDINARY, find_contact
from bot.intake.records import Records, reading, transaction
from bot.intake.routing import Absences, Facts, hand_to
from bot.intake.statuses import NOT_ANSWERED
from bot.intake.tables import letter, request

LETTER = "contact_late"
MOST_NAMED = 500  # ids in one query; SQLite takes no more than some thousands


def tell_late(records: Records, content: Content, now: datetime) -> int:
    """Write the next letter for every late request that had none today. Returns the number of letters; doing it again
    on the same day changes nothing. Raises RecordsUnavailable."""
    today = content.school.local(now).date()
    late = (ORDINARY, request.c.status.in_(NOT_ANSWERED), request.c.goal_day < today)
    with reading(records) as connection:
        ids = connection.execute(select(request.c.id).where(*late).order_by(request.c.id)).scalars().all()
        told = _told(connection, content, ids)
    written = 0
    for id in ids:
        if today not in told.get(id, ()):
            with transaction(records) as connection:
                row = connection.execute(select(request).where(request.c.id == id, *late).with_for_update()).first()
                written += row is not None and _tell_next(connection, content, row, now)
    return written


def _told(connection: Connection, content: Content, ids: Collection[int]) -> dict[int, list[date]]:
    """Request id -> the school's days on which a letter said that it is late."""
    asked = select(letter.c.request_id, letter.c.written_at).where(letter.c.kind == LETTER)
    if len(ids) <= MOST_NAMED:
        asked = asked.where(letter.c.request_id.in_(ids))
    told: dict[int, list[date]] = {}
    for row in connection.execute(asked):
        told.setdefault(row.request_id, []).append(content.school.local(row.written_at).date())
    return told


def _tell_next(connection: Connection, content: Content, row: Any, now: datetime) -> bool:
    told = _told(connection, content, [row.id]).get(row.id, [])
    steps = dict(_steps(content, row, now, read_absences(connection)))
    if len(told) >= len(steps) or content.school.local(now).date() in told:
        return False  # all know it, or another process was faster
    address, said_in = list(steps)[len(told)], content.school.languages[0]
    reason = content.phrase(f"routing.late_{steps[address]}", said_in)
    values = request_values(content, said_in, row._mapping) | {"reason": reason}
    write_letter(connection, content, LETTER, said_in, address, values, now, row.id, f"late {len(told) + 1}")
    return True


def _steps(content: Content, row: Any, now: datetime, absent: Absences) -> Iterator[tuple[str, str]]:
    """Addresses to write to in turn, with what each is to this request. One that is two things is told as the last."""
    school, facts = content.school, Facts(row.language, row.persona)
    owner = find_contact(content, row.role, row.contact)
    yield owner_address(content, row, now, absent), "owner"
    for step, role in (("deputy", owner.deputy if owner else None), ("office", school.fallback)):
        if role:
            to = hand_to(content, role, "", facts, school.local(now).date(), absent)
            yield address_of(content, to.contact), step
