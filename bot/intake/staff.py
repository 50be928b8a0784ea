"""Staff members' accounts: who may sign in at the desk, with a password that is kept only as an argon2 hash. After some
wrong passwords an account opens to nobody for a while."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.intake.plan_request import tidy_text
from bot.intake.records import Records, reading, transaction
from bot.intake.tables import staff, staff_session

WRONG_PASSWORDS = 5
LOCKED_FOR = timedelta(minutes=15)
HASHER = PasswordHasher()


@dataclass(frozen=True)
class Staff:
    """A staff member. `contact`: whom of school.yml this is, or None; `opens_requests`: else a viewer, who sees that a
    request exists and not what it says; `opens_danger`: named for emergencies."""

    id: int
    login: str
    name: str
    contact: str | None
    opens_requests: bool
    opens_danger: bool


@dataclass(frozen=True)
class NewStaff:
    """An account to be made."""

    login: str
    name: str
    password: str
    contact: str | None
    opens_requests: bool
    opens_danger: bool


def create_all(records: Records, several: Sequence[NewStaff], now: datetime) -> None:
    """New accounts, all of them or none. Raises RowRefused (a login that has an account), RecordsUnavailable."""
    rows = [
        {
            "login": _plain(one.login),
            "name": one.name,
            "password_hash": HASHER.hash(_bytes(one.password)),
            "contact": one.contact,
            "opens_requests": one.opens_requests,
            "opens_danger": one.opens_danger,
            "created_at": now,
        }
        for one in several
    ]
    with transaction(records) as connection:
        connection.execute(insert(staff), rows)


def create_staff(
    records: Records,
    login: str,
    name: str,
    password: str,
    contact: str | None,
    opens_danger: bool,
    now: datetime,
    opens_requests: bool = True,
) -> Staff:
    """A new account, or the account of that login with a new password, name and rights: its sessions end then.
    Raises RecordsUnavailable."""
    columns: dict[str, Any] = {"name": name, "password_hash": HASHER.hash(_bytes(password)), "contact": contact}
    columns |= {"opens_requests": opens_requests, "opens_danger": opens_danger}
    with transaction(records) as connection:
        login = _plain(login)
        row = connection.execute(select(staff).where(staff.c.login == login)).first()
        if row is None:
            connection.execute(insert(staff).values(login=login, created_at=now, **columns))
        else:
            anew = {"failed_tries": 0, "locked_until": None, "left_at": None}
            connection.execute(update(staff).where(staff.c.id == row.id).values(**columns, **anew))
            end_all_sessions(connection, row.id, now)
        return staff_of(connection.execute(select(staff).where(staff.c.login == login)).one())


def check_password(records: Records, login: str, password: str, now: datetime) -> Staff | None:
    """Who signs in, or None: no such account, a wrong password, or too many of them lately; which one is not told.
    Raises RecordsUnavailable."""
    with transaction(records) as connection:
        wanted = select(staff).where(staff.c.login == _plain(login), staff.c.left_at.is_(None))
        row = connection.execute(wanted.with_for_update()).first()
        open_now = row is not None and not (row.locked_until and row.locked_until > now)
        if row is not None and open_now:
            _count_try(connection, row, now)  # before the password is looked at: many at once get no more tries
    right = _fits(row.password_hash if row else _nobodys(), password)
    if row is None or not open_now or not right:
        return None
    with transaction(records) as connection:
        connection.execute(update(staff).where(staff.c.id == row.id).values(failed_tries=0, locked_until=None))
    return staff_of(row)


def staff_left(records: Records, login: str, now: datetime) -> None:
    """The account opens no more, its sessions end; what its holder did stays on record. Raises RecordsUnavailable."""
    with transaction(records) as connection:
        row = connection.execute(select(staff).where(staff.c.login == _plain(login))).first()
        if row:
            connection.execute(update(staff).where(staff.c.id == row.id).values(left_at=now))
            end_all_sessions(connection, row.id, now)


def all_staff(records: Records) -> tuple[Staff, ...]:
    """Everyone who has an account that opens, by name. Raises RecordsUnavailable."""
    with reading(records) as connection:
        rows = connection.execute(select(staff).where(staff.c.left_at.is_(None)).order_by(staff.c.name))
        return tuple(staff_of(row) for row in rows)


def all_logins(records: Records) -> frozenset[str]:
    """Also of accounts that open no more. Raises RecordsUnavailable."""
    with reading(records) as connection:
        return frozenset(connection.execute(select(staff.c.login)).scalars())


def staff_of(row: Any) -> Staff:
    return Staff(row.id, row.login, row.name, row.contact, row.opens_requests, row.opens_danger)


def end_all_sessions(connection: Connection, staff_id: int, now: datetime) -> None:
    going_on = (staff_session.c.staff_id == staff_id, staff_session.c.ended_at.is_(None))
    connection.execute(update(staff_session).where(*going_on).values(ended_at=now))


def _count_try(connection: Connection, row: Any, now: datetime) -> None:
    tries = row.failed_tries + 1
    locks = tries >= WRONG_PASSWORDS
    counted = {"failed_tries": 0 if locks else tries, "locked_until": now + LOCKED_FOR if locks else None}
    connection.execute(update(staff).where(staff.c.id == row.id).values(**counted))


@cache
def _nobodys() -> str:
    """What the password for an unknown login is compared with, so that it takes as long as for a known one."""
    return HASHER.hash("the password of an account that is not there")


def _fits(password_hash: str, password: str) -> bool:
    try:
        return HASHER.verify(password_hash, _bytes(password))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")  # whatever a browser sends, it is only a wrong password


def _plain(login: str) -> str:
    return tidy_text(login).lower()
