"""What a message is made of: one question, several questions, or a mere follow-up of what was answered before. A part
counts only when it is surely a question of its own, so that one question is not answered twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.certainty import UNSURE, Ranking, together
from bot.assistant.heard import hints
from bot.assistant.meaning import FOLLOW_UP, PLANS

MOST = 3  # answers to one message
READ = 6  # segments of a message that are looked at; each costs a reading
BESIDE = 5  # words that may stand around a follow-up: "ok thanks! and my daughter, she is in grade 2?"
OUT_OF_SCOPE, CRISIS = "out_of_scope", "crisis"
NO_PART = {  # said along with a question, or only where nothing else is said; danger has a listener of its own
    "greeting", "thanks", "goodbye", "affirm", "deny", "cancel", "skip", "tell_more", "repeat", "resume_request",
    OUT_OF_SCOPE, CRISIS, "bot_identity", "change_request", "check_status", "start_request", UNSURE,
}  # fmt: skip
SAYS_NOTHING = {"greeting", "thanks", "goodbye", "affirm", "deny", UNSURE}  # as the topic of a message with a question
AGREEING = 0.4  # share that a part needs when the whole message is on its topic, too
WH = r"(?:what|who|whom|when|where|why|how|which)(?:['’]?s)?\b"
AUX = r"(?:can|could|do|does|did|is|are|will|would|should|may|must|have|has)"
SUBJECT = (
    r"(?:i|you|we|they|he|she|it|this|that|these|those|the|there|an?|my|our|your|his|her|their|one|both|all|any|"
    r"anyone|everyone|someone|schools?|parents?|students?|teachers?|kids?|children)"
)
INVERTED = rf"{AUX}\s+{SUBJECT}\b"
BEGINS = rf"(?:{WH}|{INVERTED})"
CUT = re.compile(
    rf"(?<=[.!?])\s+|\n+|[,;]?\s+(?:and|plus|&)\s+(?:also\s+)?(?={BEGINS})|[,;]\s+(?:also\s+)?(?={BEGINS})", re.I
)
FILLER = r"(?:(?:and|also|plus|so|ok|okay|but|or|hi|hello|hey|please)[,\s]+)*"
# A question by its words alone: "what is it" is one, "what sets him off" may go on in a statement.
PLAIN = re.compile(
    rf"{FILLER}(?:{WH}(?:\s+\S+){{0,3}}?\s+{AUX}\b|{WH}\s+to\b|{INVERTED}|(?:tell|show)\s+me\b|explain\b)", re.I
)
WORDED = re.compile(rf"{FILLER}{BEGINS}", re.I)
POINTS_BACK = re.compile(r"\b(?:it|they|them|that|this|these|those|ones?)\b", re.I)
# After these, "it" or "one" in the next question is a plan; after others it may be a meeting or a letter.
ASPECTS = {"what_is", "contents", "eligibility", "examples", "request"}
ON_A_PLAN = ASPECTS | {
    "section_504", "iep", "cost", "timeline", "ilp_required", "ilp_vs_iap", "both_plans", "iap_vs_504_vs_iep",
    "which_plan",
}  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """A piece of a message that reads as a question, and its place there. `leans`: it goes on within a sentence and
    points back ("and how do they choose it?"), so that alone it may seem to ask something else."""

    text: str
    start: int
    end: int
    leans: bool = False


def segments(text: str) -> tuple[Segment, ...]:
    """The questions of a text as they stand there; () when there are fewer than two pieces to tell apart."""
    pieces = [piece for piece in _pieces(text) if re.search(r"\w", piece.text)]
    asking, within_question = list[Segment](), False
    for piece in pieces:
        begins = text[: piece.start].rstrip(" ")[-1:] in ("", ".", "!", "?", "\n")
        plain = bool(PLAIN.match(piece.text)) or (bool(WORDED.match(piece.text)) and (begins or within_question))
        if (plain or piece.text.rstrip().endswith("?")) and len(piece.text.split()) > 1:
            asking.append(replace(piece, leans=not begins and bool(POINTS_BACK.search(piece.text))))
        within_question = plain if begins else within_question
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
        """`share`: what the best intent of a part needs; `leaning`: the same of a part that leans on the one before."""
        return {"share": 0.8, "leaning": 0.9}

    def __init__(self, config: dict[str, Any]) -> None:
        self._needs = {False: config["share"], True: config["leaning"]}

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
            beside = _words_beside_follow_up(message.get(TEXT) or "", entities)
            if beside is not None and beside <= BESIDE:
                # What its few words resemble is nothing that was meant; only danger may stand in those beside.
                _become(message, FOLLOW_UP, 1.0, keep={CRISIS} if beside else set())
            elif found := self._parts(message, entities, intent):
                message.set("parts", found if len(found) > 1 else [], add_to_output=True)
                if intent.get("name") not in {part["intent"] for part in found}:
                    _become(message, found[0]["intent"], found[0]["share"])
        return messages

    def _parts(
        self, message: Message, entities: Collection[dict[str, Any]], whole: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """The sure questions, each once. [] leaves the message as it is: one question. Two sure questions are trusted
        more than what both together seem to ask."""
        rankings: Sequence[tuple[Segment, Ranking]] = message.get("part_rankings") or ()
        found: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
        plans, last = tuple[str, ...](), ""
        for segment, ranking in rankings:
            inside = [one for one in entities if segment.start <= one["start"] < segment.end]
            plans = tuple(dict.fromkeys(str(one["value"]) for one in inside if one["entity"] == "plan")) or plans
            told = together(ranking, {plan for plan in plans if plan in PLANS})
            intent, share = told[0]
            bound = segment.leans and intent in ASPECTS and not plans and last not in ON_A_PLAN
            needed = self._needs[segment.leans and intent not in ASPECTS]
            needed = AGREEING if intent == whole.get("name") else needed
            if intent not in NO_PART and not bound and share >= needed:
                last = intent
                part = {"text": segment.text, "intent": intent, "share": share, "plans": list(plans)}
                found.setdefault((intent, plans), part | {"hints": sorted(hints(inside) or hints(entities))})
        parts = list(found.values())
        if whole.get("name") == OUT_OF_SCOPE:  # with a plan's name in it, a part is none the less ours
            return [part for part in parts if part["plans"]][:MOST]
        if whole.get("name") not in SAYS_NOTHING and (len(parts) < 2 or whole.get("name") in NO_PART):
            return []
        return parts[:MOST]


def _words_beside_follow_up(text: str, entities: Collection[dict[str, Any]]) -> int | None:
    """How many words stand beside those that point back; None where none do."""
    around = (text[: one["start"]] + " " + text[one["end"] :] for one in entities if one["entity"] == FOLLOW_UP)
    return min((len(re.findall(r"\w+", words)) for words in around), default=None)


def _become(message: Message, intent: str, share: float, keep: Collection[str] | None = None) -> None:
    """`keep`: the other intents that stay in the ranking; None: all."""
    told = {"name": intent, "confidence": share}
    others = [one for one in message.get("intent_ranking") or [] if one["name"] not in (intent, UNSURE)]
    others = [one for one in others if keep is None or one["name"] in keep]
    message.set(INTENT, told, add_to_output=True)
    message.set("intent_ranking", [told, *others], add_to_output=True)
