"""Staff members' sessions at the desk: begun by a password, over after a while without a click, at the end of a working
day, or by signing out. The token itself is only in the browser; its hash is kept here."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from bot.intake.records import Records, reading, transaction
from bot.intake.staff import Staff, end_all_sessions, staff_of
from bot.intake.tables import staff, staff_session

IDLE = timedelta(minutes=30)  # a desk in a front office is left alone often
LASTS = timedelta(hours=8)
NOTED_EVERY = timedelta(minutes=1)  # not each click has to write


def start_session(records: Records, staff_id: int, now: datetime) -> str:
    """The token of a new session. Raises RecordsUnavailable."""
    token = secrets.token_urlsafe(32)
    row = {"token_hash": _hash(token), "staff_id": staff_id, "started_at": now, "last_seen": now}
    with transaction(records) as connection:
        connection.execute(insert(staff_session).values(**row))
    return token


def session_staff(records: Records, token: str, now: datetime) -> Staff | None:
    """Whose session this is, and keep it going; None when it is over or never was. Raises RecordsUnavailable."""
    own = staff_session.c.token_hash == _hash(token)
    going_on = (staff_session.c.ended_at.is_(None), staff.c.left_at.is_(None))
    wanted = select(staff, staff_session.c.started_at, staff_session.c.last_seen)
    with reading(records) as connection:
        row = connection.execute(wanted.join(staff_session).where(own, *going_on)).first()
    if row is None or row.last_seen + IDLE < now or row.started_at + LASTS < now:
        return None
    if row.last_seen + NOTED_EVERY < now:
        with transaction(records) as connection:
            connection.execute(update(staff_session).where(own).values(last_seen=now))
    return staff_of(row)


def end_session(records: Records, token: str, now: datetime) -> None:
    """Sign out; of a session that is over already, nothing changes. Raises RecordsUnavailable."""
    own = (staff_session.c.token_hash == _hash(token), staff_session.c.ended_at.is_(None))
    with transaction(records) as connection:
        connection.execute(update(staff_session).where(*own).values(ended_at=now))


def end_sessions(records: Records, staff_id: int, now: datetime) -> None:
    """Sign out at every computer. Raises RecordsUnavailable."""
    with transaction(records) as connection:
        end_all_sessions(connection, staff_id, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
