"""How the school answers a family: attempts to reach it, of which only one that reaches it is an answer, and replies,
which it reads with reference and code, and by e-mail where it gave an address."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RequestIncomplete, StepNotAllowed
from bot.intake.acts import act_on
from bot.intake.letters import request_values, write_letter
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records
from bot.intake.staff import Staff
from bot.intake.statuses import OPENED, OVER, STEPS, TALKED, TRIED_TO_REACH
from bot.intake.steps import take_step
from bot.intake.tables import attempt, note

WAYS = ("phone", "email", "in_person", "on_paper")
RESULTS = ("reached", "no_answer", "left_message", "wrong_number")
LETTER = "family_reply"


def note_attempt(
    records: Records, request_id: int, way: str, outcome: str, staff: Staff, now: datetime, key: str | None = None
) -> None:
    """Keep an attempt to reach the family: `way` of WAYS, `outcome` of RESULTS. "reached" is the first answer; any
    other one only takes an opened request to tried_to_reach. Raises RequestIncomplete, StepNotAllowed (it is over),
    UnknownReference, RecordsUnavailable."""
    lacking = [name for name, good in (("way", way in WAYS), ("outcome", outcome in RESULTS)) if not good]
    if lacking:
        raise RequestIncomplete(lacking)

    def do(connection: Connection, row: Any) -> str:
        if row.status in OVER:
            raise StepNotAllowed(f"A request that is {row.status} is not worked on.")
        tried = {"request_id": row.id, "at": now, "staff_id": staff.id, "way": way, "outcome": outcome}
        connection.execute(insert(attempt).values(**tried))
        if outcome == "reached":
            _talked(connection, row, staff, now)
        elif row.status == OPENED:
            take_step(connection, row, TRIED_TO_REACH, now, staff.id)
        return outcome

    act_on(records, request_id, staff, now, "attempt", do, key)


def reply_to_family(
    records: Records,
    content: Content,
    request_id: int,
    text: str,
    staff: Staff,
    now: datetime,
    answers: bool = False,
    key: str | None = None,
) -> None:
    """Keep `text` where the family reads it with reference and code, and write it to its address, if there is one.
    `answers`: it is the answer that was asked for, not only a word in between. Raises RequestIncomplete (no text),
    StepNotAllowed (it is over or tells of danger, or nobody has checked who asks about a student), UnknownReference,
    RecordsUnavailable."""
    text = tidy_text(text)
    if not text:
        raise RequestIncomplete(["text"])

    def do(connection: Connection, row: Any) -> None:
        if row.status in OVER or row.kind == "danger" or (row.kind == "plan" and row.relation_checked_at is None):
            raise StepNotAllowed("A family is replied to while its request goes on, and once who asks was checked.")
        said = {"request_id": row.id, "at": now, "staff_id": staff.id, "text": text, "to_family": True}
        note_id = connection.execute(insert(note).values(**said)).inserted_primary_key[0]
        if answers:
            _talked(connection, row, staff, now)
        if row.email:
            role = content.school.roles[row.role].title if row.role in content.school.roles else content.school.name
            values = request_values(content, row.language, row._mapping) | {"role": role, "words": text}
            write_letter(connection, content, LETTER, row.language, row.email, values, now, row.id, f"reply {note_id}")

    act_on(records, request_id, staff, now, "reply", do, key)


def _talked(connection: Connection, row: Any, staff: Staff, now: datetime) -> None:
    if (row.status, TALKED) in STEPS:
        take_step(connection, row, TALKED, now, staff.id)
