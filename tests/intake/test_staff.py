import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.intake.records import reading
from bot.intake.sessions import IDLE, LASTS, end_session, session_staff, start_session
from bot.intake.staff import LOCKED_FOR, WRONG_PASSWORDS, all_staff, check_password, create_staff, staff_left
from bot.intake.tables import staff, staff_session

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
PASSWORD = "four words of nonsense"


@pytest.fixture
def member(records):
    return create_staff(records, " Office@Example.org ", "Office", PASSWORD, "office", False, NOW)


def enters(records, password=PASSWORD, login="office@example.org", now=NOW):
    return check_password(records, login, password, now)


def test_the_right_password_opens_and_a_wrong_one_does_not(records, member):
    assert enters(records) == member == enters(records, login="OFFICE@example.org\x00 ")
    assert enters(records, "another") is None and enters(records, login="nobody@example.org") is None
    assert enters(records, "") is None and enters(records, "\x00\ud83d" * 9) is None


def test_only_an_argon2_hash_is_kept(records, member):
    with reading(records) as connection:
        row = connection.execute(select(staff)).one()
    assert row.password_hash.startswith("$argon2id$") and PASSWORD not in str(row)


def test_after_some_wrong_passwords_nobody_enters_for_a_while(records, member):
    for _ in range(WRONG_PASSWORDS):
        assert enters(records, "wrong") is None
    assert enters(records) is None and enters(records, now=NOW + LOCKED_FOR - timedelta(seconds=1)) is None
    assert enters(records, now=NOW + LOCKED_FOR) == member


def test_the_right_password_begins_the_count_anew(records, member):
    for _ in range(3):
        for _ in range(WRONG_PASSWORDS - 1):
            enters(records, "wrong")
        assert enters(records)


def test_many_tries_at_once_are_counted_too(records, member):
    threads = [threading.Thread(target=enters, args=(records, "wrong")) for _ in range(WRONG_PASSWORDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert enters(records) is None


def test_a_new_password_ends_the_sessions_and_the_lock(records, member):
    token = start_session(records, member.id, NOW)
    for _ in range(WRONG_PASSWORDS):
        enters(records, "wrong")
    again = create_staff(records, "office@example.org", "Front office", "another one", "office", True, NOW)
    assert again.id == member.id and enters(records, "another one") == again and enters(records) is None
    assert session_staff(records, token, NOW) is None


def test_who_left_does_not_enter_and_their_sessions_end(records, member):
    token = start_session(records, member.id, NOW)
    staff_left(records, "office@example.org", NOW)
    assert enters(records) is None and session_staff(records, token, NOW) is None and all_staff(records) == ()


def test_a_session_lasts_while_it_is_used_and_not_beyond_a_day(records, member):
    token, at = start_session(records, member.id, NOW), NOW
    while at <= NOW + LASTS:
        assert session_staff(records, token, at) == member
        at += IDLE - timedelta(minutes=1)
    assert session_staff(records, token, at) is None


def test_a_session_ends_when_nobody_clicks_and_by_signing_out(records, member):
    idle, left = start_session(records, member.id, NOW), start_session(records, member.id, NOW)
    assert session_staff(records, idle, NOW + IDLE + timedelta(seconds=1)) is None
    end_session(records, left, NOW)
    end_session(records, left, NOW)
    assert session_staff(records, left, NOW) is None


def test_no_other_text_is_a_session_and_the_token_is_not_kept(records, member):
    token = start_session(records, member.id, NOW)
    for other in ("", token[:-1], token.lower(), "\x00", "\ud83d"):
        assert session_staff(records, other, NOW) is None
    with reading(records) as connection:
        assert token not in str(connection.execute(select(staff_session)).all())
