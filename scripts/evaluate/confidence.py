"""How far the assistant's own certainty can be trusted, and what each threshold and margin would do with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.assistant.certainty import Needed, decide
from bot.content import Topics
from scripts.evaluate.pipeline import FALLBACK
from scripts.evaluate.verdict import Judged, Tally

BINS = 10
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
MARGINS = (0.0, 0.1, 0.2, 0.3, 0.35, 0.4)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bin:
    """Of the texts whose best share lay in one tenth of the scale: how many, the mean share, the part that is right."""

    count: int
    share: float
    right: float


def leads(judged: Iterable[Judged], topics: Topics) -> tuple[Floats, NDArray[np.bool_]]:
    """Of each text: the share of the best topic, and whether that is right. Danger is left out: words decide on it."""
    kept = [one for one in judged if one.understood.intent != "crisis" and one.understood.ranking]
    shares = np.array([one.understood.lead[0] for one in kept])
    return shares, np.array([one.best_is_right(topics) for one in kept], bool)


def bins(shares: Floats, rights: NDArray[np.bool_]) -> list[Bin]:
    at = np.minimum((shares * BINS).astype(int), BINS - 1)
    return [
        Bin(int(inside.sum()), float(shares[inside].mean()), float(rights[inside].mean()))
        for inside in (at == place for place in range(BINS))
        if inside.any()
    ]


def calibration_error(found: Sequence[Bin]) -> float:
    """The expected calibration error: how far shares and hits lie apart, bins weighed by their texts."""
    count = sum(one.count for one in found)
    return sum(one.count * abs(one.share - one.right) for one in found) / count if count else 0.0


def risk_by_coverage(shares: Floats, rights: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Answering the surest texts first: the part of texts answered, and the part of those that is wrong."""
    best_first = np.argsort(-shares, kind="stable")
    answered = np.arange(1, len(shares) + 1)
    return answered / max(len(shares), 1), np.cumsum(~rights[best_first]) / answered


def coverage_at(risk: float, shares: Floats, rights: NDArray[np.bool_]) -> float:
    """The largest part that can be answered with at most `risk` wrong answers among them."""
    coverage, risks = risk_by_coverage(shares, rights)
    return float(coverage[risks <= risk].max(initial=0.0))


def decided(one: Judged, needed: Needed) -> Judged:
    """The same text, had these shares been needed; danger is answered in any case."""
    found = one.understood
    if found.intent == "crisis" or not found.ranking:
        return one
    ranking, torn = decide(list(found.ranking), needed)
    intent = ranking[0][0] if torn is None else FALLBACK
    return replace(one, understood=replace(found, intent=intent, parts=(), torn=torn or ()))


def settings_table(judged: Sequence[Judged], topics: Topics) -> dict[tuple[float, float], Tally]:
    """What would have come of each pair of threshold and margin; what two likely topics need stays as it is."""
    return {
        (threshold, margin): Tally.of(decided(one, Needed(threshold, margin)).verdict(topics) for one in judged)
        for threshold in THRESHOLDS
        for margin in MARGINS
    }
