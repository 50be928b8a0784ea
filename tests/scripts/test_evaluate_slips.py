"""Slips for measuring: small, inside long words, and the same ones in every run."""

import random

from hypothesis import given
from hypothesis import strategies as st

from scripts.evaluate.slips import BESIDE, with_slips


def distance(one, other):
    """Letters to insert, remove or replace."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        previous, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            previous, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, previous + (letter != wanted))
    return row[-1]


@given(st.integers(), st.sampled_from(["what goes into the learning plan", "does anybody read this", "reading"]))
def test_a_text_gets_two_slips_at_most(seed, text):
    slipped = with_slips(text, random.Random(seed))
    assert distance(text, slipped) <= 4  # a swap of two letters is two replacements
    assert slipped[0] == text[0]


def test_short_words_stay():
    assert all(with_slips("is an ILP or a 504", random.Random(seed)) == "is an ILP or a 504" for seed in range(50))


def test_most_texts_do_change():
    changed = [with_slips("what goes into the learning plan", random.Random(seed)) for seed in range(100)]
    assert sum(text != "what goes into the learning plan" for text in changed) > 95


def test_the_same_seed_makes_the_same_slips():
    assert with_slips("the learning plan", random.Random(3)) == with_slips("the learning plan", random.Random(3))


def test_keys_beside_each_other_lie_in_one_row():
    assert BESIDE["a"] == "s"
    assert BESIDE["g"] == "fh"
