"""Which topics answer an intent: aspects and plans, comparisons, and buttons that lead where they say."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.meaning import COMPARISONS, choice_for, topics_of

PLANS = ["ilp", "iap", "504", "iep"]
TABLE = {  # of an intent and the plan named
    ("what_is", "ilp"): "what_is_ilp", ("what_is", "iap"): "what_is_iap",
    ("what_is", "504"): "section_504", ("what_is", "iep"): "iep",
    ("contents", "ilp"): "ilp_contents", ("contents", "iap"): "iap_contents",
    ("contents", "504"): "iap_contents", ("contents", "iep"): "iep",
    ("eligibility", "ilp"): "ilp_eligibility", ("eligibility", "iap"): "iap_eligibility",
    ("eligibility", "504"): "iap_eligibility", ("eligibility", "iep"): "iep",
    ("examples", "ilp"): "ilp_examples", ("examples", "iap"): "iap_examples",
    ("examples", "504"): "iap_examples", ("examples", "iep"): "iep",
    ("request", "ilp"): "ilp_request", ("request", "iap"): "iap_request",
    ("request", "504"): "iap_request", ("request", "iep"): "iep",
}  # fmt: skip


@pytest.fixture(scope="session")
def topics(content):
    return content.topics


def test_the_table_is_whole(topics):
    assert set(TABLE) == set(product(topics.aspects, PLANS))


@pytest.mark.parametrize(("aspect", "plan"), TABLE)
def test_an_aspect_of_a_plan_is_its_topic(topics, aspect, plan):
    assert topics_of(aspect, [plan], None, topics) == (TABLE[aspect, plan],)
    assert topics_of(aspect, [plan, plan], "what_is_ilp", topics) == (TABLE[aspect, plan],)


@pytest.mark.parametrize("aspect", ["what_is", "contents", "eligibility", "examples", "request"])
def test_with_no_plan_named_the_last_topic_tells_which(topics, aspect):
    assert topics_of(aspect, [], "ilp_examples", topics) == (TABLE[aspect, "ilp"],)
    assert topics_of(aspect, [], "iap_request", topics) == (TABLE[aspect, "iap"],)
    assert topics_of(aspect, [], "section_504", topics) == (TABLE[aspect, "504"],)
    both = (TABLE[aspect, "ilp"], TABLE[aspect, "iap"])
    assert topics_of(aspect, [], None, topics) == both
    assert topics_of(aspect, [], "cost", topics) == both, "a topic of no plan tells nothing"


@pytest.mark.parametrize("aspect", ["contents", "eligibility", "examples", "request"])
def test_of_two_plans_named_both_are_answered(topics, aspect):
    for first, second in permutations(PLANS, 2):
        told = topics_of(aspect, [first, second], None, topics)
        assert told == tuple(dict.fromkeys([TABLE[aspect, first], TABLE[aspect, second]]))


@pytest.mark.parametrize("intent", sorted(COMPARISONS))
def test_two_plans_beside_each_other_are_compared(topics, intent):
    assert topics_of(intent, ["ilp", "iap"], None, topics) == ("ilp_vs_iap",)
    assert topics_of(intent, ["iap", "ilp", "iap"], "what_is_ilp", topics) == ("ilp_vs_iap",)
    for plans in permutations(PLANS, 2):
        if set(plans) != {"ilp", "iap"}:
            assert topics_of(intent, plans, None, topics) == ("iap_vs_504_vs_iep",)
    assert topics_of(intent, PLANS, None, topics) == ("iap_vs_504_vs_iep",)


@pytest.mark.parametrize("intent", ["ilp_vs_iap", "iap_vs_504_vs_iep", "section_504"])
def test_a_comparison_needs_no_names(topics, intent):
    assert topics_of(intent, [], None, topics) == (intent,)
    assert topics_of(intent, ["iap"], "cost", topics) == (intent,)


def test_every_topic_has_a_button_that_leads_to_it(topics):
    for topic in topics.all_ids:
        intent, entities = choice_for(topic, topics)
        plans = [entities["plan"]] if entities else []
        for last in (None, *topics.all_ids):
            assert topics_of(intent, plans, last, topics) == (topic,)


def test_every_button_names_an_intent_that_there_is(topics, domain):
    assert {choice_for(topic, topics)[0] for topic in topics.all_ids} <= set(domain.intents)


def test_skip_and_cancel_outside_a_form_are_a_no(topics):
    assert topics_of("skip", [], None, topics) == topics_of("cancel", [], None, topics) == ("deny",)


@pytest.mark.parametrize("intent", ["inform", "repeat", "tell_more", "nlu_fallback", "send_request", "no such intent"])
def test_what_has_no_answer_of_its_own_has_no_topic(topics, intent):
    assert topics_of(intent, ["ilp"], "what_is_ilp", topics) == ()


@given(
    st.sampled_from(["what_is", "request", "cost", "section_504", "ilp_vs_iap", "skip", "inform", "start_request"]),
    st.lists(st.sampled_from([*PLANS, "ILP", "both", "not_sure", ""]), max_size=5),
    st.sampled_from([None, "cost", "iep", "what_is_iap", "no such topic"]),
)
def test_there_are_two_topics_at_most_and_all_have_an_answer(topics, intent, plans, last):
    told = topics_of(intent, plans, last, topics)
    assert len(told) <= 2 and set(told) <= set(topics.all_ids) and len(set(told)) == len(told)
