"""Each thing that a staff member does to a request goes through here: who may not see it can do nothing to it, it is
noted in the audit in the same transaction, and a form that is sent twice is done once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, true
from sqlalchemy.engine import Connection

from bot.errors import UnknownReference
from bot.intake.records import Records, transaction
from bot.intake.staff import Staff
from bot.intake.tables import audit, request

Do = Callable[[Connection, Any], str | None]


def act_on(
    records: Records, request_id: int, staff: Staff, now: datetime, act: str, do: Do, key: str | None = None
) -> None:
    """`do` gets the row of the table request, locked, and returns the audit's detail. With a `key` that was done
    before it is not called. Raises UnknownReference, RecordsUnavailable, and what `do` raises."""
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if key and connection.execute(select(audit.c.id).where(audit.c.key == key)).first():
            return
        noted = {"at": now, "staff_id": staff.id, "act": act, "request_id": request_id, "key": key}
        connection.execute(insert(audit).values(**noted, detail=do(connection, row)))


def seen_row(connection: Connection, request_id: int, staff: Staff) -> Any:
    """The row of a request that this staff member may see. Raises UnknownReference."""
    wanted = select(request).where(request.c.id == request_id, visible_to(staff))
    row = connection.execute(wanted.with_for_update()).first() if staff.opens_requests else None
    if row is None:
        raise UnknownReference("There is no such request on this desk.")
    return row


def visible_to(staff: Staff) -> Any:
    return true() if staff.opens_danger and staff.opens_requests else request.c.kind != "danger"
