"""Which other language a text is written in: by the script of its letters, else by the commonest words of a language.
What it looks for stands in data/words/languages.yml. It guesses no language from names."""

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).resolve().parents[2] / "data" / "words" / "languages.yml"
OTHER = "other"  # a script or a neighbour of a language for which there are no words of ours
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SHARE = 0.4  # of the words that are to be known as of the language
FEW = 2  # words of it in a text of more; in a shorter one a word is enough
LATIN = "LATIN"
DENSE = {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}  # a letter of these says as much as two of an alphabet


class Languages:
    def __init__(self, told: dict[str, Any]) -> None:
        self._scripts: dict[str, str] = told["scripts"]
        self._not_only = {language: frozenset(letters) for language, letters in told["not_only"].items()}
        self._letters = {language: frozenset(letters) for language, letters in told["letters"].items()}
        self._words = {language: frozenset(map(bare, words.split())) for language, words in told["words"].items()}
        self._english = frozenset(told["english"].split())
        self._small = frozenset(told["small"].split())

    def other_than_english(self, text: str) -> str | None:
        """Its code, OTHER, or None: English, both at once, or too little to tell."""
        letters = [character for character in text if character.isalpha()]
        scripts = Counter(map(_script, letters))
        script = max(scripts, key=scripts.__getitem__, default=LATIN)
        if script != LATIN:
            most = scripts[script] * (2 if script in DENSE else 1) > len(letters) / 2
            return self._by_script(script, scripts, text) if most and len(letters) > 1 else None
        return self._by_words(text.lower())

    def _by_script(self, script: str, scripts: Counter[str], text: str) -> str:
        if script == "CJK" and scripts["HIRAGANA"]:
            script = "HIRAGANA"
        language = self._scripts.get(script, OTHER)
        return OTHER if self._not_only.get(language, frozenset()) & set(text) else language

    def _by_words(self, text: str) -> str | None:
        words = WORD.findall(text.replace("’", "'"))
        plain = [bare(word) for word in words]
        known = {language: sum(word in common for word in plain) for language, common in self._words.items()}
        for language, letters in self._letters.items():
            known[language] += sum(
                not letters.isdisjoint(word) and each not in self._words[language]
                for word, each in zip(words, plain, strict=True)
            )
        best = max(known, key=known.__getitem__)
        own = known[best] > sum(word in self._small for word in plain) or bool(
            self._letters.get(best, set()) & set(text)
        )
        enough = known[best] >= (FEW if len(words) > FEW else 1) and known[best] >= SHARE * len(words)
        return best if enough and own and known[best] > sum(word in self._english for word in words) else None


def bare(word: str) -> str:
    """Without accents, as many people type."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if unicodedata.category(c) != "Mn").replace("đ", "d")


def _script(letter: str) -> str:
    return unicodedata.name(letter, OTHER).split()[0]


def read_languages() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return told
