"""Which topic a text is about: sentence vectors and words -> a linear classifier, weighed with its nearest phrases.

Each text is read twice, as it is and with the plans' names taken out, for "504" must not drown what is asked about it.
The linear classifier knows the borders between topics; the nearest phrases know how far a text is from everything the
assistant was ever taught, which tells questions that are none of its business. Kept as npz and json, no pickle.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import string
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.encoder import Encoder, Vectors, build_network, weights_folder
from bot.assistant.linear import fit, softmax
from bot.assistant.parts import segments
from bot.assistant.spelled import Spelled

NEAREST = 5  # phrases of a topic whose closeness counts
WARMTH = 0.07  # how sharply closeness tells topics apart
NAMED = 1.5  # weight of the reading without the plans' names against the one with them
SEED = 20261122
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
        """Learn from all phrases and misspelt copies of every second; write network, words, weights and phrases."""
        said = [(m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples if m.get(TEXT)]
        texts, intents = [clean(t) for t, _ in said], [i for _, i in said]
        rng = random.Random(SEED)
        all_texts = texts + [misspell(t, rng) for t in texts[::2]]  # half of them: all would cost a third more time
        with self._storage.write_to(self._resource) as folder:
            build_network(weights_folder(), folder / "network.onnx")
            shutil.copy(weights_folder() / "tokenizer.json", folder / "tokenizer.json")
            encoder = Encoder(folder / "network.onnx", folder / "tokenizer.json", threads=os.cpu_count() or 1)
            dense = read_twice(encoder, all_texts)
            bare = [nameless(t) for t in all_texts]
            words = Spelled.of(bare)
            seen = words.features(bare)
            names, weights, bias = fit(dense, seen, intents + intents[::2], self._config["C"], self._config["rounds"])
            lists, rarity = words.kept()
            (folder / "words.json").write_text(json.dumps({"names": names, "words": lists}))
            np.savez(
                folder / "weights.npz",
                rarity=rarity,
                weights=weights,
                bias=bias,
                phrases=dense[: len(texts)].astype(np.float16),
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
        self._words = Spelled.again(kept["words"], numbers["rarity"])
        self._weights, self._bias = numbers["weights"], numbers["bias"]
        self._phrases = numbers["phrases"].astype(np.float32)
        self._places = [np.flatnonzero(numbers["phrase_of"] == i) for i in range(len(self.names))]
        self._encoder = Encoder(folder / "network.onnx", folder / "tokenizer.json")

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            shares = self.shares(text)
            best = np.argsort(-shares)[:10]
            ranking = [{"name": self.names[i], "confidence": float(shares[i])} for i in best]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            parts = [(part, self._ranked(part.text)) for part in segments(text)]
            message.set("part_rankings", parts)
        return messages

    def _ranked(self, text: str) -> list[tuple[str, float]]:
        shares = self.shares(text)
        return [(self.names[i], float(shares[i])) for i in np.argsort(-shares)[:10]]

    def shares(self, text: str) -> NDArray[np.float32]:
        """`[topics]`, summing to 1: how much each is meant. A long story counts by its whole and its asking part."""
        texts = [clean(part) for part in asking_parts(text)]
        dense = read_twice(self._encoder, texts)
        words = self._words.features([nameless(t) for t in texts])
        split = dense.shape[1]
        linear = dense @ self._weights[:split] + words @ self._weights[split:] + self._bias
        near = dense @ self._phrases.T / (1 + NAMED**2)
        closeness = np.stack([_nearest(near[:, of]) for of in self._places], axis=1)
        told = (softmax(linear) * softmax(closeness / WARMTH)) ** self._config["calm"]
        mean: NDArray[np.float32] = (told / told.sum(axis=1, keepdims=True)).mean(axis=0)
        return mean


def _nearest(near: Vectors) -> Vectors:
    count = min(NEAREST, near.shape[1])
    closest: Vectors = np.partition(near, -count, axis=1)[:, -count:].mean(axis=1)
    return closest


def read_twice(encoder: Encoder, texts: list[str]) -> Vectors:
    """`[texts, 768]`: the vector of each text, and weighed by NAMED that of the text without the plans' names."""
    bare = [nameless(t) for t in texts]
    each = list(dict.fromkeys([*texts, *bare]))  # most texts name no plan: they are read once
    at, vectors = {text: place for place, text in enumerate(each)}, encoder.vectors(each)
    return np.hstack([vectors[[at[t] for t in texts]], NAMED * vectors[[at[t] for t in bare]]])


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


def asking_parts(text: str) -> list[str]:
    """The whole text and, of a long story, the last sentence that asks or else the last one, where the wish stands."""
    if len(text.split()) <= LONG:
        return [text]
    sentences = [s for s in re.split(r"(?<=[.!?])\s+|\n+", text) if len(s.split()) > 2]
    asking = [s for s in sentences if s.rstrip().endswith("?")] or sentences
    return [text, asking[-1]] if len(sentences) > 1 else [text]


def misspell(text: str, rng: random.Random) -> str:
    """One or two slips of the finger in words of four letters or more: swapped, dropped, doubled or a wrong letter."""
    letters = list(text)
    spots = [i for w in re.finditer(r"[^\W\d_]{4,}", text) for i in range(w.start() + 1, w.end() - 1)]
    for i in rng.sample(spots, min(len(spots), rng.choice((1, 2)))):
        slip = rng.choice(("swap", "drop", "double", "wrong"))
        if slip == "swap":
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            letters[i] = {"drop": "", "double": letters[i] * 2, "wrong": rng.choice(string.ascii_lowercase)}[slip]
    return "".join(letters)
