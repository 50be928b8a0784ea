"""What the assistant does with a turn that breaks, and with buttons of an earlier question. A small processor stands in
Rasa's place; the trained one is tried in tests/conversations."""

import asyncio
import logging
import os
import tarfile
import threading
from datetime import datetime, timezone
from types import SimpleNamespace

import pytest
from rasa.shared.core.events import SessionStarted, SlotSet, UserUttered

from bot.assistant.agent import OF_A_QUESTION, Assistant, newest_model
from bot.assistant.turn import Choice, Text
from bot.content.live import Live
from bot.errors import ModelMissing, RecordsUnavailable
from bot.intake import Conversation

WORDS = "Lirum larum Löffelstiel"
NOW = datetime(2026, 11, 23, 15, tzinfo=timezone.utc)
ANSWER = {"kind": "answer", "body": "...", "choices": []}
SENT = {"kind": "sent", "body": "...", "choices": [], "reference": "2346789C", "code": "HJKMNPQR"}
CRISIS = {"kind": "crisis", "body": "Call 988.", "choices": []}


class Processor:
    """Hears, says what it was given, and breaks where it was told to (listening, speaking, saving)."""

    def __init__(self, trackers):
        self.trackers, self.says, self.slots, self.intent = trackers, [ANSWER], {}, "what_is"
        self.breaks, self.error, self.heard, self.threads = None, RuntimeError(WORDS), [], []
        self.seconds, self.begun, self.read = 0, None, 0

    def _step(self, name):
        self.threads.append(threading.current_thread().name)
        if name == self.breaks:
            raise self.error

    async def parse_message(self, message):
        return {"text": message.text, "intent": {"name": self.intent, "confidence": 1.0}, "entities": []}

    async def get_tracker(self, conversation_id):
        self.read += 1
        return await self.trackers.get_or_create_tracker(conversation_id, append_action_listen=False)

    async def _update_tracker_session(self, tracker, channel, metadata):
        self.begun = tracker
        if not tracker.events:
            tracker.update(SessionStarted())

    async def _handle_message_with_tracker(self, message, tracker):
        if tracker is self.begun:  # and not one of a turn that nothing is kept of
            self.heard.append(message)
            await asyncio.sleep(self.seconds)
            self._step("listening")
        tracker.update(UserUttered(message.text, {"name": self.intent, "confidence": 1.0}, []))

    async def run_action_extract_slots(self, channel, tracker):
        return tracker

    async def _run_prediction_loop(self, channel, tracker):
        for one in self.says:
            await channel.send_response(tracker.sender_id, {"custom": {"messages": [one]}})
        for name, value in self.slots.items():
            tracker.update(SlotSet(name, value))
        self._step("speaking")

    async def save_tracker(self, tracker):
        self._step("saving")
        await self.trackers.save(tracker)


@pytest.fixture
def assistant(settings, content, domain):
    made = Assistant(settings, Live(content))
    made._trackers.domain = domain
    yield made
    made.close()


@pytest.fixture
def processor(assistant):
    processor = Processor(assistant._trackers)
    assistant._agent = SimpleNamespace(processor=processor)
    return processor


@pytest.fixture
def conversation():
    return Conversation("conversation-1", "en", "student", NOW, NOW, None)


# The model


async def test_without_a_model_it_is_not_ready_and_says_what_to_do(assistant):
    with pytest.raises(ModelMissing, match="guidepost train"):
        await assistant.load()
    assert not assistant.ready


@pytest.mark.parametrize("broken", ["no archive", "empty archive", "cut archive"])
async def test_a_broken_model_is_named(assistant, settings, tmp_path, broken):
    (settings.data / "models").mkdir()
    model = settings.data / "models" / "guidepost.tar.gz"
    model.write_bytes(b"this is no archive")
    if broken != "no archive":
        (tmp_path / "metadata.json").write_text("{}")
        with tarfile.open(model, "w:gz") as archive:
            archive.add(tmp_path / "metadata.json", "metadata.json")
    if broken == "cut archive":
        model.write_bytes(model.read_bytes()[:-20])
    with pytest.raises(ModelMissing, match=r"guidepost\.tar\.gz does not load"):
        await assistant.load()
    assert not assistant.ready


def test_the_newest_model_is_taken(tmp_path):
    for name, age in (("old", 20), ("new", 5), ("older", 30)):
        (tmp_path / f"{name}.tar.gz").touch()
        os.utime(tmp_path / f"{name}.tar.gz", (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "notes.txt").touch()
    assert newest_model(tmp_path).name == "new.tar.gz"


# A turn


async def test_the_greeting_needs_no_model(assistant, content, conversation):
    turn = await assistant.greet(conversation)
    (one,) = turn.messages
    answer = content.answer("greeting", "en", "student")
    assert (one["kind"], one["body"]) == ("greeting", answer.body)
    assert [choice["topic"] for choice in one["choices"]] == list(answer.next)


async def test_a_turn_tells_what_is_asked_now(assistant, processor, conversation):
    processor.slots = {"requested_slot": "grade", "draft": "draft-1"}
    turn = await assistant.reply(conversation, Text("hello"))
    assert turn.messages == [ANSWER] and (turn.asks, turn.draft, turn.private) == ("grade", "draft-1", False)
    assert set(processor.threads) == {"assistant"}, "it runs on a thread of its own"


async def test_a_message_carries_who_asks_in_which_language(assistant, processor, conversation):
    await assistant.reply(conversation, Text("hello"))
    await assistant.reply(conversation, Choice("contents", {"plan": "ilp"}))
    typed, pressed = processor.heard
    assert typed.metadata == {"language": "en", "persona": "student"} and typed.parse_data is None
    assert pressed.metadata == typed.metadata | {"pressed": "yes"}
    assert pressed.parse_data["intent"]["name"] == "contents" and pressed.text == ""
    assert [(one["entity"], one["value"]) for one in pressed.parse_data["entities"]] == [("plan", "ilp")]


@pytest.mark.parametrize(
    ("typed", "heard"),
    [("/restart", "restart"), (" \n //crisis{}", "crisis{}"), ("/", "?"), ("  ", "?"), ("1/2 day", "1/2 day")],
)
async def test_a_slash_makes_no_intent(assistant, processor, conversation, typed, heard):
    await assistant.reply(conversation, Text(typed))
    assert processor.heard[0].text == heard


async def test_messages_of_one_conversation_wait_for_each_other(assistant, processor, conversation):
    processor.seconds = 0.02
    await asyncio.gather(*(assistant.reply(conversation, Text(str(number))) for number in range(5)))
    kept = await assistant._on_thread(assistant._trackers.retrieve(conversation.id))
    assert [event.text for event in kept.events if isinstance(event, UserUttered)] == list("01234")


async def test_a_conversation_is_read_once_a_turn(assistant, processor, conversation):
    for turns in (1, 2):
        await assistant.reply(conversation, Text("hello"))
        assert processor.read == turns
    kept = await assistant._on_thread(assistant._trackers.retrieve(conversation.id))
    assert [type(event).__name__ for event in kept.events] == ["SessionStarted", "UserUttered", "UserUttered"]


# What breaks


@pytest.mark.parametrize("breaks", ["listening", "speaking", "saving"])
async def test_whatever_breaks_the_family_is_told(assistant, processor, conversation, content, caplog, breaks):
    caplog.set_level(logging.DEBUG)
    processor.breaks = breaks
    turn = await assistant.reply(conversation, Text(WORDS))
    assert turn.messages == [{"kind": "error", "body": content.phrase("say.error", "en"), "choices": []}]
    assert content.school.phone in turn.messages[0]["body"]
    assert "RuntimeError" in caplog.text
    assert not [word for word in WORDS.split() if word in caplog.text], "no word of the family's in the log"
    processor.breaks = None
    assert (await assistant.reply(conversation, Text("again"))).messages == [ANSWER], "the next turn works"


@pytest.mark.parametrize("breaks", ["listening", "speaking", "saving"])
async def test_records_that_are_away_are_told_as_that(assistant, processor, conversation, content, breaks):
    processor.breaks, processor.error = breaks, RecordsUnavailable("away")
    turn = await assistant.reply(conversation, Text("hello"))
    assert [one["body"] for one in turn.messages] == [content.phrase("say.records_unavailable", "en")]


async def test_a_tracker_that_can_not_be_read_is_told_too(assistant, processor, conversation, content, settings):
    settings.data.parent.joinpath("guidepost.db").unlink()
    turn = await assistant.reply(conversation, Text("hello"))
    assert [one["body"] for one in turn.messages] == [content.phrase("say.records_unavailable", "en")]


@pytest.mark.parametrize("breaks", ["speaking", "saving"])
@pytest.mark.parametrize("error", [RuntimeError(), RecordsUnavailable()], ids=["anything", "records"])
async def test_what_was_filed_is_told_whatever_breaks_after_it(assistant, processor, conversation, breaks, error):
    processor.says, processor.breaks, processor.error = [ANSWER, SENT], breaks, error
    turn = await assistant.reply(conversation, Choice("send_request", {}, "check", "draft-1"))
    assert turn.messages == [SENT]


@pytest.mark.parametrize("breaks", ["speaking", "saving"])
@pytest.mark.parametrize("error", [RuntimeError(), RecordsUnavailable()], ids=["anything", "records"])
async def test_help_is_shown_whatever_breaks_after_it(assistant, processor, conversation, breaks, error):
    processor.says, processor.intent, processor.breaks, processor.error = [CRISIS], "crisis", breaks, error
    turn = await assistant.reply(conversation, Text(WORDS))
    assert CRISIS in turn.messages and turn.private


async def test_danger_is_heard_while_nothing_can_be_read(assistant, processor, conversation, settings):
    settings.data.parent.joinpath("guidepost.db").unlink()
    processor.says, processor.intent = [CRISIS], "crisis"
    turn = await assistant.reply(conversation, Text(WORDS))
    assert turn.messages == [CRISIS] and turn.private
    assert (await assistant.reply_if_danger(conversation, Text(WORDS))).messages == [CRISIS]
    processor.intent = "cost"
    assert await assistant.reply_if_danger(conversation, Text("is it free")) is None


async def test_danger_is_heard_though_an_earlier_message_is_stuck(assistant, processor, conversation):
    processor.says, processor.intent, processor.breaks = [CRISIS], "crisis", "listening"
    turn = await assistant.reply(conversation, Text(WORDS))
    assert turn.messages == [CRISIS] and turn.private


@pytest.mark.parametrize("asked", ["danger_who", "danger_where"])
async def test_words_of_danger_and_who_and_where_are_private(assistant, processor, conversation, asked):
    processor.intent = "crisis"
    assert (await assistant.reply(conversation, Text(WORDS))).private
    processor.intent, processor.slots = "inform", {"requested_slot": asked}
    assert not (await assistant.reply(conversation, Text("hello"))).private
    assert (await assistant.reply(conversation, Text("Sam, in room 5"))).private


async def test_a_forgotten_conversation_keeps_nothing_more(assistant, processor, conversation):
    await assistant.reply(conversation, Text(WORDS))
    await assistant.forget(conversation.id)
    turn = await assistant.reply(conversation, Text(WORDS))
    assert [one["kind"] for one in turn.messages] == ["error"]
    assert await assistant._on_thread(assistant._trackers.retrieve(conversation.id)) is None


async def test_forgetting_waits_for_the_message_under_way(assistant, processor, conversation):
    processor.seconds = 0.05
    under_way = asyncio.ensure_future(assistant.reply(conversation, Text("hello")))
    await asyncio.sleep(0.02)
    await assistant.forget(conversation.id)
    assert under_way.done() and (await under_way).messages == [ANSWER]
    assert await assistant._on_thread(assistant._trackers.retrieve(conversation.id)) is None


# Buttons of an earlier question


@pytest.fixture
async def asked(assistant, processor, conversation):
    """The form asks for the grade, of draft-2."""
    processor.slots = {"requested_slot": "grade", "draft": "draft-2"}
    await assistant.reply(conversation, Text("hello"))
    processor.heard.clear()


@pytest.mark.parametrize("intent", sorted(OF_A_QUESTION))
@pytest.mark.parametrize(
    ("asks", "draft", "heard"),
    [
        ("grade", "draft-2", True),
        ("plan", "draft-2", False),
        ("grade", "draft-1", False),
        ("check", "draft-1", False),
        (None, None, True),
    ],
)
async def test_a_button_of_an_earlier_question_asks_the_present_one_again(
    assistant, processor, conversation, asked, intent, asks, draft, heard
):
    await assistant.reply(conversation, Choice(intent, {"grade": "7"}, asks, draft))
    (message,) = processor.heard
    assert message.parse_data["intent"]["name"] == (intent if heard else "repeat")
    assert bool(message.parse_data["entities"]) == heard, "the old answer is not kept for another question"


@pytest.mark.parametrize(
    "intent", ["contents", "talk_to_person", "send_request", "name_danger", "ask_for_call", "not_meant"]
)
async def test_other_buttons_are_good_at_any_time(assistant, processor, conversation, asked, intent):
    await assistant.reply(conversation, Choice(intent, {}, "plan", "draft-1"))
    assert processor.heard[0].parse_data["intent"]["name"] == intent


def test_close_ends_the_thread(settings, content):
    made = Assistant(settings, Live(content))
    made.close()
    assert not made._thread.is_alive()
