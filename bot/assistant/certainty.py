"""Decides whether a question is understood well enough to be answered. Intents that lead to one topic for the plan
named count together; what stays unsure becomes `nlu_fallback`: where two topics are likely, both are answered in short,
else the assistant asks back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.slips import NO_SENSE

UNSURE = "nlu_fallback"
ASPECTS = ("what_is", "contents", "eligibility", "examples", "request")
SAME = {"504": {"what_is": "section_504"}, "iep": dict.fromkeys(ASPECTS, "iep")}
ASKING, STARTING = "request", "start_request"
TO_DO = {"start_request", "check_status", "change_request", "send_question"}  # they begin a form
SMALL_TALK = {
    "greeting", "thanks", "goodbye", "affirm", "deny", "skip", "cancel", "repeat", "tell_more", "resume_request",
}  # fmt: skip
NEVER_GUESSED = SMALL_TALK | {"out_of_scope", "crisis", "change_request"}  # grave, or no topic
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Needed:
    """Shares: `threshold` for the best intent, `margin` over the next. Without these, two likely ones are both
    answered: `each` needs a share, and `both` together."""

    threshold: float = 0.6
    margin: float = 0.4
    each: float = 0.12
    both: float = 0.55


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Certainty(GraphComponent):  # type: ignore[misc]
    """Rewrites `intent_ranking`, and `intent` where needed. Sets `torn`: two intents, the likelier first."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The fields of `Needed`."""
        return asdict(Needed())

    def __init__(self, config: dict[str, Any]) -> None:
        self._needed = Needed(**{key: config[key] for key in asdict(Needed())})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Certainty:
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [(one["name"], float(one["confidence"])) for one in message.get("intent_ranking") or []]
            if not found:
                continue
            plans = {one["value"] for one in message.get(ENTITIES) or [] if one["entity"] == "plan"}
            ranking, torn = decide(together(found, plans), self._needed)
            if message.get(NO_SENSE):
                torn = ()
            told = [{"name": name, "confidence": share} for name, share in ranking]
            if message.get(NO_SENSE) or torn is not None:
                told.insert(0, {"name": UNSURE, "confidence": 1 - ranking[0][1]})
                message.set("torn", list(torn or ()), add_to_output=True)
            message.set(INTENT, told[0], add_to_output=True)
            message.set("intent_ranking", told, add_to_output=True)
        return messages


def together(ranking: Iterable[tuple[str, float]], plans: Iterable[str]) -> Ranking:
    """The ranking with the shares of intents that mean the same for the one plan named added up; best first."""
    named = list(plans)
    same = SAME.get(named[0], {}) if len(named) == 1 else {}
    shares: dict[str, float] = {}
    for intent, share in ranking:
        shares[same.get(intent, intent)] = shares.get(same.get(intent, intent), 0.0) + share
    return sorted(shares.items(), key=lambda one: -one[1])


def decide(ranking: Ranking, needed: Needed) -> tuple[Ranking, tuple[str, ...] | None]:
    """The ranking, and None when its best intent is sure enough to be acted on; else the two intents that it is torn
    between, or ()."""
    (first, share), (second, other) = [*ranking, ("", 0.0), ("", 0.0)][:2]
    if share >= needed.threshold and share - other >= needed.margin:
        return ranking, None
    if other < needed.each or share + other < needed.both:
        return ranking, ()
    if {first, second} == {ASKING, STARTING}:  # how to ask is told with a button that starts
        return [(ASKING, share + other), *ranking[2:]], None
    return ranking, () if {first, second} & (NEVER_GUESSED | TO_DO) else (first, second)
