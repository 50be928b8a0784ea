"""How far certainty can be trusted is computed as the text books say, and thresholds do what the table tells."""

import numpy as np
import pytest

from bot.assistant.certainty import Needed
from scripts.evaluate.confidence import (
    bins,
    calibration_error,
    coverage_at,
    decided,
    leads,
    risk_by_coverage,
    settings_table,
)
from scripts.evaluate.pipeline import FALLBACK, Understood
from scripts.evaluate.verdict import Judged


def judged(topic, *ranking, intent=None):
    return Judged("?", frozenset({topic}), Understood(intent or ranking[0][0], ranking, ()))


def test_the_calibration_error_weighs_bins_by_their_texts():
    shares, rights = np.array([0.95, 0.95, 0.95, 0.55]), np.array([True, True, False, True])
    assert calibration_error(bins(shares, rights)) == pytest.approx((3 * (0.95 - 2 / 3) + (1 - 0.55)) / 4)


def test_certainty_that_comes_true_has_no_error():
    shares, rights = np.full(10, 0.7), np.arange(10) < 7
    assert calibration_error(bins(shares, rights)) == pytest.approx(0)


def test_a_share_of_one_has_a_bin():
    assert [one.count for one in bins(np.array([1.0, 0.0]), np.array([True, False]))] == [1, 1]


def test_the_surest_are_answered_first():
    coverage, risk = risk_by_coverage(np.array([0.2, 0.9, 0.5, 0.6]), np.array([False, True, True, False]))
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 1 / 2, 1 / 3, 1 / 2])


def test_as_much_is_answered_as_the_risk_allows():
    shares, rights = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, True])
    assert coverage_at(0.25, shares, rights) == 1
    assert coverage_at(0.2, shares, rights) == 0.25
    assert coverage_at(0.02, np.array([0.5]), np.array([False])) == 0


def test_danger_has_no_part_in_the_curves(content):
    some = [judged("cost", ("cost", 0.8)), judged("crisis", ("crisis", 1.0)), judged("cost", ("privacy", 0.6))]
    shares, rights = leads(some, content.topics)
    assert (shares.tolist(), rights.tolist()) == ([0.8, 0.6], [True, False])


@pytest.mark.parametrize(
    ("threshold", "margin", "intent"),
    [(0.5, 0.1, "cost"), (0.5, 0.3, "cost"), (0.6, 0.1, FALLBACK), (0.5, 0.4, FALLBACK)],
)
def test_an_answer_needs_threshold_and_margin(threshold, margin, intent):
    one = judged("cost", ("cost", 0.55), ("privacy", 0.2), intent=FALLBACK)
    assert decided(one, Needed(threshold, margin)).understood.intent == intent


def test_danger_is_answered_whatever_the_threshold():
    assert decided(judged("crisis", ("cost", 0.2), intent="crisis"), Needed(0.9, 0.9)).understood.intent == "crisis"


def test_the_table_tells_what_each_setting_would_do(content):
    some = [judged("cost", ("cost", 0.9)), judged("cost", ("privacy", 0.5), ("cost", 0.2))]
    cells = settings_table(some, content.topics)
    assert (cells[0.45, 0.0].right, cells[0.45, 0.0].wrong) == (50, 50)
    assert (cells[0.55, 0.0].right, cells[0.55, 0.0].wrong, cells[0.55, 0.0].reached) == (50, 0, 100)
