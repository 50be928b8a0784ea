import shutil
import sqlite3
import stat
import threading

import pytest
from sqlalchemy import select

from bot.errors import RecordsUnavailable
from bot.intake import chat_tables, tables
from bot.intake.backup import copy_database, put_back
from bot.intake.records import Records, reading
from bot.intake.submit import submit_request


@pytest.fixture
def file_one(content, secret, new_request):
    from datetime import datetime, timezone

    at = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
    return lambda records, **changes: submit_request(records, content, secret, new_request(**changes), at)


def every_row(file):
    records = Records.open(f"sqlite:///{file}")
    with reading(records) as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for base in (tables.records, chat_tables.events)
            for table in base.sorted_tables
        }
    records.close()
    return found


def test_what_is_put_back_is_row_for_row_what_was_copied(sqlite_records, file_one, tmp_path):
    for _ in range(5):
        file_one(sqlite_records)
    before, copy = every_row(sqlite_records.file), tmp_path / "copy.db"
    copy_database(sqlite_records.file, copy)
    assert every_row(copy) == before and stat.S_IMODE(copy.stat().st_mode) == 0o600
    file_one(sqlite_records)
    assert every_row(sqlite_records.file) != before
    put_back(copy, sqlite_records.file)
    assert every_row(sqlite_records.file) == before


def test_a_copy_made_while_many_write_is_whole(sqlite_records, file_one, tmp_path):
    stop = threading.Event()

    def write():
        while not stop.is_set():
            file_one(sqlite_records)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        for number in range(5):
            copy_database(sqlite_records.file, tmp_path / f"{number}.db")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    for number in range(5):
        found = every_row(tmp_path / f"{number}.db")
        requests = {row[0] for row in found["request"]}
        assert len(found["need"]) == 2 * len(requests) and len(found["letter"]) == 3 * len(requests)


def test_a_program_that_runs_goes_on_with_what_was_put_back(sqlite_records, file_one, tmp_path):
    first = file_one(sqlite_records)
    copy_database(sqlite_records.file, tmp_path / "copy.db")
    file_one(sqlite_records)
    put_back(tmp_path / "copy.db", sqlite_records.file)
    third = file_one(sqlite_records)
    with reading(sqlite_records) as connection:
        found = list(connection.execute(select(tables.request.c.reference).order_by(tables.request.c.id)).scalars())
    assert found == [first.reference, third.reference]


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "foreign", "missing"])
def test_a_copy_that_is_not_sound_is_refused_and_nothing_changes(sqlite_records, file_one, tmp_path, damage):
    file_one(sqlite_records)
    before, copy = every_row(sqlite_records.file), tmp_path / "copy.db"
    if damage == "foreign":
        sqlite3.connect(copy).execute("CREATE TABLE recipe (cake TEXT)")
    elif damage != "missing":
        copy_database(sqlite_records.file, copy)
        whole = copy.read_bytes()
        copy.write_bytes({"cut": whole[: len(whole) // 2], "text": b"Dear family" * 99, "empty": b""}[damage])
    with pytest.raises(RecordsUnavailable):
        put_back(copy, sqlite_records.file)
    assert every_row(sqlite_records.file) == before


@pytest.mark.parametrize("damage", [b"", b"no database at all " * 500, None])
def test_a_damaged_database_is_made_anew_from_the_copy(sqlite_records, file_one, tmp_path, damage):
    file_one(sqlite_records)
    before, copy = every_row(sqlite_records.file), tmp_path / "copy.db"
    copy_database(sqlite_records.file, copy)
    sqlite_records.close()
    for part in tmp_path.glob("guidepost.db*"):
        part.unlink()
    if damage is not None:
        sqlite_records.file.write_bytes(damage)
    put_back(copy, sqlite_records.file)
    assert every_row(sqlite_records.file) == before


def test_a_full_or_missing_folder_is_told_and_leaves_no_half_copy(sqlite_records, tmp_path):
    with pytest.raises(RecordsUnavailable):
        copy_database(sqlite_records.file, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(RecordsUnavailable):
        copy_database(tmp_path / "nothing.db", tmp_path / "copy.db")
    assert not list(tmp_path.glob("copy.db*")) and not (tmp_path / "nothing.db").exists()
    shutil.copy(sqlite_records.file, tmp_path / "still_there.db")
