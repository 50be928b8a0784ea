"""Hears danger in what somebody wrote: which kind, about whom, how clear. Keeps nothing, logs nothing, knows no Rasa.

The words stand in data/words/danger_<language>.yml; that file says how a line is read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.assistant.spelling import GUESSED, Spelling
from bot.assistant.wording import NOT, Said, Wording, Wordings

Kind = Literal["self_harm", "abuse", "violence", "missing_child"]
About = Literal["self", "child", "friend"]
Level = Literal["show", "notify"]
LONG = 7  # letters
LEVELS: tuple[Level, ...] = ("notify", "show")  # the graver first


@dataclass(frozen=True)
class Danger:
    kind: Kind
    about: About
    level: Level


@dataclass(frozen=True)
class Line:
    text: str
    kind: Kind
    who: str  # me, someone or anyone
    level: Level


class DangerReader:
    """`patterns`: the parsed file of words. `ordinary`: words that are no slip of a danger word ("dye", "skill")."""

    def __init__(self, patterns: dict[str, Any], ordinary: frozenset[str] = frozenset()) -> None:
        self._lists = _unfolded(patterns["lists"])
        self._in_lists: dict[str, set[str]] = defaultdict(set)
        for name, words in self._lists.items():
            for word in words:
                if " " not in word:
                    self._in_lists[word].add("{" + name + "}")
        parts = ("danger", "harmless", "unsure", "named", "lists")
        used = Counter(w for p in parts for line in _texts(patterns[p]) for w in re.findall("{?[a-z0-9]+}?", line))
        self._spelling = Spelling({word for word in used if "{" not in word}, patterns["short"], ordinary)
        self._common = (
            Counter({"{" + name + "}": sum(used[w] for w in words) for name, words in self._lists.items()}) + used
        )
        self._harmless, self._unsure = (self._wordings(patterns[part]) for part in ("harmless", "unsure"))
        self._named = [name for name, lines in patterns["named"].items() for _ in lines]
        self._names = self._wordings(list(_texts(patterns["named"])))
        self._fillers = frozenset(patterns["fillers"])
        self._lines = [
            Line(line, kind, who, level)
            for level in LEVELS
            for kind, by_who in patterns["danger"].items()
            for who, by_level in by_who.items()
            for line in by_level.get(level, ())
        ]
        self._danger = self._wordings([line.text for line in self._lines])

    def _wordings(self, lines: list[str]) -> Wordings:
        return Wordings([Wording(line, self._spelling.spelt, self._lists) for line in lines], lambda w: self._common[w])

    def hear(self, text: str, other: About = "child") -> Danger | None:
        """The gravest danger in `text`, or None. `other`: whom "he" means when nothing before it tells.

        Where nothing is heard, real words are taken for slips of others, too; that is never more than `show`.
        """
        if heard := self._hear(self._read(text), other):
            return heard
        guessed = self._hear(self._read(text, boldly=True), other, sure=2)
        return replace(guessed, level="show") if guessed else None

    def _hear(self, said: Said, other: About, sure: int = 1) -> Danger | None:
        """`sure`: how many words of a line must stand there as they are spelt; a long one may stand alone."""
        heard: Danger | None = None
        for number, start, ends in self._danger.found(said):
            words = said[start : max(ends)]
            spelt = sum(GUESSED not in labels for labels in words)
            if spelt < sure and (sure > 1 or not self._danger.fits(number, _long(words))):
                continue
            line = self._lines[number]
            about = self._about(said, start, max(ends), line, other)
            if line.level == "show" or not (self._denied(said, start) or self._in_general(said, start)):
                return heard or Danger(line.kind, about, line.level)
            heard = heard or Danger(line.kind, about, "show")
        return heard

    def likely_kind(self, text: str) -> Kind:
        """The kind whose words stand in `text` most often, where no line fits."""
        kinds = Counter(self._lines[number].kind for number in self._danger.touched(self._read(text)))
        return kinds.most_common(1)[0][0] if kinds else "self_harm"

    def _read(self, text: str, boldly: bool = False) -> list[frozenset[str]]:
        said = [
            labels.union(*(self._in_lists[word] for word in labels if word in self._in_lists))
            for labels in self._spelling.read(text, boldly)
        ]
        for _, start, ends in list(self._harmless.found(said)):
            said[start : max(ends)] = [frozenset()] * (max(ends) - start)
        return said

    def _denied(self, said: Said, start: int) -> bool:
        """ "he isn't suicidal": a "not" before the words, with nothing but fillers between."""
        before = start - 1
        while before > 0 and said[before] & self._fillers and not said[before] & NOT:
            before -= 1
        return bool(said[before] & NOT)

    def _in_general(self, said: Said, start: int) -> bool:
        first = max((i for i in range(start) if "." in said[i]), default=0)
        last = next((i for i in range(start, len(said)) if "." in said[i]), len(said))
        return any(True for _ in self._unsure.found(said[first:last]))

    def _about(self, said: Said, start: int, end: int, line: Line, other: About) -> About:
        """Whom the words mean: who is named last up to their end, else first after it; "he" is the one named before."""
        harmed_by_others = line.kind in ("abuse", "violence")
        if line.who == "me" or (harmed_by_others and any(labels & {"me", "us"} for labels in said[start:end])):
            return "self"
        sentence_end = next((i for i in range(end, len(said)) if "." in said[i]), len(said))
        named = {max(ends): self._named[number] for number, _, ends in self._names.found(said[:sentence_end])}
        they_only = False
        for at in [*sorted((at for at in named if at <= end), reverse=True), *sorted(at for at in named if at > end)]:
            if named[at] == "they":
                they_only = True
            elif named[at] == "parent":
                return "self" if harmed_by_others else "friend"
            elif named[at] != "self":
                return "child" if named[at] == "child" else "friend"
            elif line.who == "anyone" and not they_only:
                return "self"
        return other if line.who == "someone" or they_only else "self"


def _long(said: Said) -> Said:
    """Only the long words: they are hardly ever slips of others."""
    return [frozenset(label for label in labels if len(label) >= LONG and "{" not in label) for labels in said]


def _unfolded(lists: dict[str, list[str]]) -> dict[str, list[str]]:
    """Lists whose entries may be "{a list before}", with the entries of that one in its place."""
    whole: dict[str, list[str]] = {}
    for name, entries in lists.items():
        inner = (whole[entry[1:-1]] if re.fullmatch(r"{\w+}", entry) else [entry] for entry in entries)
        whole[name] = [entry for group in inner for entry in group]
    return whole


def _texts(part: Any) -> Iterable[str]:
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)
