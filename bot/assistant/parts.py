"""What a message is made of: one question, several questions, or a mere follow-up of what was answered before. A part
counts only when it is surely a question of its own, so that one question is not answered twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.certainty import UNSURE, Ranking, sure, together
from bot.assistant.heard import hints
from bot.assistant.meaning import FOLLOW_UP, PLANS

MOST = 3  # answers to one message
READ = 6  # segments of a message that are looked at; each costs a reading
BESIDE = 4  # words that may stand around a follow-up: "ok thanks! and the other one?"
NO_PART = {  # said along with a question, or only where nothing else is said; danger has a listener of its own
    "greeting", "thanks", "goodbye", "affirm", "deny", "cancel", "skip", "tell_more", "repeat", "resume_request",
    "out_of_scope", "crisis", "bot_identity", "change_request", "check_status", "start_request", UNSURE,
}  # fmt: skip
ASKS = r"(?:what|who|whom|when|where|why|how|which|can|could|do|does|did|is|are|will|would|should|may|must|have|has)\b"
CUT = re.compile(rf"(?<=[.!?])\s+|\n+|[,;]?\s+(?:and|also|plus|&)\s+(?:also\s+)?(?={ASKS})|[,;]\s+(?={ASKS})", re.I)
QUESTION = re.compile(
    rf"^(?:(?:and|also|plus|so|ok|okay|but|or|hi|hello)[,\s]+)*(?:{ASKS}|tell me\b|explain\b)|\?\W*$", re.I
)


@dataclass(frozen=True)
class Segment:
    """A piece of a message that reads as a question, and its place there."""

    text: str
    start: int
    end: int


def segments(text: str) -> tuple[Segment, ...]:
    """The questions of a text as they stand there; () when there are fewer than two pieces to tell apart."""
    pieces = [piece for piece in _pieces(text) if re.search(r"\w", piece.text)]
    asking = [piece for piece in pieces if QUESTION.search(piece.text) and len(piece.text.split()) > 1]
    return tuple(asking[-READ:]) if len(pieces) > 1 else ()


def _pieces(text: str) -> Iterator[Segment]:
    start = 0
    for cut in [*CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        yield Segment(text[start:end], start, end)
        start = cut.end() if cut else end


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Parts(GraphComponent):  # type: ignore[misc]
    """Sets `parts`: [{text, intent, share, plans, hints}], where a message asks several things. A follow-up and a first
    part become the `intent`. Reads `part_rankings`, one ranking for each segment."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`share`, `lead`: what the best intent of a part needs, and over the next one."""
        return {"share": 0.7, "lead": 0.4}

    def __init__(self, config: dict[str, Any]) -> None:
        self._share, self._lead = config["share"], config["lead"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Parts:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            entities, intent = message.get(ENTITIES) or [], message.get(INTENT) or {}
            if _is_follow_up(message.get(TEXT) or "", entities):
                _become(message, FOLLOW_UP, 1.0)
            elif found := self._parts(message, entities, intent):
                message.set("parts", found if len(found) > 1 else [], add_to_output=True)
                if intent.get("name") not in {part["intent"] for part in found}:
                    _become(message, found[0]["intent"], found[0]["share"])
        return messages

    def _parts(
        self, message: Message, entities: Collection[dict[str, Any]], whole: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The sure questions, each once, and the whole's topic among them when no segment tells it. [] leaves the
        message as it is: one question."""
        rankings: Sequence[tuple[Segment, Ranking]] = message.get("part_rankings") or ()
        found: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
        plans: tuple[str, ...] = ()
        for segment, ranking in rankings:
            inside = [one for one in entities if segment.start <= one["start"] < segment.end]
            plans = tuple(dict.fromkeys(str(one["value"]) for one in inside if one["entity"] == "plan")) or plans
            told = together(ranking, {plan for plan in plans if plan in PLANS})
            intent, share = told[0]
            if intent not in NO_PART and sure(told, self._share, self._lead):
                part = {"text": segment.text, "intent": intent, "share": share, "plans": list(plans)}
                found.setdefault((intent, plans), part | {"hints": sorted(hints(inside))})
        parts = list(found.values())
        told_by_a_part = whole.get("name") in {part["intent"] for part in parts}
        unsure = whole.get("name") in NO_PART - {"start_request", "crisis", "out_of_scope"}
        if not parts or (len(parts) == 1 and not unsure) or not (told_by_a_part or unsure):
            return []
        return parts[:MOST]


def _is_follow_up(text: str, entities: Collection[dict[str, Any]]) -> bool:
    """Whether nothing, or next to nothing, stands beside the words that point back."""
    return any(
        one["entity"] == FOLLOW_UP and len((text[: one["start"]] + " " + text[one["end"] :]).split()) <= BESIDE
        for one in entities
    )


def _become(message: Message, intent: str, share: float) -> None:
    told = {"name": intent, "confidence": share}
    others = [one for one in message.get("intent_ranking") or [] if one["name"] not in (intent, UNSURE)]
    if intent == FOLLOW_UP:
        others = []  # what its few words resemble is nothing that was meant
    message.set(INTENT, told, add_to_output=True)
    message.set("intent_ranking", [told, *others], add_to_output=True)
