"""When a question is answered, and when the assistant asks back."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import ENTITIES, INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.certainty import NEVER_GUESSED, SAME, TO_DO, UNSURE, Certainty, Needed, decide, together
from bot.assistant.slips import NO_SENSE

THRESHOLD, MARGIN = 0.35, 0.08
RANKINGS = st.lists(
    st.tuples(st.sampled_from(["what_is", "section_504", "contents", "iep", "cost"]), st.floats(0, 1)),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one[0],
)


def told(shares, plans=(), entities=None):
    ranking = [{"name": name, "confidence": share} for name, share in shares.items()]
    found = [{"entity": "plan", "value": plan} for plan in plans] if entities is None else entities
    message = Message({INTENT: ranking[0], "intent_ranking": ranking, ENTITIES: found})
    needed = {"threshold": THRESHOLD, "margin": MARGIN, "each": 0.15, "both": 0.6}
    certainty = Certainty.create(needed, None, None, None)
    return certainty.process([message])[0]


@pytest.mark.parametrize(
    ("shares", "intent"),
    [
        ({"cost": 0.9, "iep": 0.1}, "cost"),
        ({"cost": 0.35, "iep": 0.26}, "cost"),
        ({"cost": 0.34, "iep": 0.1}, UNSURE),
        ({"cost": 0.5, "iep": 0.43}, UNSURE),
        ({"cost": 0.4}, "cost"),
    ],
)
def test_only_what_is_clear_is_answered(shares, intent):
    assert told(shares).get(INTENT)["name"] == intent


def test_what_is_unsure_keeps_its_guesses_in_order():
    ranking = told({"cost": 0.3, "iep": 0.2, "gifted": 0.1}).get("intent_ranking")
    assert [one["name"] for one in ranking] == [UNSURE, "cost", "iep", "gifted"]
    assert ranking[0]["confidence"] == pytest.approx(0.7)


def test_intents_that_mean_the_same_for_the_plan_named_count_together():
    shares = {"section_504": 0.3, "what_is": 0.28, "cost": 0.2}
    assert told(shares).get(INTENT)["name"] == UNSURE
    heard = told(shares, plans=["504"])
    assert heard.get(INTENT) == {"name": "section_504", "confidence": pytest.approx(0.58)}
    assert told({"request": 0.3, "iep": 0.25, "what_is": 0.2}, plans=["iep"]).get(INTENT)["name"] == "iep"


def test_with_two_plans_named_nothing_is_merged():
    shares = {"section_504": 0.5, "what_is": 0.3}
    ranking = told(shares, plans=["504", "iep"]).get("intent_ranking")
    assert [(one["name"], one["confidence"]) for one in ranking] == list(shares.items())


def test_a_plan_named_twice_is_one_plan():
    assert told({"section_504": 0.3, "what_is": 0.28}, plans=["504", "504"]).get(INTENT)["name"] == "section_504"


def test_other_entities_are_no_plans():
    entities = [{"entity": "grade", "value": "504"}]
    assert told({"section_504": 0.3, "what_is": 0.28}, entities=entities).get(INTENT)["name"] == UNSURE


def test_a_message_without_a_ranking_is_left_alone():
    pressed = Message({INTENT: {"name": "inform", "confidence": 1.0}})
    assert Certainty(Certainty.get_default_config()).process([pressed])[0].get(INTENT)["name"] == "inform"


def test_what_is_decided_reaches_the_tracker():
    assert {INTENT, "intent_ranking"} <= set(told({"cost": 0.9}).as_dict(only_output_properties=True))


@given(RANKINGS, st.sets(st.sampled_from(["ilp", "iap", "504", "iep"])))
def test_shares_are_only_added_up(ranking, plans):
    merged = together(ranking, plans)
    assert sum(share for _, share in merged) == pytest.approx(sum(share for _, share in ranking))
    assert [share for _, share in merged] == sorted((share for _, share in merged), reverse=True)
    assert {name for name, _ in merged} <= {name for name, _ in ranking} | {"section_504", "iep"}
    assert len({name for name, _ in merged}) == len(merged)


@given(RANKINGS)
def test_the_stricter_the_less_is_answered(ranking):
    ranking = sorted(ranking, key=lambda one: -one[1])
    if decide(ranking, Needed(THRESHOLD + 0.1, MARGIN + 0.1, both=2))[1] is None:
        assert decide(ranking, Needed(THRESHOLD, MARGIN))[1] is None


@pytest.mark.parametrize(
    ("shares", "torn"),
    [
        ({"cost": 0.5, "iep": 0.43}, ["cost", "iep"]),
        ({"cost": 0.5, "iep": 0.09}, None),  # sure
        ({"cost": 0.33, "iep": 0.26}, []),  # too many others
        ({"cost": 0.5, "out_of_scope": 0.45}, []),
        ({"cost": 0.5, "crisis": 0.45}, []),
        ({"cost": 0.5, "check_status": 0.45}, []),  # no form begins on a guess
    ],
)
def test_two_likely_topics_are_both_told(shares, torn):
    assert told(shares).get("torn") == torn
    assert "torn" in told(shares).as_dict(only_output_properties=True) or torn is None


def test_asking_how_and_asking_for_one_are_answered_together():
    heard = told({"start_request": 0.5, "request": 0.45, "cost": 0.02})
    assert heard.get(INTENT) == {"name": "request", "confidence": pytest.approx(0.95)}


def test_gibberish_is_not_answered_whatever_it_is_like():
    ranking = [{"name": "cost", "confidence": 0.5}, {"name": "iep", "confidence": 0.4}]
    message = Message({INTENT: ranking[0], "intent_ranking": ranking, NO_SENSE: True})
    heard = Certainty(Certainty.get_default_config()).process([message])[0]
    assert heard.get(INTENT)["name"] == UNSURE and not heard.get("torn")


@given(RANKINGS)
def test_nothing_grave_is_told_on_a_guess(ranking):
    ranking = sorted([*ranking, ("start_request", 0.4), ("greeting", 0.4)], key=lambda one: -one[1])
    torn = decide(ranking, Needed())[1]
    assert not set(torn or ()) & (NEVER_GUESSED | TO_DO)


def test_what_counts_together_are_intents_and_topics_that_exist(domain, content):
    for plan, same in SAME.items():
        assert plan in content.topics.aspects["what_is"]
        assert set(same) <= set(content.topics.aspects) and set(same.values()) <= set(domain.intents)


def test_the_pipeline_names_only_thresholds_that_there_are():
    pipeline = yaml.safe_load((Path(__file__).parents[2] / "config.yml").read_text())["pipeline"]
    (own,) = (one for one in pipeline if one["name"].endswith(".Certainty"))
    assert set(own) - {"name"} <= set(Certainty.get_default_config())
