"""Finds in a family's words which plan, grade, condition or need they tell. All it knows stands in `data/words`, a file
for each language. It reports what was said: it concludes no condition from signs, and keeps nothing of the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
import yaml

from bot.assistant.phrases import Label, one_letter_less, one_slip_apart, phrases, stem
from bot.assistant.status import statuses
from bot.assistant.told import COMMA, CONDITION, MARK, NEED, STOP, Hit, clauses, counting, longest

WORDS = Path(__file__).resolve().parents[2] / "data" / "words"
SAME = str.maketrans('’‘`´-‐‑–—/*"“”()', "''''            ")  # one character for another, so that places stay true
LONG = 7  # letters of a word that may be misspelt; in shorter ones a slip of the finger makes another word too often
REMEMBERED = 50_000  # different words of texts; then all are forgotten, or names and slips would pile up for ever
UNKNOWN = "_"

Part = tuple[Label, int, int]  # what a phrase tells; how many of its words before and behind are only its surroundings
Word = tuple[str, int, int]  # as phrases are compared by; its place in the text


@dataclass(frozen=True)
class Found:
    """`value` of `entity`, told in the text from `start` up to `end`. `status` of conditions and needs:
    said|suspected|denied."""

    entity: str
    value: str
    start: int
    end: int
    status: str | None = None


class Reader:
    """Reads one language. `rules`: its words file, whose head explains the keys. Not for several threads at once."""

    def __init__(self, language: str, rules: Mapping[str, Any]) -> None:
        self._language, self._rules = language, rules
        self._cutter = spacy.blank(language)  # cuts texts into words; it remembers each one
        self._learn()

    def read(self, text: str) -> tuple[Found, ...]:
        """All that is found, in the text's order."""
        if len(self._cutter.vocab.strings) > REMEMBERED:
            self._cutter = spacy.blank(self._language)
        written = [(STOP, 0, 0), *self._words(text, loud=text.isupper()), (STOP, len(text), len(text))]
        words = [self._known(word) for word, _, _ in written]
        hits = longest(list(self._hits(words)))
        marks = [hit for hit in hits if hit.label.entity == MARK]
        clause = clauses(marks, words)
        told = counting([hit for hit in hits if hit.label.entity != MARK], marks, clause)
        status = statuses(told, marks, words, clause)
        found = {
            Found(label.entity, label.value, written[first][1], written[last - 1][2], status.get(label))
            for label, first, last in told
            if label.entity not in (CONDITION, NEED) or label in status
        }
        return tuple(sorted(found, key=lambda one: (one.start, one.end, one.entity, one.value)))

    def needs_in(self, text: str) -> tuple[tuple[str, str, str], ...]:
        """Conditions and needs, each once, as (kind condition|need, label, status said|suspected|denied)."""
        return tuple(dict.fromkeys((one.entity, one.value, one.status) for one in self.read(text) if one.status))

    def _learn(self) -> None:
        self._small = {self._compared(word) for word in self._rules["small"]}
        known: dict[tuple[str, ...], dict[Part, None]] = {}
        pieces: dict[str, list[str]] = {}
        for label, phrase in phrases(self._rules["tell"], self._rules["groups"]):
            told: list[str] = []
            follows: list[str] = []
            for piece in phrase.split():
                if piece not in pieces:
                    pieces[piece] = [word for word, _, _ in self._words(piece.removeprefix("~"), loud=False)]
                (follows if follows or piece[0] == "~" else told).extend(pieces[piece])
            known.setdefault((*told, *follows), {})[label, int(told[0] == STOP), len(follows)] = None
        self._stems = {word for phrase in known for word in phrase}
        self._slips: dict[str, list[tuple[str, int]]] = {}
        for right in sorted(one for one in self._stems if len(one) >= LONG):
            for less, place in one_letter_less(right):
                self._slips.setdefault(less, []).append((right, place))
        self._stems |= self._small | {self._compared(word) for word in self._rules["not_misspelt"]}
        self._exact, self._loose = (
            Phrases(one for one in known.items() if self._small.isdisjoint(one[0]) == loose) for loose in (False, True)
        )

    def _words(self, text: str, loud: bool) -> Iterator[Word]:
        """The text's words as they are compared. Capitals stay capitals, unless all is `loud`: "ADD" is not "add"."""
        for token in self._cutter.make_doc(text.translate(SAME)):
            start, end = token.idx, token.idx + len(token)
            if token.text[0] in ".!?;:\n" or "\n" in token.text:
                yield STOP, start, end
            elif token.text == COMMA:
                yield COMMA, start, end
            elif token.is_space or token.norm_ in self._rules["silent"]:
                continue
            else:
                capitals = token.text.isupper() and len(token) > 1 and not loud
                yield token.text if capitals else self._compared(token.norm_), start, end

    def _compared(self, word: str) -> str:
        regular = self._rules["irregular"].get(word, word)
        return word if self._rules["irregular"].get(word) == word else stem(regular, self._rules["endings"])

    def _known(self, word: str) -> str:
        """The word of some phrase that is meant, slips of the finger mended; a mark for words of no phrase."""
        if word.isupper() and word not in self._stems:
            word = self._compared(word.lower())
        if word in self._stems:
            return word
        for less, place in one_letter_less(word) if len(word) >= LONG - 1 else ():
            for right, at in self._slips.get(less, ()):
                if one_slip_apart(word, place, right, at):
                    return right
        return UNKNOWN

    def _hits(self, words: list[str]) -> Iterator[Hit]:
        """Phrases found word for word, and those found with small words between theirs."""
        large = [place for place, word in enumerate(words) if word not in self._small]
        for known, places in ((self._exact, range(len(words))), (self._loose, large)):
            for (label, before, after), first, last in known.found([words[place] for place in places]):
                yield Hit(label, places[first + before], places[last - after - 1] + 1)


class Phrases:
    """Finds phrases in a text, word for word. spaCy's PhraseMatcher does the same in five times the memory."""

    def __init__(self, known: Iterable[tuple[tuple[str, ...], Iterable[Part]]]) -> None:
        same: dict[tuple[Part, ...], tuple[Part, ...]] = {}
        self._parts: dict[tuple[str, ...], tuple[Part, ...]] = {}
        self._longest: dict[str, int] = {}  # of the phrases that begin with a word
        for phrase, parts in known:
            self._parts[phrase] = same.setdefault(tuple(parts), tuple(parts))
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def found(self, words: Sequence[str]) -> Iterator[tuple[Part, int, int]]:
        """Each with its place among the words."""
        for first, word in enumerate(words):
            for last in range(first + 1, min(first + self._longest.get(word, 0), len(words)) + 1):
                for part in self._parts.get(tuple(words[first:last]), ()):
                    yield part, first, last


def read_rules(folder: Path = WORDS) -> dict[str, dict[str, Any]]:
    """The words files by language, as they stand now."""
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.glob("??.yml"))}


@lru_cache
def readers() -> dict[str, Reader]:
    """A reader for each language that has a words file."""
    return {language: Reader(language, rules) for language, rules in read_rules().items()}


def needs_in(text: str, language: str = "en") -> tuple[tuple[str, str, str], ...]:
    """Conditions and needs told in a text, each once, as (kind condition|need, label, status said|suspected|denied)."""
    return (readers().get(language) or readers()["en"]).needs_in(text)
