import uuid
from datetime import datetime, timezone

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.intake.calls import NewCall, ask_for_call
from bot.intake.danger import DangerNotice, notify_danger
from bot.intake.records import reading
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)  # ten in the morning at the sample school


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Real argon2, with less work for each password than a school's accounts get."""
    monkeypatch.setattr("bot.intake.staff.HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def rows(records):
    """The rows of a table, in the order written."""

    def of(table, **wanted):
        with reading(records) as connection:
            found = connection.execute(select(table).order_by(*table.primary_key)).all()
        return [row for row in found if all(row._mapping[name] == value for name, value in wanted.items())]

    return of


@pytest.fixture
def file_plan(records, content, secret, new_request):
    """Files a plan request; what is named changes it."""
    return lambda at=MONDAY, **changes: submit_request(records, content, secret, new_request(**changes), at)


@pytest.fixture
def file_call(records, content, secret):
    """Files the wish to be called."""

    def file(at=MONDAY, **changes):
        told = {"conversation": None, "channel": "chat", "language": "en", "persona": "parent", "phone": "225-555-0100"}
        new = NewCall(draft=str(uuid.uuid4()), **(told | changes))
        return ask_for_call(records, content, secret, new, at)

    return file


@pytest.fixture
def file_danger(records, content, tmp_path):
    """Files a notice of danger; "the words" are what was written."""

    def file(at=MONDAY):
        notice = DangerNotice(str(uuid.uuid4()), "abuse", "self", at, "en", "student", "the words", who="Sam")
        notify_danger(records, content, tmp_path / "spool", notice)

    return file


@pytest.fixture
def counsellor(records):
    """A staff member who opens requests, but no notices of danger."""
    return create_staff(records, "counsellor", "The counsellor", "x" * 12, "counsellor", False, MONDAY)


@pytest.fixture
def nurse(records):
    """A staff member who is named for emergencies."""
    return create_staff(records, "nurse", "The nurse", "x" * 12, "nurse", True, MONDAY)
