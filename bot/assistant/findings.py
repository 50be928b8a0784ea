"""The Rasa component that adds to a message the plans, grades, conditions and needs it tells. What it looks for stands
in `data/words`; a trained model holds a copy of that as JSON."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.reader import Found, Reader, needs_in, read_rules

__all__ = ["Findings", "Reader", "needs_in"]

FILE = "words.json"
DEFAULT_LANGUAGE = "en"  # of a message that comes without one: from `rasa shell`, say


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class Findings(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Adds to `entities` {entity, value, start, end, extractor}; to conditions and needs a `status`, too
    (said|suspected|denied). The language is the one in the message's metadata."""

    def __init__(self, storage: ModelStorage, resource: Resource, rules: dict[str, Any]) -> None:
        self._storage, self._resource = storage, resource
        self._readers = {language: Reader(language, words) for language, words in rules.items()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Findings:
        return cls(model_storage, resource, read_rules())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Findings:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / FILE).read_text("utf-8")))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Changed words make Rasa train this anew: it would compare only phrases and settings."""
        return hashlib.sha256(json.dumps(read_rules()).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned from the phrases; the words as they stand now go into the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(read_rules(), ensure_ascii=False), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                found = [self._entity(one) for one in self._reader(message).read(text)]
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _reader(self, message: Message) -> Reader:
        language = (message.get("metadata") or {}).get("language") or DEFAULT_LANGUAGE
        return self._readers.get(language) or self._readers[DEFAULT_LANGUAGE]

    def _entity(self, found: Found) -> dict[str, Any]:
        status = {"status": found.status} if found.status else {}
        return {
            "entity": found.entity,
            "value": found.value,
            "start": found.start,
            "end": found.end,
            "extractor": self.name,
            **status,
        }
