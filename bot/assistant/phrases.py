"""The words file's small language: how lines become plain phrases, and how words are reduced to what is compared."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

SAYS = "says"  # the key of phrases that count by themselves; other keys name the words that must stand beside


class Label(NamedTuple):
    """What a phrase tells: `value` of `entity`. `beside`: "" or the kind of words without which it does not count."""

    entity: str
    value: str
    beside: str


def phrases(tell: Mapping[str, Any], groups: Mapping[str, Sequence[Any]]) -> Iterator[tuple[Label, str]]:
    """Every phrase of a words file in all its forms, with its label."""
    for entity, values in tell.items():
        for value, told in values.items():
            for beside, lines in told.items() if isinstance(told, dict) else [(SAYS, told)]:
                label = Label(entity, str(value), "" if beside == SAYS else beside)
                yield from ((label, phrase) for line in _flat(lines) for phrase in spread(line, groups))


def _flat(lines: Sequence[Any]) -> Iterator[str]:
    """The lines, those of a list among them, too: a YAML alias puts one there."""
    for line in lines:
        yield from _flat(line) if isinstance(line, list) else [str(line)]


def spread(line: str, groups: Mapping[str, Sequence[Any]]) -> Iterator[str]:
    """Every phrase meant by a line with "(one|other)", "[perhaps]" and "{group}"."""
    while "{" in line:
        line = re.sub(r"\{(\w+)\}", lambda name: "(" + "|".join(map(str, groups[name[1]])) + ")", line)
    yield from _choices(line.replace("[", "(|").replace("]", ")"))


def _choices(line: str) -> Iterator[str]:
    before, bracket, rest = line.partition("(")
    if not bracket:
        yield line
        return
    depth, options = 1, [""]
    while depth:
        letter, rest = rest[0], rest[1:]
        depth += (letter == "(") - (letter == ")")
        if letter == "|" and depth == 1:
            options.append("")
        elif depth:
            options[-1] += letter
    afters = list(_choices(rest))
    for option in options:
        yield from (before + one + after for one in _choices(option) for after in afters)


def stem(word: str, endings: Sequence[tuple[str, str, int]]) -> str:
    """The word without its endings (ending, what replaces it, letters that must be left): "struggling" -> "struggl"."""
    while not word.endswith("ss"):
        cut = next((e for e in endings if word.endswith(e[0]) and len(word) - len(e[0]) >= e[2]), None)
        if cut is None:
            return re.sub(r"([^\W\d_aeiou])\1$", r"\1", word)
        word = word[: -len(cut[0])] + cut[1]
    return word


def one_letter_less(word: str) -> Iterator[tuple[str, int]]:
    """The word, with place 0, and the word without each letter but the first in turn, with that letter's place."""
    yield word, 0
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :], place


def one_slip_apart(one: str, place: int, other: str, at: int) -> bool:
    """Whether two words, equal without the letters at these places (0: none is left out), are one slip of the finger
    apart: a letter too many or too few, a wrong one, or two swapped."""
    swapped = abs(place - at) == 1 and one[place] == other[at]
    return one[0] == other[0] and (0 in (place, at) or place == at or swapped)
