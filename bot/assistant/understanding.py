"""Which topic a text is about: sentence vectors and words -> a linear classifier, weighed with its nearest phrases.

Each text is read twice, as it is and with the plans' names taken out, for "504" must not drown what is asked about it.
The linear classifier knows the borders between topics; the nearest phrases know how far a text is from everything the
assistant was ever taught, which tells questions that are none of its business. Kept as npz and json, no pickle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.closeness import Closeness
from bot.assistant.encoder import WIDTH, Vectors
from bot.assistant.linear import fit, softmax
from bot.assistant.spelled import Spelled, learn
from bot.assistant.vectors import NAMED, READ, Read, nameless

NEAREST = 5  # phrases of a topic whose closeness counts
WARMTH = 0.1  # how sharply closeness tells topics apart
MOST = 10  # topics that are told of a text
LONG = 40  # words; longer stories are read sentence by sentence, too


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Sets `intent` and `intent_ranking` (name, confidence; best first, ten at most) on each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: how freely weights may grow; `rounds`: of the solver (more learn the phrases by heart); `calm`: exponent
        that makes shares honest, for what is learnt from phrases is too sure of itself on real questions."""
        return {"C": 15.0, "rounds": 45, "calm": 0.75}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from all phrases; write words, weights and phrases."""
        said = [m for m in training_data.intent_examples if m.get(READ)]
        intents = [m.get(INTENT) for m in said]
        dense = np.concatenate([m.get(READ).vectors[:1] for m in said])
        bare = [nameless(m.get(READ).texts[0]) for m in said]
        words = learn(bare)
        names, weights, bias = fit(dense, words.features, intents, self._config["C"], self._config["rounds"])
        once, place_of = _each_once(np.stack([dense[:, :WIDTH], dense[:, WIDTH:] / NAMED]))
        with self._storage.write_to(self._resource) as folder:
            Closeness.keep(once, folder / "phrases.onnx")
            (folder / "words.json").write_text(json.dumps({"names": names, "words": words.lists}))
            np.savez(
                folder / "weights.npz",
                rarity=words.rarity,
                weights=weights,
                bias=bias,
                place_of=place_of,
                phrase_of=np.array([names.index(i) for i in intents], np.int16),
            )
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._read(folder)
        return component

    def _read(self, folder: Path) -> None:
        kept = json.loads((folder / "words.json").read_text())
        numbers = np.load(folder / "weights.npz")
        self.names: list[str] = kept["names"]
        self._words = Spelled(kept["words"], numbers["rarity"])
        self._weights, self._bias = numbers["weights"], numbers["bias"]
        self._closeness, self._place_of = Closeness(folder / "phrases.onnx"), numbers["place_of"]
        self._places = [np.flatnonzero(numbers["phrase_of"] == i) for i in range(len(self.names))]

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            read: Read | None = message.get(READ)
            if read is None:
                continue
            whole = asking(read.texts[: read.sentences + 1])
            told = self.shares(read, [*whole, *read.parts.values()])
            ranking = self._ranked(told[: len(whole)].mean(axis=0))
            parts = zip(read.parts, map(self._ranked, told[len(whole) :]), strict=True)
            message.set("part_rankings", list(parts))
            best = [{"name": name, "confidence": share} for name, share in ranking]
            message.set(INTENT, best[0], add_to_output=True)
            message.set("intent_ranking", best, add_to_output=True)
        return messages

    def _ranked(self, shares: NDArray[np.float32]) -> list[tuple[str, float]]:
        return [(self.names[i], float(shares[i])) for i in np.argsort(-shares)[:MOST]]

    def shares(self, read: Read, places: Sequence[int]) -> NDArray[np.float32]:
        """`[places, topics]`, each row summing to 1: how much each topic is meant by the texts at these places."""
        dense = read.vectors[places]
        bare_texts, split = [nameless(read.texts[place]) for place in places], dense.shape[1]
        words = self._words.scores(bare_texts, self._weights[split:])
        linear = dense @ self._weights[:split] + words + self._bias
        named, bare = (self._closeness.to(part) for part in (dense[:, :WIDTH], dense[:, WIDTH:] / NAMED))
        near = (named[:, self._place_of[0]] + NAMED**2 * bare[:, self._place_of[1]]) / (1 + NAMED**2)
        closeness = np.stack([_nearest(near[:, of]) for of in self._places], axis=1)
        told = (softmax(linear) * softmax(closeness / WARMTH)) ** self._config["calm"]
        shares: NDArray[np.float32] = told / told.sum(axis=1, keepdims=True)
        return shares


def _each_once(readings: Vectors) -> tuple[Vectors, NDArray[np.int32]]:
    """Different vectors, and for `[2, phrases, 384]` where each stands among them: most phrases name no plan, and read
    the same without."""
    rows = [row.tobytes() for row in readings.astype(np.float16).reshape(-1, WIDTH)]
    once = {row: place for place, row in enumerate(dict.fromkeys(rows))}
    places = np.array([once[row] for row in rows], np.int32).reshape(readings.shape[:2])
    return np.frombuffer(b"".join(once), np.float16).reshape(-1, WIDTH).astype(np.float32), places


def _nearest(near: Vectors) -> Vectors:
    count = min(NEAREST, near.shape[1])
    closest: Vectors = np.partition(near, -count, axis=1)[:, -count:].mean(axis=1)
    return closest


def asking(texts: Sequence[str]) -> list[int]:
    """Places of the whole text and, of a long story, of the last sentence that asks or else the last one, where the
    wish stands."""
    if len(texts) < 3 or len(texts[0].split()) <= LONG:
        return [0]
    sentences = [place for place, text in enumerate(texts) if place and len(text.split()) > 2]
    ask = [place for place in sentences if texts[place].endswith("?")] or sentences
    return [0, *ask[-1:]]
