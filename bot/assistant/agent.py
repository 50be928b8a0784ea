"""The assistant: Rasa's agent on a thread and an event loop of its own, so that understanding one family's message
never holds up another's page. What breaks in a turn is told to the family in its place; nothing is hidden."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import logging
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.log_utils import configure_structlog

from bot.assistant.actions_here import ActionsHere
from bot.assistant.channel import Collected
from bot.assistant.locks import WakingLocks
from bot.assistant.replies import Replies
from bot.assistant.trackers import DANGER, EventTrackers
from bot.assistant.turn import Choice, Text, Turn, for_log
from bot.content.live import Live
from bot.errors import ModelMissing, RecordsUnavailable
from bot.intake import Conversation, EventStore
from bot.settings import Settings

log = logging.getLogger(__name__)
Result = TypeVar("Result")
# Buttons that answer one question; all others (topics, "Send", a person) are good at any time.
OF_A_QUESTION = {"inform", "skip", "cancel", "change_answer", "start_over"}
ASKED_IN_DANGER = {"danger_who", "danger_where"}


class Assistant:
    """Answers families once `load` is through; `ready` says so. Everything of Rasa's runs on its own thread."""

    def __init__(self, settings: Settings, live: Live) -> None:
        self._settings, self._live = settings, live
        self._replies = Replies(live=live)
        self._locks = WakingLocks()
        self._trackers = EventTrackers(EventStore.of(settings))
        self._agent: Agent | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="assistant", daemon=True)
        self._thread.start()

    async def load(self) -> None:
        """Load the newest model of the data folder. Raises ModelMissing when there is none that loads."""
        await self._on_thread(self._load(newest_model(self._settings.data / "models")))

    @property
    def ready(self) -> bool:
        return self._agent is not None

    async def greet(self, conversation: Conversation) -> Turn:
        """The first words, before anything was said."""
        topic, language = "greeting", conversation.language
        answer = self._live.content.answer(topic, language, conversation.persona)
        choices = [self._replies.choice(one, language) for one in answer.next]
        greeting = {"kind": topic, "topic": topic, "title": answer.title, "body": answer.body, "choices": choices}
        return Turn([greeting])

    async def reply(self, conversation: Conversation, said: Text | Choice) -> Turn:
        """Answer one message. A failure becomes a message of kind `error` that says what to do."""
        return await self._on_thread(self._reply(conversation, said))

    async def reply_if_danger(self, conversation: Conversation, said: Text) -> Turn | None:
        """The reply to words of danger while nothing of the conversation can be read or kept; None to all others."""
        return await self._on_thread(self._reply_if_danger(conversation, said))

    async def forget(self, conversation_id: str) -> None:
        """Erase all that Rasa keeps of the conversation, after the message that is being answered."""
        await self._on_thread(self._forget(conversation_id))

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)

    async def _on_thread(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))

    async def _load(self, model: Path) -> None:
        configure_structlog(logging.WARNING)  # else every message of a family is logged
        try:
            agent = Agent.load(
                str(model),
                tracker_store=self._trackers,
                lock_store=self._locks,
                action_endpoint=ActionsHere(),
                generator=self._replies,
            )
        except Exception as error:
            raise ModelMissing(f"The model {model.name} does not load. Run `guidepost train`.") from error
        # Agent.load wraps the store in one that hides failures; families are to be told.
        self._trackers.domain = agent.domain
        agent.tracker_store = agent.processor.tracker_store = self._trackers
        self._agent = agent
        _give_memory_back()

    async def _reply(self, conversation: Conversation, said: Text | Choice) -> Turn:
        assert self._agent is not None
        channel = Collected()
        try:
            async with self._locks.lock(conversation.id):
                tracker = await self._agent.processor.get_tracker(conversation.id)
                asked, draft = tracker.get_slot("requested_slot"), tracker.get_slot("draft")
                if isinstance(said, Choice) and _stale(said, asked, draft):
                    said = Choice("repeat", {}, asked, draft)
                await self._handle(_as_message(said, conversation, channel), tracker)
                if offer := _said_yes_to(tracker, channel.messages):
                    channel.messages.clear()
                    await self._handle(_as_message(offer, conversation, channel), tracker)
        except Exception as error:
            help_now = None if channel.messages else await self._reply_if_danger(conversation, said)
            return help_now or self._failed(conversation, channel, error)
        heard = tracker.latest_message.intent_name if tracker.latest_message else None
        return Turn(
            channel.messages,
            asks=tracker.get_slot("requested_slot"),
            draft=tracker.get_slot("draft"),
            changes=_changed(conversation, channel.changes),
            private=heard == DANGER or asked in ASKED_IN_DANGER,
        )

    async def _reply_if_danger(self, conversation: Conversation, said: Text | Choice) -> Turn | None:
        """A turn of its own, which reads and keeps nothing: help is shown whatever broke before."""
        try:
            return await self._help(conversation, said)
        except Exception as error:
            log.error("conversation %s: no help shown: %s", for_log(conversation.id), type(error).__name__)
            return None

    async def _help(self, conversation: Conversation, said: Text | Choice) -> Turn | None:
        assert self._agent is not None
        processor, channel = self._agent.processor, Collected()
        message = _as_message(said, conversation, channel)
        heard = await processor.parse_message(message)
        if heard["intent"]["name"] != DANGER:
            return None
        tracker = DialogueStateTracker(conversation.id, self._trackers.domain.slots)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        message.parse_data = heard
        await processor._handle_message_with_tracker(message, tracker)
        await processor._run_prediction_loop(channel, tracker)
        return Turn(channel.messages, private=True)

    async def _handle(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        """One turn, as Rasa's `handle_message` does it, inside our lock and on a tracker that is read once."""
        processor = self._agent.processor  # type: ignore[union-attr]
        await processor._update_tracker_session(tracker, message.output_channel, message.metadata)
        await processor._handle_message_with_tracker(message, tracker)
        await processor.run_action_extract_slots(message.output_channel, tracker)
        await processor._run_prediction_loop(message.output_channel, tracker)
        await processor.save_tracker(tracker)

    def _failed(self, conversation: Conversation, channel: Collected, error: Exception) -> Turn:
        """A reply that says a request was filed still reaches the family; anything else is told as not kept."""
        log.error("conversation %s: %s", for_log(conversation.id), type(error).__name__)
        filed = [message for message in channel.messages if message.get("reference")]
        if filed:
            return Turn(filed, changes=channel.changes)
        key = "say.records_unavailable" if isinstance(error, RecordsUnavailable) else "say.error"
        danger = [message for message in channel.messages if message.get("kind") == "crisis"]
        if danger:  # help is shown whatever else breaks
            return Turn(danger, private=True)
        body = self._live.content.phrase(key, conversation.language)
        return Turn([{"kind": "error", "body": body, "choices": []}], changes=channel.changes)

    async def _forget(self, conversation_id: str) -> None:
        async with self._locks.lock(conversation_id):
            await self._trackers.forget(conversation_id)


def _give_memory_back() -> None:
    """What loading took and left free, to the machine: 19 MB. Only glibc keeps it until told."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


def newest_model(folder: Path) -> Path:
    """Raises ModelMissing when there is none."""
    models = sorted(folder.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    if not models:
        raise ModelMissing("There is no trained model yet. Run `guidepost train`.")
    return models[-1]


def _changed(conversation: Conversation, now: dict[str, str]) -> dict[str, str]:
    """What is not as the conversation has it."""
    return {name: value for name, value in now.items() if getattr(conversation, name) != value}


def _said_yes_to(tracker: DialogueStateTracker, reply: list[dict[str, Any]]) -> Choice | None:
    """What a yes takes up: the reply to it holds one button that begins a request. Pressing it is spared."""
    said = tracker.latest_message
    choices = [choice for message in reply for choice in message.get("choices", [])]
    if said is None or said.intent_name != "affirm" or [choice["intent"] for choice in choices] != ["start_request"]:
        return None
    return Choice("start_request", choices[0].get("entities", {}))


def _stale(choice: Choice, asked: str | None, draft: str | None) -> bool:
    """Whether the button answers a question that is no longer asked, or belongs to an earlier request."""
    return choice.intent in OF_A_QUESTION and choice.asks is not None and (choice.asks, choice.draft) != (asked, draft)


def _as_message(said: Text | Choice, conversation: Conversation, channel: Collected) -> UserMessage:
    told = {"language": conversation.language, "persona": conversation.persona}
    if isinstance(said, Text):
        text = said.text.lstrip(" \t\r\n/")  # "/" would be read as an intent
        return UserMessage(text or "?", channel, conversation.id, input_channel="chat", metadata=told)
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "button"}
        for name, value in said.entities.items()
    ]
    intent = {"name": said.intent, "confidence": 1.0}
    parsed = {"text": "", "intent": intent, "entities": entities, "intent_ranking": [intent]}
    told |= {"pressed": "yes"}
    return UserMessage("", channel, conversation.id, parse_data=parsed, input_channel="chat", metadata=told)
