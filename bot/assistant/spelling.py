"""Reads words as they were meant: capitals, short forms, disguised letters and slips of the finger. Keeps nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from string import ascii_lowercase

from bot.assistant.encoder import weights_folder

ENDINGS = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
DISGUISES = str.maketrans("!1|03@$5", "iiioeass")
GUESSED = "~"  # stands beside words that were taken for slips of others
MOST_JOINED = 7  # words written without a blank between them
LONGEST = 30  # letters; what is longer is no word, and would take long
SHORT = 3  # letters; such words are often only halves of others
TWO_SLIPS = 5  # letters of a word in which two slips are thought of


class Spelling:
    """`vocabulary`: the words to recognise. `short`: short form -> words. `ordinary`: words that are no slips.
    `sounds`: how they were read, and how a text is read before it is compared with them."""

    def __init__(
        self,
        vocabulary: set[str],
        short: dict[str, str],
        ordinary: frozenset[str],
        sounds: Callable[[str], str] = str,
    ) -> None:
        self._sounds = sounds
        self._short = {form: words.split() for form, words in short.items()}
        self._signs = [form for form in self._short if not form.isascii()]
        self._known = (vocabulary | {word for words in self._short.values() for word in words}) - set(self._short)
        self._ordinary = ordinary
        near: dict[str, list[str]] = defaultdict(list)
        for word in self._known | set(self._short):
            for form in _shortened(word, _slips_allowed(word)):
                near[form].append(word)
        self._near = {form: tuple(words) for form, words in near.items()}  # some 50,000 of them

    def spelt(self, word: str) -> list[str]:
        """A word of a line as `read` would give it: short forms of several words are read out."""
        words = self._short.get(word.replace("'", ""), [word])
        return words if len(words) > 1 else [word]

    def read(self, text: str, boldly: bool = False) -> list[frozenset[str]]:
        """Of each word, what it may mean (with GUESSED, where that is a guess); {"."} where a sentence begins or ends.

        `boldly`: also real words may be slips of others ("my dad his me").
        """
        for sign in self._signs:
            text = text.replace(sign, f" {self._short[sign][0]} ")
        words = [*self._words(self._sounds(plain(text))), ".", "."]
        said = [frozenset(".")]
        at = 0
        while at < len(words) - 1:
            if pair := self._pair(words[at], words[at + 1]):
                said.append(frozenset({pair}))
            else:
                words[at : at + 2] = self._shifted(words[at], words[at + 1])
                said += self._meant(words[at], boldly)
            at += 2 if pair else 1
        return said

    def _words(self, text: str) -> Iterator[str]:
        for token in re.findall(r"[a-z0-9*]+|[.!?;]+|\n\s*\n", text):
            if not re.match(r"[a-z0-9*]", token):
                yield "."
            elif len(self._short.get(token, ())) > 1:
                yield from self._short[token]
            else:
                yield token

    def _is_word(self, word: str) -> bool:
        return word in self._known or word in self._ordinary or word in self._short or len(word) == 1

    def _pair(self, first: str, second: str) -> str | None:
        """One word that was written as two: "my self", "sui cide"."""
        if form := self._short.get(f"{first} {second}"):
            return form[0]
        together = first + second
        return together if together in self._known and not (self._is_word(first) and self._is_word(second)) else None

    def _may_be_half(self, word: str) -> bool:
        listed = word in self._known or word in self._short
        return not listed and (word not in self._ordinary or len(word) <= SHORT)

    def _shifted(self, first: str, second: str) -> tuple[str, str]:
        """Two words whose blank slipped by one letter: "afrai dto"."""
        if self._may_be_half(first) and self._may_be_half(second):
            for one, two in ((first + second[0], second[1:]), (first[:-1], first[-1] + second)):
                if (one in self._known and two and self._is_word(two)) or (two in self._known and self._is_word(one)):
                    return one, two
        return first, second

    def _meant(self, word: str, boldly: bool) -> list[frozenset[str]]:
        if word in self._short:
            return [frozenset({word, *self._short[word]})]
        if word in self._known:
            return [frozenset({word})]
        if word in self._ordinary:
            near = self._near_to(word, 1) & self._known if boldly else set()
            return [_or_slip(word, {other for other in near if len(other) > SHORT})]
        if len(word) > LONGEST:
            return [frozenset({word})]
        if "*" in word:
            hidden = re.compile(word.replace("*", "[a-z]"))
            return [
                _or_slip(word, set(filter(hidden.fullmatch, self._known)) if word.count("*") < len(word) - 1 else set())
            ]
        near = self._near_to(word, 1)
        if not near and (parts := self._taken_apart(word, MOST_JOINED)):
            return [frozenset({w}) for part in parts for w in self._short.get(part, [part])]
        if not near and (far := self._near_to(word, 2)) and not self._is_one_slip_off(word):
            near = far  # what takes one slip is likelier than what takes two
        for form in near & set(self._short):
            if len(self._short[form]) > 1 and not near & self._known:
                return [frozenset({w}) for w in self._short[form]]
        return [_or_slip(word, {meant for form in near for meant in self._short.get(form, [form])})]

    def _near_to(self, word: str, most: int) -> set[str]:
        forms = _shortened(word, min(most, _slips_allowed(word)))
        return {near for form in forms for near in self._near.get(form, ()) if is_slip(word, near, most)}

    def _is_one_slip_off(self, word: str) -> bool:
        """Whether the word is one slip off an ordinary word."""
        cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        dropped = (a + b[1:] for a, b in cuts if b)
        swapped = (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
        changed = (a + c + b[i:] for a, b in cuts for c in ascii_lowercase for i in (0, 1))
        return any(form in self._ordinary for forms in (dropped, swapped, changed) for form in forms)

    def _taken_apart(self, word: str, most: int) -> list[str]:
        """Words that were written without blanks between them: "killmyself"."""
        if word in self._known or word in self._short:
            return [word]
        for i in range(len(word) - 2, 0, -1) if most > 1 else ():
            first, rest = word[:i], word[i:]
            if (first == "i" or (i > 1 and (first in self._known or first in self._short))) and (
                parts := self._taken_apart(rest, most - 1)
            ):
                return [first, *parts]
        return []


def _or_slip(word: str, near: set[str]) -> frozenset[str]:
    return frozenset({word, *near, GUESSED} if near else {word})


def ordinary_words(said: Iterable[str]) -> frozenset[str]:
    """English words (those that the sentence encoder knows) and those of the phrases in `said`."""
    tokens = json.loads((weights_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = {word for text in said for word in re.findall(r"[a-z]+", plain(text))}
    return frozenset(words | {token for token in tokens if len(token) >= 3 and token.isascii() and token.isalpha()})


def plain(text: str) -> str:
    """Small letters a to z, contractions read out, letters repeated more than twice shortened, disguises undone."""
    text = unicodedata.normalize("NFKC", text).lower().translate(str.maketrans("’‘`´", "''''"))
    letters = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")  # invisible
    text = re.sub(r"(?<![a-z'])(?:[a-z][ .\-_]){2,}[a-z](?![a-z'])", lambda m: re.sub("[^a-z]", "", m.group()), text)
    text = re.sub(
        r"(?<=[a-z])[!1|03@$5]+(?=[a-z])|(?<!\S)[@$](?=[a-z])", lambda m: m.group().translate(DISGUISES), text
    )
    text = text.replace("can't", "can not").replace("won't", "will not")
    text = re.sub(r"n't\b|'(?:m|re|ve|ll|d)\b", lambda m: ENDINGS[m.group()], text)
    text = re.sub(r"\b(he|she|it|who|there|that|what|where|here)'s\b", r"\1 is", text).replace("'", "")
    return re.sub(r"([a-z])\1{2,}", r"\1\1", text)


def is_slip(typed: str, word: str, most: int = 2) -> bool:
    """Whether `typed` may be `word` with a slip, a long one with two; tiny words with letters swapped or doubled."""
    if len(word) < SHORT:
        return sorted(typed) == sorted(word)
    # The first letter is seldom wrong: with a second slip beside it, it is another word.
    return slips_between(typed, word) <= min(most, _slips_allowed(word) if typed[0] == word[0] else 1)


def slips_between(a: str, b: str) -> int:
    """Letters swapped with their neighbour, dropped, added or wrong, that lead from one word to the other."""
    before, row = [0] * (len(b) + 1), list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _slips_allowed(word: str) -> int:
    return 2 if len(word) >= TWO_SLIPS else 1


def _shortened(word: str, slips: int) -> set[str]:
    """The word with up to `slips` letters left out: two words that share such a form may be slips of each other."""
    forms = {word}
    for _ in range(slips):
        forms |= {f[:i] + f[i + 1 :] for f in forms for i in range(len(f))}
    return forms
