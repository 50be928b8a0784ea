"""The outbox: letters that are written and wait to be sent. A letter is claimed for some minutes in one short
transaction, sent while none is open, and marked in another; this sends nothing itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, insert, or_, select, update

from bot.intake.danger import LETTER as DANGER
from bot.intake.records import Records, reading, transaction
from bot.intake.sealing import Unopened
from bot.intake.tables import audit, letter

LEASE = timedelta(minutes=5)  # longer than any sending takes; a program that was killed leaves its letter to the next
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15, 30, 60, 60, 90))  # ten tries, 4 1/2 hours


@dataclass(frozen=True)
class Letter:
    """`key` is the same for every try; `tries` counts those that failed; `fault`: what the last one met, no address."""

    id: int
    key: str
    request_id: int | None
    kind: str
    sender: str
    address: str
    language: str
    subject: str
    body: str
    written_at: datetime
    status: str
    due_at: datetime
    tries: int
    sent_at: datetime | None
    fault: str | None

    @property
    def unopened(self) -> bool:
        """No key opens a part of it, so there is nothing to send."""
        return any(isinstance(text, Unopened) for text in (self.address, self.subject, self.body))


def claim_letter(records: Records, now: datetime) -> Letter | None:
    """One of danger, else the letter that has waited longest, for the caller alone until LEASE is over; None if none is
    due. To one address letters go in the order written, only danger overtakes. Raises RecordsUnavailable."""
    free = or_(letter.c.claimed_until.is_(None), letter.c.claimed_until <= now)
    its_turn = or_(letter.c.kind == DANGER, ~_goes_before(now))
    due = select(letter).where(letter.c.status == "waiting", letter.c.due_at <= now, free, its_turn)
    with reading(records) as connection:  # nearly always there is none; looking for one must not hold up a writer
        if connection.execute(due.limit(1)).first() is None:
            return None
    with transaction(records) as connection:
        first = due.order_by(letter.c.kind != DANGER, letter.c.due_at, letter.c.id).limit(1)
        row = connection.execute(first.with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        connection.execute(update(letter).where(letter.c.id == row.id).values(claimed_until=now + LEASE))
    return _letter(row)


def _goes_before(now: datetime) -> Any:
    """Whether a letter was written before this one to the same address, and is being sent or tried again."""
    one = letter.alias("before")
    begun = or_(one.c.tries > 0, one.c.due_at <= now)
    same = (
        one.c.recipient == letter.c.recipient,
        one.c.id < letter.c.id,
        one.c.status == "waiting",
        one.c.kind != DANGER,
    )
    return exists().where(*same, begun)


def letter_sent(records: Records, letter_id: int, now: datetime) -> None:
    """Raises RecordsUnavailable: the letter is then sent again when its lease is over."""
    sent = {"status": "sent", "sent_at": now, "claimed_until": None, "fault": None}
    with transaction(records) as connection:
        connection.execute(update(letter).where(letter.c.id == letter_id).values(**sent))


def letter_failed(records: Records, failed: Letter, fault: str, now: datetime, for_good: bool = False) -> None:
    """Try again later, each time after a longer wait; after the tenth try, or at once where trying again is of no use
    (`for_good`), the desk is shown that it failed. Raises RecordsUnavailable."""
    tries = failed.tries + 1
    outcome: dict[str, Any] = {"tries": tries, "claimed_until": None, "fault": fault}
    outcome |= {"due_at": now + WAITS[tries - 1]} if tries <= len(WAITS) and not for_good else {"status": "failed"}
    with transaction(records) as connection:
        connection.execute(
            update(letter).where(letter.c.id == failed.id, letter.c.status == "waiting").values(**outcome)
        )


def failed_letters(records: Records) -> tuple[Letter, ...]:
    """For the desk: letters that were given up, oldest first. Raises RecordsUnavailable."""
    with reading(records) as connection:
        given_up = select(letter).where(letter.c.status == "failed").order_by(letter.c.id)
        return tuple(_letter(row) for row in connection.execute(given_up))


def send_again(records: Records, letter_id: int, staff_id: int, now: datetime) -> None:
    """Put a letter that was given up back into the outbox. Raises RecordsUnavailable."""
    anew = {"status": "waiting", "tries": 0, "due_at": now, "claimed_until": None}
    with transaction(records) as connection:
        connection.execute(update(letter).where(letter.c.id == letter_id, letter.c.status == "failed").values(**anew))
        connection.execute(insert(audit).values(at=now, staff_id=staff_id, act="send_again", detail=str(letter_id)))


def _letter(row: Any) -> Letter:
    return Letter(**{name: row._mapping[name] for name in Letter.__dataclass_fields__})
