from datetime import datetime, timedelta, timezone

import pytest

from bot.errors import ConversationEnded, RowRefused
from bot.intake.conversations import (
    LASTS,
    end_conversation,
    find_conversation,
    start_conversation,
    touch,
)
from bot.intake.messages import append_messages, read_messages

NOW = datetime(2026, 11, 22, 21, 30, tzinfo=timezone.utc)


@pytest.fixture
def conversation(records):
    return start_conversation(records, "en", "parent", NOW)


def test_a_conversation_is_found_as_it_was_started(records, conversation):
    assert find_conversation(records, conversation.id, NOW) == conversation
    assert conversation.id != start_conversation(records, "en", "parent", NOW).id


def test_a_conversation_is_over_24_hours_after_the_last_message(records, conversation):
    later = NOW + timedelta(hours=20)
    append_messages(records, conversation.id, [{"id": "1", "body": "hello"}], later)
    assert find_conversation(records, conversation.id, later + LASTS).last_seen == later
    with pytest.raises(ConversationEnded):
        find_conversation(records, conversation.id, later + LASTS + timedelta(seconds=1))


def test_touching_keeps_it_going(records, conversation):
    touch(records, conversation.id, NOW + timedelta(hours=23))
    assert find_conversation(records, conversation.id, NOW + timedelta(hours=30))


def test_language_and_persona_change_one_by_one(records, conversation):
    for changes in ({"language": "es"}, {"persona": "student"}, {}):
        append_messages(records, conversation.id, [], NOW, changes)
    found = find_conversation(records, conversation.id, NOW)
    assert (found.language, found.persona) == ("es", "student")


def test_what_was_said_and_what_it_changed_is_kept_together_or_not_at_all(records, conversation):
    with pytest.raises(RowRefused):
        append_messages(records, conversation.id, [{"body": "en español"}], NOW, {"language": None})
    assert read_messages(records, conversation.id) == []
    assert find_conversation(records, conversation.id, NOW) == conversation


def test_messages_come_back_in_order_and_unchanged(records, conversation):
    body = "ñ \u4f60 🙂 \x00 \ud83d \"'\\"
    said = [{"id": str(number), "from": "family", "body": body, "sources": []} for number in range(5)]
    append_messages(records, conversation.id, said[:2], NOW)
    append_messages(records, conversation.id, said[2:], NOW)
    assert read_messages(records, conversation.id) == said


def test_an_ended_conversation_is_forgotten_and_takes_nothing_more(records, conversation):
    append_messages(records, conversation.id, [{"body": "hello"}], NOW)
    end_conversation(records, conversation.id)
    end_conversation(records, conversation.id)
    assert read_messages(records, conversation.id) == []
    for act in (
        lambda: find_conversation(records, conversation.id, NOW),
        lambda: append_messages(records, conversation.id, [{"body": "too late"}], NOW),
        lambda: touch(records, conversation.id, NOW),
    ):
        with pytest.raises(ConversationEnded):
            act()
    assert read_messages(records, conversation.id) == []


def test_an_unknown_conversation_is_an_ended_one(records):
    with pytest.raises(ConversationEnded):
        find_conversation(records, "no such thing", NOW)


def test_a_code_is_never_kept_with_the_messages(records, conversation):
    sent = {"kind": "sent", "reference": "2346789C", "code": "HJKMNPQR", "body": "Your code is **HJKMNPQR**."}
    append_messages(records, conversation.id, [sent], NOW)
    [kept] = read_messages(records, conversation.id)
    assert "HJKMNPQR" not in str(kept) and kept["reference"] == "2346789C" and "•" in kept["code"]
    assert sent["code"] == "HJKMNPQR"
