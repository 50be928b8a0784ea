import threading
import time

import pytest

from bot.errors import ConversationEnded, RowRefused
from bot.intake.events import EventStore
from bot.intake.records import transaction


@pytest.fixture
def store(records):
    return EventStore(records)


def events(first, last):
    return [{"event": "slot", "name": "grade", "value": str(number)} for number in range(first, last)]


def test_events_come_back_in_order(store):
    store.save("one", events(0, 3), 0)
    store.save("two", events(7, 8), 0)
    store.save("one", events(3, 5), 3)
    assert store.load("one") == events(0, 5) and store.load("two") == events(7, 8)
    assert store.load("three") == []


def test_a_repeated_save_changes_nothing(store):
    store.save("one", events(0, 3), 0)
    for _ in range(2):
        store.save("one", events(3, 6), 3)
    assert store.load("one") == events(0, 6)


def test_a_tracker_can_be_cut(store):
    store.save("one", events(0, 50), 0)
    store.save("one", events(40, 50), 0)
    assert store.load("one") == events(40, 50)


def test_a_forgotten_conversation_takes_no_save(store):
    store.save("one", events(0, 3), 0)
    for known in ("one", "never saved"):
        store.forget(known)
        store.forget(known)
        with pytest.raises(ConversationEnded):
            store.save(known, events(0, 3), 0)
        assert store.load(known) == []


def test_a_save_under_way_while_it_is_forgotten_leaves_nothing(store, records):
    store.save("one", events(0, 1), 0)
    outcome = []

    def save():
        try:
            for start in range(1, 2000):
                store.save("one", events(start, start + 1), start)
                time.sleep(0.005)  # as a family would, only faster; without a pause nobody else gets to write
        except ConversationEnded:
            outcome.append("refused")

    saving = threading.Thread(target=save)
    saving.start()
    store.forget("one")
    saving.join()
    assert outcome == ["refused"] and store.load("one") == []


def test_codes_are_masked_in_events(store):
    sent = {"reference": "2346789C", "code": "HJKMNPQR", "body": "HJKMNPQR"}
    told = {"event": "bot", "data": {"custom": {"messages": [sent]}}}
    store.save("one", [told], 0)
    assert "HJKMNPQR" not in str(store.load("one")) and "2346789C" in str(store.load("one"))


def test_an_event_without_its_tracker_is_refused_by_the_database(records):
    with pytest.raises(RowRefused), transaction(records) as connection:
        connection.exec_driver_sql("INSERT INTO event (conversation_id, position, data) VALUES ('x', 0, '{}')")
