"""Reads words by their sound where a language is often written by ear: "kiero bibir" is "quiero vivir"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


class Sounds:
    """`rules`: pairs of what is replaced (a regular expression) and what stands in its place, one after the other."""

    def __init__(self, rules: Sequence[Sequence[str]]) -> None:
        self._rules = [(re.compile(written), sound) for written, sound in rules]

    def __call__(self, text: str) -> str:
        for written, sound in self._rules:
            text = written.sub(sound, text)
        return text

    def of(self, part: Any, keys: bool = False) -> Any:
        """A part of a file of words, read so; with `keys`, the names of its entries too."""
        if isinstance(part, str):
            return self(part)
        if isinstance(part, dict):
            return {self(key) if keys else key: self.of(value, keys) for key, value in part.items()}
        return [self.of(one, keys) for one in part]
