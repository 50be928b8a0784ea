import uuid
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert

from bot.errors import ConversationEnded, RecordsUnavailable, UnknownReference
from bot.intake import chat_tables, tables
from bot.intake.conversations import end_conversation, start_conversation
from bot.intake.desk_view import open_request
from bot.intake.events import EventStore
from bot.intake.handling import move_request
from bot.intake.messages import append_messages
from bot.intake.missed import keep_missed_question
from bot.intake.own_request import request_status
from bot.intake.records import Records, transaction
from bot.intake.retention import Chats, delete_chats, delete_requests, due_chats, due_requests, hold

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
HANGS_ON_IT = [tables.need, tables.history, tables.hand_off, tables.letter, tables.note, tables.audit]


@pytest.fixture
def after(content):
    """A moment that many days after the time of a kind of record is over."""
    return lambda kind, days=1: MONDAY + timedelta(days=getattr(content.school.retention, kind) + days)


@pytest.fixture
def close(records, nurse):
    def steps(request_id=1, at=MONDAY):
        for status in ("opened", "closed"):
            move_request(records, request_id, status, nurse, at)

    return steps


@pytest.fixture
def events(records):
    return EventStore(records)


def test_a_request_is_due_so_many_days_after_it_was_closed_and_not_before(records, content, file_plan, close, after):
    filed = file_plan()
    assert due_requests(records, content, after("requests", 999)) == ()  # it goes on
    close(at=MONDAY + timedelta(days=10))
    assert due_requests(records, content, after("requests", 9)) == ()
    [due] = due_requests(records, content, after("requests", 11))
    assert (due.kind, due.reference, len(due.letters)) == ("plan", filed.reference, 3)
    assert (due.over_on - due.received_on).days == 10


def test_what_is_deleted_is_gone_whole_and_its_reference_and_dates_are_listed(
    records, content, secret, file_plan, close, after, rows, nurse
):
    gone, stays = file_plan(), file_plan()
    open_request(records, 1, nurse, MONDAY)
    move_request(records, 1, "closed", nurse, MONDAY)
    now = after("requests")
    assert delete_requests(records, due_requests(records, content, now), now) == 1
    assert [row.reference for row in rows(tables.request)] == [stays.reference]
    assert all(
        not rows(table, request_id=1) and (rows(table) or table.name in ("note", "audit")) for table in HANGS_ON_IT
    )
    [listed] = rows(tables.disposal)
    assert (listed.at, listed.reference, listed.received_on) == (now, gone.reference, MONDAY.date())
    with pytest.raises(UnknownReference):
        request_status(records, gone.reference, gone.code, secret, now)
    assert request_status(records, stays.reference, stays.code, secret, now).status == "received"


def test_danger_has_a_time_of_its_own(records, content, file_danger, close, rows):
    from dataclasses import replace

    file_danger()
    close()
    keep = replace(content.school.retention, requests=30, danger=3000)
    own = replace(content, school=replace(content.school, retention=keep))
    assert due_requests(records, own, MONDAY + timedelta(days=2999)) == ()
    assert [one.kind for one in due_requests(records, own, MONDAY + timedelta(days=3001))] == ["danger"]


def test_what_is_held_stays_until_the_hold_ends(records, content, file_plan, close, after, rows):
    filed = file_plan()
    close()
    now = after("requests")
    due = due_requests(records, content, now)
    typed = f"{filed.reference[:4].lower()}-{filed.reference[4:]}"
    hold(records, typed, "A complaint is open.", None, now)
    assert due_requests(records, content, now) == () and delete_requests(records, due, now) == 0
    assert rows(tables.disposal) == [] and len(rows(tables.request)) == 1
    hold(records, typed, None, None, now)
    assert delete_requests(records, due_requests(records, content, now), now) == 1


def test_a_hold_on_nothing_is_told(records):
    with pytest.raises(UnknownReference):
        hold(records, "AAAA2222", "x", None, MONDAY)


def test_what_was_opened_again_meanwhile_stays(records, content, file_plan, close, after, nurse):
    file_plan()
    close()
    now = after("requests")
    due = due_requests(records, content, now)
    move_request(records, 1, "opened", nurse, now)
    assert delete_requests(records, due, now) == 0


def test_many_are_deleted_in_portions(records, content, file_call, close, after, monkeypatch):
    monkeypatch.setattr("bot.intake.retention.AT_ONCE", 3)
    for number in range(1, 8):
        file_call()
        close(number)
    now = after("requests")
    assert delete_requests(records, due_requests(records, content, now), now) == 7
    assert due_requests(records, content, now) == ()


def test_old_conversations_go_from_our_tables_and_from_rasas_events(records, events, content, rows, after):
    old, young = (start_conversation(records, "en", "parent", MONDAY + timedelta(days=days)) for days in (0, 20))
    for each in (old, young):
        append_messages(records, each.id, [{"body": "words"}], each.created)
        events.save(each.id, [{"event": "user", "text": "words"}], 0)
    keep_missed_question(records, "en", "parent", "not_sure", "words", [], MONDAY)
    now = after("conversations")
    assert due_chats(records, content, now) == delete_chats(records, events, content, now) == Chats(1, 0, 0)
    assert [row.id for row in rows(chat_tables.conversation)] == [
        row.conversation_id for row in rows(chat_tables.message)
    ]
    assert [row.id for row in rows(chat_tables.conversation)] == [young.id]
    assert events.load(old.id) == [] and len(events.load(young.id)) == 1 and len(rows(chat_tables.tracker)) == 1
    assert delete_chats(records, events, content, after("missed_questions")).missed_questions == 1


def test_a_conversation_goes_and_the_request_that_it_led_to_stays(records, events, content, file_plan, rows, after):
    chat = start_conversation(records, "en", "parent", MONDAY)
    file_plan(conversation=chat.id)
    delete_chats(records, events, content, after("conversations"))
    assert len(rows(tables.request)) == 1 and len(rows(tables.letter)) == 3 and not rows(chat_tables.conversation)


def test_where_forgetting_did_not_reach_rasas_events_a_round_mends_that(records, events, content):
    chat = start_conversation(records, "en", "parent", MONDAY)
    events.save(chat.id, [{"event": "user", "text": "words"}], 0)
    end_conversation(records, chat.id, MONDAY)  # and the program was killed here
    delete_chats(records, events, content, MONDAY + timedelta(hours=2))
    assert events.load(chat.id) == []


def test_while_rasas_events_are_away_the_conversation_stays_for_the_next_try(records, content, rows, after):
    start_conversation(records, "en", "parent", MONDAY)
    away = EventStore(Records.open("postgresql://guidepost@127.0.0.1:9/postgres"))
    with pytest.raises(RecordsUnavailable):
        delete_chats(records, away, content, after("conversations"))
    assert len(rows(chat_tables.conversation)) == 1


def test_old_letters_about_no_request_in_particular_go(records, events, content, file_plan, rows, after):
    file_plan()
    row = dict.fromkeys(("kind", "sender", "address", "language", "subject", "body"), "x")
    with transaction(records) as connection:
        connection.execute(
            insert(tables.letter).values(**row, key=str(uuid.uuid4()), written_at=MONDAY, due_at=MONDAY, status="sent")
        )
    assert delete_chats(records, events, content, after("conversations")).letters == 1
    assert len(rows(tables.letter)) == 3


def test_a_forgotten_conversation_takes_nothing_more_even_within_that_hour(records, events, content):
    chat = start_conversation(records, "en", "parent", MONDAY)
    end_conversation(records, chat.id, MONDAY)
    events.forget(chat.id)
    delete_chats(records, events, content, MONDAY + timedelta(minutes=59))
    with pytest.raises(ConversationEnded):
        events.save(chat.id, [{"event": "user"}], 0)
