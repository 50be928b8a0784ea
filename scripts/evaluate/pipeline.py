"""The understanding that config.yml names, trained and asked without the rest of Rasa: each component is made, taught
and loaded as Rasa's graph would do it. Knows none of them by name, so that it measures whatever stands there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.encoder import Encoder
from bot.assistant.heard import hints

FALLBACK = "nlu_fallback"
PREPARES = {DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER}
Settings = dict[str, Any]
Vectors = dict[str, np.ndarray]  # by text


@dataclass(frozen=True)
class Said:
    """What somebody wrote. `persona`: parent or student, as the page would tell it."""

    text: str
    persona: str = "parent"


@dataclass(frozen=True)
class Understood:
    """`intent`: what is acted on. `ranking`: (intent, share), best first, the fallback left out. `entities`: (entity,
    value) in the text's order. `parts`: (intent, plans) of each question, where the message has several. `hints`: plans
    that the words make likely. `torn`: two intents that are both answered where it is unsure."""

    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    hints: frozenset[str] = frozenset()
    torn: tuple[str, ...] = ()

    @property
    def plans(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for entity, value in self.entities if entity == "plan"))

    @property
    def lead(self) -> tuple[float, float]:
        """The best share, and how far it is ahead of the next."""
        shares = [share for _, share in self.ranking[:2]] + [0.0, 0.0]
        return shares[0], shares[0] - shares[1]


def read_pipeline(config: Path) -> list[Settings]:
    """The components' settings as they stand in the file."""
    components: list[Settings] = yaml.safe_load(config.read_text("utf-8"))["pipeline"]
    return components


class Pipeline:
    """A trained one. `folder` keeps what the components learnt."""

    def __init__(self, settings: Sequence[Settings], phrases: Sequence[Message], folder: Path) -> None:
        storage, context = LocalModelStorage(folder), ExecutionContext(GraphSchema({}))
        data = TrainingData([Message(dict(phrase.data)) for phrase in phrases])  # components write into their messages
        self._components = []
        for place, named in enumerate(settings):
            known = DefaultV1Recipe._from_registry(named["name"])
            own = {key: value for key, value in named.items() if key != "name"}
            config = {**known.clazz.get_default_config(), **own}
            made = known.clazz.create(config, storage, Resource(f"{place}_{known.clazz.__name__}"), context)
            if known.is_trainable:
                made = known.clazz.load(config, storage, made.train(data), context)
            if known.types & PREPARES:
                data = made.process_training_data(data)
            self._components.append(made)

    def read(self, said: Sequence[Said], language: str = "en") -> list[Understood]:
        messages = [
            Message({TEXT: one.text, "metadata": {"language": language, "persona": one.persona}}) for one in said
        ]
        for component in self._components:
            messages = component.process(messages)
        return [_understood(message) for message in messages]


def _understood(message: Message) -> Understood:
    ranking = [(one["name"], float(one["confidence"])) for one in message.get("intent_ranking") or []]
    return Understood(
        (message.get(INTENT) or {}).get("name") or FALLBACK,
        tuple((name, share) for name, share in ranking if name != FALLBACK),
        tuple((one["entity"], str(one["value"])) for one in message.get(ENTITIES) or []),
        tuple((part["intent"], tuple(part["plans"])) for part in message.get("parts") or []),
        hints(message.get(ENTITIES) or []),
        tuple(message.get("torn") or []),
    )


@contextmanager
def vectors_kept(kept: Vectors) -> Iterator[None]:
    """Texts to learn from are encoded once for all folds: the encoder learns nothing, and is two thirds of a training.

    Not for texts that are read: of a text among many its vector is a little different than of one that comes alone.
    """
    encode = Encoder.vectors

    def vectors(self: Encoder, texts: list[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in kept]
        if new:
            kept.update(zip(new, encode(self, new), strict=True))
        return np.stack([kept[text] for text in texts])

    Encoder.vectors = vectors  # type: ignore[method-assign]
    try:
        yield
    finally:
        Encoder.vectors = encode  # type: ignore[method-assign]
