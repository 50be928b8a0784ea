"""The classifier finds what scikit-learn's logistic regression finds, from dense and sparse features side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bot.assistant.linear import fit, softmax

C = 2.0


@pytest.fixture(scope="module")
def problem():
    """150 rows of 6 dense and 9 sparse features, three labels of unlike number that can't be told apart cleanly."""
    rng = np.random.default_rng(5)
    labels = np.array(["a"] * 90 + ["b"] * 40 + ["c"] * 20)
    at = np.unique(labels, return_inverse=True)[1]
    dense = (rng.normal(size=(150, 6)) + 0.7 * np.eye(3, 6)[at]).astype(np.float32)
    words = (rng.random((150, 9)) < 0.2).astype(np.float32) + 0.5 * np.eye(3, 9, dtype=np.float32)[at]
    shuffled = rng.permutation(150)
    return dense[shuffled], sparse.csr_matrix(words[shuffled]), labels[shuffled]


def test_it_finds_the_optimum_that_scikit_learn_finds(problem):
    dense, words, labels = problem
    both = np.hstack([dense, words.toarray()])
    theirs = LogisticRegression(C=C, class_weight="balanced", multi_class="multinomial", max_iter=5000, tol=1e-8)
    theirs.fit(both.astype(np.float64), labels)
    names, weights, bias = fit(dense, words, list(labels), C, rounds=5000)
    assert names == list(theirs.classes_)
    assert np.abs(weights.T - theirs.coef_).max() < 5e-3
    assert bias - bias.mean() == pytest.approx(theirs.intercept_ - theirs.intercept_.mean(), abs=5e-3)
    assert softmax(both @ weights + bias) == pytest.approx(theirs.predict_proba(both), abs=2e-3)


def test_of_two_labels_it_finds_the_same_optimum(problem):
    dense, words, labels = problem
    two = np.flatnonzero(labels != "c")
    both = np.hstack([dense, words.toarray()])[two]
    theirs = LogisticRegression(C=C, class_weight="balanced", multi_class="multinomial", max_iter=5000, tol=1e-8)
    theirs.fit(both.astype(np.float64), labels[two])
    names, weights, bias = fit(dense[two], words[two], list(labels[two]), C, rounds=5000)
    assert names == ["a", "b"] and softmax(both @ weights + bias) == pytest.approx(theirs.predict_proba(both), abs=2e-3)


def test_a_label_with_few_phrases_weighs_as_much_as_one_with_many(problem):
    dense, words, labels = problem
    lone = [np.flatnonzero(labels == "c")[0]]
    often = np.concatenate([np.arange(len(labels)), *[np.flatnonzero(labels == "a")] * 5])
    for rows in (often, np.setdiff1d(np.arange(len(labels)), np.flatnonzero(labels == "c")[1:])):
        names, weights, bias = fit(dense[rows], words[rows], list(labels[rows]), C, rounds=2000)
        scores = dense[lone] @ weights[:6] + words[lone] @ weights[6:] + bias
        assert names[int(scores.argmax())] == "c"


def test_the_same_phrases_give_the_same_weights(problem):
    dense, words, labels = problem
    first, second = (fit(dense, words, list(labels), C, rounds=20) for _ in range(2))
    assert (first[1] == second[1]).all() and (first[2] == second[2]).all()


@given(arrays(np.float32, (3, 4), elements=st.floats(-1e4, 1e4, width=32)))
def test_shares_sum_to_one_and_keep_the_order(scores):
    shares = softmax(scores)
    assert shares.sum(axis=-1) == pytest.approx(np.ones(3), abs=1e-5) and (shares >= 0).all()
    assert (shares.max(axis=-1) == np.take_along_axis(shares, scores.argmax(axis=-1)[:, None], 1)[:, 0]).all()


def test_huge_scores_do_not_overflow():
    assert softmax(np.array([1e30, 0, -1e30], np.float32)) == pytest.approx([1, 0, 0])
