"""Writes letters into the outbox, in the same transaction as what they tell of; bot.mail sends them later. A code and a
student's name never stand in a letter; what a family wrote about needs only in the copy that it asks for."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.content import Contact, Content
from bot.intake.days import written_day, written_moment
from bot.intake.tables import letter

INSERT: dict[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}  # of which both can pass over
CHANNEL = "team channel"  # the address of what is told there, if school.yml has one
TOLD_TO_CHANNEL = "channel_"  # begins the kinds of that
FOR_CHANNEL = (  # never danger, never what families get
    *("contact_received", "contact_question", "contact_call", "contact_added", "contact_withdrawn"),
    *("contact_new_owner", "contact_late"),
)
# {desk_page} and {status_page} stay as they are: where they are found is known only where letters are sent.


def write_letter(
    connection: Connection,
    content: Content,
    name: str,
    language: str,
    address: str,
    values: Mapping[str, str],
    now: datetime,
    request_id: int,
    occasion: str = "filed",
) -> None:
    """Put the letter `name` of the content into the outbox. To the same address, of the same request, on the same
    `occasion` it stands there once."""
    key = f"{request_id} {occasion} {name}"
    row = letter_row(content, name, language, address, values, now, f"{key} {address}") | {"request_id": request_id}
    put_letter(connection, row)
    if content.school.team_channel and name in FOR_CHANNEL:
        told = {"kind": TOLD_TO_CHANNEL + name, "key": f"{key} {CHANNEL}", "address": CHANNEL}
        put_letter(connection, row | told)


def letter_row(
    content: Content, name: str, language: str, address: str, values: Mapping[str, str], due_at: datetime, key: str
) -> dict[str, Any]:
    """The columns of a letter that is due at `due_at`."""
    text = content.letter(name, language, **values)
    return {
        "key": key,
        "kind": name,
        "sender": formataddr((content.school.name, content.school.email)),
        "address": address,
        "language": language,
        "subject": text.subject,
        "body": text.body,
        "written_at": due_at,
        "status": "waiting",
        "due_at": due_at,
    }


def put_letter(connection: Connection, row: Mapping[str, Any]) -> None:
    """Unless it stands there already."""
    insert = INSERT[connection.dialect.name]
    connection.execute(insert(letter).values(**row).on_conflict_do_nothing(index_elements=["key"]))


def address_of(content: Content, contact: Contact | None) -> str:
    return contact.email if contact else content.school.email


def request_values(content: Content, language: str, row: Mapping[str, Any]) -> dict[str, str]:
    """What letters may name of a request, in words; `row` holds the columns of its table."""
    not_said = content.phrase("letters.not_said", language)
    goal_day = row["goal_day"]
    return {
        "reference": row["reference"],
        "received_on": written_moment(content, language, row["received_at"]),
        "goal_day": written_day(content, language, goal_day) if goal_day else not_said,
        "plan": content.phrase(f"letters.plan.{row['plan']}", language) if row.get("plan") else not_said,
        "grade": content.phrase(f"letters.grade.{row['grade']}", language) if row.get("grade") else not_said,
        "best_time": row.get("best_time") or not_said,
    }
