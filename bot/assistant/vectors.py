"""What a message says as vectors, read once for all components behind it. A message is read as a
whole and, where it has several, sentence by sentence; each twice, for "504" must not drown what is asked about it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.encoder import Encoder, Vectors, build_network, weights_folder
from bot.assistant.mending import MENDED, SEGMENTS
from bot.assistant.parts import Segment

READ = "read"  # the property of a message that holds its Read
NAMED = 1.5  # weight of the reading without the plans' names against the one with them
MOST = 12  # sentences of a message that are read by themselves: the first ones and the last ones


@dataclass(frozen=True)
class Read:
    """`texts`: the whole text, cleaned, then its sentences, where there are several, then its other pieces. `vectors`:
    `[texts, 768]`, of each its unit vector and, weighed by NAMED, that of the text without the plans' names. `parts`:
    its questions, where there are several, each with its place among the texts."""

    texts: tuple[str, ...]
    vectors: Vectors = field(repr=False)  # Rasa makes fingerprints of what is printed of its messages, a minute of them
    sentences: int = 0
    parts: dict[Segment, int] = field(default_factory=dict)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=True)
class SentenceVectors(GraphComponent):  # type: ignore[misc]
    """Gives every message with a text its Read, in training and afterwards."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {}

    def __init__(self, storage: ModelStorage, resource: Resource, encoder: Encoder | None = None) -> None:
        self._storage, self._resource, self._encoder = storage, resource, encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectors:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceVectors:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, Encoder(folder / "network.onnx", folder / "tokenizer.json"))

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned from the phrases: the pinned network is written into the model."""
        with self._storage.write_to(self._resource) as folder:
            build_network(weights_folder(), folder / "network.onnx")
            shutil.copy(weights_folder() / "tokenizer.json", folder / "tokenizer.json")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """All phrases at once, on all cores."""
        with self._storage.read_from(self._resource) as folder:
            encoder = Encoder(folder / "network.onnx", folder / "tokenizer.json", threads=os.cpu_count() or 1)
        said = [message for message in training_data.training_examples if message.get(TEXT)]
        texts = [clean(message.get(MENDED) or message.get(TEXT)) for message in said]
        for message, text, vector in zip(said, texts, read_twice(encoder, texts), strict=True):
            message.set(READ, Read((text,), vector[np.newaxis]))
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        assert self._encoder is not None
        for message in messages:
            if message.get(TEXT):
                whole, *sentences = pieces(message.get(MENDED) or message.get(TEXT))
                questions = {part: clean(text) for part, text in (message.get(SEGMENTS) or {}).items()}
                texts = list(dict.fromkeys([whole, *sentences, *questions.values()]))
                parts = {part: texts.index(text) for part, text in questions.items()}
                vectors = read_twice(self._encoder, texts)
                message.set(READ, Read(tuple(texts), vectors, len(sentences), parts))
        return messages


def read_twice(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """`[texts, 768]`: the vector of each cleaned text, and weighed by NAMED that of it without the plans' names."""
    bare = [nameless(text) for text in texts]
    each = list(dict.fromkeys([*texts, *bare]))  # most texts name no plan: they are read once
    at, vectors = {text: place for place, text in enumerate(each)}, encoder.vectors(each)
    return np.hstack([vectors[[at[text] for text in texts]], NAMED * vectors[[at[text] for text in bare]]])


def pieces(text: str) -> list[str]:
    """The whole text, cleaned, and its sentences where there are several."""
    sentences = [clean(one) for one in re.split(r"(?<=[.!?;])\s+|\n+", text) if re.search(r"\w", one)]
    if len(sentences) > MOST:
        sentences = sentences[: MOST // 2] + sentences[-MOST // 2 :]
    return list(dict.fromkeys([clean(text), *(sentences if len(sentences) > 1 else ())]))


def clean(text: str) -> str:
    """Lower case, blanks folded, letters repeated more than twice shortened ("pleeeease")."""
    return re.sub(r"\s+", " ", re.sub(r"([^\W\d])\1{2,}", r"\1\1", text.lower())).strip()


NAME = re.compile(
    r"\b(?:ilps?|iaps?|ieps?|(?:section )?504s?(?: plans?)?|(?:learning|accommodations?) plans?|"
    r"individual(?:i[sz]ed)? (?:learning|accommodation|education) (?:plans?|programs?))\b"
)


def nameless(text: str) -> str:
    """A cleaned text with "plan" in the place of each plan's name."""
    return NAME.sub("plan", text)
