import sqlite3
import stat
import threading
from datetime import datetime, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from going_back import go_to, revisions
from sqlalchemy import select

from bot.errors import RecordsUnavailable, SettingsFault
from bot.intake import chat_tables, tables
from bot.intake.migrate import migrate
from bot.intake.own_request import request_status
from bot.intake.records import Records, ping, reading
from bot.intake.statuses import STEPS
from bot.intake.submit import submit_request

ADDED = ("hold_reason", "relation_checked_how", "has_plan", "closed_as", "link_group")  # since the first migration


def test_the_migrations_make_exactly_the_tables(records):
    every = [*tables.records.sorted_tables, *chat_tables.events.sorted_tables]
    with records.engine.connect() as connection:
        both = tables.MetaData()
        for table in every:
            table.to_metadata(both)
        ours = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(ours, both) == []


def test_the_database_holds_the_steps_of_the_code(records):
    with reading(records) as connection:
        assert {tuple(row) for row in connection.execute(select(tables.status_step))} == STEPS


def test_the_two_bases_may_lie_in_two_databases(tmp_path):
    for base in ("records", "events"):
        migrate(f"sqlite:///{tmp_path}/{base}.db", base)
    names = sqlite3.connect(tmp_path / "events.db").execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    assert {name for (name,) in names} == {"alembic_version", "tracker", "event"}
    assert stat.S_IMODE((tmp_path / "records.db").stat().st_mode) == 0o600


def test_migrating_again_and_from_several_threads_at_once_is_no_error(tmp_path):
    faults = []

    def run():
        try:
            migrate(f"sqlite:///{tmp_path}/new.db", "records")
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    ping(Records.open(f"sqlite:///{tmp_path}/new.db"))


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(RecordsUnavailable):
        migrate(f"sqlite:///{tmp_path}/nowhere/new.db", "records")


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear family, this is no database at all.\n" * 50)
    with pytest.raises(RecordsUnavailable):
        migrate(f"sqlite:///{tmp_path}/letter.txt", "records")
    assert (tmp_path / "letter.txt").read_text().startswith("Dear family")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/x", "no address"])
def test_an_address_that_names_no_database_of_ours_is_told(url):
    with pytest.raises(SettingsFault):
        Records.open(url)


@pytest.mark.parametrize("earlier", revisions()[:-1])
def test_from_each_earlier_state_to_the_newest_and_back_nothing_is_lost(
    database_url, records, content, secret, new_request, earlier
):
    at = datetime(2026, 11, 23, 16, tzinfo=timezone.utc)
    filed = submit_request(records, content, secret, new_request(student_name="Tom"), at)
    kept = [column for column in tables.request.c if column.name not in ADDED]

    def rows():
        with reading(records) as connection:
            return connection.execute(select(*kept)).all()

    before = rows()
    records.close()
    try:
        go_to(database_url, earlier)
        assert rows() == before
        records.close()
        migrate(database_url, "records")
        assert rows() == before
        assert request_status(records, filed.reference, filed.code, secret, at).status == "received"
    finally:
        migrate(database_url, "records")
