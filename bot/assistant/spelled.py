"""How often which words, pairs of words and pieces of words stand in a text: what tells topics apart beside the
meaning, and, by the pieces, in spite of slips of the finger. Kept as JSON and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.feature_extraction.text import TfidfVectorizer

COMMON: dict[str, Any] = {"sublinear_tf": True, "dtype": np.float32}
Kinds = tuple[dict[str, Any], ...]
WORDS: dict[str, Any] = {"analyzer": "word", "token_pattern": r"\w+", "ngram_range": (1, 2), "min_df": 2}
KINDS: Kinds = (WORDS, {"analyzer": "char_wb", "ngram_range": (3, 3), "min_df": 5})
MANY_PIECES: Kinds = (WORDS, {"analyzer": "char_wb", "ngram_range": (2, 4), "min_df": 3})
WEIGHT = 2.0  # of each kind against the sentence vectors


class Spelled:
    """Features of texts, `[texts, words and pieces]`, sparse."""

    def __init__(self, vectorizers: Sequence[TfidfVectorizer]) -> None:
        self._vectorizers = vectorizers

    @staticmethod
    def of(texts: Sequence[str], kinds: Kinds = KINDS) -> Spelled:
        """Learn the words and pieces of `texts`."""
        return Spelled([TfidfVectorizer(**COMMON, **kind).fit(texts) for kind in kinds])

    def features(self, texts: Sequence[str]) -> sparse.csr_matrix:
        return WEIGHT * sparse.hstack([one.transform(texts) for one in self._vectorizers]).tocsr()

    def kept(self) -> tuple[list[list[str]], NDArray[np.float32]]:
        """The words and pieces of each kind in the order of their features, and what each weighs by its rarity."""
        lists = [sorted(one.vocabulary_, key=one.vocabulary_.__getitem__) for one in self._vectorizers]
        return lists, np.concatenate([one.idf_ for one in self._vectorizers]).astype(np.float32)

    @staticmethod
    def again(lists: Sequence[Sequence[str]], rarity: NDArray[np.float32], kinds: Kinds = KINDS) -> Spelled:
        """From what `kept` gave, of the same kinds."""
        vectorizers, start = [], 0
        for kind, words in zip(kinds, lists, strict=True):
            one = TfidfVectorizer(**COMMON, **kind, vocabulary={word: at for at, word in enumerate(words)})
            one.idf_ = rarity[start : start + len(words)]
            vectorizers.append(one)
            start += len(words)
        return Spelled(vectorizers)
