"""Hears danger in every message, last in the pipeline, so that no other component can overrule it.

It must not log, count or keep a word of what was said.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.alarm import NONE, Alarm, Phrase
from bot.assistant.certainty import UNSURE
from bot.assistant.danger import LEVELS, About, Danger, DangerReader, read_words
from bot.assistant.encoder import Encoder, Vectors, build_network, weights_folder
from bot.assistant.mending import MENDED, mender_of, spelling_of
from bot.assistant.other_writing import SPEAKS
from bot.assistant.slips import Mender
from bot.assistant.spelling import ordinary_words
from bot.assistant.vectors import READ, Read, clean, pieces, read_twice

CRISIS = "crisis"
NEAR, NEAR_SHORT = 0.33, 0.55  # closeness to a phrase of danger without which no share counts; of fewer than FEW words
NAMES = 6  # words of a person at most: "Ana Maria de la Cruz" has small words between
SENTENCES = 3  # of a message; of one with more, no sentence alone is learned as none
FEW = 8  # words; "<img src=x>" or "I:06" are near to nothing
Ranking = list[dict[str, Any]]


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class DangerListener(GraphComponent):  # type: ignore[misc]
    """Danger becomes the intent `crisis`, with the entities `danger_kind`, `danger_about`, `danger_level` and
    `danger_language`. "I was joking" becomes the entity `taken_back`; replies know what was said before."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`words`: folder of danger_<language>.yml; `phrases`: folder of <language>.yml, what the alarm learns from.
        Shares that the alarm must give: `show` for help to be shown though no words were found, `notify` for the school
        to be told as well, `doubt` for veiled words to count."""
        return {"words": "data/words", "phrases": "data/danger", "show": 0.4, "notify": 0.97, "doubt": 0.0003}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._readers: dict[str, DangerReader] = {}
        self._alarm: Alarm | None = None

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
        """Keep the words of danger of every language, and the words of ordinary questions, which are no slips of them;
        learn how danger sounds. Raises ValueError, with the line, where a line can't be read.
        """
        said = [m for m in training_data.intent_examples if m.get(READ)]
        ordinary = ordinary_words(m.get(TEXT) for m in said if m.get(INTENT) != CRISIS)
        files = sorted(Path(self._config["words"]).glob("danger_*.yml"))
        words = {file.stem.removeprefix("danger_"): read_words(file) for file in files}
        readers = {language: DangerReader(of_one, ordinary) for language, of_one in words.items()}
        mender = mender_of(spelling_of(training_data, Path(self._config["words"])))
        sentences = [Phrase(one, NONE, "") for m in said if m.get(INTENT) != CRISIS for one in _sentences(m)]
        learned = [*self._phrases(mender), *(_phrase(m, readers) for m in said), *sentences]
        once = list({phrase.text: phrase for phrase in reversed(learned)}.values())
        with self._storage.write_to(self._resource) as folder:
            (folder / "danger.json").write_text(json.dumps({"words": words, "ordinary": sorted(ordinary)}))
            known = {m.get(READ).texts[0]: m.get(READ).vectors[0] for m in said}
            Alarm.learn(once, _vectors([phrase.text for phrase in once], known), folder)
        return self._resource

    def _phrases(self, mender: Mender) -> list[Phrase]:
        return [
            Phrase(clean(mender.mend(text)), kind, file.stem)
            for file in sorted(Path(self._config["phrases"]).glob("*.yml"))
            for kind, texts in yaml.safe_load(file.read_text("utf-8")).items()
            for text in texts
        ]

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
            component._alarm = Alarm(folder)
        ordinary = frozenset(kept["ordinary"])
        component._readers = {language: DangerReader(words, ordinary) for language, words in kept["words"].items()}
        return component

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if read := message.get(READ):
                ranking: Ranking = message.get("intent_ranking") or []
                if any(reader.takes_back(message.get(TEXT)) for reader in self._readers.values()):
                    _add(message, {"taken_back": "yes"})
                persona = (message.get("metadata") or {}).get("persona", "parent")
                other: About = "child" if persona == "parent" else "friend"
                if heard := self._hear(message.get(TEXT), read, other, self._can_sound(message)):
                    _tell(message, *heard, ranking)
                elif (message.get(INTENT) or {}).get("name") == CRISIS:
                    _restore(message, ranking)
        return messages

    def _can_sound(self, message: Message) -> bool:
        """Whether the alarm has learned the language of the message, and it is no name: chance would ring it."""
        words = re.findall(r"[^\W\d_]+", message.get(TEXT))
        long = [word for word in words if len(word) > 3]
        if len(words) <= NAMES and len(long) > 1 and all(word.istitle() for word in long):
            return False
        return all(one["value"] in self._readers for one in message.get(ENTITIES) or [] if one["entity"] == SPEAKS)

    def _hear(self, text: str, read: Read, other: About, can_sound: bool) -> tuple[Danger, str] | None:
        """The danger, and the language in which it was heard."""
        assert self._alarm is not None
        sound = self._alarm.hear(read)
        heard = [(danger, lang) for lang, reader in self._readers.items() if (danger := reader.hear(text, other))]
        danger, language = min(heard, key=lambda one: LEVELS.index(one[0].level), default=(None, sound.language))
        doubted = sound.share < self._config["doubt"]
        if danger and danger.level == "notify":  # clear words that do not sound like danger at all show help only
            return (replace(danger, level="show") if doubted else danger), language
        if danger and not doubted:
            return danger, language
        if (
            sound.share < self._config["show"]
            or sound.near < (NEAR_SHORT if len(text.split()) < FEW else NEAR)
            or not can_sound
        ):
            return None
        clear = sound.share >= self._config["notify"] and not self._readers[language].in_general(text)
        return self._readers[language].guess(text, sound.kind, "notify" if clear else "show", other), language


def _phrase(message: Message, readers: dict[str, DangerReader]) -> Phrase:
    """A phrase of the training data; the kind of one of danger is told by its words."""
    text = message.get(READ).texts[0]
    if message.get(INTENT) != CRISIS:
        return Phrase(text, NONE, "")
    heard = [danger for reader in readers.values() if (danger := reader.hear(text))]
    return Phrase(text, heard[0].kind if heard else "self_harm", next(iter(readers)))


def _sentences(message: Message) -> list[str]:
    """Of a short ordinary story each sentence, as messages are listened to: what is sad alone is no danger for that. A
    long one has sentences that would be danger elsewhere ("He has been so quiet")."""
    sentences = pieces(message.get(MENDED) or message.get(TEXT))[1:]
    return sentences if len(sentences) <= SENTENCES else []


def _vectors(texts: list[str], known: dict[str, Vectors]) -> Vectors:
    """Of texts of which most were read already."""
    new = [text for text in texts if text not in known]
    with TemporaryDirectory() as folder:
        network = Path(folder) / "network.onnx"
        build_network(weights_folder(), network)
        encoder = Encoder(network, weights_folder() / "tokenizer.json", threads=os.cpu_count() or 1)
        found = {**known, **dict(zip(new, read_twice(encoder, new), strict=True))}
    return np.stack([found[text] for text in texts])


def _tell(message: Message, danger: Danger, language: str, ranking: Ranking) -> None:
    crisis = {"name": CRISIS, "confidence": 1.0}
    message.set(INTENT, crisis, add_to_output=True)
    message.set("intent_ranking", [crisis, *(one for one in ranking if one["name"] != CRISIS)], add_to_output=True)
    found = {"kind": danger.kind, "about": danger.about, "level": danger.level, "language": language}
    _add(message, {f"danger_{name}": value for name, value in found.items()})


def _add(message: Message, found: dict[str, str]) -> None:
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
