"""Which of the phrases found in a text count. Longer ones beat shorter ones, and some words tell a thing only beside
others: "reading" is a need beside "hard", and none beside "good at"."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from bot.assistant.phrases import Label

STOP, COMMA = ".", ","  # as words: the end of a sentence or of the text; and a comma
MARK = "mark"  # the entity of words that tell nothing themselves, but how others count
NOTHING = "nothing"  # the value of phrases that mean none of their entity, though they hold its words: "room 504"
CONDITION, NEED = "condition", "need"
# How many words may stand between a word before the subject, or after it, and the subject that counts by it: "reading
# and writing have always been a worry", "teachers do not understand".
BESIDE = {
    "trouble": (8, 8),
    "help": (4, 4),
    "ease": (8, 8),
    "change": (8, 8),
    "failing": (4, 4),
    "fear": (3, 5),
    "apart": (4, 4),
    "ignored": (4, 4),
    "unaware": (0, 2),
    "blamed": (5, 0),
}
AGAINST = {"trouble": "ease"}  # ... unless one of these stands nearer


class Hit(NamedTuple):
    """Words `first` up to `last` (not included) are a phrase with this label."""

    label: Label
    first: int
    last: int


def longest(hits: Collection[Hit]) -> list[Hit]:
    """Without those that stand within a longer one of their family, or of NOTHING; in order."""
    families = {_family(hit.label) for hit in hits}
    longest_yet: dict[tuple[str, str], Hit] = {}
    kept: set[Hit] = set()
    for hit in sorted(hits, key=lambda one: (one.first, -one.last)):
        own = _family(hit.label)
        nothing = hit.label.value == NOTHING
        for family in (one for one in families if one[0] == own[0]) if nothing else (own,):
            outer = longest_yet.get(family)
            if outer is None or hit.last > outer.last or hit[1:] == outer[1:]:
                longest_yet[family] = hit
                kept.add(hit)
    return sorted(kept, key=lambda one: (one.first, one.last))


def _family(label: Label) -> tuple[str, str]:
    """Phrases of one family cannot all be meant: "hard" and "not hard", or "reading" and "reading glasses"."""
    if label.entity == MARK:
        return MARK, AGAINST.get(label.value, label.value) if label.value in BESIDE else ""
    return label.entity, label.beside


def clauses(marks: Sequence[Hit], words: Sequence[str]) -> list[int]:
    """For each word the number of its clause: they end with a sentence and before a "but"."""
    ends = {mark.first for mark in marks if mark.label.value == "clause_end"}
    numbers, now = [], 0
    for place, word in enumerate(words):
        now += word == STOP or place in ends
        numbers.append(now)
    return numbers


def counting(hits: Sequence[Hit], marks: Sequence[Hit], clause: Sequence[int]) -> list[Hit]:
    """The hits that tell something: by themselves, or beside the words that they need."""
    return [hit for hit in hits if hit.label.value != NOTHING and _counts(hit, marks, clause)]


def _counts(hit: Hit, marks: Sequence[Hit], clause: Sequence[int]) -> bool:
    """Whether a word that it needs stands near, and none against it stands nearer."""
    needed = hit.label.beside
    if not needed:
        return True
    kinds = (needed, AGAINST.get(needed))
    near = [
        (_gap(hit, mark), mark.label.value != needed)
        for mark in marks
        if mark.label.value in kinds and clause[mark.first] == clause[hit.first] and _near(hit, mark)
    ]
    return bool(near) and not min(near)[1]


def _gap(hit: Hit, mark: Hit) -> int:
    """Words between; below 0 when they overlap."""
    return max(mark.first - hit.last, hit.first - mark.last)


def _near(hit: Hit, mark: Hit) -> bool:
    return _gap(hit, mark) <= BESIDE[mark.label.value][mark.first >= hit.last]
