"""What tests of several layers share: fresh, migrated databases, on SQLite and on a real PostgreSQL."""

import fcntl
import os
import shutil
import subprocess
import sys
import uuid
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy.util import deprecations

from bot.content import load_content
from bot.intake.migrate import migrate
from bot.intake.plan_request import Need, NewRequest
from bot.intake.records import Records
from bot.intake.statuses import STEPS
from bot.quiet import ENVIRONMENT
from bot.training import ROOT, ensure_model

SERVICES = Path(__file__).parents[1] / "scripts" / "services"
NO_POSTGRESQL = 3
os.environ.update(ENVIRONMENT)  # Rasa, imported by a test, must not report home either
deprecations.SILENCE_UBER_WARNING = True  # SQLAlchemy has looked at the environment already


@pytest.fixture(scope="session")
def postgresql_server():
    """The address of an empty PostgreSQL. Skips where there is none, unless GUIDEPOST_TEST_ALL=1."""
    started = subprocess.run([sys.executable, SERVICES, "start"], capture_output=True, text=True, timeout=120)
    if started.returncode == NO_POSTGRESQL and os.environ.get("GUIDEPOST_TEST_ALL") != "1":
        pytest.skip("there is no PostgreSQL on this machine")
    assert started.returncode == 0, started.stderr
    folder, address = started.stdout.split()
    yield address
    subprocess.run([sys.executable, SERVICES, "stop", folder], check=True, timeout=120)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("migrated") / "guidepost.db"
    migrate(f"sqlite:///{file}", "records")
    migrate(f"sqlite:///{file}", "events")
    return file


@pytest.fixture(scope="session")
def migrated_server(postgresql_server):
    """The address of a database with both bases, and a function that empties it."""
    migrate(postgresql_server, "records")
    migrate(postgresql_server, "events")

    def empty():
        with closing(psycopg2.connect(postgresql_server)) as connection, connection, connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = ", ".join(f'"{name}"' for (name,) in cursor.fetchall() if name != "alembic_version")
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
            cursor.executemany("INSERT INTO status_step (from_status, to_status) VALUES (%s, %s)", sorted(STEPS))

    return postgresql_server, empty


@pytest.fixture(scope="session")
def model():
    """The trained assistant, for all tests that talk with it; trained anew only when its files have changed."""
    folder = ROOT / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "training.lock").open("w") as lock:  # the tests run in several processes
        fcntl.flock(lock, fcntl.LOCK_EX)
        return ensure_model(folder)


@pytest.fixture
def sqlite_url(migrated_file, tmp_path):
    """A fresh SQLite database with both bases."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'guidepost.db')}"


@pytest.fixture
def postgresql_url(migrated_server):
    """An empty PostgreSQL database with both bases."""
    address, empty = migrated_server
    empty()
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """An empty database with both bases, of each kind in turn."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def records(database_url):
    opened = Records.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_records(sqlite_url):
    opened = Records.open(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def content():
    """What the sample school says."""
    return load_content(Path(__file__).parents[1] / "data" / "content")


@pytest.fixture
def secret():
    """What codes are made with."""
    return b"a secret that is long enough to be one"


@pytest.fixture
def new_request():
    """Makes a complete plan request; what is named changes it."""

    def make(**changes):
        told = {
            "draft": str(uuid.uuid4()),
            "conversation": "conversation-1",
            "channel": "chat",
            "language": "en",
            "persona": "parent",
            "for_whom": "child",
            "requester_name": "Maria Example",
            "relation": "mother",
            "plan": "ILP",
            "consent": True,
            "email": "family@example.org",
            "grade": "7",
            "description": "Reading takes all evening.",
            "needs": (Need("condition", "dyslexia", "suspected"), Need("need", "extra_time", "said")),
        }
        return NewRequest(**(told | changes))

    return make
