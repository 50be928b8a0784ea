"""A family's way to its own request: by reference AND code. Which of the two is wrong is never told, and after some
wrong codes a reference answers nobody for an hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from hmac import compare_digest
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.errors import UnknownReference
from bot.intake.codes import as_typed, code_hash
from bot.intake.records import Records, transaction
from bot.intake.tables import history, note, request

WRONG_CODES = 5  # with 23 ** 8 codes, guessing at this pace takes nearly two million years
CLOSED_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class RequestStatus:
    """What a family may know of its request. `kind`: plan, question or call; `role`: a role id of school.yml;
    `history`: each status with the moment (UTC) it began, oldest first; `decision`: yes, partly, no, or None;
    `replies`: what the school has written to the family, each with its moment."""

    reference: str
    kind: str
    status: str
    received_at: datetime
    goal_day: date | None
    role: str
    decision: str | None
    history: tuple[tuple[str, datetime], ...]
    replies: tuple[tuple[datetime, str], ...]


def request_status(
    records: Records, reference: str, code: str, secret: bytes, now: datetime | None = None
) -> RequestStatus:
    """`reference` and `code` as typed. Raises UnknownReference for any of the two that is wrong, RecordsUnavailable."""
    with own_request(records, reference, code, secret, now) as (connection, row):
        return status_of(connection, row.id)


@contextmanager
def own_request(
    records: Records, reference: str, code: str, secret: bytes, now: datetime | None
) -> Iterator[tuple[Connection, Any]]:
    """A transaction, with the row of the request that reference and code open. Raises UnknownReference."""
    moment = now or datetime.now(timezone.utc)
    with transaction(records) as connection:
        row = _opened(connection, as_typed(reference), as_typed(code), secret, moment)
        if row is not None:
            yield connection, row
            return
    raise UnknownReference("No request has this reference with this code.")  # after the wrong code was counted


def status_of(connection: Connection, request_id: int) -> RequestStatus:
    row = connection.execute(select(request).where(request.c.id == request_id)).one()
    steps = select(history.c.to_status, history.c.at).where(history.c.request_id == request_id).order_by(history.c.id)
    written = select(note.c.at, note.c.text).where(note.c.request_id == request_id, note.c.to_family)
    return RequestStatus(
        reference=row.reference,
        kind=row.kind,
        status=row.status,
        received_at=row.received_at,
        goal_day=row.goal_day,
        role=row.role,
        decision=row.decision,
        history=tuple((step.to_status, step.at) for step in connection.execute(steps)),
        replies=tuple((one.at, one.text) for one in connection.execute(written.order_by(note.c.id))),
    )


def _opened(connection: Connection, reference: str, code: str, secret: bytes, now: datetime) -> Any:
    wanted = select(request).where(request.c.reference == reference).with_for_update()
    row = connection.execute(wanted).first()
    kept = row.code_hash if row and row.code_hash else code_hash(secret, reference, "")  # which no code has
    right = compare_digest(kept, code_hash(secret, reference, code or "nothing typed"))
    if row is None or (row.locked_until and row.locked_until > now):
        return None
    wrong = 0 if right else row.failed_looks + 1
    closes = wrong >= WRONG_CODES
    counted = {"failed_looks": 0 if closes else wrong, "locked_until": now + CLOSED_FOR if closes else None}
    if right and not row.failed_looks and not row.locked_until:
        return row  # as nearly always: nothing to write
    connection.execute(update(request).where(request.c.id == row.id).values(**counted))
    return row if right else None
