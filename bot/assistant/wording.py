"""Lines of plain wording, matched word by word against a text that was read by `spelling`. Knows no topic.

word?   may be missing              (a|b c)   one of these            *   any one word
...     up to four words, no "not"  {name}    one of a named list     .   where a sentence begins or ends
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Said = Sequence[
    frozenset[str]
]  # of each word, what it may be, and as "{name}" the lists it is in; {"."} ends a sentence

LONGEST_GAP = 4
NOT = frozenset({"not", "never", "no", "without", "nor", "neither"})
PARTS = re.compile(r"\.\.\.|{\w+}|[a-z0-9']+|[.*()|?]")


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
    """One line. Raises ValueError, with the line, where its brackets do not fit."""

    def __init__(self, line: str, spelt: Callable[[str], list[str]], lists: dict[str, list[str]]) -> None:
        self._spelt, self._lists = spelt, lists
        self._parts = PARTS.findall(line)
        if "".join(self._parts) != line.replace(" ", ""):
            raise ValueError(f"A sign in this line has no meaning: {line}")
        self.nodes = self._way()
        if self._parts:
            raise ValueError(f"A bracket in this line is not opened: {line}")

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
            elif part == "?":
                raise ValueError("A question mark in a line stands after nothing")
            else:
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
        if self._parts[:1] != [")"]:
            raise ValueError("A bracket in a line is not closed")
        self._parts.pop(0)
        return (Either(tuple(ways)),)

    def _listed(self, name: str) -> tuple[Node, ...]:
        """A list's single words are marked in the text already; only its longer entries are spelt out."""
        longer = [Wording(entry, self._spelt, self._lists).nodes for entry in self._lists[name[1:-1]] if " " in entry]
        return (Either(((Word(name),), *longer)),) if longer else (Word(name),)

    def ends(self, said: Said, starts: Iterable[int]) -> set[int]:
        """Where the line may end (index after its last word) when it begins at one of `starts`."""
        return _ends(self.nodes, said, set(starts))

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
        return sorted({number for labels in said for label in labels for number in self._by_anchor.get(label, ())})

    def fits(self, number: int, said: Said) -> bool:
        return bool(self._wordings[number].ends(said, [0]))

    def found(self, said: Said) -> Iterator[tuple[int, int, set[int]]]:
        """The lines that match: number, start, possible ends."""
        for number in self.touched(said):
            wording = self._wordings[number]
            if wording.ends(said, range(len(said))):
                for start in range(len(said)):
                    if ends := wording.ends(said, [start]):
                        yield number, start, ends


def _ends(nodes: Sequence[Node], said: Said, at: set[int]) -> set[int]:
    for node in nodes:
        if not at:
            break
        if isinstance(node, Word):
            at = {i + 1 for i in at if i < len(said) and node.label in said[i]}
        elif isinstance(node, Either):
            at = set().union(*(_ends(way, said, at) for way in node.ways))
        else:
            reached = at if node.least == 0 else set()
            for _ in range(node.most):
                at = {i + 1 for i in at if i < len(said) and "." not in said[i] and (node.least or not NOT & said[i])}
                reached = reached | at
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
