"""Which topics are taken for each other, and by which phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.content import Topics
from scripts.evaluate.pipeline import FALLBACK
from scripts.evaluate.verdict import Judged

WORST = 15
EXAMPLES = 2


@dataclass(frozen=True)
class Pair:
    """`forth`: phrases on `first` whose best topic was `second`; `back`: the other way. `examples`: (phrase, topic
    meant, share of the wrong one), those first that the assistant was surest of."""

    first: str
    second: str
    forth: int
    back: int
    examples: tuple[tuple[str, str, float], ...]


def worst_pairs(judged: Sequence[Judged], topics: Topics) -> list[Pair]:
    """The pairs most often confused, worst first, whether or not the assistant was sure enough to answer."""
    mistakes: dict[tuple[str, ...], list[tuple[float, str, str]]] = defaultdict(list)
    for one in judged:
        found = one.best(topics)
        if not one.best_is_right(topics) and found != FALLBACK:
            meant = min(one.topics)
            mistakes[tuple(sorted((meant, found)))].append((one.understood.lead[0], one.text, meant))
    worst = sorted(mistakes.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:WORST]
    return [_pair(first, second, told) for (first, second), told in worst]


def _pair(first: str, second: str, told: list[tuple[float, str, str]]) -> Pair:
    forth = sum(meant == first for _, _, meant in told)
    surest = sorted(told, reverse=True)[:EXAMPLES]
    return Pair(first, second, forth, len(told) - forth, tuple((text, meant, share) for share, text, meant in surest))
