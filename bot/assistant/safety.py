"""Hears danger in every message, last in the pipeline, so that no other component can overrule it.

It must not log, count or keep a word of what was said.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.danger import Danger, DangerReader
from bot.assistant.spelling import ordinary_words

CRISIS = "crisis"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class DangerListener(GraphComponent):  # type: ignore[misc]
    """Danger becomes the intent `crisis`, with the entities `danger_kind`, `danger_about` and `danger_level`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`: folder of danger_<language>.yml; `share` of crisis in the ranking: danger by itself."""
        return {"words": "data/words", "share": 0.35}

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
        """Keep the words of danger of every language, and the words of ordinary questions, which are no slips."""
        said = [m.get(TEXT) for m in training_data.intent_examples if m.get(INTENT) != CRISIS and m.get(TEXT)]
        ordinary = sorted(ordinary_words(said))
        files = sorted(Path(self._config["words"]).glob("danger_*.yml"))
        # BaseLoader: "no", "on" and "off" are words here.
        patterns = [yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) for file in files]
        with self._storage.write_to(self._resource) as folder:
            (folder / "danger.json").write_text(json.dumps({"patterns": patterns, "ordinary": ordinary}))
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
        component._readers = [DangerReader(p, frozenset(kept["ordinary"])) for p in kept["patterns"]]
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                ranking = message.get("intent_ranking") or []
                share = next((i["confidence"] for i in ranking if i["name"] == CRISIS), 0.0)
                if danger := self._hear(text, share):
                    _tell(message, danger, ranking)
                elif (message.get(INTENT) or {}).get("name") == CRISIS:
                    others = [i for i in ranking if i["name"] != CRISIS]
                    message.set(INTENT, (others or [{"name": None, "confidence": 0.0}])[0], add_to_output=True)
                    message.set("intent_ranking", others, add_to_output=True)
        return messages

    def _hear(self, text: str, share: float) -> Danger | None:
        heard = [danger for reader in self._readers if (danger := reader.hear(text))]
        if heard:
            return max(heard, key=lambda danger: danger.level == "notify")
        if share < self._config["share"]:
            return None
        return Danger(self._readers[0].likely_kind(text) if self._readers else "self_harm", "self", "show")


def _tell(message: Message, danger: Danger, ranking: list[dict[str, Any]]) -> None:
    crisis = {"name": CRISIS, "confidence": 1.0}
    message.set(INTENT, crisis, add_to_output=True)
    message.set("intent_ranking", [crisis, *(i for i in ranking if i["name"] != CRISIS)], add_to_output=True)
    found = {"danger_kind": danger.kind, "danger_about": danger.about, "danger_level": danger.level}
    entities = [
        {"entity": name, "value": value, "start": 0, "end": 0, "extractor": "DangerListener"}
        for name, value in found.items()
    ]
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)
