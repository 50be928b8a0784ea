"""Rasa's trackers on a real event store: nothing is lost without a word, and words of danger are not kept."""

import json

import pytest
import rasa.shared.utils.common
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from bot.assistant import excerpt
from bot.assistant.trackers import EventTrackers, discreet
from bot.errors import ConversationEnded, RecordsUnavailable
from bot.intake.events import EventStore
from bot.intake.records import transaction

WORDS = "Lirum larum Löffelstiel"


@pytest.fixture
def events(records):
    return EventStore(records)


@pytest.fixture
def trackers(events, domain):
    return EventTrackers(events, domain)


@pytest.fixture
def broken(records):
    """Functions that take the database away, and bring it back."""

    def rename(old, new):
        with transaction(records) as connection:
            connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    return lambda: rename("event", "gone"), lambda: rename("gone", "event")


def heard(text, intent="what_is", **entities):
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    named = {"name": intent, "confidence": 0.9}
    parsed = {"text": text, "intent": named, "entities": found, "intent_ranking": [named]}
    return UserUttered(text, named, found, parsed, metadata={"language": "en", "persona": "parent"})


def go_on(tracker, *events):
    for event in events:
        tracker.update(event)


def told(tracker):
    return [event.as_dict() for event in tracker.events]


async def test_a_conversation_goes_on_where_it_was(trackers, events, domain):
    tracker = await trackers.get_or_create_tracker("one")
    go_on(tracker, heard("hello"), SlotSet("grade", "7"), BotUttered("", {"custom": {"messages": []}}))
    await trackers.save(tracker)
    for process in (trackers, EventTrackers(events, domain)):  # this one, and another one after a restart
        kept = await process.retrieve("one")
        assert told(kept) == told(tracker) and kept.get_slot("grade") == "7"
    assert await trackers.retrieve("two") is None


async def test_only_what_is_new_is_written(trackers, events, monkeypatch):
    written, save = [], events.save

    def counted(conversation_id, new, start):
        written.append((start, len(new)))
        save(conversation_id, new, start)

    monkeypatch.setattr(events, "save", counted)
    tracker = await trackers.get_or_create_tracker("one", append_action_listen=False)
    tracker.update(heard("hello"))
    await trackers.save(tracker)
    go_on(tracker, heard("and now"), SlotSet("grade", "7"))
    await trackers.save(tracker)
    assert written[-2:] == [(0, 1), (1, 2)]
    assert len(events.load("one")) == 3


async def test_a_failing_save_is_raised_and_a_later_one_keeps_everything(trackers, events, broken):
    away, back = broken
    tracker = await trackers.get_or_create_tracker("one")
    tracker.update(heard("first"))
    await trackers.save(tracker)
    away()
    tracker.update(SlotSet("grade", "7"))
    for _ in range(2):
        with pytest.raises(RecordsUnavailable):
            await trackers.save(tracker)
    with pytest.raises(RecordsUnavailable):
        await trackers.retrieve("one")
    back()
    tracker.update(heard("last"))
    await trackers.save(tracker)
    assert told(await trackers.retrieve("one")) == told(tracker)
    assert len(events.load("one")) == len(tracker.events)


async def test_what_was_not_kept_is_not_remembered_either(trackers, broken):
    away, back = broken
    tracker = await trackers.get_or_create_tracker("one")
    away()
    tracker.update(SlotSet("grade", "7"))
    with pytest.raises(RecordsUnavailable):
        await trackers.save(tracker)
    back()
    assert (await trackers.get_or_create_tracker("one")).get_slot("grade") is None


async def test_a_forgotten_conversation_takes_no_save(trackers, events):
    tracker = await trackers.get_or_create_tracker("one")
    tracker.update(heard(WORDS))
    await trackers.save(tracker)
    await trackers.forget("one")
    tracker.update(heard(WORDS))
    with pytest.raises(ConversationEnded):
        await trackers.save(tracker)
    assert events.load("one") == [] and await trackers.keys() == []


async def test_words_of_danger_are_not_kept(trackers, events):
    tracker = await trackers.get_or_create_tracker("one")
    danger = heard(WORDS, intent="crisis", danger_kind="self_harm", danger_level="notify")
    go_on(tracker, heard("is it free"), danger, ActionExecuted("utter_crisis"), heard("thank you"))
    await trackers.save(tracker)
    written = json.dumps(events.load("one"), ensure_ascii=False)
    assert not [word for word in WORDS.split() if word in written]
    assert "is it free" in written and "thank you" in written
    (kept,) = (one for one in (await trackers.retrieve("one")).events if getattr(one, "intent_name", None) == "crisis")
    assert kept.text == "" and {one["value"] for one in kept.entities} == {"self_harm", "notify"}


def test_the_event_in_memory_keeps_what_the_turn_still_needs():
    event = heard(WORDS, intent="crisis").as_dict()
    assert WORDS not in str(discreet(event)) and event["text"] == WORDS


@pytest.mark.parametrize("event", [heard("hello"), SlotSet("grade", "7"), BotUttered("-"), UserUttered(None)])
def test_other_events_are_kept_as_they_are(event):
    assert discreet(event.as_dict()) == event.as_dict()


async def test_codes_are_masked(trackers, events):
    sent = {"reference": "2346789C", "code": "HJKMNPQR", "body": "Your code is HJKMNPQR."}
    tracker = await trackers.get_or_create_tracker("one")
    tracker.update(BotUttered("", {"custom": {"messages": [sent]}}))
    await trackers.save(tracker)
    written = json.dumps(events.load("one"))
    assert "HJKMNPQR" not in written and "2346789C" in written


async def test_conversations_are_apart(trackers):
    for name in ("one", "two"):
        tracker = await trackers.get_or_create_tracker(name)
        tracker.update(SlotSet("grade", name))
        await trackers.save(tracker)
    assert (await trackers.retrieve("one")).get_slot("grade") == "one"
    assert (await trackers.retrieve_full_tracker("two")).get_slot("grade") == "two"


async def test_many_conversations_take_little_memory(events, domain):
    trackers = EventTrackers(events, domain)
    for number in range(10_050):
        trackers._remember(str(number), number)
    assert len(await trackers.keys()) == 10_000
    tracker = await trackers.get_or_create_tracker("0")
    tracker.update(SlotSet("grade", "7"))
    await trackers.save(tracker)
    assert (await trackers.retrieve("0")).get_slot("grade") == "7"


# A long conversation


@pytest.fixture
def long(trackers, monkeypatch):
    """Turns that make a conversation a long one are kept; gives the number of events that one had before it is cut."""
    monkeypatch.setattr(excerpt, "LONG", 8)

    async def made(*first):
        tracker = await trackers.get_or_create_tracker("one")
        go_on(tracker, SlotSet("draft", "draft-1"), *first)
        for number in range(9):
            go_on(tracker, heard(f"question {number}"), BotUttered("-"), ActionExecuted("action_listen"))
        await trackers.save(tracker)
        return len(tracker.events)

    return made


async def test_a_long_conversation_is_read_short_and_kept_short_from_the_next_save_on(long, trackers, events, domain):
    whole = await long()
    tracker = await trackers.retrieve("one")
    assert len(events.load("one")) == whole > len(tracker.events), "reading changes nothing"
    tracker.update(heard("the next one"))
    await trackers.save(tracker)
    for process in (trackers, EventTrackers(events, domain)):
        kept = await process.retrieve("one")
        assert told(kept) == told(tracker) and kept.get_slot("draft") == "draft-1"


async def test_a_cut_that_can_not_be_saved_has_lost_nothing(long, trackers, events, broken):
    away, back = broken
    await long()
    before = events.load("one")
    tracker = await trackers.retrieve("one")
    tracker.update(heard("the next one"))
    away()
    with pytest.raises(RecordsUnavailable):
        await trackers.save(tracker)
    back()
    assert events.load("one") == before
    again = await trackers.retrieve("one")
    again.update(heard("once more"))
    await trackers.save(again)
    assert told(await trackers.retrieve("one")) == told(again) and again.get_slot("draft") == "draft-1"


async def test_another_process_that_knows_nothing_of_a_cut_keeps_all(long, trackers, events, domain):
    await long()
    cut = await trackers.retrieve("one")
    cut.update(heard("the next one"))
    await trackers.save(cut)
    other = EventTrackers(events, domain)
    tracker = await other.retrieve("one")
    tracker.update(heard("there"))
    await other.save(tracker)
    back = await trackers.retrieve("one")
    assert told(back) == told(tracker) and len(events.load("one")) == len(tracker.events)


async def test_words_of_danger_stay_out_when_a_conversation_is_cut(long, trackers, events):
    danger = heard(WORDS, intent="crisis", danger_kind="self_harm")
    crisis = BotUttered("", {"custom": {"messages": [{"kind": "crisis", "topic": "crisis"}]}})
    await long(danger, ActionExecuted("utter_crisis"), crisis)
    tracker = await trackers.retrieve("one")
    tracker.update(heard(WORDS, intent="crisis"))
    await trackers.save(tracker)
    written = json.dumps(events.load("one"), ensure_ascii=False)
    assert '"topic": "crisis"' in written and not [word for word in WORDS.split() if word in written]


def test_every_kind_of_event_is_found_by_its_name():
    kinds = [kind for kind in rasa.shared.utils.common.all_subclasses(Event) if kind.type_name]
    assert len(kinds) > 20
    for _ in range(2):
        assert {Event.resolve_by_type(kind.type_name).type_name for kind in kinds} == {kind.type_name for kind in kinds}
        with pytest.raises(ValueError, match="nonsense"):
            Event.resolve_by_type("nonsense")


def test_it_is_a_store_of_rasa_s():
    assert issubclass(EventTrackers, TrackerStore)
