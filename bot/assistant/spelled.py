"""How often which words, pairs of words and pieces of words stand in a text: what tells topics apart beside the
meaning, and, by the pieces, in spite of slips of the finger. Kept as JSON and numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

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


class Learned(NamedTuple):
    """`features`: `[texts, words and pieces]`. The words and pieces of each kind in the order of their features, and
    what each weighs by its `rarity`."""

    features: sparse.csr_matrix
    lists: list[list[str]]
    rarity: NDArray[np.float32]


def learn(texts: Sequence[str], kinds: Kinds = KINDS) -> Learned:
    """The words and pieces of `texts`, and how often they stand in each."""
    each = [TfidfVectorizer(**COMMON, **kind) for kind in kinds]
    found = [one.fit_transform(texts) for one in each]
    lists = [sorted(one.vocabulary_, key=one.vocabulary_.__getitem__) for one in each]
    rarity = np.concatenate([one.idf_ for one in each]).astype(np.float32)
    return Learned(WEIGHT * sparse.hstack(found).tocsr(), lists, rarity)


class Spelled:
    """What weights learned for `lists` of `kinds` tell of new texts. scikit-learn would take fifty times as long for
    one."""

    def __init__(self, lists: Sequence[Sequence[str]], rarity: NDArray[np.float32], kinds: Kinds = KINDS) -> None:
        self._rarity, self._kinds, start = rarity, [], 0
        for kind, words in zip(kinds, lists, strict=True):
            cut = TfidfVectorizer(**kind).build_analyzer()
            self._kinds.append((cut, {word: at for at, word in enumerate(words, start)}))
            start += len(words)

    def scores(self, texts: Sequence[str], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """`[texts, labels]`: the features of each text times `weights`, `[words and pieces, labels]`."""
        return np.stack([self._scores(text, weights) for text in texts])

    def _scores(self, text: str, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        scores = np.zeros(weights.shape[1:], np.float32)
        for cut, place_of in self._kinds:
            count = Counter(place_of[one] for one in cut(text) if one in place_of)
            if count:
                at = np.array(list(count), np.intp)
                much = (1 + np.log(np.array(list(count.values()), np.float32))) * self._rarity[at]
                scores += WEIGHT / np.linalg.norm(much) * much @ weights[at]
        return scores
