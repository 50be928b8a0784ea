"""Asks trained pipelines all there is to ask and keeps what came of it. It draws no conclusions: the report does."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.reader import needs_in
from bot.content import Topics
from scripts.evaluate.material import DangerTold, NeedsTold, Question, folds
from scripts.evaluate.pipeline import Pipeline, Said, Settings, Understood, Vectors, vectors_kept
from scripts.evaluate.slips import with_slips
from scripts.evaluate.verdict import Judged, answers

FOLDS = 5
SEED = 20261127
MISSPELT = 5  # of the phrases, every fifth is asked with slips, too: a second reading of all would take a minute


@dataclass
class Found:
    """`folds`: every phrase, read by a pipeline that had not learnt it. `misspelt`: with slips; those of the phrases
    beside their clean selves."""

    folds: list[Judged] = field(default_factory=list)
    folds_misspelt: list[tuple[Judged, Judged]] = field(default_factory=list)
    questions: dict[str, list[Judged]] = field(default_factory=dict)
    questions_misspelt: dict[str, list[Judged]] = field(default_factory=dict)
    needs: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    danger: dict[str, list[tuple[DangerTold, Understood]]] = field(default_factory=dict)
    harmless: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def cross_validate(
    settings: Sequence[Settings],
    phrases: Sequence[Message],
    topics: Topics,
    count: int,
    typos: bool,
    kept: Vectors,
    found: Found,
) -> None:
    """The first `count` folds, each read by a pipeline that learnt all others. `kept`: vectors for later trainings."""
    parts, rng = folds(phrases, FOLDS, SEED), random.Random(SEED)
    for number, asked in enumerate(parts[:count]):
        tell(f"fold {number + 1} of {count}")
        with TemporaryDirectory() as folder, timed(found, "cross-validation"):
            taught = [one for part in parts if part is not asked for one in part]
            with vectors_kept(kept):
                pipeline = Pipeline(settings, taught, Path(folder))
            judged = _phrases_read(pipeline, asked, topics)
            found.folds += judged
            if typos:
                some = list(range(0, len(asked), MISSPELT))
                copies = [
                    Message({TEXT: with_slips(asked[at].get(TEXT), rng), INTENT: asked[at].get(INTENT)}) for at in some
                ]
                misspelt = _phrases_read(pipeline, copies, topics)
                # A slip in a plan's name changes nothing in what was asked.
                found.folds_misspelt += [
                    (judged[at], Judged(slip.text, judged[at].topics, slip.understood))
                    for at, slip in zip(some, misspelt, strict=True)
                ]


def ask_held_out(
    pipeline: Pipeline,
    questions: dict[str, list[Question]],
    danger: dict[str, list[DangerTold]],
    harmless: dict[str, list[str]],
    typos: bool,
    found: Found,
) -> None:
    rng = random.Random(SEED)
    for name, asked in questions.items():
        tell(name)
        found.questions[name] = _questions_read(pipeline, asked, lambda text: text)
        if typos:
            found.questions_misspelt[name] = _questions_read(pipeline, asked, lambda text: with_slips(text, rng))
    for name, told in danger.items():
        # Who speaks of a child is a parent; who speaks of oneself or a friend, a student.
        said = [Said(one.text, "parent" if one.about == "child" else "student") for one in told]
        found.danger[name] = list(zip(told, pipeline.read(said), strict=True))
    for name, texts in harmless.items():
        read = pipeline.read([Said(text) for text in texts])
        found.harmless[name] = [(text, one.intent == "crisis") for text, one in zip(texts, read, strict=True)]


def _phrases_read(pipeline: Pipeline, phrases: Sequence[Message], topics: Topics) -> list[Judged]:
    read = pipeline.read([Said(one.get(TEXT)) for one in phrases])
    return [
        Judged(phrase.get(TEXT), frozenset(answers(phrase.get(INTENT), one.plans, topics)), one)
        for phrase, one in zip(phrases, read, strict=True)
    ]


def _questions_read(pipeline: Pipeline, asked: Sequence[Question], change: Callable[[str], str]) -> list[Judged]:
    said = [Said(change(one.text), one.persona) for one in asked]
    read = pipeline.read(said)
    return [
        Judged(text.text, one.topics, understood, one.hard)
        for one, text, understood in zip(asked, said, read, strict=True)
    ]


def compare_needs(told: Sequence[NeedsTold]) -> dict[str, Counter[str]]:
    """`conditions` and `needs` -> how many were found rightly, found but not told, told but not found."""
    counts: dict[str, Counter[str]] = {"conditions": Counter(), "needs": Counter()}
    for one in told:
        read = [(kind, name, status) for kind, name, status in needs_in(one.text) if status != "denied"]
        suspected = {"suspected": "_suspected"}
        conditions = {name + suspected.get(status, "") for kind, name, status in read if kind == "condition"}
        needs = {name for kind, name, _ in read if kind == "need"}
        for what, found, meant in (("conditions", conditions, one.conditions), ("needs", needs, one.needs)):
            counts[what].update(right=len(found & meant), too_many=len(found - meant), missed=len(meant - found))
    return counts


@contextmanager
def timed(found: Found, step: str) -> Iterator[None]:
    """Adds the seconds that its block takes to those of a step."""
    began = time.perf_counter()
    yield
    found.seconds[step] = found.seconds.get(step, 0.0) + time.perf_counter() - began


def tell(step: str) -> None:
    print(f"  {step} ...", file=sys.stderr, flush=True)
