"""Brings a database's tables to the state that this program needs; also makes an SQLite file that is not there yet,
which nothing else does. Two bases that know nothing of each other, so that they may lie in one database or in two:
"records" (requests, letters, staff, conversations) and "events" (Rasa's)."""

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.errors import RecordsUnavailable
from bot.intake.records import Records
from bot.intake.statuses import STEPS
from bot.intake.tables import status_step

Base = Literal["records", "events"]
SCRIPTS = Path(__file__).parent / "migrations"
WAIT_SECONDS = 60  # for another process that migrates the same database


def migrate(url: str, base: Base) -> None:
    """Bring the tables of `base` in the database at `url` up to date, in one transaction; doing it again, or from two
    processes at once, is no error. Raises SettingsFault, RecordsUnavailable."""
    records = Records.open(url)
    try:
        if records.file:
            _make_file(records.file)
        until = time.monotonic() + WAIT_SECONDS
        while not _upgraded(records, base, give_up=time.monotonic() > until):
            time.sleep(0.1)
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise RecordsUnavailable(f"The database can't be made ready ({type(error).__name__}).") from error
    finally:
        records.close()


def _upgraded(records: Records, base: Base, give_up: bool) -> bool:
    """False: another process has the SQLite file just now, and it is too early to `give_up`."""
    try:
        with records.engine.begin() as connection:
            _wait_for_turn(connection)
            _upgrade(connection, base)
    except OperationalError as error:
        if give_up or "locked" not in str(error.orig):
            raise
        return False
    return True


def _make_file(file: Path) -> None:
    """An empty file that only its owner may read, if there is none."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _wait_for_turn(connection: Connection) -> None:
    """On PostgreSQL one process migrates while others wait; on SQLite beginning the transaction waits."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'"))
        connection.execute(text(f"SET LOCAL statement_timeout = '{WAIT_SECONDS}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('guidepost migrations'))"))


def _upgrade(connection: Connection, base: Base) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{base}@head")
    if base == "records":
        there = {tuple(row) for row in connection.execute(select(status_step))}
        if missing := STEPS - there:  # a step is taken away by a migration, for histories may name it
            rows = [{"from_status": before, "to_status": after} for before, after in sorted(missing)]
            connection.execute(insert(status_step), rows)
