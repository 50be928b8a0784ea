"""Seals anew what lies in the databases: with the first key, or not at all any more. In small transactions, so that the
program goes on meanwhile; a row is read and written in the same one. Ended midway, it is simply begun again."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import MetaData, func, not_, or_, select, tuple_, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.errors import RecordsUnavailable, SettingsFault
from bot.intake import chat_tables, tables
from bot.intake.keys import allow_time, tables_with
from bot.intake.records import Records, reading, transaction
from bot.intake.sealing import HASHED, Compared, Seal, Sealed, Unopened, is_sealed
from bot.settings import Settings

AT_ONCE = 100  # rows in one transaction: some 30 ms, for which another writer waits
PAUSE = 0.02  # seconds between two, so that others get their turn
TRIES = 10


@dataclass(frozen=True)
class Resealed:
    """How many rows were written anew, and how many are not as they should be: no key opens them, or a program that
    runs with other keys has just written them."""

    done: int
    left: int


def reseal(settings: Settings, to_plain: bool = False) -> Resealed:
    """Seal every row with the first key, or with `to_plain` none; again, it does what is left. Raises SettingsFault
    (there are no keys), RecordsUnavailable."""
    if not settings.keys:
        raise SettingsFault("GUIDEPOST_KEYS is not set: make a key with 'guidepost new-key', and set it first.")
    seal = Seal(settings.keys, settings.secret, opens_only=to_plain, forgiving=True)
    done = left = 0
    for url, base in ((settings.database_url, tables.records), (settings.tracker_url, chat_tables.events)):
        records = Records.open(url, seal)
        try:
            done += _reseal_all(records, base)
            left += _count_left(records, base)
            _tidy(records)
        finally:
            records.close()
    return Resealed(done, left)


def _reseal_all(records: Records, base: MetaData) -> int:
    return sum(
        changed
        for table, columns in tables_with(base, Sealed | Compared)
        for changed in _batches(records, table, columns)
    )


def _batches(records: Records, table: Any, columns: list[Any]) -> Iterator[int]:
    """How many rows each transaction has changed, from the lowest key to the highest."""
    key, last = list(table.primary_key), None
    wanted = (
        select(*key, *columns).where(_is_old(columns, records.seal)).order_by(*key).limit(AT_ONCE).with_for_update()
    )
    while True:
        after = wanted if last is None else wanted.where(tuple_(*key) > tuple_(*last))
        rows, changed = _again(lambda after=after: _batch(records, table, columns, after))
        yield changed
        if len(rows) < AT_ONCE:
            return
        last = tuple(rows[-1])[: len(key)]
        time.sleep(PAUSE)


def _batch(records: Records, table: Any, columns: list[Any], wanted: Any) -> tuple[list[Any], int]:
    changed = 0
    with transaction(records) as connection:
        allow_time(connection)
        rows = connection.execute(wanted).all()
        for row in rows:
            opened = {column.name: row._mapping[column] for column in columns}
            if any(isinstance(value, Unopened) for value in opened.values()):
                continue
            own = (column == row._mapping[column] for column in table.primary_key)
            changed += connection.execute(update(table).where(*own).values(**opened)).rowcount
    return rows, changed


def _again(do: Any) -> Any:
    """A busy database is waited for; what a batch does can be done twice."""
    for left in reversed(range(TRIES)):
        try:
            return do()
        except RecordsUnavailable:
            if not left:
                raise
            time.sleep(PAUSE)
    raise AssertionError


def _is_old(columns: list[Any], seal: Seal) -> Any:
    """The condition that something in a row is not as this seal would write it."""
    sealed = [column for column in columns if isinstance(column.type, Sealed)]
    if not seal.first:
        return or_(*(is_sealed(column) for column in sealed))
    compared = [column for column in columns if isinstance(column.type, Compared)]
    return or_(
        *(column.is_not(None) & not_(is_sealed(column, seal.first)) for column in sealed),
        *(column.not_like(f"{HASHED}%") for column in compared),
    )


def _count_left(records: Records, base: MetaData) -> int:
    with reading(records) as connection:
        allow_time(connection)
        return sum(
            _left(connection, table, _is_old(columns, records.seal))
            for table, columns in tables_with(base, Sealed | Compared)
        )


def _left(connection: Connection, table: Any, old: Any) -> int:
    counted: int = connection.execute(select(func.count()).select_from(table).where(old)).scalar_one()
    return counted


def _tidy(records: Records) -> None:
    """What stood there before is overwritten in the file itself; here also in SQLite's log of changes, if nobody is
    reading just now. (With PostgreSQL, VACUUM does that.)"""
    if records.file:
        with suppress(DBAPIError, sqlite3.Error), records.engine.connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
