"""Decides whether a question is understood well enough to be answered. Intents that lead to one topic for the plan
named count together; what stays unsure, or torn between two, becomes `nlu_fallback`: the assistant asks back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
Ranking = list[tuple[str, float]]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Certainty(GraphComponent):  # type: ignore[misc]
    """Rewrites `intent_ranking`, and `intent` where needed."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: share that the best intent needs; `margin`: lead over the next."""
        return {"threshold": 0.45, "margin": 0.12}

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold, self._margin = config["threshold"], config["margin"]

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
            ranking = together(found, plans)
            told = [{"name": name, "confidence": share} for name, share in ranking]
            if message.get(NO_SENSE) or not sure(ranking, self._threshold, self._margin):
                told.insert(0, {"name": UNSURE, "confidence": 1 - ranking[0][1]})
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


def sure(ranking: Sequence[tuple[str, float]], threshold: float, margin: float) -> bool:
    second = ranking[1][1] if len(ranking) > 1 else 0.0
    return ranking[0][1] >= threshold and ranking[0][1] - second >= margin
