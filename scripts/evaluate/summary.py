"""The one table that the documentation keeps, and the sentences below it on danger and needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from bot.content import Topics
from scripts.evaluate.confidence import bins, calibration_error, leads
from scripts.evaluate.material import DangerTold
from scripts.evaluate.measure import Found
from scripts.evaluate.pipeline import Understood
from scripts.evaluate.verdict import Judged, Tally

OPENS, CLOSES = "<!-- written by make evaluate -->", "<!-- until here -->"
PHRASES = "our phrases, held out"
OUTSIDE = frozenset({"out_of_scope"})


def summary(found: Found, topics: Topics) -> str:
    rows = [(name, Tally.of(one.verdict(topics) for one in judged)) for name, judged in asked(found) if judged]
    lines = [
        "| | texts | right at first | right or offered | answered wrongly |",
        "| --- | --- | --- | --- | --- |",
        *(f"| {name} | {t.count:,} | {t.right:.1f} % | {t.reached:.1f} % | {t.wrong:.1f} % |" for name, t in rows),
        "",
        *(f"- {sentence}" for sentence in sentences(found, topics)),
    ]
    return "\n".join(lines)


def asked(found: Found) -> Iterator[tuple[str, Sequence[Judged]]]:
    """What stands in the table, by its row's name."""
    yield PHRASES, found.folds
    if found.folds_misspelt:
        clean, slips = zip(*found.folds_misspelt, strict=True)
        yield "a part of them", clean
        yield "the same part with slips", slips
    for name, judged in found.questions.items():
        yield name, in_scope(judged)
        yield f"{name}, with slips", in_scope(found.questions_misspelt.get(name, []))
    every = [*chain(*found.questions.values())]
    yield "of all questions: none of its business", [one for one in every if one.topics == OUTSIDE]
    yield "of all questions: too unclear for anybody", [one for one in every if one.hard]


def in_scope(judged: Iterable[Judged]) -> list[Judged]:
    """Clear questions on a topic."""
    return [one for one in judged if not one.hard and one.topics != OUTSIDE]


def sentences(found: Found, topics: Topics) -> Iterator[str]:
    if found.folds:
        yield f"Calibration error on {PHRASES}: {calibration_error(bins(*leads(found.folds, topics))):.3f}."
    for name, heard in found.danger.items():
        yield f"Danger in {name}: {_heard(heard)}"
    for name, alarms in found.harmless.items():
        yield f"False alarms of danger in {name}: {sum(alarm for _, alarm in alarms)} of {len(alarms)}."
    for what, judged in (("held-out phrases", found.folds), ("questions", [*chain(*found.questions.values())])):
        safe = [one for one in judged if "crisis" not in one.topics]
        if safe:
            yield f"False alarms of danger in {what}: {sum(false_alarm(one) for one in safe)} of {len(safe):,}."
    for name, counts in found.needs.items():
        told = counts | {"both": sum(counts.values(), Counter())}
        yield f"F1 in {name}: " + ", ".join(f"{what} {f1(count):.2f}" for what, count in told.items()) + "."


def false_alarm(one: Judged) -> bool:
    return one.understood.intent == "crisis" and "crisis" not in one.topics


def _heard(heard: Sequence[tuple[DangerTold, Understood]]) -> str:
    caught = [(told, dict(one.entities)) for told, one in heard if one.intent == "crisis"]
    kinds = sum(found.get("danger_kind") == told.kind for told, found in caught)
    about = sum(found.get("danger_about") == told.about for told, found in caught)
    clear = [found.get("danger_level") == "notify" for told, found in caught if told.clear]
    unclear = [found.get("danger_level") == "notify" for told, found in caught if not told.clear]
    return (
        f"{len(caught)} of {len(heard)} heard; {kinds} as the right kind, {about} about the right person;"
        f" the school is told of {sum(clear)} of {len(clear)} clear ones, of {sum(unclear)} of {len(unclear)} others."
    )


def f1(count: Counter[str]) -> float:
    named = 2 * count["right"] + count["too_many"] + count["missed"]
    return 2 * count["right"] / named if named else 0.0


def put_into(document: str, table: str) -> str:
    """The document with what stands between its two marks replaced. Raises ValueError where it has no such marks."""
    marked = re.compile(f"{re.escape(OPENS)}.*?{re.escape(CLOSES)}", re.DOTALL)
    if not marked.search(document):
        raise ValueError(f"There is no '{OPENS}' with a '{CLOSES}' below it to write the table between.")
    return marked.sub(lambda _: f"{OPENS}\n{table}\n{CLOSES}", document)
