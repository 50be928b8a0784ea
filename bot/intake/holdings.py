"""All that is held on one reference, and lists of requests for the school's own use. It changes nothing but the audit:
that it was taken out is noted."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.errors import UnknownReference
from bot.intake.chat_tables import message
from bot.intake.codes import as_typed
from bot.intake.records import Records, reading, transaction
from bot.intake.retention import OF_REQUEST
from bot.intake.tables import audit, disposal, request, staff

PRIVATE = ("draft", "code_hash", "failed_looks", "locked_until", "key", "link_group")  # locks, and the other parent's
LINE = (
    "reference",
    "kind",
    "received_at",
    "business_day",
    "goal_day",
    "status",
    "decision",
    "closed_as",
    "role",
    "contact",
    "plan",
    "has_plan",
    "grade",
    "campus",
    "persona",
    "language",
    "interpreter",
    "requester_name",
    "relation",
    "student_name",
    "email",
    "phone",
    "best_time",
)
LINKING = ("link", "unlink")
AT_ONCE = 500  # rows in memory

Held = dict[str, list[dict[str, Any]]]


def all_held(records: Records, reference: str, now: datetime) -> Held:
    """Name of a table -> its rows about this request, oldest first, moments in UTC; "message" is what the conversation
    still holds. Of a request that was deleted only "disposal" is there. Raises UnknownReference, RecordsUnavailable."""
    typed = as_typed(reference)
    with transaction(records) as connection:
        row = connection.execute(select(request).where(request.c.reference == typed)).first()
        if row is None:
            gone = _rows(connection, disposal, disposal.c.reference == typed)
            if not gone:
                raise UnknownReference("No request has this reference.")
            return {"disposal": gone}
        connection.execute(insert(audit).values(at=now, act="take_out", request_id=row.id))
        held: Held = {"request": [_shown(row)]}
        for table in OF_REQUEST:
            held[table.name] = _rows(connection, table, table.c.request_id == row.id)
        held["audit"] = [each for each in held["audit"] if each["act"] not in LINKING]  # it may be given to one parent
        held["message"] = _rows(connection, message, message.c.conversation_id == row.conversation)
        names = {one.id: one.name for one in connection.execute(select(staff.c.id, staff.c.name))}
    for rows in held.values():
        for each in rows:
            each |= {key: names.get(each[key]) for key in ("staff_id", "relation_checked_by") if each.get(key)}
    return held


def requests_since(records: Records, since: datetime) -> Iterator[dict[str, Any]]:
    """A dict by LINE of each request received at `since` or later, oldest first; never a notice of danger. Raises
    RecordsUnavailable."""
    wanted = select(request.c.id, *(request.c[name] for name in LINE))
    wanted = wanted.where(request.c.received_at >= since, request.c.kind != "danger").order_by(request.c.id)
    last = 0
    while True:
        with reading(records) as connection:
            rows = connection.execute(wanted.where(request.c.id > last).limit(AT_ONCE)).all()
        for row in rows:
            yield {name: _value(row._mapping[name]) for name in LINE}
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _rows(connection: Connection, table: Any, which: Any) -> list[dict[str, Any]]:
    return [_shown(row) for row in connection.execute(select(table).where(which).order_by(*table.primary_key))]


def _shown(row: Any) -> dict[str, Any]:
    return {name: _value(value) for name, value in row._mapping.items() if name not in PRIVATE}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
