"""Lines of plain wording, matched word by word against a text that was read by `spelling`. Knows no topic.

word?   may be missing              (a|b c)   one of these            *   any one word
...     up to four words, no "not"  {name}    one of a named list     .   where a sentence begins or ends
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

LONGEST_GAP = 4
NOT = frozenset({"not", "never", "no", "without", "nor", "neither", "nunca", "jamas", "sin", "ni"})
PARTS = re.compile(r"\.\.\.|{\w+}|[a-z0-9']+|[.*()|?]")


class Said:
    """A text, word by word: what each may be, and as "{name}" the lists it is in; {"."} ends a sentence.

    Sets of places in it are whole numbers, a bit for a place, so that a line is matched at all places at once.
    """

    def __init__(self, words: Sequence[frozenset[str]]) -> None:
        self.words = words
        self.everywhere = (1 << len(words)) - 1
        self.where: dict[str, int] = defaultdict(int)
        for place, labels in enumerate(words):
            for label in labels:
                self.where[label] |= 1 << place
        self.in_sentence = self.everywhere & ~self.where.get(".", 0)
        self.not_denied = self.in_sentence
        for label in NOT:
            self.not_denied &= ~self.where.get(label, 0)


@dataclass(frozen=True)
class Word:
    label: str


@dataclass(frozen=True)
class Gap:
    least: int
    most: int


@dataclass(frozen=True)
class Either:
    ways: tuple[tuple[Node, ...], ...]  # an empty way: may be missing


Node = Word | Gap | Either


class Wording:
    """One line. Raises ValueError, with the line, where it can't be read."""

    def __init__(self, line: str, spelt: Callable[[str], list[str]], lists: dict[str, list[str]]) -> None:
        self._line, self._spelt, self._lists = line, spelt, lists
        self._parts = PARTS.findall(line)
        self._require("".join(self._parts) == line.replace(" ", ""), "A sign in this line has no meaning")
        self.nodes = self._way()
        self._require(not self._parts, "A bracket in this line is not opened")

    def _require(self, holds: bool, fault: str) -> None:
        if not holds:
            raise ValueError(f"{fault}: {self._line}")

    def _way(self) -> tuple[Node, ...]:
        nodes: list[Node] = []
        while self._parts and self._parts[0] not in ("|", ")"):
            part = self._parts.pop(0)
            if part == "(":
                node = self._either()
            elif part == "...":
                node = (Gap(0, LONGEST_GAP),)
            elif part == "*":
                node = (Gap(1, 1),)
            elif part[0] == "{":
                node = self._listed(part)
            else:
                self._require(part != "?", "A question mark in this line stands after nothing")
                node = tuple(Word(word) for word in ([part] if part == "." else self._spelt(part)))
            if self._parts[:1] == ["?"]:
                self._parts.pop(0)
                node = (Either((node, ())),)
            nodes += node
        return tuple(nodes)

    def _either(self) -> tuple[Node, ...]:
        ways = [self._way()]
        while self._parts[:1] == ["|"]:
            self._parts.pop(0)
            ways.append(self._way())
        self._require(self._parts[:1] == [")"], "A bracket in this line is not closed")
        self._parts.pop(0)
        return (Either(tuple(ways)),)

    def _listed(self, name: str) -> tuple[Node, ...]:
        """A list's single words are marked in the text already; only its longer entries are spelt out."""
        self._require(name[1:-1] in self._lists, f"There is no list {name}, named in this line")
        longer = [Wording(entry, self._spelt, self._lists).nodes for entry in self._lists[name[1:-1]] if " " in entry]
        return (Either(((Word(name),), *longer)),) if longer else (Word(name),)

    def ends(self, said: Said, starts: int) -> int:
        """The places after its last word where the line may end when it begins at one of the places `starts`."""
        return _ends(self.nodes, said, starts)

    def anchors(self, commonness: Callable[[str], float]) -> frozenset[str]:
        """Words of which at least one must be there for the line to match; the rarest such set."""
        return min(_needed(self.nodes), key=lambda labels: sum(map(commonness, labels)), default=frozenset())


class Wordings:
    """Many lines, of which only those are tried whose rarest words stand in the text."""

    def __init__(self, wordings: Sequence[Wording], commonness: Callable[[str], float]) -> None:
        self._wordings = wordings
        self._by_anchor: dict[str, list[int]] = defaultdict(list)
        for number, wording in enumerate(wordings):
            for label in wording.anchors(commonness):
                self._by_anchor[label].append(number)

    def touched(self, said: Said) -> list[int]:
        """Numbers of the lines that may match, the first lines first."""
        return sorted({number for label in said.where for number in self._by_anchor.get(label, ())})

    def fits(self, number: int, said: Said) -> bool:
        return self._wordings[number].ends(said, 1) != 0

    def found(self, said: Said) -> Iterator[tuple[int, int, int]]:
        """The lines that match: number, first place, place after the last word."""
        for number in self.touched(said):
            for start, ends in _starts(self._wordings[number], said, 0, len(said.words)):
                yield number, start, ends.bit_length() - 1


def _starts(wording: Wording, said: Said, first: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where between `first` and `stop` the line begins, by halves: most of a long text is left out at once."""
    if ends := wording.ends(said, (1 << stop) - (1 << first)):
        if stop - first == 1:
            yield first, ends
        else:
            half = (first + stop) // 2
            yield from _starts(wording, said, first, half)
            yield from _starts(wording, said, half, stop)


def _ends(nodes: Sequence[Node], said: Said, at: int) -> int:
    for node in nodes:
        if not at:
            break
        if isinstance(node, Word):
            at = (at & said.where.get(node.label, 0)) << 1
        elif isinstance(node, Either):
            ways = [_ends(way, said, at) for way in node.ways]
            at = reduce(or_, ways)
        else:
            passable = said.in_sentence if node.least else said.not_denied
            reached = 0 if node.least else at
            for _ in range(node.most):
                at = (at & passable) << 1
                reached |= at
            at = reached
    return at


def _needed(nodes: Sequence[Node]) -> list[frozenset[str]]:
    sets: list[frozenset[str]] = []
    for node in nodes:
        if isinstance(node, Word) and node.label != ".":
            sets.append(frozenset({node.label}))
        elif isinstance(node, Either):
            ways = [_needed(way) for way in node.ways]
            if all(ways):
                sets.append(frozenset().union(*(min(way, key=len) for way in ways)))
    return sets
