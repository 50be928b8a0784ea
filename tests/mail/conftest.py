from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot.intake.records import reading
from bot.intake.submit import submit_request
from bot.intake.tables import letter
from bot.settings import Settings

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def settings(tmp_path):
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path / "var")})


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def file_request(content, secret, new_request):
    """Files a request, which writes three letters."""

    def file(records, at=NOW, **changes):
        return submit_request(records, content, secret, new_request(**changes), at)

    return file


@pytest.fixture
def statuses():
    """The status of every letter, in the order written."""

    def of(records):
        with reading(records) as connection:
            return list(connection.execute(select(letter.c.status).order_by(letter.c.id)).scalars())

    return of
