"""What a reply needs to know of the conversation, read from Rasa's tracker: what was meant, by whom, and what was said
last. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

SMALL = ("small_talk", "greeting")
NO_SUBJECT = (*SMALL, "out_of_scope")  # kinds of messages after which the subject is still the one before


@dataclass(frozen=True)
class Heard:
    """`ranking`: (intent, share), best first, fallback left out. `plans`: ilp, iap, 504, iep as named in the message.
    `failures`: how many replies in a row, up to now, did not understand. `said`: the messages of the last reply.
    `topics`: what the last reply that was more than small talk was about."""

    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: dict[str, str]
    plans: tuple[str, ...]
    language: str
    persona: str
    said: tuple[dict[str, Any], ...]
    failures: int
    topics: tuple[str, ...]
    slots: dict[str, Any]

    @staticmethod
    def of(tracker: DialogueStateTracker, language: str) -> Heard:
        """`language` is taken where the message carries none (Rasa's own shell)."""
        message = tracker.latest_message or UserUttered("")
        told = message.metadata or {}
        parsed = message.parse_data or {}
        entities = message.entities or []
        ranking = tuple(
            (one["name"], float(one["confidence"]))
            for one in parsed.get("intent_ranking", [])
            if one["name"] != "nlu_fallback"
        )
        return Heard(
            intent=message.intent_name or "nlu_fallback",
            ranking=ranking,
            entities={one["entity"]: str(one["value"]) for one in reversed(entities)},
            plans=tuple(dict.fromkeys(str(one["value"]) for one in entities if one["entity"] == "plan")),
            language=told.get("language", language),
            persona="student" if _is_student(tracker, message) else told.get("persona", "parent"),
            said=next(_replies(tracker), ()),
            topics=next(filter(None, map(_topics, _replies(tracker))), ()),
            failures=_failures(tracker),
            slots=tracker.current_slot_values(),
        )

    @property
    def asked(self) -> str | None:
        return self.slots.get("requested_slot")

    @property
    def takes_danger_back(self) -> bool:
        """Whether "I was joking" or the like follows a reply to danger, and tells of no clear danger itself."""
        after_danger = any(one.get("kind") == "crisis" for one in self.said)
        return after_danger and "taken_back" in self.entities and self.entities.get("danger_level") != "notify"

    @property
    def last_topic(self) -> str | None:
        """The one topic that was answered last; None also when it was one for each plan."""
        return self.topics[0] if len(self.topics) == 1 else None


def _topics(said: tuple[dict[str, Any], ...]) -> tuple[str, ...]:
    return tuple(one["topic"] for one in said if one.get("topic") and one.get("kind") not in NO_SUBJECT)


def _is_student(tracker: DialogueStateTracker, message: UserUttered) -> bool:
    """Whether a student asks for themself: in the form, or plainly in this message."""
    if tracker.get_slot("for_whom") == "myself":
        return True
    about = {str(one["value"]) for one in message.entities or [] if one["entity"] == "for_whom"}
    return message.intent_name in ("student_self_request", "start_request") and about == {"myself"}


def _replies(tracker: DialogueStateTracker) -> Iterator[tuple[dict[str, Any], ...]]:
    """The messages of each earlier reply, the last first; one reply is all that was said to one message."""
    current: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            if current:
                yield tuple(reversed(current))
            current = []
        elif isinstance(event, BotUttered):
            current += reversed(((event.data or {}).get("custom") or {}).get("messages", []))
    if current:
        yield tuple(reversed(current))


def _failures(tracker: DialogueStateTracker) -> int:
    count = 0
    for said in _replies(tracker):
        if not said or said[0].get("kind") not in ("clarify", "not_sure"):
            break
        count += 1
    return count
