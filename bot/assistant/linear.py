"""A linear classifier (multinomial logistic regression) for dense and sparse features side by side. scikit-learn's
would turn the dense part into a sparse one and take five times as long. Knows nothing of texts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]
from scipy.optimize import minimize  # type: ignore[import-untyped]

Numbers = NDArray[np.float32]


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

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        now = flat.astype(np.float32).reshape(features + 1, classes)
        scores = dense @ now[:split] + words @ now[split:features] + now[features]
        shares = softmax(scores)
        own = shares[np.arange(rows), at]
        wrong = -(weight * np.log(np.maximum(own, 1e-30))).sum()
        shares[np.arange(rows), at] -= 1
        shares *= weight[:, None]
        slope = np.concatenate([dense.T @ shares, turned @ shares, shares.sum(axis=0, keepdims=True)])
        slope[:features] += now[:features]
        return float(wrong + 0.5 * (now[:features] ** 2).sum()), slope.ravel().astype(np.float64)

    start = np.zeros((features + 1) * classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds, "maxcor": 5})
    weights = found.x.reshape(features + 1, classes).astype(np.float32)
    return [str(name) for name in names], weights[:features], weights[features]


def softmax(scores: Numbers) -> Numbers:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Numbers = powers / powers.sum(axis=-1, keepdims=True)
    return shares
