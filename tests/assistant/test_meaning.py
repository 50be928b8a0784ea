"""Which topics answer an intent: aspects and plans, comparisons, and buttons that lead where they say."""

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.meaning import COMPARISONS, OF_EVERY_PLAN, About, Known, choice_for, meaning_of

ASPECTS = ["what_is", "contents", "eligibility", "examples", "request"]
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


def topics_of(intent, named, before, topics, hints=()):
    return meaning_of(intent, named, hints, before, topics).topics


@pytest.mark.parametrize(("aspect", "plan"), TABLE)
def test_an_aspect_of_a_plan_is_its_topic(topics, aspect, plan):
    before = About("what_is", "ilp")
    assert topics_of(aspect, [plan], None, topics) == (TABLE[aspect, plan],)
    assert topics_of(aspect, [plan, plan], before, topics, ["iap"]) == (TABLE[aspect, plan],)
    assert meaning_of(aspect, [plan], [], before, topics).about == About(aspect, plan)


@pytest.mark.parametrize("aspect", ASPECTS)
def test_with_no_plan_named_the_one_spoken_of_last_is_meant(topics, aspect):
    for plan in PLANS:
        meant = meaning_of(aspect, [], ["ilp", "iap"], About("cost", plan), topics)
        assert (meant.topics, meant.known) == ((TABLE[aspect, plan],), Known.BEFORE)
        assert set(meant.others) == {TABLE[aspect, "ilp"], TABLE[aspect, "iap"]} - set(meant.topics)
    both = (TABLE[aspect, "ilp"], TABLE[aspect, "iap"])
    for before in (None, About("cost"), About("request")):
        meant = meaning_of(aspect, [], [], before, topics)
        assert (meant.topics, meant.known, meant.about) == (both, Known.OPEN, About(aspect)), "neither alone is known"


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_hint_counts_where_no_plan_was_named_or_spoken_of(topics, aspect):
    for plan, other in (("ilp", "iap"), ("iap", "ilp")):
        meant = meaning_of(aspect, [], [plan], About("cost"), topics)
        assert (meant.topics, meant.known) == ((TABLE[aspect, plan],), Known.HINTED)
        assert meant.others == (TABLE[aspect, other],) and meant.about == About(aspect, plan)
        assert topics_of(aspect, [other], None, topics, [plan]) == (TABLE[aspect, other],)
        assert topics_of(aspect, [], About("cost", other), topics, [plan]) == (TABLE[aspect, other],)
    assert len(topics_of(aspect, [], None, topics, ["ilp", "iap"])) == 2, "two hints tell nothing"


def test_a_question_on_no_plan_keeps_the_plan_spoken_of(topics):
    assert meaning_of("cost", [], [], About("contents", "iap"), topics).about == About("cost", "iap")
    assert meaning_of("cost", ["504"], [], About("contents", "iap"), topics).about == About("cost", "504")
    assert meaning_of("section_504", [], [], About("contents", "ilp"), topics).about == About("what_is", "504")
    for several in ("ilp_vs_iap", "both_plans", "which_plan"):
        assert meaning_of(several, [], [], About("contents", "iap"), topics).about == About(several, None)
    assert meaning_of("what_is", ["ilp", "iap"], [], About("contents", "iap"), topics).about == About("ilp_vs_iap")


@pytest.mark.parametrize("aspect", ASPECTS)
def test_a_follow_up_asks_the_same_of_another_plan(topics, aspect):
    for last, plan in product(PLANS, PLANS):
        meant = meaning_of("follow_up", [plan], [], About(aspect, last), topics)
        assert (meant.topics, meant.again) == ((TABLE[aspect, plan],), True)
    for last, other in (("ilp", "iap"), ("iap", "ilp"), ("504", "ilp")):
        meant = meaning_of("follow_up", ["other"], [], About(aspect, last), topics)
        assert (meant.topics, meant.known) == ((TABLE[aspect, other],), Known.BEFORE), "it was not named, so it is said"
        assert topics_of(aspect, ["other"], About("cost", last), topics) == (TABLE[aspect, other],)
    assert topics_of("follow_up", [], About(aspect, "iap"), topics) == (TABLE[aspect, "iap"],), "for another child"


def test_a_follow_up_after_a_topic_of_every_plan_repeats_it(topics):
    assert set(topics.all_ids) >= OF_EVERY_PLAN
    for topic in OF_EVERY_PLAN:
        meant = meaning_of("follow_up", ["iap"], [], About(topic, "ilp"), topics)
        assert (meant.topics, meant.about) == ((topic,), About(topic, "iap"))
    for topic in ("ilp_required", "gifted", "ilp_vs_iap", "start_request"):
        assert topics_of("follow_up", ["iap"], About(topic, "ilp"), topics) == ("what_is_iap",)


def test_a_plan_alone_at_the_start_asks_what_it_is(topics):
    for plan in PLANS:
        assert topics_of("follow_up", [plan], None, topics) == (TABLE["what_is", plan],)
    assert topics_of("follow_up", ["other"], None, topics) == ("what_is_ilp", "what_is_iap")
    assert topics_of("follow_up", [], None, topics) == (), "another child, but nothing was said of any"


@pytest.mark.parametrize("aspect", ["contents", "eligibility", "examples", "request"])
def test_of_two_plans_named_both_are_answered(topics, aspect):
    for first, second in permutations(PLANS, 2):
        told = topics_of(aspect, [first, second], None, topics)
        assert told == tuple(dict.fromkeys([TABLE[aspect, first], TABLE[aspect, second]]))


@pytest.mark.parametrize("intent", sorted(COMPARISONS))
def test_two_plans_beside_each_other_are_compared(topics, intent):
    assert topics_of(intent, ["ilp", "iap"], None, topics) == ("ilp_vs_iap",)
    assert topics_of(intent, ["iap", "ilp", "iap"], About("what_is", "ilp"), topics) == ("ilp_vs_iap",)
    for plans in permutations(PLANS, 2):
        if set(plans) != {"ilp", "iap"}:
            assert topics_of(intent, plans, None, topics) == ("iap_vs_504_vs_iep",)
    assert topics_of(intent, PLANS, None, topics) == ("iap_vs_504_vs_iep",)


@pytest.mark.parametrize("intent", ["ilp_vs_iap", "iap_vs_504_vs_iep", "section_504"])
def test_a_comparison_needs_no_names(topics, intent):
    assert topics_of(intent, [], None, topics) == (intent,)
    assert topics_of(intent, ["iap"], About("cost"), topics) == (intent,)


def test_every_topic_has_a_button_that_leads_to_it(topics):
    for topic in topics.all_ids:
        intent, entities = choice_for(topic, topics)
        plans = [entities["plan"]] if entities else []
        for last in (None, *(About(one, plan) for one in topics.all_ids for plan in (None, *PLANS))):
            assert topics_of(intent, plans, last, topics) == (topic,)


def test_every_button_names_an_intent_that_there_is(topics, domain):
    assert {choice_for(topic, topics)[0] for topic in topics.all_ids} <= set(domain.intents)


def test_skip_and_cancel_outside_a_form_are_a_no(topics):
    assert topics_of("skip", [], None, topics) == topics_of("cancel", [], None, topics) == ("deny",)


@pytest.mark.parametrize("intent", ["inform", "repeat", "tell_more", "nlu_fallback", "send_request", "no such intent"])
def test_what_has_no_answer_of_its_own_has_no_topic(topics, intent):
    assert topics_of(intent, ["ilp"], About("what_is", "ilp"), topics) == ()


@given(
    st.sampled_from(["what_is", "request", "cost", "section_504", "ilp_vs_iap", "skip", "inform", "follow_up"]),
    st.lists(st.sampled_from([*PLANS, "other", "ILP", "both", "not_sure", ""]), max_size=5),
    st.sets(st.sampled_from(["ilp", "iap"])),
    st.none() | st.builds(About, st.sampled_from(["cost", "contents", "iep", "which_plan"]), st.sampled_from(PLANS)),
)
def test_there_are_two_topics_at_most_and_all_have_an_answer(topics, intent, plans, hints, before):
    meant = meaning_of(intent, plans, hints, before, topics)
    assert len(meant.topics) <= 2 and len(set(meant.topics)) == len(meant.topics)
    assert set(meant.topics + meant.others) <= set(topics.all_ids) and not set(meant.topics) & set(meant.others)
    assert meant.about.plan in (None, *PLANS)
