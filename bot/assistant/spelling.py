"""Reads words as they were meant: capitals, short forms, disguised letters and slips of the finger. Keeps nothing."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.assistant.encoder import weights_folder

ENDINGS = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
DISGUISES = str.maketrans("!1|03@$5", "iiioeass")
MOST_JOINED = 5  # words written without a blank between them


class Spelling:
    """`vocabulary`: the words to recognise. `short`: short form -> words. `ordinary`: words that are no slips."""

    def __init__(self, vocabulary: set[str], short: dict[str, str], ordinary: frozenset[str]) -> None:
        self._short = {form: words.split() for form, words in short.items()}
        self._known = (vocabulary | {word for words in self._short.values() for word in words}) - set(self._short)
        self._ordinary = ordinary
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in self._known | set(self._short):
            for form in _shortened(word, _slips_allowed(word)):
                self._near[form].add(word)

    def spelt(self, word: str) -> list[str]:
        """A word of a line as `read` would give it: short forms of several words are read out."""
        words = self._short.get(word.replace("'", ""), [word])
        return words if len(words) > 1 else [word]

    def read(self, text: str) -> list[frozenset[str]]:
        """Of each word, what it may mean; {"."} where a sentence begins or ends."""
        words = [*self._words(plain(text)), "."]
        said = [frozenset(".")]
        at = 0
        while at < len(words):
            together = "".join(words[at : at + 2])
            if len(together) >= 6 and together in self._known and "." not in together:
                said.append(frozenset({together}))  # "my self", "sui cide"
                at += 2
                continue
            meant = self._meant(words[at])
            said += meant
            at += 1
        return said

    def _words(self, text: str) -> Iterator[str]:
        for token in re.findall(r"[a-z0-9*]+|[.!?;\n]+", text):
            if not re.match(r"[a-z0-9*]", token):
                yield "."
            elif len(self._short.get(token, ())) > 1:
                yield from self._short[token]
            else:
                yield token

    def _meant(self, word: str) -> list[frozenset[str]]:
        if word in self._short:
            return [frozenset({word, *self._short[word]})]
        if word in self._known or word in self._ordinary:
            return [frozenset({word})]
        if (squeezed := re.sub(r"(.)\1", r"\1", word)) in self._known or squeezed in self._ordinary:
            return [frozenset({word, squeezed})]
        if "*" in word:
            hidden = re.compile(word.replace("*", "[a-z]"))
            return [frozenset({word, *filter(hidden.fullmatch, self._known)})]
        if len(word) >= 5 and (parts := self._taken_apart(word, MOST_JOINED)):
            return [frozenset({w}) for part in parts for w in self._short.get(part, [part])]
        near = {w for form in _shortened(word, _slips_allowed(word)) for w in self._near.get(form, ())}
        near = {w for w in near if is_slip(word, w)}
        for form in near & set(self._short):
            if len(self._short[form]) > 1 and not near & self._known:
                return [frozenset({w}) for w in self._short[form]]
        return [frozenset({word, *near})]

    def _taken_apart(self, word: str, most: int) -> list[str]:
        if word in self._known or word in self._short:
            return [word]
        for i in range(len(word) - 2, 0, -1) if most > 1 else ():
            if (first := word[:i]) in self._known or first in self._short:
                if i == 1 and first != "i":
                    continue
                if rest := self._taken_apart(word[i:], most - 1):
                    return [first, *rest]
        return []


def ordinary_words(said: Iterable[str]) -> frozenset[str]:
    """English words (those that the sentence encoder knows) and those of the phrases in `said`."""
    tokens = json.loads((weights_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    words = {word for text in said for word in re.findall(r"[a-z]+", plain(text))}
    return frozenset(words | {token for token in tokens if len(token) >= 3 and token.isascii() and token.isalpha()})


def plain(text: str) -> str:
    """Small letters a to z, contractions read out, letters repeated more than twice shortened, disguises undone."""
    text = unicodedata.normalize("NFKC", text).lower().translate(str.maketrans("’‘`´", "''''"))
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"(?<![a-z'])(?:[a-z][ .\-_]){2,}[a-z](?![a-z'])", lambda m: re.sub("[^a-z]", "", m.group()), text)
    text = re.sub(
        r"(?<=[a-z])[!1|03@$5]+(?=[a-z])|(?<!\S)[@$](?=[a-z])", lambda m: m.group().translate(DISGUISES), text
    )
    text = text.replace("can't", "can not").replace("won't", "will not")
    text = re.sub(r"n't\b|'(?:m|re|ve|ll|d)\b", lambda m: ENDINGS[m.group()], text)
    text = re.sub(r"\b(he|she|it|who|there|that|what|where|here)'s\b", r"\1 is", text).replace("'", "")
    return re.sub(r"([a-z])\1{2,}", r"\1\1", text)


def is_slip(typed: str, word: str) -> bool:
    """Whether `typed` may be `word` with a slip, a long one with two; tiny words with letters swapped or doubled."""
    if len(word) <= 3:
        return sorted(typed) == sorted(word) or re.sub(r"(.)\1", r"\1", typed) == word
    return slips_between(typed, word) <= (_slips_allowed(word) if typed[0] == word[0] else 1)


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
    return 2 if len(word) >= 7 else 1


def _shortened(word: str, slips: int) -> set[str]:
    """The word with up to `slips` letters left out: two words that share such a form may be slips of each other."""
    forms = {word}
    for _ in range(slips):
        forms |= {f[:i] + f[i + 1 :] for f in forms for i in range(len(f))}
    return forms
