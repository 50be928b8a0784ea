"""What people wait for finds its rows by an index, however many requests there are: read off SQLite's own plans."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import event

from bot.intake.desk_view import list_requests, open_request
from bot.intake.holdings import requests_since
from bot.intake.late import tell_late
from bot.intake.outbox import claim_letter
from bot.intake.own_request import request_status
from bot.intake.search import find_requests
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
LARGE = {"request", "letter", "history", "hand_off", "need", "note", "audit", "message"}


@pytest.fixture
def plans(sqlite_records):
    """What SQLite would do for every SELECT that was run since."""
    seen = []

    def keep(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(sqlite_records.engine, "before_cursor_execute", keep)

    def steps():
        with sqlite_records.engine.connect() as connection:
            raw = connection.connection
            return [
                row[3]
                for statement, given in list(seen)
                for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", given)
            ]

    return steps


def scanned(steps):
    return [step for step in steps if step.startswith("SCAN") and set(step.split()) & LARGE and "INDEX" not in step]


def test_no_large_table_is_read_from_end_to_end(sqlite_records, content, secret, new_request, plans):
    records = sqlite_records
    filed = submit_request(records, content, secret, new_request(), MONDAY)
    staff = create_staff(records, "office", "Office", "x" * 12, "counsellor", True, MONDAY)
    request_status(records, filed.reference, filed.code, secret, MONDAY)
    open_request(records, 1, staff, MONDAY)
    find_requests(records, staff, filed.reference)
    tell_late(records, content, MONDAY + timedelta(days=30))
    claim_letter(records, MONDAY)
    for view in ("due", "waiting_for_family", "closed"):
        list_requests(records, content, view, staff, MONDAY)
    list(requests_since(records, MONDAY))
    assert len(plans()) > 30 and not scanned(plans())


def test_and_where_one_is_read_whole_this_file_would_notice(sqlite_records, plans):
    staff = create_staff(sqlite_records, "office", "Office", "x" * 12, None, True, MONDAY)
    find_requests(sqlite_records, staff, "Tom")  # by name: compared one by one, for databases differ in letters
    assert scanned(plans())
