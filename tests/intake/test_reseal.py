"""Everything can be sealed anew with another key, or put back in plain, while the program runs, however often that is
broken off; a key that something is sealed with is never missing unnoticed."""

import signal
import threading
import time
from base64 import urlsafe_b64encode
from dataclasses import replace

import pytest
from killing import killed, seeded
from sqlalchemy import func, insert, select
from whole_life import MONDAY, SECRET, WORDS, found, live, raw

from bot.errors import SettingsFault
from bot.intake import chat_tables, tables
from bot.intake import reseal as resealing
from bot.intake.keys import check_keys, make_ready
from bot.intake.own_request import request_status
from bot.intake.records import Records, reading, transaction
from bot.intake.reseal import reseal
from bot.intake.sealing import MARK, Seal, key_id
from bot.intake.submit import submit_request
from bot.settings import Settings

OLD, NEW = (urlsafe_b64encode(letter * 32) for letter in (b"a", b"b"))  # the same in every process


@pytest.fixture
def settings(database_url, tmp_path):
    """Both databases in one, without keys."""
    environ = {"GUIDEPOST_DATA": str(tmp_path / "var"), "GUIDEPOST_SECRET": SECRET.decode()}
    environ |= {"GUIDEPOST_DATABASE_URL": database_url, "GUIDEPOST_TRACKER_URL": database_url}
    return Settings.from_environment(environ)


@pytest.fixture
def lived(settings, content, new_request, tmp_path):
    """Makes a whole life under these keys; returns settings with them."""

    def make(*keys):
        under = replace(settings, keys=keys)
        make_ready(under)
        records = Records.of(under)
        live(records, content, new_request, tmp_path / "spool")
        records.close()
        return under

    return make


def texts(settings, *keys):
    """Every row of both bases, read under these keys."""
    records = Records.open(settings.database_url, Seal(keys, SECRET))
    hidden = {"recipient", "key"}  # these stay hashed
    with reading(records) as connection:
        rows = [
            {name: value for name, value in row._mapping.items() if name not in hidden}
            for base in (tables.records, chat_tables.events)
            for table in base.sorted_tables
            if table is not chat_tables.used_key
            for row in connection.execute(select(table).order_by(*table.primary_key))
        ]
    records.close()
    return rows


def lies_there(settings):
    records = Records.open(settings.database_url)
    values = [text for column in raw(records).values() for text in column]
    records.close()
    return values


def test_what_was_plain_is_sealed_and_reads_the_same(settings, lived):
    lived()
    before = texts(settings)
    sealed = replace(settings, keys=(NEW,))
    make_ready(sealed)
    assert texts(settings, NEW) == before, "the plain rows go on to be read"
    outcome = reseal(sealed)
    assert outcome.done > 20 and outcome.left == 0 and found(lies_there(settings)) == set()
    assert texts(settings, NEW) == before
    assert reseal(sealed).done == 0, "a second time there is nothing to do"


def test_no_plain_word_is_left_in_the_file_after_sealing(sqlite_url, settings, content, new_request, tmp_path):
    plain = replace(settings, database_url=sqlite_url, tracker_url=sqlite_url)
    records = Records.of(plain)
    live(records, content, new_request, tmp_path / "spool")
    for _ in range(100):
        submit_request(records, content, SECRET, new_request(description="quagmirish " * 99), MONDAY)
    reseal(replace(plain, keys=(NEW,)))  # the records stay open, as a program has them that runs
    files = records.file.parent.glob(f"{records.file.name}*")
    assert found([file.read_bytes().decode("latin-1") for file in files]) == set()
    records.close()


def test_a_key_is_replaced_by_another_and_can_be_taken_away(settings, lived):
    lived(OLD)
    before = texts(settings, OLD)
    both, only_new = replace(settings, keys=(NEW, OLD)), replace(settings, keys=(NEW,))
    make_ready(both)
    with pytest.raises(SettingsFault, match=key_id(OLD)) as told:
        make_ready(only_new)
    assert NEW.decode() not in str(told.value) and "reseal" in str(told.value)
    assert reseal(both).left == 0
    make_ready(only_new)
    assert texts(settings, NEW) == before and MARK + key_id(OLD) not in str(lies_there(settings))


def test_everything_can_be_put_back_in_plain(settings, lived):
    lived(NEW)
    before = texts(settings, NEW)
    assert reseal(replace(settings, keys=(NEW,)), to_plain=True).left == 0
    make_ready(settings)
    assert texts(settings) == before and found(lies_there(settings)) == set(WORDS)


@pytest.mark.parametrize("keys", [(), (NEW,)])
def test_a_program_that_lacks_the_key_does_not_start(settings, lived, keys):
    lived(OLD)
    with pytest.raises(SettingsFault, match="GUIDEPOST_KEYS") as told:
        make_ready(replace(settings, keys=keys))
    assert "\n" not in str(told.value) and key_id(OLD) in str(told.value)


def test_it_is_enough_that_the_other_database_is_sealed(tmp_path, settings):
    two = replace(settings, database_url=f"sqlite:///{tmp_path}/one.db", tracker_url=f"sqlite:///{tmp_path}/two.db")
    make_ready(replace(two, keys=(OLD,)))
    events = Records.open(two.tracker_url, Seal((OLD,), SECRET))
    with transaction(events) as connection:
        connection.execute(insert(chat_tables.tracker).values(conversation_id="one"))
        connection.execute(insert(chat_tables.event).values(conversation_id="one", position=0, data={"text": "quail"}))
    with pytest.raises(SettingsFault, match="is not set"):
        make_ready(two)
    assert reseal(replace(two, keys=(NEW, OLD))).done == 1
    make_ready(replace(two, keys=(NEW,)))


def test_what_a_program_sealed_that_was_left_running_with_the_old_key_is_noticed(settings, lived, content, new_request):
    lived(OLD)
    left_running = Records.open(settings.database_url, Seal((OLD,), SECRET))
    both, only_new = replace(settings, keys=(NEW, OLD)), replace(settings, keys=(NEW,))
    make_ready(both)
    reseal(both)
    make_ready(only_new)
    submit_request(left_running, content, SECRET, new_request(), MONDAY)
    left_running.close()
    with pytest.raises(SettingsFault, match=key_id(OLD)):
        make_ready(only_new)
    assert reseal(both).left == 0
    make_ready(only_new)


def test_several_programs_may_start_at_once_with_a_new_key(settings, lived):
    under, faults = replace(lived(), keys=(NEW,)), []

    def start():
        try:
            make_ready(under)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_without_keys_there_is_nothing_to_seal_with(settings):
    with pytest.raises(SettingsFault, match="new-key"):
        reseal(settings)


def test_a_row_that_no_key_opens_is_counted_and_left_as_it_is(settings, lived):
    lived(OLD)
    before = lies_there(settings)
    outcome = reseal(replace(settings, keys=(NEW,)))
    assert outcome.done == 0 and outcome.left > 20 and lies_there(settings) == before


def test_what_the_program_writes_meanwhile_is_neither_lost_nor_left(settings, lived, content, new_request, monkeypatch):
    monkeypatch.setattr(resealing, "AT_ONCE", 3)
    both = replace(settings, keys=(NEW, OLD))
    lived(OLD)
    make_ready(both)
    stop, filed = threading.Event(), []

    def program():
        records = Records.of(both)
        while not stop.is_set():
            filed.append(submit_request(records, content, SECRET, new_request(description="quail"), MONDAY))
            time.sleep(0.01)
        records.close()

    running = threading.Thread(target=program)
    running.start()
    try:
        outcome = reseal(both)
    finally:
        stop.set()
        running.join()
    assert outcome.left == 0 and len(filed) > 3
    records = Records.open(settings.database_url, Seal((NEW,), SECRET))
    check_keys(records, records)
    for one in filed:
        assert request_status(records, one.reference, one.code, SECRET, MONDAY).status == "received"
    with reading(records) as connection:
        descriptions = list(connection.execute(select(tables.request.c.description)).scalars())
    assert descriptions.count("quail") == len(filed)
    records.close()


def test_killed_in_the_middle_it_is_begun_again_and_nothing_is_lost(settings, lived, content, new_request, monkeypatch):
    monkeypatch.setattr(resealing, "AT_ONCE", 5)
    chance, keys = seeded(), [OLD, NEW]
    lived(OLD)
    records = Records.open(settings.database_url, Seal((OLD,), SECRET))
    for _ in range(30):
        submit_request(records, content, SECRET, new_request(), MONDAY)
    records.close()
    before, midway = texts(settings, OLD, NEW), 0
    for _ in range(8):
        keys.reverse()
        under = replace(settings, keys=tuple(keys))
        _, ended = killed(lambda say, under=under: reseal(under), chance.uniform(0.05, 0.4))
        midway += ended == -signal.SIGKILL
        assert texts(settings, OLD, NEW) == before
    assert midway
    assert reseal(replace(settings, keys=(NEW, OLD))).left == 0
    assert texts(settings, NEW) == before
    with reading(Records.open(settings.database_url)) as connection:
        assert connection.execute(select(func.count()).select_from(tables.request)).scalar() == 33
