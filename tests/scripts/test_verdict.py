"""An answer is judged as a family would: right, right beside another, offered, missed, or wrong."""

import pytest

from scripts.evaluate.pipeline import FALLBACK, Understood
from scripts.evaluate.verdict import Judged, Tally, judge


def understood(intent, *ranking, plans=(), parts=(), torn=()):
    return Understood(intent, ranking or ((intent, 0.9),), tuple(("plan", plan) for plan in plans), parts, torn=torn)


@pytest.mark.parametrize(
    ("found", "accepted", "verdict"),
    [
        (understood("cost"), {"cost", "rights"}, "right"),
        (understood("cost"), {"rights"}, "wrong"),
        (understood("what_is", plans=["iap"]), {"what_is_iap"}, "right"),
        (understood("what_is", plans=["iap"]), {"what_is_ilp"}, "wrong"),
        (understood("what_is"), {"what_is_ilp"}, "right"),  # both are told, the ILP first
        (understood("what_is"), {"what_is_iap"}, "second"),
        (understood(FALLBACK, ("cost", 0.4), ("privacy", 0.3)), {"privacy"}, "offered"),
        (understood(FALLBACK, ("cost", 0.4), ("privacy", 0.01)), {"privacy"}, "missed"),
        (understood(FALLBACK, ("a", 0.3), ("b", 0.2), ("c", 0.2), ("cost", 0.1)), {"cost"}, "missed"),  # three choices
        (understood(FALLBACK, ("greeting", 0.4), ("cost", 0.2)), {"greeting"}, "missed"),  # small talk is no choice
        (understood(FALLBACK, ("cost", 0.4)), {"out_of_scope"}, "missed"),
        (understood(FALLBACK, torn=("cost", "privacy")), {"cost"}, "right"),
        (understood(FALLBACK, torn=("cost", "privacy")), {"privacy"}, "second"),
        (understood(FALLBACK, torn=("cost", "privacy")), {"rights"}, "wrong"),
        (understood(FALLBACK, ("what_is", 0.4), torn=("what_is", "contents")), {"rights"}, "missed"),  # four: too many
        (
            understood(FALLBACK, ("out_of_scope", 0.4)),
            {"out_of_scope"},
            "right",
        ),  # nothing is offered: it does not know
        (understood("out_of_scope", ("out_of_scope", 0.6), ("cost", 0.3)), {"cost"}, "offered"),
        (understood("out_of_scope", ("out_of_scope", 0.8), ("cost", 0.1)), {"cost"}, "missed"),
        (understood("out_of_scope"), {"out_of_scope"}, "right"),
        (understood("cost"), {"out_of_scope"}, "wrong"),
        (understood("crisis"), {"crisis"}, "right"),
        (understood("cost", parts=(("cost", ()), ("what_is", ("iap",)))), {"what_is_iap"}, "second"),
    ],
)
def test_verdicts(content, found, accepted, verdict):
    assert judge(frozenset(accepted), found, content.topics) == verdict


def test_the_best_topic_counts_even_where_the_assistant_was_not_sure(content):
    one = Judged("?", frozenset({"cost"}), understood(FALLBACK, ("cost", 0.3), ("privacy", 0.2)))
    assert one.best(content.topics) == "cost"
    assert one.best_is_right(content.topics)


def test_a_tally_is_in_per_cent():
    told = Tally.of(["right", "right", "second", "offered", "missed", "missed", "wrong", "wrong", "wrong", "wrong"])
    assert told == Tally(10, 20.0, 10.0, 40.0, 40.0)
    assert Tally.of([]) == Tally(0, 0, 0, 0, 0)
