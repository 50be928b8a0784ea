"""Tells every contact on each business day how many requests it has. Numbers only: no word of a family stands here."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import case, func, select

from bot.content import Content
from bot.intake.absences import read_absences
from bot.intake.days import written_day
from bot.intake.letters import address_of, letter_row, put_letter
from bot.intake.owners import ORDINARY, find_contact
from bot.intake.records import Records, reading, transaction
from bot.intake.routing import away
from bot.intake.statuses import NOT_ANSWERED, OVER, RECEIVED
from bot.intake.tables import letter, request

LETTER = "contact_digest"


def write_digests(records: Records, content: Content, now: datetime) -> int:
    """A letter to each contact who is there and has requests that go on: how many, how many new, due today, late.
    Returns the number of letters; doing it again on the same day changes nothing. Raises RecordsUnavailable."""
    today, said_in = content.school.local(now).date(), content.school.languages[0]
    unanswered = request.c.status.in_(NOT_ANSWERED)
    counts = {
        "open": func.count(),
        "new": _how_many(request.c.status == RECEIVED),
        "due": _how_many(unanswered & (request.c.goal_day == today)),
        "late": _how_many(unanswered & (request.c.goal_day < today)),
    }
    asked = select(request.c.role, request.c.contact, *(count.label(name) for name, count in counts.items()))
    asked = asked.where(ORDINARY, request.c.status.not_in(OVER)).group_by(request.c.role, request.c.contact)
    morning = datetime.combine(today, time.min, content.school.local(now).tzinfo)
    already = select(letter.c.id).where(letter.c.kind == LETTER, letter.c.written_at >= morning)
    with reading(records) as connection:
        if connection.execute(already.limit(1)).first():
            return 0
        rows, absent = connection.execute(asked).all(), read_absences(connection)
    letters = []
    for row in rows:
        contact = find_contact(content, row.role, row.contact)
        if contact is None or not away(contact, today, absent):
            values = {name: str(row._mapping[name]) for name in counts} | {"day": written_day(content, said_in, today)}
            key = f"digest {today} {row.role} {row.contact}"
            letters.append(letter_row(content, LETTER, said_in, address_of(content, contact), values, now, key))
    with transaction(records) as connection:
        for each in letters:
            put_letter(connection, each)
    return len(letters)


def _how_many(holds: Any) -> Any:
    return func.coalesce(func.sum(case((holds, 1), else_=0)), 0)
