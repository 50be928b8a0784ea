"""Closeness to many phrases at once is what numpy would say, to a thousandth or two."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.closeness import Closeness
from bot.assistant.encoder import WIDTH


def directions(count, seed):
    some = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)
    return some / np.linalg.norm(some, axis=1, keepdims=True)


PHRASES = directions(300, 7)


@pytest.fixture(scope="module")
def closeness(tmp_path_factory):
    file = tmp_path_factory.mktemp("kept") / "phrases.onnx"
    Closeness.keep(PHRASES, file)
    return Closeness(file)


@given(st.integers(1, 12), st.integers(0, 2**32 - 1))
def test_it_is_the_cosine(closeness, texts, seed):
    rows = directions(texts, seed)
    assert np.abs(closeness.to(rows) - rows @ PHRASES.T).max() < 0.005


def test_a_phrase_is_closest_to_itself(closeness):
    assert (closeness.to(PHRASES).argmax(axis=1) == np.arange(closeness.count)).all()


def test_no_text_is_close_to_nothing(closeness):
    assert closeness.to(np.zeros((0, WIDTH), np.float32)).shape == (0, closeness.count)
