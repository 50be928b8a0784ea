"""Makes both databases ready for a program: their tables up to date, and every key there that something is sealed with.
A program that could not read what families wrote does not start."""

from collections.abc import Iterator
from contextlib import suppress
from types import UnionType
from typing import Any

from sqlalchemy import MetaData, insert, or_, select
from sqlalchemy.engine import Connection

from bot.errors import RowRefused, SettingsFault
from bot.intake import tables
from bot.intake.chat_tables import events as event_tables
from bot.intake.chat_tables import used_key
from bot.intake.events import EventStore
from bot.intake.migrate import migrate
from bot.intake.records import Records, reading, transaction
from bot.intake.sealing import Sealed, is_sealed
from bot.settings import Settings

LOOK_SECONDS = 60  # through every row


def make_ready(settings: Settings) -> None:
    """Migrate, and check the keys. Raises SettingsFault, RecordsUnavailable."""
    migrate(settings.database_url, "records")
    migrate(settings.tracker_url, "events")
    records, events = Records.of(settings), EventStore.of(settings)
    try:
        check_keys(records, events.records)
    finally:
        records.close()
        events.close()


def check_keys(records: Records, events: Records) -> None:
    """Note the first key as used. Raises SettingsFault where a key that was ever used is not given and something is
    still sealed with it; RecordsUnavailable."""
    with reading(records) as connection:
        used = set(connection.execute(select(used_key.c.id)).scalars())
    gone = used - set(records.seal.ids)
    needed = [id for id in sorted(gone) if _is_used(records, tables.records, id) or _is_used(events, event_tables, id)]
    if needed:
        raise SettingsFault(_sentence(needed, bool(records.seal.ids)))
    if records.seal.first and records.seal.first not in used:
        with suppress(RowRefused), transaction(records) as connection:  # refused: another process has just noted it
            connection.execute(insert(used_key).values(id=records.seal.first))


def _sentence(ids: list[str], some_given: bool) -> str:
    named = ", ".join(ids)
    if not some_given:
        return (
            "GUIDEPOST_KEYS is not set, and what families wrote is sealed: set it to the keys that it was sealed with"
            f" (fingerprints {named})."
        )
    return (
        f"GUIDEPOST_KEYS lacks a key that something is still sealed with (fingerprints {named}): add that key after the"
        " others, run 'guidepost reseal', and take it away then."
    )


def tables_with(base: MetaData, kinds: type | UnionType) -> Iterator[tuple[Any, list[Any]]]:
    """Each table of `base` that has columns of these types, with them."""
    for table in base.sorted_tables:
        columns = [column for column in table.c if isinstance(column.type, kinds)]
        if columns:
            yield table, columns


def allow_time(connection: Connection) -> None:
    """What follows reads whole tables; no family waits for it."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{LOOK_SECONDS}s'")


def _is_used(records: Records, base: MetaData, id: str) -> bool:
    with reading(records) as connection:
        allow_time(connection)
        for table, columns in tables_with(base, Sealed):
            found = select(*table.primary_key).where(or_(*(is_sealed(column, id) for column in columns)))
            if connection.execute(found.limit(1)).first():
                return True
    return False
