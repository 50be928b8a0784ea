import shutil
import sqlite3
import stat
import threading
import time
import traceback
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.errors import RecordsUnavailable, RowRefused
from bot.intake.chat_tables import conversation, message
from bot.intake.migrate import migrate
from bot.intake.records import Records, ping, reading, transaction
from bot.intake.tables import contact, status_step

WORDS = "Lirum larum"


def add_step(records, name, before_commit=lambda: None):
    with transaction(records) as connection:
        connection.execute(insert(status_step).values(from_status=name, to_status=name))
        before_commit()


def fill_the_disk(records):
    with transaction(records) as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # SQLite says the same as on a full disk
        for number in range(2000):
            connection.execute(insert(status_step).values(from_status=f"{number}{'x' * 500}", to_status="y"))


def steps(records):
    with reading(records) as connection:
        return connection.execute(select(func.count()).select_from(status_step)).scalar()


def test_a_transaction_is_kept_whole_or_not_at_all(records):
    before = steps(records)
    with pytest.raises(ZeroDivisionError):
        add_step(records, "one", before_commit=lambda: 1 / 0)
    assert steps(records) == before
    add_step(records, "one")
    assert steps(records) == before + 1


def test_foreign_keys_hold(records):
    with pytest.raises(RowRefused), transaction(records) as connection:
        connection.execute(insert(message).values(conversation_id="nobody", body={}))


def test_a_database_without_tables_is_not_ready(tmp_path):
    Path(tmp_path / "empty.db").touch()
    with pytest.raises(RecordsUnavailable):
        ping(Records.open(f"sqlite:///{tmp_path}/empty.db"))


def test_ready_records_answer(records):
    ping(records)


def test_a_locked_file_is_told_within_seconds(sqlite_records):
    other = sqlite3.connect(sqlite_records.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(RecordsUnavailable):
        add_step(sqlite_records, "one")
    assert 1.5 < time.monotonic() - began < 5
    ping(sqlite_records)  # who only reads waits for nobody
    other.execute("ROLLBACK")
    add_step(sqlite_records, "one")


def test_writers_wait_for_each_other(records):
    threads = [threading.Thread(target=add_step, args=(records, f"step {number}")) for number in range(8)]
    before = steps(records)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert steps(records) == before + 8


def test_a_vanished_file_is_told_and_never_made_anew(sqlite_records):
    add_step(sqlite_records, "one")
    sqlite_records.file.unlink()
    for _ in range(3):
        with pytest.raises(RecordsUnavailable):
            add_step(sqlite_records, "two")
        with pytest.raises(RecordsUnavailable):
            ping(sqlite_records)
    assert not sqlite_records.file.exists()


def test_a_file_that_vanishes_in_the_middle_of_a_transaction_is_told(sqlite_records):
    with pytest.raises(RecordsUnavailable):
        add_step(sqlite_records, "one", before_commit=sqlite_records.file.unlink)


def test_a_file_that_comes_back_from_a_backup_is_used_again(sqlite_records, tmp_path):
    sqlite_records.close()
    backup = shutil.copy(sqlite_records.file, tmp_path / "backup.db")
    add_step(sqlite_records, "lost")
    after = steps(sqlite_records)
    sqlite_records.close()
    shutil.copy(backup, tmp_path / "restored.db")
    Path(tmp_path / "restored.db").replace(sqlite_records.file)
    assert steps(sqlite_records) == after - 1
    add_step(sqlite_records, "new")
    other = sqlite3.connect(sqlite_records.file)
    assert other.execute("SELECT count(*) FROM status_step WHERE from_status = 'new'").fetchone() == (1,)


def test_a_replaced_file_is_noticed_by_connections_already_open(sqlite_records, tmp_path):
    add_step(sqlite_records, "one")
    other = sqlite3.connect(sqlite_records.file)
    other.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    other.close()
    Path(tmp_path / "copy.db").replace(sqlite_records.file)
    for leftover in ("-wal", "-shm"):
        Path(f"{sqlite_records.file}{leftover}").unlink(missing_ok=True)
    add_step(sqlite_records, "two")
    kept = sqlite3.connect(sqlite_records.file).execute("SELECT from_status FROM status_step").fetchall()
    assert {("one",), ("two",)} <= set(kept)


def test_a_file_that_is_damaged_is_told(sqlite_records):
    sqlite_records.close()
    sqlite_records.file.write_bytes(b"this is no database" * 500)
    with pytest.raises(RecordsUnavailable):
        ping(sqlite_records)


def test_a_full_disk_is_told_and_loses_nothing_that_was_kept(sqlite_records):
    add_step(sqlite_records, "kept")
    with pytest.raises(RecordsUnavailable):
        fill_the_disk(sqlite_records)
    sqlite_records.close()
    with reading(sqlite_records) as connection:
        assert connection.execute(select(status_step).where(status_step.c.from_status == "kept")).all()


def test_a_server_that_is_not_there_is_told():
    with pytest.raises(RecordsUnavailable):
        ping(Records.open("postgresql://guidepost@127.0.0.1:9/postgres"))


def test_a_server_that_ended_our_connections_is_used_again(postgresql_url):
    records = Records.open(postgresql_url)
    ping(records)
    other = Records.open(postgresql_url)
    with other.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )
    ping(records)
    records.close()
    other.close()


def test_a_statement_that_takes_too_long_is_ended(postgresql_url):
    records = Records.open(postgresql_url)
    began = time.monotonic()
    with pytest.raises(RecordsUnavailable), reading(records) as connection:
        connection.exec_driver_sql("SELECT pg_sleep(30)")
    assert time.monotonic() - began < 10
    records.close()


def test_an_error_carries_no_familys_words(records):
    row = {"id": "x", "language": WORDS, "persona": "parent", "created": None, "last_seen": None}
    with pytest.raises(RowRefused) as told, transaction(records) as connection:
        connection.execute(insert(conversation).values(**row))
    assert WORDS not in "".join(traceback.format_exception(told.value)) and "created" in str(told.value)


def test_a_moment_needs_a_time_zone(records):
    naive = datetime(2026, 11, 22)  # noqa: DTZ001
    row = {"id": "x", "away_from": date.today(), "away_to": date.today(), "set_at": naive}  # noqa: DTZ011
    with pytest.raises(Exception, match="time zone"), transaction(records) as connection:
        connection.execute(insert(contact).values(**row))


def test_only_the_owner_may_read_the_file(sqlite_records, tmp_path):
    migrate(f"sqlite:///{tmp_path}/own.db", "records")
    opened = Records.open(f"sqlite:///{tmp_path}/own.db")
    add_step(opened, "one")
    for file in tmp_path.glob("own.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
