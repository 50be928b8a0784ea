"""Hears danger in what somebody wrote: which kind, about whom, how clear. Keeps nothing, logs nothing, knows no Rasa.

The words stand in data/words/danger_<language>.yml; that file says how a line is read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from bot.assistant.sounds import Sounds
from bot.assistant.spelling import GUESSED, Spelling
from bot.assistant.wording import NOT, Said, Wording, Wordings

Kind = Literal["self_harm", "abuse", "violence", "missing_child"]
About = Literal["self", "child", "friend"]
Level = Literal["show", "notify"]
LONG = 7  # letters
SURE = 2  # words of a line that must stand there as they are spelt, where others are guessed
LEVELS: tuple[Level, ...] = ("notify", "show")  # the graver first


def read_words(file: Path) -> dict[str, Any]:
    """A file of words as it stands: "no", "on" and "off" are words in it."""
    words: dict[str, Any] = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
    return words


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
        sounds = Sounds(patterns.get("sounds", ()))
        patterns = {name: sounds.of(part, keys=name in ("lists", "short")) for name, part in patterns.items()}
        self._lists = _unfolded(patterns["lists"])
        self._in_lists: dict[str, set[str]] = defaultdict(set)
        for name, words in self._lists.items():
            for word in words:
                if " " not in word:
                    self._in_lists[word].add("{" + name + "}")
        parts = ("danger", "harmless", "unsure", "taken_back", "named", "lists")
        used = Counter(w for p in parts for line in _texts(patterns[p]) for w in re.findall("{?[a-z0-9]+}?", line))
        known = {word for word in used if "{" not in word}
        ordinary = frozenset(sounds(" ".join([*ordinary, patterns.get("ordinary", "")])).split())
        self._spelling = Spelling(known, patterns["short"], ordinary, sounds)
        self._common = (
            Counter({"{" + name + "}": sum(used[w] for w in words) for name, words in self._lists.items()}) + used
        )
        self._harmless, self._unsure = (self._wordings(patterns[part]) for part in ("harmless", "unsure"))
        self._named = [name for name, lines in patterns["named"].items() for _ in lines]
        self._taken_back = self._wordings(patterns["taken_back"])
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
        guessed = self._hear(self._read(text, boldly=True), other, SURE)
        return replace(guessed, level="show") if guessed else None

    def _hear(self, said: Said, other: About, sure: int = 1) -> Danger | None:
        """`sure`: how many words of a line must stand there as they are spelt; a long one may stand alone."""
        heard: Danger | None = None
        for number, start, end in self._danger.found(said):
            spelt = sum(GUESSED not in labels for labels in said.words[start:end])
            if spelt < sure and (sure > 1 or not self._danger.fits(number, _long(said.words[start:end]))):
                continue
            line = self._lines[number]
            about = self._about(said, start, end, line, other)
            if line.level == "show" or not (self._denied(said, start) or self._in_general(said, start)):
                return heard or Danger(line.kind, about, line.level)
            heard = heard or Danger(line.kind, about, "show")
        return heard

    def guess(self, text: str, kind: Kind, level: Level, other: About = "child") -> Danger:
        """Danger that was heard though no line fits, with whom it is about."""
        said = self._read(text)
        return Danger(kind, self._about(said, 0, len(said.words), Line("", kind, "anyone", level), other), level)

    def in_general(self, text: str) -> bool:
        """Whether something in `text` asks or tells of danger in general: "what does the school do when ..."."""
        return any(True for _ in self._unsure.found(self._read(text)))

    def takes_back(self, text: str) -> bool:
        """Whether `text` may take back what was said before: "I was joking"."""
        return any(True for _ in self._taken_back.found(self._read(text)))

    def _read(self, text: str, boldly: bool = False) -> Said:
        words = [
            labels.union(*(self._in_lists[word] for word in labels if word in self._in_lists))
            for labels in self._spelling.read(text, boldly)
        ]
        for _, start, end in self._harmless.found(Said(words)):
            guessed = sum(GUESSED in labels for labels in words[start:end])
            if not guessed or end - start - guessed >= SURE:  # a slip must not hide danger
                words[start:end] = [frozenset()] * (end - start)
        return Said(words)

    def _denied(self, said: Said, start: int) -> bool:
        """ "he isn't suicidal": a "not" before the words, with nothing but fillers between."""
        before = start - 1
        while before > 0 and said.words[before] & self._fillers and not said.words[before] & NOT:
            before -= 1
        return bool(said.words[before] & NOT)

    def _in_general(self, said: Said, start: int) -> bool:
        first = max((i for i in range(start) if "." in said.words[i]), default=0)
        return any(True for _ in self._unsure.found(Said(said.words[first : _sentence_end(said, start)])))

    def _about(self, said: Said, start: int, end: int, line: Line, other: About) -> About:
        """Whom the words mean: who is named last up to their end, else first after it; "he" is the one named before."""
        sentences = Said(said.words[: _sentence_end(said, end)])
        named = {stop: self._named[number] for number, _, stop in self._names.found(sentences)}
        done_by_others = line.kind in ("abuse", "violence")
        if line.who == "me" or (done_by_others and any(named.get(i) == "me" for i in range(start + 1, end + 1))):
            return "self"
        they_only = False
        for at in [*sorted((at for at in named if at <= end), reverse=True), *sorted(at for at in named if at > end)]:
            who = named[at]
            if who in ("child", "friend", "pupil"):
                return "child" if who == "child" else "friend"
            if who == "parent":
                return "self" if done_by_others else "friend"
            if who == "self" and line.who == "anyone" and not they_only:
                return "self"
            they_only = they_only or who == "they"
        return other if line.who == "someone" or they_only else "self"


def _sentence_end(said: Said, place: int) -> int:
    return next((i for i in range(place, len(said.words)) if "." in said.words[i]), len(said.words))


def _long(words: Sequence[frozenset[str]]) -> Said:
    """Only the long words: they are hardly ever slips of others."""
    return Said([frozenset(label for label in labels if len(label) >= LONG and "{" not in label) for labels in words])


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
