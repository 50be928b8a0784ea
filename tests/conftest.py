"""What tests of several layers share: fresh, migrated databases, on SQLite and on a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path

import psycopg2
import pytest

from bot.content import load_content
from bot.intake.migrate import migrate
from bot.intake.plan_request import Need, NewRequest
from bot.intake.records import Records

SERVICES = Path(__file__).parents[1] / "scripts" / "services"
NO_POSTGRESQL = 3


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


def _create(server, name, template="template1"):
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connection.close()
    return server.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("migrated") / "guidepost.db"
    migrate(f"sqlite:///{file}", "records")
    migrate(f"sqlite:///{file}", "events")
    return file


@pytest.fixture(scope="session")
def migrated_server(postgresql_server):
    address = _create(postgresql_server, "migrated")
    migrate(address, "records")
    migrate(address, "events")
    return postgresql_server


@pytest.fixture
def sqlite_url(migrated_file, tmp_path):
    """A fresh SQLite database with both bases."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'guidepost.db')}"


@pytest.fixture
def postgresql_url(migrated_server):
    """A fresh PostgreSQL database with both bases."""
    return _create(migrated_server, f"fresh_{uuid.uuid4().hex}", "migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """A fresh database with both bases, of each kind in turn."""
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
