"""Hears danger in every message, last in the pipeline, so that no other component can overrule it.

It must not log, count or keep a word of what was said.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.certainty import UNSURE
from bot.assistant.danger import LEVELS, About, Danger, DangerReader, read_words
from bot.assistant.spelling import ordinary_words

CRISIS = "crisis"
Ranking = list[dict[str, Any]]
FEW = 5  # words; fewer, such as "find me at school", are an answer in a form, and only words of danger themselves count


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class DangerListener(GraphComponent):  # type: ignore[misc]
    """Danger becomes the intent `crisis`, with the entities `danger_kind`, `danger_about` and `danger_level`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`: folder of danger_<language>.yml. `share`: of crisis in the ranking, enough to show help
        though no words of danger were found; `share_beside_idioms`: where "killing me" and the like may explain it."""
        return {"words": "data/words", "share": 0.4, "share_beside_idioms": 0.97}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._readers: list[DangerReader] = []

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerListener:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the words of danger of every language, and the words of ordinary questions, which are no slips of them.

        Raises ValueError, with the line, where a line can't be read.
        """
        said = [m.get(TEXT) for m in training_data.intent_examples if m.get(INTENT) != CRISIS and m.get(TEXT)]
        ordinary = ordinary_words(said)
        words = [read_words(file) for file in sorted(Path(self._config["words"]).glob("danger_*.yml"))]
        for of_one_language in words:
            DangerReader(of_one_language, ordinary)
        with self._storage.write_to(self._resource) as folder:
            (folder / "danger.json").write_text(json.dumps({"words": words, "ordinary": sorted(ordinary)}))
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DangerListener:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            kept = json.loads((folder / "danger.json").read_text())
        component._readers = [DangerReader(words, frozenset(kept["ordinary"])) for words in kept["words"]]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                ranking: Ranking = message.get("intent_ranking") or []
                persona = (message.get("metadata") or {}).get("persona", "parent")
                if danger := self._hear(text, ranking, "child" if persona == "parent" else "friend"):
                    _tell(message, danger, ranking)
                elif (message.get(INTENT) or {}).get("name") == CRISIS:
                    _restore(message, ranking)
        return messages

    def _hear(self, text: str, ranking: Ranking, other: About) -> Danger | None:
        heard = [danger for reader in self._readers if (danger := reader.hear(text, other))]
        if heard:
            return min(heard, key=lambda danger: LEVELS.index(danger.level))
        if len(text.split()) < FEW:
            return None
        idioms = any(reader.finds_idioms(text) for reader in self._readers)
        enough: float = self._config["share_beside_idioms" if idioms else "share"]
        if not self._readers or next((one["confidence"] for one in ranking if one["name"] == CRISIS), 0.0) < enough:
            return None
        return self._readers[0].guess(text, other)


def _tell(message: Message, danger: Danger, ranking: Ranking) -> None:
    crisis = {"name": CRISIS, "confidence": 1.0}
    message.set(INTENT, crisis, add_to_output=True)
    message.set("intent_ranking", [crisis, *(one for one in ranking if one["name"] != CRISIS)], add_to_output=True)
    found = {"danger_kind": danger.kind, "danger_about": danger.about, "danger_level": danger.level}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "DangerListener"}
        for name, value in found.items()
    ]
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)


def _restore(message: Message, ranking: Ranking) -> None:
    """No danger after all: the next best intent, if it has most of what is left; else the assistant asks back."""
    others = [one for one in ranking if one["name"] not in (CRISIS, UNSURE)]
    left = sum(one["confidence"] for one in others)
    if not others or others[0]["confidence"] < left / 2:
        others.insert(0, {"name": UNSURE, "confidence": 1.0})
    message.set(INTENT, others[0], add_to_output=True)
    message.set("intent_ranking", others, add_to_output=True)
