"""Takes a request from one status to the next, along the steps of statuses.py and no others, with its history."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot.errors import StepNotAllowed
from bot.intake.statuses import STEPS
from bot.intake.tables import history, request


def take_step(
    connection: Connection,
    row: Any,
    status: str,
    now: datetime,
    staff_id: int | None = None,
    reason: str | None = None,
    **columns: Any,
) -> None:
    """From the status of `row` (of the table request, read in this transaction) to `status`, changing `columns`, too.
    Raises StepNotAllowed, also when somebody else was faster."""
    before = row.status
    if (before, status) not in STEPS:
        raise StepNotAllowed(f"A request that is {before} can't become {status}.")
    still = (request.c.id == row.id, request.c.status == before)
    if not connection.execute(update(request).where(*still).values(status=status, **columns)).rowcount:
        raise StepNotAllowed(f"The request is not {before} any more.")
    step = {"request_id": row.id, "at": now, "from_status": before, "to_status": status}
    connection.execute(insert(history).values(**step, staff_id=staff_id, reason=reason))
