import json
from datetime import datetime, timedelta, timezone

import pytest

from bot.errors import UnknownReference
from bot.intake import tables
from bot.intake.conversations import start_conversation
from bot.intake.desk_view import open_request
from bot.intake.handling import add_note, move_request
from bot.intake.holdings import LINE, all_held, requests_since
from bot.intake.messages import append_messages
from bot.intake.retention import delete_requests, due_requests

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


def test_all_that_is_held_on_a_reference_is_shown_and_what_opens_it_is_not(records, file_plan, counsellor, rows):
    chat = start_conversation(records, "en", "parent", MONDAY)
    append_messages(records, chat.id, [{"body": "what was said"}], MONDAY)
    filed = file_plan(conversation=chat.id, student_name="Tom")
    file_plan(student_name="Another")
    open_request(records, 1, counsellor, MONDAY)
    add_note(records, 1, "Called twice.", counsellor, MONDAY)
    held = all_held(records, filed.reference.lower(), MONDAY)
    counts = {table: len(found) for table, found in held.items()}
    assert counts == {
        "request": 1,
        "need": 2,
        "history": 2,
        "hand_off": 2,
        "letter": 3,
        "note": 1,
        "attempt": 0,
        "correction": 0,
        "audit": 3,
        "taken": 0,
        "message": 1,
    }
    text = json.dumps(held)
    assert all(word in text for word in ("Tom", "Called twice.", "The counsellor", "what was said", "dyslexia"))
    assert "Another" not in text and filed.code not in text and "code_hash" not in text


def test_that_it_was_taken_out_is_noted(records, file_plan, rows):
    all_held(records, file_plan().reference, MONDAY)
    assert [(row.act, row.request_id) for row in rows(tables.audit)] == [("take_out", 1)]


def test_of_what_was_deleted_only_the_disposal_is_left(records, content, file_plan, counsellor):
    filed = file_plan()
    for status in ("opened", "closed"):
        move_request(records, 1, status, counsellor, MONDAY)
    later = MONDAY + timedelta(days=content.school.retention.requests + 1)
    delete_requests(records, due_requests(records, content, later), later)
    held = all_held(records, filed.reference, later)
    assert list(held) == ["disposal"] and held["disposal"][0]["received_on"] == "2026-11-23"
    with pytest.raises(UnknownReference):
        all_held(records, "AAAA2222", later)


def test_a_list_of_requests_holds_all_since_a_day_and_never_danger(
    records, file_plan, file_call, file_danger, monkeypatch
):
    monkeypatch.setattr("bot.intake.holdings.AT_ONCE", 2)
    file_plan(MONDAY - timedelta(days=1))
    file_danger()
    for number in range(5):
        (file_call if number % 2 else file_plan)()
    found = list(requests_since(records, MONDAY))
    assert [row["kind"] for row in found] == ["plan", "call", "plan", "call", "plan"]
    assert all(tuple(row) == LINE for row in found) and "Reading" not in json.dumps(found)
