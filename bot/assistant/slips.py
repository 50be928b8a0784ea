"""Mends slips of the finger and chat spelling: "whats a accomodaton 4 u" -> "what is a accommodation for you". It knows
the words of English and those of our phrases, and takes the one that is likeliest beside its neighbours. No Rasa."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise, zip_longest
from math import inf, log

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

NO_SENSE = "no_sense"  # the property of a message of which not a word is known
SHORTEST = 3  # letters of a word that is looked at; of shorter ones a slip leaves too little
LONGEST = 30  # what is longer is no word
TWO_SLIPS = 6  # letters of a word in which two slips are thought of
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
SPELT = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?(?![a-z])")  # "i.a.p."
GLUED = re.compile(r"(?<=504)(?=[a-z]{3})|(?<=\bilp|\biap|\biep)(?=504|plan)")  # "504plan"
BRIEF, BRIEF_LETTERS = 4, 8  # words of a brief phrase at most; letters in which two slips are thought of
SHORT = 4  # letters; many slips of such words are other words
OFTEN, OFTEN_SHORT = 1_000, 50_000  # times; English words said less often are known, but no slip is taken for them
LEAST = 5.0  # likelihood below which a short word stays as it is
SEEN = 2  # times in our phrases; what is no English word and seen less often may be a slip itself
OURS = 3000.0  # one word of our phrases counts as so many of the English that people speak
SLIP = 7.0  # what each slip costs, as a logarithm of likelihood
EDGE = 2.5  # ... and one in the first or the last letter on top, for these are seldom wrong
REAL = 10.0  # ... and that a real word was written instead, which our phrases never use
BESIDE = 1.2  # what a neighbour seen beside the word in our phrases gains, times the logarithm of how often


class Mender:
    """`english`: how often English words are said. `ours`, `pairs`: how often words and neighbours ("extra time")
    stand in our phrases. `chat`: what is read for short forms ("u"). `brief`: our phrases of a few words, which are
    known as a whole: "good ngiht"."""

    def __init__(
        self,
        english: Mapping[str, int],
        ours: Mapping[str, int],
        pairs: Mapping[str, int],
        chat: Mapping[str, str] | None = None,
        brief: Sequence[str] = (),
    ) -> None:
        self._pairs, self._chat, self._brief = pairs, chat or {}, brief
        self._known = {word for word, count in ours.items() if count >= SEEN or word in english}
        self._english = frozenset(english)
        often = {w for w, count in english.items() if count >= (OFTEN_SHORT if len(w) <= SHORT else OFTEN)}
        words = self._known | often
        self._weight = {word: log(1 + english.get(word, 0) + OURS * ours.get(word, 0)) for word in words}
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(words):
            self._by_length.setdefault(len(word), []).append(word)
        self._near = lru_cache(4096)(self._search)

    def mend(self, text: str) -> str:
        """The text, small letters, with what is no word replaced by the word that was likeliest meant. Another language
        stays as it is."""
        text = GLUED.sub(" ", SPELT.sub(lambda letters: letters[0].replace(".", ""), text.lower().replace("’", "'")))
        words = WORD.findall(text)
        if (foreign := self._foreign(words)) > 1 and foreign >= sum(len(word) >= SHORTEST for word in words) / 2:
            return text
        if meant := self._brief_meant(words):
            return meant
        for place, word in enumerate(words):
            if word in self._chat:
                words[place] = self._chat[word]
            elif self._is_odd(word):
                words[place] = self._best(word, words[max(place - 1, 0) : place], words[place + 1 : place + 2])
        pieces = WORD.split(text)
        return "".join(part for pair in zip_longest(pieces, words, fillvalue="") for part in pair)

    def _brief_meant(self, words: Sequence[str]) -> str | None:
        """The one brief phrase that is a slip or two away, where a word is odd."""
        if not 1 < len(words) <= BRIEF or not any(map(self._is_odd, words)) or not self._brief:
            return None
        said = " ".join(words)
        slips = cdist([said], self._brief, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[0]
        least = int(slips.min())
        nearest = np.flatnonzero(slips == least)
        if least > (1 if len(said) < BRIEF_LETTERS else 2) or len(nearest) > 1:
            return None
        return str(self._brief[nearest[0]])

    def makes_no_sense(self, text: str) -> bool:
        """Whether no word of it is known or like a known one: "asdfgh"."""
        words = [word for word in WORD.findall(text.lower()) if len(word) >= SHORTEST]
        return bool(words) and self._foreign(words) == len(words)

    def _foreign(self, words: Sequence[str]) -> int:
        return sum(self._is_odd(word) and all(slips > 1 for _, slips in self._near(word)) for word in words)

    def _is_odd(self, word: str) -> bool:
        """Whether it may be a slip: neither known, nor a number, nor too short or long to tell."""
        return word not in self._known and SHORTEST <= len(word) <= LONGEST and not re.search(r"\d", word)

    def _best(self, word: str, before: Sequence[str], after: Sequence[str]) -> str:
        if word in self._english and len(word) <= SHORT:
            return word
        likeliest, most = word, LEAST if len(word) <= SHORT else -inf
        if word in self._english:
            most = self._weight.get(word, 0.0) + REAL
        for other, slips in self._near(word):
            beside = [f"{one} {other}" for one in before] + [f"{other} {one}" for one in after]
            gain = BESIDE * sum(log(1 + self._pairs.get(pair, 0)) for pair in beside)
            edges = (other[0] != word[0]) + (other[-1] != word[-1])
            score = self._weight[other] + gain - SLIP * slips - EDGE * edges
            if score > most:
                likeliest, most = other, score
        return likeliest

    def _search(self, word: str) -> tuple[tuple[str, int], ...]:
        """Words that `word` may be a slip of, each with the number of slips."""
        most = 2 if len(word) >= TWO_SLIPS and word not in self._english else 1
        found = []
        for length in range(len(word) - most, len(word) + most + 1):
            words = self._by_length.get(length, [])
            if words:
                slips = cdist([word], words, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
                found += [(words[at], int(slips[at])) for at in np.flatnonzero(slips <= most)]
        return tuple(found)


def counted(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Words, and neighbours, of the texts."""
    words: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in texts:
        told = WORD.findall(text.lower())
        words.update(told)
        pairs.update(f"{one} {other}" for one, other in pairwise(told))
    return words, pairs
