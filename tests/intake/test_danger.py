import json
import stat
import threading
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.errors import RecordsUnavailable
from bot.intake import tables
from bot.intake.absences import set_absence
from bot.intake.danger import ABOUT, KINDS, DangerNotice, notify_danger, take_in_spool
from bot.intake.filing import filed_before
from bot.intake.records import Records, reading
from bot.intake.statuses import RECEIVED

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
WORDS = "I do not want to be here any more"


@pytest.fixture
def notice():
    return DangerNotice(str(uuid.uuid4()), "self_harm", "self", NOW, "en", "student", WORDS, page="/students")


@pytest.fixture
def spool(tmp_path):
    return tmp_path / "var" / "spool"


@pytest.fixture
def away():
    return Records.open("postgresql://guidepost@127.0.0.1:9/postgres")


def rows(records, table):
    with reading(records) as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def waiting(records):
    return [letter for letter in rows(records, tables.letter) if letter.status == "waiting"]


def test_a_notice_is_a_restricted_record_with_the_words(records, content, spool, notice):
    notify_danger(records, content, spool, notice)
    [request] = rows(records, tables.request)
    assert (request.kind, request.danger, request.about, request.status) == ("danger", "self_harm", "self", RECEIVED)
    assert (request.description, request.page, request.received_at) == (WORDS, "/students", NOW)
    assert request.code_hash is None and not spool.exists()


def test_those_named_for_emergencies_are_told_one_after_the_other(records, content, spool, notice):
    notify_danger(records, content, spool, notice)
    minutes = timedelta(minutes=content.school.crisis.minutes_until_next)
    told = [(letter.address, letter.due_at) for letter in waiting(records)]
    in_order = [contact.email for contact in content.school.crisis.contacts]
    assert told == [(address, NOW + minutes * place) for place, address in enumerate(in_order)]


def test_who_is_away_as_the_desk_has_it_is_told_last(records, content, spool, notice):
    first, *others = content.school.crisis.contacts
    set_absence(records, first.id, (NOW.date(), NOW.date()), None, NOW)
    notify_danger(records, content, spool, notice)
    told = [letter.address for letter in sorted(waiting(records), key=lambda letter: letter.due_at)]
    assert told == [contact.email for contact in (*others, first)]


def test_who_is_away_is_told_last_and_nobody_is_left_out(records, content, spool, notice):
    first, *others = content.school.crisis.contacts
    away = replace(first, away=(NOW.date(), NOW.date()))
    crisis = replace(content.school.crisis, contacts=(away, *others))
    notify_danger(records, replace(content, school=replace(content.school, crisis=crisis)), spool, notice)
    assert [letter.address for letter in waiting(records)] == [contact.email for contact in (*others, first)]


def test_outside_the_watched_hours_those_named_for_then_are_told_first(records, content, spool, notice):
    principal = content.school.roles["principal"].contacts[0]
    crisis = replace(content.school.crisis, after_hours=(principal,))
    own = replace(content, school=replace(content.school, crisis=crisis))
    notify_danger(records, own, spool, notice)
    notify_danger(records, own, spool, replace(notice, key=str(uuid.uuid4()), at=NOW + timedelta(hours=12)))
    by_day, at_night = [contact.email for contact in content.school.crisis.contacts], waiting(records)[3:]
    assert [letter.address for letter in waiting(records)[:3]] == by_day
    assert [letter.address for letter in at_night] == [principal.email, by_day[0], by_day[2]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("about", ABOUT)
def test_letters_say_that_there_is_one_and_when_and_nothing_else(sqlite_records, content, spool, notice, kind, about):
    notify_danger(sqlite_records, content, spool, notice)
    usual = waiting(sqlite_records)[0]
    told = {"who": "Sam Example", "where": "at home", "page": "https://school.example.org/page"}
    notify_danger(sqlite_records, content, spool, replace(notice, key="another", kind=kind, about=about))
    notify_danger(sqlite_records, content, spool, replace(notice, key="third", kind=kind, about=about, **told))
    for letter in waiting(sqlite_records):
        held = letter.body + letter.subject
        assert not any(one in held for one in (WORDS, *told.values())) and "10:00 a.m." in letter.body
        assert letter.subject == usual.subject and (letter.body == usual.body or "now said who" in letter.body)
        assert "{" not in letter.body.replace("{desk_page}", "")


def test_nothing_goes_home_and_no_code_opens_it(records, content, secret, spool, notice):
    notify_danger(records, content, spool, notice)
    crisis = {contact.email for contact in content.school.crisis.contacts}
    assert {letter.address for letter in rows(records, tables.letter)} == crisis
    assert filed_before(records, content, secret, notice.key) is None


def test_the_same_notice_again_changes_nothing(records, content, spool, notice):
    for _ in range(3):
        notify_danger(records, content, spool, notice)
    assert len(rows(records, tables.request)) == 1 and len(rows(records, tables.letter)) == 3


def test_who_and_where_told_later_are_added_and_told_once_more(records, content, spool, notice):
    notify_danger(records, content, spool, notice)
    notify_danger(records, content, spool, replace(notice, words="", who="Sam Example"))
    notify_danger(records, content, spool, replace(notice, words="", who="Sam Example", where="at home"))
    [request] = rows(records, tables.request)
    assert (request.description, request.requester_name, request.whereabouts) == (WORDS, "Sam Example", "at home")
    told = waiting(records)
    assert len(told) == 3 and all("now said who" in letter.body for letter in told)


def test_while_the_records_are_away_it_goes_to_the_spool(records, content, spool, notice, away):
    notify_danger(away, content, spool, notice)
    [file] = spool.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(spool.stat().st_mode) == 0o700
    assert json.loads(file.read_text())["request"]["danger"] == "self_harm"
    assert take_in_spool(records, spool) == 1 and take_in_spool(records, spool) == 0
    [request] = rows(records, tables.request)
    assert (request.description, request.received_at, len(waiting(records))) == (WORDS, NOW, 3)
    assert list(spool.iterdir()) == []


def test_a_locked_file_sends_it_to_the_spool_too(sqlite_records, content, spool, notice):
    with sqlite_records.engine.begin():  # another writer that does not end
        notify_danger(sqlite_records, content, spool, notice)
    assert len(list(spool.iterdir())) == 1
    assert take_in_spool(sqlite_records, spool) == 1


def test_a_spooled_notice_stays_while_the_records_are_away(content, spool, notice, away):
    notify_danger(away, content, spool, notice)
    with pytest.raises(RecordsUnavailable):
        take_in_spool(away, spool)
    assert len(list(spool.iterdir())) == 1


def test_what_is_added_in_the_spool_joins_the_notice_in_whatever_order(records, content, spool, notice, away):
    later = replace(notice, words="", who="Sam Example")
    notify_danger(away, content, spool, notice)
    notify_danger(records, content, spool, later)  # the records are back, and the first notice still waits
    assert take_in_spool(records, spool) == 1
    [request] = rows(records, tables.request)
    assert (request.description, request.requester_name) == (WORDS, "Sam Example")
    assert all("now said who" in letter.body for letter in waiting(records)) and len(waiting(records)) == 3


def test_where_neither_can_be_written_it_is_said(content, spool, notice, away):
    spool.parent.mkdir(parents=True)
    spool.write_text("no folder")
    with pytest.raises(RecordsUnavailable):
        notify_danger(away, content, spool, notice)


def test_a_spooled_notice_taken_twice_is_one(records, content, spool, notice, away):
    notify_danger(away, content, spool, notice)
    [file] = spool.iterdir()
    kept = file.read_bytes()
    take_in_spool(records, spool)
    file.write_bytes(kept)  # killed before the file was removed
    take_in_spool(records, spool)
    assert len(rows(records, tables.request)) == 1 and len(rows(records, tables.letter)) == 3


def test_an_unreadable_notice_is_kept_and_holds_up_no_other(records, content, spool, notice, away, caplog):
    notify_danger(away, content, spool, notice)
    (spool / "0.json").write_text('{"request": ')
    assert take_in_spool(records, spool) == 1
    assert [file.name for file in spool.iterdir()] == ["0.unreadable"]
    assert "0.unreadable" in caplog.text and WORDS not in caplog.text


def test_the_same_notice_at_the_same_moment_is_one(records, content, spool, notice):
    threads = [threading.Thread(target=notify_danger, args=(records, content, spool, notice)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    take_in_spool(records, spool)
    assert len(rows(records, tables.request)) == 1 and len(rows(records, tables.letter)) == 3
