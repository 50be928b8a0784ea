"""The Rasa component for what no phrase can teach: a message in another language, and one that is all signs (a thumbs
up, a crying face). It stands after whatever decides on the intent and before danger, which overrules it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.certainty import UNSURE
from bot.assistant.foreign import Languages, read_languages

SIGNS = Path(__file__).resolve().parents[2] / "data" / "words" / "signs.yml"
KEPT = "writing.json"
OURS = "en"
SPEAKS = "speaks"  # the entity: which language it is
LANGUAGE = "language_access"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class OtherWriting(GraphComponent):  # type: ignore[misc]
    """Another language becomes the intent `language_access` with the entity `speaks`; signs become what they say, and
    what says nothing `nlu_fallback`."""

    def __init__(self, storage: ModelStorage, resource: Resource, told: dict[str, Any]) -> None:
        self._storage, self._resource = storage, resource
        self._languages, self._signs = Languages(told["languages"]), told["signs"]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OtherWriting:
        return cls(model_storage, resource, read_writing())

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> OtherWriting:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / KEPT).read_text("utf-8")))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return hashlib.sha256(json.dumps(read_writing()).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Nothing is learned; the words and signs as they stand now go into the model."""
        with self._storage.write_to(self._resource) as folder:
            (folder / KEPT).write_text(json.dumps(read_writing(), ensure_ascii=False), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            language = (message.get("metadata") or {}).get("language") or OURS
            speaks = self._languages.other_than_english(text) if language == OURS else None
            if speaks:
                found = {"entity": SPEAKS, "value": speaks, "start": 0, "end": len(text), "extractor": "OtherWriting"}
                message.set(ENTITIES, [*(message.get(ENTITIES) or []), found], add_to_output=True)
            if meant := LANGUAGE if speaks else said_by_signs(text, self._signs) or (UNSURE if is_mute(text) else None):
                guessed = [] if meant == UNSURE else message.get("intent_ranking") or []
                others = [one for one in guessed if one["name"] != meant]
                intent = {"name": meant, "confidence": 1.0}
                message.set(INTENT, intent, add_to_output=True)
                message.set("intent_ranking", [intent, *others], add_to_output=True)
        return messages


MUTTERED = re.compile(r"\W*(?:h+m+|u+m+|u+h+|e+r+m*)\W*", re.IGNORECASE)  # "hmm"
LETTERS = frozenset(ascii_lowercase) - set("ynk")  # "y" is a yes, "n" a no, "k" a yes or kindergarten


def read_writing() -> dict[str, Any]:
    signs: dict[str, str] = yaml.safe_load(SIGNS.read_text("utf-8"))
    return {
        "languages": read_languages(),
        "signs": {sign: meant for meant, all in signs.items() for sign in all.split()},
    }


def said_by_signs(text: str, signs: dict[str, str]) -> str | None:
    """The intent that all signs of a text have; "sad" where one is sad. None where it holds a word or another sign."""
    told = {signs.get(part, "") for word in text.split() for part in ([word] if word in signs else _bare(word))}
    if not told or "" in told:
        return None
    return "sad" if "sad" in told else told.pop() if len(told) == 1 else None


def is_mute(text: str) -> bool:
    """Whether it holds no word and asks nothing: "...", a smile, "x". A classifier of words would only guess."""
    if MUTTERED.fullmatch(text):
        return True
    told = [c.lower() for c in text if c.isalnum() or c in "?¿？؟"]
    return bool(text) and (not told or (len(told) == 1 and told[0].isascii() and told[0] in LETTERS))


def _bare(word: str) -> str:
    """Without what only changes how a sign looks (colour of skin, variant), joins two, or ends a sentence."""
    return "".join(c for c in word if unicodedata.category(c) not in ("Mn", "Sk", "Cf") and c not in "!.")
