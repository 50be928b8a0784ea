"""Rasa's trackers in the event store of bot.intake. A failing database is raised, never hidden: an assistant that goes
on from memory would forget the family's answers without a word."""

import asyncio
from functools import cache
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.excerpt import excerpt
from bot.intake.events import EventStore

DANGER = "crisis"
# Rasa looks through all of its classes for the name of each event that it reads; there are always the same ones.
Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


class EventTrackers(TrackerStore):  # type: ignore[misc]
    """Saves what is new since the tracker was read. Words that tell of danger are left out of what is kept. A long
    conversation is read cut short; the next save replaces all of it at once, and until then nothing of it is gone."""

    def __init__(self, events: EventStore, domain: Domain | None = None) -> None:
        super().__init__(domain or Domain.empty())
        self._events = events
        self._kept: dict[str, int] = {}  # how many events of a conversation are known to be kept

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Raises RecordsUnavailable, ConversationEnded."""
        start = self._kept.get(tracker.sender_id, 0)
        events = [discreet(event.as_dict()) for event in list(tracker.events)[start:]]
        self._kept.pop(tracker.sender_id, None)  # unknown until the save is through
        await asyncio.to_thread(self._events.save, tracker.sender_id, events, start)
        self._remember(tracker.sender_id, start + len(events))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """None for a conversation that has no events yet. Raises RecordsUnavailable."""
        events = await asyncio.to_thread(self._events.load, sender_id)
        self._remember(sender_id, len(events))
        if not events:
            return None
        whole = DialogueStateTracker.from_events(sender_id, deserialise_events(events), self.domain.slots)
        tracker = excerpt(whole, self.domain.slots)
        if tracker is not whole:
            self._remember(sender_id, 0)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await self.retrieve(conversation_id)

    async def keys(self) -> list[str]:
        return list(self._kept)

    async def forget(self, conversation_id: str) -> None:
        """Erase all of a conversation and refuse later saves."""
        self._kept.pop(conversation_id, None)
        await asyncio.to_thread(self._events.forget, conversation_id)

    def _remember(self, conversation_id: str, count: int) -> None:
        self._kept[conversation_id] = count
        if len(self._kept) > 10_000:  # only numbers, but a process may live for months
            self._kept.pop(next(iter(self._kept)))


def discreet(event: dict[str, Any]) -> dict[str, Any]:
    """The event without the family's words if they tell of danger; those belong in the restricted record only."""
    heard = event.get("parse_data") or {}
    if event.get("event") != "user" or (heard.get("intent") or {}).get("name") != DANGER:
        return event
    return event | {"text": "", "parse_data": {"intent": heard["intent"], "entities": heard.get("entities", [])}}
