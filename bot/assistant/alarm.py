"""How much a text sounds like danger, whatever words it uses: a linear classifier over sentence vectors and pieces of
words, weighed with the nearest phrases of danger and of none. Keeps numbers and pieces of words, and no message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.assistant.closeness import Closeness
from bot.assistant.danger import Kind
from bot.assistant.encoder import WIDTH, Vectors
from bot.assistant.linear import fit
from bot.assistant.spelled import MANY_PIECES, Spelled, learn
from bot.assistant.vectors import NAMED, Read, nameless

NEAREST = 3  # phrases of danger, and of none, whose closeness counts
CLOSENESS = 16.0  # weight of how much closer the phrases of danger are than the others
FREELY, ROUNDS = 8.0, 60  # of the solver, see linear.fit
NONE = "none"


@dataclass(frozen=True)
class Phrase:
    """`kind`: of danger, or NONE."""

    text: str
    kind: str
    language: str


@dataclass(frozen=True)
class Sound:
    """Of the text that sounds most like danger: its `share`, 0 to 1; kind and language of the phrases nearest to it,
    and how `near` the nearest is, -1 to 1."""

    share: float
    kind: Kind
    language: str
    near: float


class Alarm:
    """From the folder that `learn` wrote into."""

    def __init__(self, folder: Path) -> None:
        kept, numbers = json.loads((folder / "alarm.json").read_text()), np.load(folder / "alarm.npz")
        self._words = Spelled(kept["words"], numbers["rarity"], MANY_PIECES)
        self._weights, self._bias = numbers["weights"], numbers["bias"]
        self._kinds: list[Kind] = kept["kinds"]
        self._languages: list[str] = kept["languages"]
        self._closeness = Closeness(folder / "phrases.onnx")

    @staticmethod
    def learn(phrases: Sequence[Phrase], vectors: Vectors, folder: Path) -> None:
        """From phrases and their vectors, `[phrases, 768]`."""
        bare = [nameless(one.text) for one in phrases]
        words = learn(bare, MANY_PIECES)
        told = ["none" if one.kind == NONE else "danger" for one in phrases]
        _, weights, bias = fit(vectors, words.features, told, FREELY, ROUNDS)
        danger = np.array([one.kind != NONE for one in phrases])
        Closeness.keep(_bare(np.concatenate([vectors[danger], vectors[~danger]])), folder / "phrases.onnx")
        of_danger = [one for one in phrases if one.kind != NONE]
        kept = {
            "words": words.lists,
            "kinds": [one.kind for one in of_danger],
            "languages": [one.language for one in of_danger],
        }
        (folder / "alarm.json").write_text(json.dumps(kept))
        # danger stands before none
        np.savez(
            folder / "alarm.npz", rarity=words.rarity, weights=weights[:, 0] - weights[:, 1], bias=bias[0] - bias[1]
        )

    def hear(self, read: Read) -> Sound:
        """The whole text and each of its sentences are listened to: one sentence in a long story is enough."""
        near, others = np.split(self._closeness.to(_bare(read.vectors)), [len(self._kinds)], axis=1)
        bare, split = list(map(nameless, read.texts)), read.vectors.shape[1]
        linear = read.vectors @ self._weights[:split] + self._words.scores(bare, self._weights[split:])
        scores = linear + self._bias + CLOSENESS * (_closest(near) - _closest(others))
        scores[1:] -= np.log(len(scores))  # of many sentences one will sound like danger by chance
        loudest = int(np.argmax(scores))
        nearest = np.argsort(-near[loudest])[:NEAREST]
        kinds = [self._kinds[place] for place in nearest]
        kind = max(kinds, key=kinds.count)  # of equals, that of the nearest
        share, near_by = float(1 / (1 + np.exp(-scores[loudest]))), float(near[loudest][nearest[0]])
        return Sound(share, kind, self._languages[nearest[0]], near_by)


def _bare(vectors: Vectors) -> Vectors:
    """Only the reading without the plans' names, of unit length."""
    halved: Vectors = vectors[:, WIDTH:] / NAMED
    return halved


def _closest(near: Vectors) -> Vectors:
    closest: Vectors = -np.partition(-near, NEAREST - 1, axis=1)[:, :NEAREST].mean(axis=1)
    return closest
