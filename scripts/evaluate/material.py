"""Reads what is asked: training phrases in folds, held-out questions, descriptions of needs, words of danger."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.training import ROOT

KEPT = ROOT / "tests" / "understanding"


@dataclass(frozen=True)
class Question:
    """`topics`: an answer on any of them is right. `hard`: a good secretary would have to ask back."""

    text: str
    topics: frozenset[str]
    hard: bool = False
    persona: str = "parent"


@dataclass(frozen=True)
class NeedsTold:
    """`conditions`: names, with "_suspected" where somebody only thinks so. `needs`: kinds of help."""

    text: str
    conditions: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True)
class DangerTold:
    """`clear`: the school is to be told, too; else help is shown."""

    text: str
    kind: str
    about: str
    clear: bool


def training_phrases(folder: Path = ROOT / "data" / "nlu" / "en") -> list[Message]:
    """Every phrase once: what stands twice would be learnt from and asked."""
    found = training_data_from_paths([str(folder)], "en").intent_examples
    return list({(one.get(TEXT), one.get(INTENT)): one for one in found if one.get(TEXT)}.values())


def folds(phrases: Sequence[Message], count: int, seed: int) -> list[list[Message]]:
    """The phrases shared out so that each fold has its part of every intent's, or one more."""
    rng, parts = random.Random(seed), [[] for _ in range(count)]
    by_intent = defaultdict(list)
    for phrase in phrases:
        by_intent[phrase.get(INTENT)].append(phrase)
    dealt = 0
    for intent in sorted(by_intent):
        rng.shuffle(by_intent[intent])
        for phrase in by_intent[intent]:
            parts[dealt % count].append(phrase)
            dealt += 1
    return parts


def label(file: Path) -> str:
    """What a file is called in the report: by its place in this folder, or only by its name."""
    file = file.resolve()
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else f"{file.name}, kept elsewhere"


def questions(files: Sequence[Path]) -> dict[str, list[Question]]:
    """By file, those of the project first. Raises ValueError, naming file and line, where one can't be read."""
    return {
        label(file): [
            Question(one["q"], frozenset(one["topics"]), bool(one.get("hard")), one.get("persona", "parent"))
            for one in _lines(file, "q", "topics")
        ]
        for file in [*sorted(KEPT.glob("questions*.jsonl")), *files]
    }


def needs(files: Sequence[Path]) -> dict[str, list[NeedsTold]]:
    return {
        label(file): [
            NeedsTold(one["text"], frozenset(one["conditions"]), frozenset(one["needs"]))
            for one in _lines(file, "text", "conditions", "needs")
        ]
        for file in [*sorted(KEPT.glob("needs*.jsonl")), *files]
    }


def danger(folder: Path = KEPT) -> dict[str, list[DangerTold]]:
    return {
        label(file): [DangerTold(one["text"], one["kind"], one["about"], bool(one["clear"])) for one in told]
        for file in sorted(folder.glob("danger*.yml"))
        if isinstance(told := yaml.safe_load(file.read_text("utf-8")), list)
    }


def harmless(folder: Path = KEPT) -> dict[str, list[str]]:
    return {
        label(file): [one["text"] if isinstance(one, dict) else str(one) for one in told]
        for file in sorted(folder.glob("harmless*.yml"))
        if isinstance(told := yaml.safe_load(file.read_text("utf-8")), list)
    }


def _lines(file: Path, *keys: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            one = json.loads(line)
            missing = [key for key in keys if key not in one]
        except (json.JSONDecodeError, TypeError) as error:
            raise ValueError(f"{file}:{number}: this is no JSON object ({error}).") from error
        if missing:
            raise ValueError(f"{file}:{number}: '{missing[0]}' is missing.")
        yield one
