"""What stands in one text is told as scikit-learn tells it of many, only sooner."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.spelled import KINDS, MANY_PIECES, Spelled, learn

TEXTS = [
    "how do i ask for a plan",
    "how long does a plan take",
    "who can ask for it",
    "who reads it, and how long?",
] * 5
WEIGHTS = np.random.default_rng(7).normal(size=(1000, 3)).astype(np.float32)


@pytest.mark.parametrize("kinds", [KINDS, MANY_PIECES])
def test_a_text_scores_as_its_features_times_the_weights(kinds):
    learned = learn(TEXTS, kinds)
    weights = WEIGHTS[: len(learned.rarity)]
    scores = Spelled(learned.lists, learned.rarity, kinds).scores(TEXTS, weights)
    assert scores == pytest.approx(learned.features @ weights, abs=1e-5)
    of_one_label = Spelled(learned.lists, learned.rarity, kinds).scores(TEXTS, weights[:, 0])
    assert of_one_label == pytest.approx(scores[:, 0], abs=1e-5)


@given(st.text())
def test_any_text_has_a_score(text):
    learned = learn(TEXTS)
    scores = Spelled(learned.lists, learned.rarity).scores([text], WEIGHTS[: len(learned.rarity)])
    assert scores.shape == (1, 3) and np.isfinite(scores).all()


def test_a_text_of_which_nothing_is_known_scores_nothing():
    learned = learn(TEXTS)
    assert not Spelled(learned.lists, learned.rarity).scores(["qwxz", ""], WEIGHTS[: len(learned.rarity)]).any()
