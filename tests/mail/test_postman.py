import asyncio
import stat
import threading
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import default

import pytest
from reading_letters import text_of

from bot.errors import RecordsUnavailable
from bot.intake.danger import DangerNotice, notify_danger
from bot.intake.outbox import LEASE, failed_letters
from bot.intake.records import Records
from bot.mail import deliver_due, delivery, postman


def files(settings):
    return sorted((settings.data / "letters").iterdir())


def test_letters_become_files_and_are_sent(records, settings, file_request, statuses, now):
    filed = file_request(records)
    assert deliver_due(records, settings, now) == 3
    assert statuses(records) == ["sent"] * 3 and deliver_due(records, settings, now) == 0
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files(settings)]
    assert [letter["To"] for letter in letters] == [
        "counselor@riverbend.example.org",
        "section504@riverbend.example.org",
        "family@example.org",
    ]
    for letter, file in zip(letters, files(settings), strict=True):
        assert filed.reference in letter["Subject"] and filed.code not in letter.as_string()
        assert "{" not in text_of(letter) and file.suffix == ".eml"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_letter_that_was_written_but_not_marked_is_not_doubled(
    sqlite_records, settings, file_request, statuses, now, monkeypatch
):
    file_request(sqlite_records)

    def lost(*_):
        raise RecordsUnavailable("gone")

    with monkeypatch.context() as broken:
        broken.setattr(postman, "letter_sent", lost)
        with pytest.raises(RecordsUnavailable):
            deliver_due(sqlite_records, settings, now)
    [first] = files(settings)
    before = first.read_bytes()
    assert deliver_due(sqlite_records, settings, now) == 2  # the others do not wait for it
    assert deliver_due(sqlite_records, settings, now + LEASE + timedelta(seconds=1)) == 1
    assert len(files(settings)) == 3 and first.read_bytes() == before
    assert statuses(sqlite_records) == ["sent"] * 3


def test_a_folder_that_cannot_be_written_is_tried_again_later(
    sqlite_records, settings, file_request, statuses, now, caplog
):
    file_request(sqlite_records)
    (settings.data / "letters").write_text("in the way")
    assert deliver_due(sqlite_records, settings, now) == 0
    assert statuses(sqlite_records) == ["waiting"] * 3
    assert "example.org" not in caplog.text and "3" in caplog.text
    (settings.data / "letters").unlink()
    assert deliver_due(sqlite_records, settings, now + timedelta(minutes=2)) == 3


def test_a_letter_no_message_can_hold_is_given_up_alone(sqlite_records, settings, file_request, statuses, now):
    file_request(sqlite_records)
    with sqlite_records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE letter SET subject = 'a' || char(10) || 'Bcc: x@example.org' WHERE id = 1")
    for days in range(10):
        deliver_due(sqlite_records, settings, now + timedelta(days=days))
    assert statuses(sqlite_records) == ["failed", "sent", "sent"]
    [given_up] = failed_letters(sqlite_records)
    assert given_up.fault == "it can't be made into a message"


def test_spooled_danger_is_written_down_and_its_letter_sent_at_once(sqlite_records, content, settings, now):
    notice = DangerNotice("key", "abuse", "child", now, "en", "parent", "words")
    away = Records.open("postgresql://guidepost@127.0.0.1:9/postgres")
    notify_danger(away, content, postman.spool_folder(settings), notice)
    assert deliver_due(sqlite_records, settings, now) == 1  # the next ones are told later, if nobody opens it
    assert deliver_due(sqlite_records, settings, now + timedelta(hours=1)) == 2


def test_when_told_to_stop_it_stops_after_the_letter_in_hand(sqlite_records, settings, file_request, statuses, now):
    file_request(sqlite_records)
    stop = iter([False, True])
    assert deliver_due(sqlite_records, settings, now, lambda: next(stop)) == 1
    assert statuses(sqlite_records) == ["sent", "waiting", "waiting"]


def test_two_processes_send_each_letter_once(records, settings, file_request, statuses, now):
    for _ in range(4):
        file_request(records)
    sent = []
    threads = [threading.Thread(target=lambda: sent.append(deliver_due(records, settings, now))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent.append(deliver_due(records, settings, now))
    assert sum(sent) == 12 and len(files(settings)) == 12 and statuses(records) == ["sent"] * 12


async def test_the_task_delivers_what_comes_in_and_stops(sqlite_records, settings, file_request, statuses, monkeypatch):
    monkeypatch.setattr(postman, "LOOK_EVERY", 0.05)
    stop = asyncio.Event()
    task = asyncio.create_task(delivery(sqlite_records, settings, stop))
    await asyncio.to_thread(file_request, sqlite_records, datetime.now(timezone.utc))
    for _ in range(200):
        if await asyncio.to_thread(statuses, sqlite_records) == ["sent"] * 3:
            break
        await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(task, 5)
    assert statuses(sqlite_records) == ["sent"] * 3


async def test_the_task_goes_on_after_anything(sqlite_records, settings, file_request, statuses, monkeypatch, caplog):
    monkeypatch.setattr(postman, "LOOK_EVERY", 0.05)
    file_request(sqlite_records, datetime.now(timezone.utc))
    moved = sqlite_records.file.with_name("moved.db")
    sqlite_records.close()
    sqlite_records.file.rename(moved)
    stop = asyncio.Event()
    task = asyncio.create_task(delivery(sqlite_records, settings, stop))
    await asyncio.sleep(0.3)
    assert caplog.text.count("can't be delivered") == 1 and not task.done()
    moved.rename(sqlite_records.file)
    monkeypatch.setattr(postman, "message_of", lambda *_: 1 / 0)
    await asyncio.sleep(0.3)
    assert "ZeroDivisionError" in caplog.text and "Maria" not in caplog.text and not task.done()
    stop.set()
    await asyncio.wait_for(task, 5)
    assert statuses(sqlite_records) == ["waiting"] * 3
