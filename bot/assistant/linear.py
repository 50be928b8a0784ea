"""A linear classifier (multinomial logistic regression) for dense and sparse features side by side. scikit-learn's
would turn the dense part into a sparse one and take five times as long. Knows nothing of texts."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]

Numbers = NDArray[np.float32]
REMEMBERED = 5  # steps from which the bend of the loss is guessed
ENOUGH = 1e-4  # of the fall that the slope promises, for a step to be taken
SHORTEST, SETTLED = 1e-6, 2e-9  # of a step; of the loss, a fall too small to go on


def fit(
    dense: Numbers, words: sparse.csr_matrix, labels: Sequence[str], c: float, rounds: int
) -> tuple[list[str], Numbers, Numbers]:
    """Labels, weights `[features, labels]` and bias `[labels]`. Classes weigh alike, however many phrases each has;
    `c` is the inverse of the penalty on large weights; `rounds` of L-BFGS at most, an early stop on purpose."""
    names, at = np.unique(np.array(labels), return_inverse=True)
    rows, classes, split = len(at), len(names), dense.shape[1]
    features = split + words.shape[1]
    weight = (c * rows / (classes * np.bincount(at)))[at].astype(np.float32)
    turned = words.T.tocsr()
    told = 1 if classes == 2 else classes  # of two classes, one tells of the other: what it gains, that one loses

    def loss(now: Numbers) -> tuple[float, Numbers]:
        scores = _both(dense @ now[:split, :told] + words @ now[split:features, :told] + now[features, :told], classes)
        shares = softmax(scores)
        own = shares[np.arange(rows), at]
        wrong = -(weight * np.log(np.maximum(own, 1e-30))).sum(dtype=np.float64)
        shares[np.arange(rows), at] -= 1
        shares *= weight[:, None]
        one = np.ascontiguousarray(shares[:, :told])
        slope = _both(np.concatenate([dense.T @ one, turned @ one, one.sum(axis=0, keepdims=True)]), classes)
        slope[:features] += now[:features]
        return float(wrong) + 0.5 * _dot(now[:features], now[:features]), slope

    weights = _lowest(loss, np.zeros((features + 1, classes), np.float32), rounds)
    return [str(name) for name in names], weights[:features], weights[features]


def _both(columns: Numbers, classes: int) -> Numbers:
    return np.hstack([columns, -columns]) if columns.shape[1] < classes else columns


def _lowest(loss: Callable[[Numbers], tuple[float, Numbers]], at: Numbers, rounds: int) -> Numbers:
    """L-BFGS on a convex loss that gives its slope, too, in single precision: scipy's looks for bounds that we have
    not, and takes twice as long."""
    steps: list[tuple[Numbers, Numbers, float]] = []
    here, slope = loss(at)
    for _ in range(rounds):
        way = _downhill(slope, steps)
        falls, length = _dot(slope, way), 1.0 if steps else 1 / max(1.0, _dot(slope, slope) ** 0.5)
        there = loss(at + np.float32(length) * way)
        while there[0] > here + ENOUGH * length * falls and length > SHORTEST:
            length /= 2
            there = loss(at + np.float32(length) * way)
        if not there[0] < here - SETTLED * abs(here):
            break
        step, turn = np.float32(length) * way, there[1] - slope
        if bend := max(0.0, _dot(step, turn)):
            steps = [*steps[1 - REMEMBERED :], (step, turn, bend)]
        at, (here, slope) = at + step, there
    return at


def _downhill(slope: Numbers, steps: list[tuple[Numbers, Numbers, float]]) -> Numbers:
    """Where the last steps say that the loss is lowest."""
    way, parts = -slope, []
    for step, turn, bend in reversed(steps):
        parts.append(_dot(step, way) / bend)
        way -= np.float32(parts[-1]) * turn
    if steps:
        _, turn, bend = steps[-1]
        way *= np.float32(bend / _dot(turn, turn))
    for (step, turn, bend), part in zip(steps, reversed(parts), strict=True):
        way += np.float32(part - _dot(turn, way) / bend) * step
    return way


def _dot(one: Numbers, other: Numbers) -> float:
    return float(np.vdot(one, other))


def softmax(scores: Numbers) -> Numbers:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Numbers = powers / powers.sum(axis=-1, keepdims=True)
    return shares
