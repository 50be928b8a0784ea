"""The records: where they lie, and the unit of work on them. A use case opens one transaction, and it is kept whole or
not at all; a database that is away, locked or full is always RecordsUnavailable, whatever its driver calls that."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError, TimeoutError

from bot.errors import RecordsUnavailable, RowRefused, SettingsFault
from bot.intake.sealing import NO_SEAL, Seal
from bot.intake.sqlite_file import BUSY_SECONDS, READS, identity, sqlite_engine
from bot.intake.turns import turns_at
from bot.settings import Settings

CONNECT_SECONDS = 3
STATEMENT_SECONDS = 5
THREADS = 32  # that may write at once: asyncio has no more


class Records:
    """One database. Safe to share among threads; opens nothing before it is first used."""

    def __init__(self, engine: Engine, file: Path | None, seal: Seal) -> None:
        self.engine = engine
        self.file = file  # None: a PostgreSQL server
        self.seal = engine.dialect.guidepost_seal = seal

    @staticmethod
    def of(settings: Settings) -> "Records":
        """The records that the settings name, sealed as they say: the way in for every program."""
        return Records.open(settings.database_url, Seal.of(settings))

    @staticmethod
    def open(url: str, seal: Seal = NO_SEAL) -> "Records":
        """`url` is sqlite:///<path> or postgresql://...; raises SettingsFault for any other."""
        try:
            address = make_url(url)
        except ArgumentError as error:
            raise SettingsFault(
                "A database's address can't be read; begin it with sqlite:/// or postgresql://."
            ) from error
        if address.get_backend_name() == "postgresql":
            return Records(_postgresql_engine(url), None, seal)
        if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
            raise SettingsFault("A database's address names no file; give sqlite:///<path> or postgresql://...")
        file = Path(address.database)
        return Records(sqlite_engine(file), file, seal)

    def close(self) -> None:
        """Give every connection back; the records can still be used, which opens new ones."""
        self.engine.dispose()


@contextmanager
def transaction(records: Records) -> Iterator[Connection]:
    """Everything written through the connection is kept at the end, or nothing is. Raises RowRefused, and
    RecordsUnavailable, which out of the very end means that nobody knows whether it was kept."""
    turn = turns_at(records.file.absolute()).take(BUSY_SECONDS) if records.file else nullcontext()
    with turn, _translated(), records.engine.connect() as connection:
        with connection.begin():
            yield connection
        if records.file and connection.info["file"] != identity(records.file):
            raise RecordsUnavailable("The database file was deleted or replaced while it was written to.")


@contextmanager
def reading(records: Records) -> Iterator[Connection]:
    """One consistent view of the records that waits for no writer. Raises RecordsUnavailable."""
    with _translated(), records.engine.connect().execution_options(**READS) as connection, connection.begin():
        yield connection


def ping(records: Records) -> None:
    """Return if the records can be reached and hold a schema. Raises RecordsUnavailable."""
    with reading(records) as connection:
        connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:  # the row is at fault, not the database
        raise RowRefused(_fault(error)) from None  # PostgreSQL's own text shows the row, and with it a family's words
    except (DBAPIError, TimeoutError) as error:
        raise RecordsUnavailable(f"The records can't be reached ({type(error).__name__}).") from error


def _fault(error: DBAPIError) -> str:
    """Which rule was broken, without any value."""
    diagnosis = getattr(error.orig, "diag", None)
    rule = diagnosis.constraint_name or diagnosis.column_name if diagnosis else str(error.orig)
    return f"{type(error).__name__}: {rule}"


def _postgresql_engine(url: str) -> Engine:
    limits: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "options": f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={BUSY_SECONDS}s "
        "-c idle_in_transaction_session_timeout=30s",
        "keepalives_idle": STATEMENT_SECONDS,  # a server that is gone without a word is noticed
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": STATEMENT_SECONDS * 1000,
    }
    return create_engine(
        url,
        connect_args=limits,
        pool_pre_ping=True,
        max_overflow=THREADS - 5,  # beside the 5 that stay open: who waits for a connection may be passed over
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
        future=True,
    )
