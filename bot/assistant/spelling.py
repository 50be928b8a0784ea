"""Reads words as they were meant: capitals, short forms, disguised letters and slips of the finger. Keeps nothing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

APOSTROPHES = {"n't": " not", "'m": " am", "'re": " are", "'ve": " have", "'ll": " will", "'d": " would"}
DISGUISES = str.maketrans("!1|03@$", "iiioeas")


class Spelling:
    """`vocabulary`: the words to recognise. `short`: short form -> words. `ordinary`: words that are no slips."""

    def __init__(self, vocabulary: set[str], short: dict[str, str], ordinary: frozenset[str]) -> None:
        self._short = short
        self._known = vocabulary | {w for words in short.values() for w in words.split()}
        self._ordinary = ordinary
        self._near: dict[str, set[str]] = defaultdict(set)
        for word in self._known | set(short):
            if len(word) >= 3:
                for form in _shortened(word, _slips(word)):
                    self._near[form].add(word)

    def spelt(self, word: str) -> list[str]:
        """A word of a pattern, its short form read out."""
        return self._short.get(word.replace("'", ""), word).split()

    def read(self, text: str) -> str:
        """The words, each followed by a blank, sentences' ends as ". "; a word that may be a slip as "kil/kill "."""
        text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'").replace("`", "'")
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        text = re.sub(r"(?<![a-z])(?:[a-z][ .\-_]){2,}[a-z](?![a-z])", lambda m: re.sub(r"[^a-z]", "", m.group()), text)
        text = re.sub(
            r"(?<=[a-z])[!1|03@$]+(?=[a-z])|(?<!\S)[@$](?=[a-z])", lambda m: m.group().translate(DISGUISES), text
        )
        text = re.sub(r"\bcan't\b", "can not", text)
        text = re.sub(r"\bwon't\b", "will not", text)
        text = re.sub(r"n't\b|'(?:m|re|ve|ll|d)\b", lambda m: APOSTROPHES[m.group()], text)
        text = re.sub(r"\b(he|she|it|who|there|that|what|where)'s\b", r"\1 is", text).replace("'", "")
        text = re.sub(r"([a-z])\1{2,}", r"\1\1", text)
        return ". " + "".join(self._meant(t) for t in re.findall(r"[a-z0-9*]+|[.!?;\n]+", text)) + ". "

    def _meant(self, token: str) -> str:
        if not token[0].isalnum() and token[0] != "*":
            return ". "
        if token in self._short:
            return self._short[token] + " "
        if token in self._known or token in self._ordinary:
            return token + " "
        if "*" in token:
            hidden = re.compile(re.escape(token).replace(r"\*", "[a-z]"))
            meant = [w for w in self._known if hidden.fullmatch(w)]
            return "/".join([token, *meant]) + " "
        for i in range(2, len(token) - 1):
            first, second = token[:i], token[i:]
            if len(token) >= 5 and {first, second} <= self._known | set(self._short):
                return self._meant(first) + self._meant(second)
        near = {w for form in _shortened(token, _slips(token)) for w in self._near.get(form, ())}
        meant = sorted(w for w in near if slips_between(token, w) <= min(_slips(w), _slips(token) + 1))
        longer = [w for w in meant if w in self._short]
        if longer and len(meant) == len(longer):
            return self._short[longer[0]] + " "
        return "/".join([token, *(w for w in meant if w in self._known)]) + " "


def _slips(word: str) -> int:
    return 2 if len(word) >= 7 else 1


def _shortened(word: str, slips: int) -> set[str]:
    forms = {word}
    for _ in range(slips):
        forms |= {f[:i] + f[i + 1 :] for f in forms for i in range(len(f))}
    return forms


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
