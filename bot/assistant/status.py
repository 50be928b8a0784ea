"""Whether a condition is said to be there, is suspected or denied, and whether a help is wanted. What is somebody
else's ("his brother has it") is not told of the student."""

from collections.abc import Sequence

from bot.assistant.phrases import Label
from bot.assistant.told import COMMA, CONDITION, NEED, NOTHING, Hit

Place = tuple[int, int]  # the first word, and the one after the last
Statuses = dict[Label, str]

FAR = 25  # words; "... He was never diagnosed" reaches back over the end of a sentence
UNWANTED = 3  # words between "he doesn't want" and the help
# What a mark makes of a condition, and how many words may stand between them: "we think he may also have ..."
BEFORE = {
    "said": ("said", 1),
    "suspected": ("suspected", 6),
    "undiagnosed": ("suspected", 6),
    "denied": ("denied", 2),
    "denied_next": ("denied", 0),
    "somebody_else": (NOTHING, 3),
}
AFTER = {
    "suspected_then": ("suspected", 3),
    "undiagnosed": ("suspected", 3),
    "denied_then": ("denied", 3),
    "somebody_else_then": (NOTHING, 3),
}


def statuses(told: Sequence[Hit], marks: Sequence[Hit], words: Sequence[str], clause: Sequence[int]) -> Statuses:
    """The status of each condition and need, said|suspected|denied. What is only somebody else's has none."""
    places = sorted({(hit.first, hit.last) for hit in told if hit.label.entity == CONDITION})
    at = dict(zip(places, _of_conditions(places, marks, words, clause), strict=True))
    every: dict[Label, set[str | None]] = {}
    for hit in told:
        if hit.label.entity == CONDITION:
            every.setdefault(hit.label, set()).add(at[hit.first, hit.last])
        elif hit.label.entity == NEED:
            every.setdefault(hit.label, set()).add(_of_need(hit, marks, clause))
    kept = {label: some for label, some in every.items() if some != {NOTHING}}
    return {label: _surest(some) for label, some in kept.items()}


def _surest(told: set[str | None]) -> str:
    """Of a condition told more than once. Told plainly once, and denied once, it counts as told."""
    if "said" in told or {None, "denied"} <= told:
        return "said"
    return next((one for one in ("denied", "suspected") if one in told), "said")


def _of_need(hit: Hit, marks: Sequence[Hit], clause: Sequence[int]) -> str:
    near = (m for m in marks if m.label.value == "unwanted" and 0 <= hit.first - m.last <= UNWANTED)
    return "denied" if any(clause[mark.first] == clause[hit.first] for mark in near) else "said"


def _of_conditions(
    places: Sequence[Place], marks: Sequence[Hit], words: Sequence[str], clause: Sequence[int]
) -> list[str | None]:
    """For each place what is said of the condition there; None where nothing is."""
    edges = [(0, 0), *places, (len(words), len(words))]
    found: list[str | None] = []
    used: set[Hit | None] = set()
    for i in range(1, len(places) + 1):
        near = [cue for m in marks if (cue := _cue(m, edges[i - 1][1], edges[i], edges[i + 1][0], words, clause))]
        _, status, mark = min(near, default=(0, None, None))
        found.append(status)
        used.add(mark)
    listed = _listed(places, marks, words)
    for i in [*range(1, len(places)), *range(len(places) - 1, 0, -1)]:
        if listed[i]:
            found[i - 1 : i + 1] = found[i - 1] or found[i], found[i] or found[i - 1]
    for mark in marks:
        if mark.label.value == "undiagnosed" and mark not in used:
            open_ones = (i for i, status in enumerate(found) if status is None)
            far = [(mark.first < places[i][0], abs(mark.first - places[i][0]), i) for i in open_ones]
            if far and min(far)[1] <= FAR:
                found[min(far)[2]] = "suspected"
    return found


def _cue(
    mark: Hit, left: int, place: Place, right: int, words: Sequence[str], clause: Sequence[int]
) -> tuple[tuple[bool, int], str, Hit] | None:
    """What a mark says of the condition at `place`, if it speaks of that one and not of its neighbours, which end at
    `left` and begin at `right`; those behind the condition, then the nearest, come first in order."""
    first, last = place
    if mark.last <= first and mark.first >= left:
        table, behind, gap, between = BEFORE, False, first - mark.last, (mark.last - 1, first)
    elif mark.first >= last and mark.last < right:  # right before the next condition it speaks of that one
        table, behind, gap, between = AFTER, True, mark.first - last, (last - 1, mark.first)
    else:
        return None
    means, most = table.get(mark.label.value, ("", -1))
    same_part = clause[between[0]] == clause[between[1]] and COMMA not in words[slice(*between)]
    return ((not behind, gap), means, mark) if gap <= most and same_part else None


def _listed(places: Sequence[Place], marks: Sequence[Hit], words: Sequence[str]) -> list[bool]:
    """For each place whether it goes on a list with the one before: "dyslexia, ADHD and some anxiety"."""
    joins = {i for i, word in enumerate(words) if word == COMMA}
    joins |= {i for mark in marks if mark.label.value == "joins" for i in range(mark.first, mark.last)}
    return [i > 0 and joins.issuperset(range(places[i - 1][1], first)) for i, (first, _) in enumerate(places)]
