"""Opens the one file in which an embedded school keeps its records. It never makes the file: one that has vanished is
a loss to be told, not an empty book to go on writing in. (migrate.py makes it, before the program starts.)"""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import QueuePool

BUSY_SECONDS = 2  # how long a writer waits for another one; a turn of the chat gives up soon after
CONNECTIONS = 5
READS = {"reads": True}  # execution options of a connection that only reads, and so needs no writer's lock


def sqlite_engine(path: Path) -> Engine:
    """An engine on the file at `path`, which need not be there yet; each use of it says so when it is not."""

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(path.absolute()))}?mode=rw"
        return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=2 * CONNECTIONS,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,  # else an error's text would carry a family's words into the log
        future=True,
    )

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")  # what was told as sent outlives a power cut
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # forgotten words are overwritten, not only unlisted
        record.info["file"] = identity(path)

    def same_file(connection: sqlite3.Connection, record: Any, proxy: Any) -> None:
        if record.info["file"] != identity(path):
            raise DisconnectionError("The database file was deleted or replaced.")  # the pool opens it anew, or fails

    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")  # a writer queues at the start, not midway

    event.listen(engine, "connect", prepare)
    event.listen(engine, "checkout", same_file)
    event.listen(engine, "begin", begin)
    return engine


def identity(path: Path) -> tuple[int, int] | None:
    """Device and inode of the file that stands at `path` now; None when there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
