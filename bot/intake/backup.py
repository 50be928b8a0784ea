"""Copies an SQLite database while it is being written to, and puts a copy back in its place. PostgreSQL has its own
tools for that, better ones."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import RecordsUnavailable
from bot.intake.sqlite_file import BUSY_SECONDS

PARTS = ("", "-wal", "-shm")  # of one database
PAGES = 1000  # copied in one go (4 MB), between which others may write


def copy_database(file: Path, copy: Path) -> None:
    """Make `copy`, readable by its owner only, as `file` is at one moment. It is whole and sound, or not there. Raises
    RecordsUnavailable."""
    fresh = copy.with_name(f"{copy.name}.writing")
    try:
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        with closing(_open(file, "ro")) as source, closing(_open(fresh, "rw")) as target:
            source.backup(target, pages=PAGES)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, that may lie on a read-only disk
            _check(target)
        fresh.replace(copy)
    except (sqlite3.Error, OSError) as error:
        fresh.unlink(missing_ok=True)
        raise RecordsUnavailable(f"{file.name} can't be copied to {copy} ({error}).") from error


def put_back(copy: Path, file: Path) -> None:
    """Make `file` as `copy` is; a program that uses it sees the one or the other. Raises RecordsUnavailable when `copy`
    is not sound, or `file` is being written to for long; `file` is as it was then."""
    try:
        with closing(_open(copy, "ro")) as source:
            _check(source)
            try:
                _overwrite(source, file)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise  # locked, or the disk is full
                _remove(file)  # it is no database at all
                _overwrite(source, file)
    except (sqlite3.Error, OSError) as error:
        raise RecordsUnavailable(f"{copy} can't be put back ({error}).") from error


def _overwrite(source: sqlite3.Connection, file: Path) -> None:
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(_open(file, "rw")) as target:
        target.execute("BEGIN IMMEDIATE")  # waits its turn; copying alone would fail at once
        target.execute("ROLLBACK")
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")


def _remove(file: Path) -> None:
    for part in PARTS:
        file.with_name(file.name + part).unlink(missing_ok=True)


def _check(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError("it is damaged")
    if not connection.execute("SELECT count(*) FROM alembic_version").fetchone()[0]:
        raise sqlite3.DatabaseError("it is no database of Guidepost")


def _open(file: Path, mode: str) -> sqlite3.Connection:
    address = f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
