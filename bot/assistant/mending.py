"""The Rasa component that mends slips of the finger before anything is read. What the family typed stays as it
was typed: forms, findings, records and the transcript never see the mended text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spellchecker import SpellChecker

from bot.assistant.parts import segments
from bot.assistant.slips import BRIEF, NO_SENSE, WORD, Mender, counted

MENDED = "mended"  # the property of a message that holds its mended text
SEGMENTS = "segments"  # ... and that which holds its questions, where there are several: {Segment: mended text}
FILE = "spelling.json"
ONCE = 1  # neighbours seen once tell nothing


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class Mending(GraphComponent):  # type: ignore[misc]
    """Gives every message with a text its mended text, in training and afterwards."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`: folder of chat_en.yml, what is read for short forms."""
        return {"words": "data/words"}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._mender: Mender | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Mending:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Mending:
        component = cls(config, model_storage, resource)
        component._read()
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Count the words and neighbours of all phrases."""
        with self._storage.write_to(self._resource) as folder:
            (folder / FILE).write_text(json.dumps(spelling_of(training_data, Path(self._config["words"]))))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self._read()
        assert self._mender is not None
        for message in training_data.training_examples:
            if message.get(TEXT):
                message.set(MENDED, self._mender.mend(message.get(TEXT)))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._mender is not None
        for message in messages:
            if text := message.get(TEXT):
                message.set(MENDED, self._mender.mend(text))
                message.set(NO_SENSE, self._mender.makes_no_sense(text))
                message.set(SEGMENTS, {part: self._mender.mend(part.text) for part in segments(text)})
        return messages

    def _read(self) -> None:
        with self._storage.read_from(self._resource) as folder:
            self._mender = mender_of(json.loads((folder / FILE).read_text()))


def spelling_of(training_data: TrainingData, words: Path) -> dict[str, Any]:
    """What a Mender needs to know of our phrases, and how words are shortened in chats."""
    texts = [message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)]
    ours, pairs = counted(texts)
    often = {pair: count for pair, count in pairs.items() if count > ONCE}
    chat = yaml.load((words / "chat_en.yml").read_text("utf-8"), Loader=yaml.BaseLoader)
    brief = {" ".join(said) for one in texts if 1 < len(said := WORD.findall(one.lower())) <= BRIEF}
    return {"ours": ours, "pairs": often, "chat": chat, "brief": sorted(brief)}


def mender_of(spelling: dict[str, Any]) -> Mender:
    return Mender(SpellChecker(language="en").word_frequency.dictionary, **spelling)
