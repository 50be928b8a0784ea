"""What a message is made of: its questions, each once and only when it is sure, or a follow-up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.parts import MOST, NO_PART, READ, Parts, segments


@pytest.fixture
def parts():
    return Parts(Parts.get_default_config())


def heard(parts, text, whole, told, entities=()):
    """The message after it went through the component. `told`: by a word of a segment, what the segment is about."""

    def ranking(segment):
        intent, share = next(((i, s) for word, i, s in told if word in segment), ("rights", 0.3))
        return [(intent, share), ("stigma", (1 - share) / 2)]

    found = [
        {"entity": name, "value": value, "start": text.index(at), "end": text.index(at) + len(at)}
        for name, value, at in entities
    ]
    ranked = [{"name": whole, "confidence": 0.6}, {"name": "stigma", "confidence": 0.1}]
    rankings = [(segment, ranking(segment.text)) for segment in segments(text)]
    data = {"text": text, "intent": ranked[0], "intent_ranking": ranked, "entities": found, "part_rankings": rankings}
    [message] = parts.process([Message(data)])
    return message


def told(message):
    return [(part["intent"], part["plans"]) for part in message.get("parts") or []]


COST, TIME = ("free", "cost", 0.95), ("long", "timeline", 0.9)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Is it free? How long does it take?", ["Is it free?", "How long does it take?"]),
        ("is it free\nhow long does it take", ["is it free", "how long does it take"]),
        ("is it free and how long does it take", ["is it free", "how long does it take"]),
        ("what is an ILP, and also who can get one?", ["what is an ILP", "who can get one?"]),
        ("My son reads slowly. He is in grade 4. Is it free?", ["Is it free?"]),
        ("My son reads slowly and hates it. He is in grade 4.", []),
        ("is it free?", []),
        ("Hello. Is it free?", ["Is it free?"]),
        ("who reads and signs the plan", []),
    ],
)
def test_a_text_is_cut_into_its_questions(text, pieces):
    assert [segment.text for segment in segments(text)] == pieces
    assert all(text[segment.start : segment.end] == segment.text for segment in segments(text))


def test_two_sure_questions_are_two_parts(parts):
    message = heard(parts, "Is it free? How long does it take?", "cost", [COST, TIME])
    assert told(message) == [("cost", []), ("timeline", [])] and message.get("intent")["name"] == "cost"
    assert message.as_dict(only_output_properties=True)["parts"] == message.get("parts")


def test_an_unsure_message_with_sure_questions_is_not_asked_back_about(parts):
    message = heard(parts, "Is it free? How long does it take?", "nlu_fallback", [COST, TIME])
    assert told(message) == [("cost", []), ("timeline", [])] and message.get("intent")["name"] == "cost"
    assert [one["name"] for one in message.get("intent_ranking")] == ["cost", "stigma"]


def test_a_greeting_and_a_question_is_the_question(parts):
    message = heard(parts, "Hello. Is it free?", "greeting", [COST])
    assert told(message) == [] and message.get("intent")["name"] == "cost"


def test_what_is_not_sure_is_no_part(parts):
    for share in (0.3, 0.6):
        message = heard(parts, "Is it free? How long does it take?", "cost", [COST, ("long", "timeline", share)])
        assert told(message) == [] and message.get("intent")["name"] == "cost"


def test_one_question_asked_in_two_ways_is_answered_once(parts):
    message = heard(parts, "Is it free? Do I pay for it, is it really free?", "cost", [COST, ("pay", "cost", 0.9)])
    assert told(message) == [] and message.get("intent")["name"] == "cost"


def test_two_sure_questions_are_trusted_more_than_the_blend_of_both(parts):
    message = heard(parts, "Is it free? How long does it take?", "private_school", [COST, TIME])
    assert told(message) == [("cost", []), ("timeline", [])] and message.get("intent")["name"] == "cost"
    message = heard(parts, "Is it free? I pay taxes, after all.", "private_school", [COST])
    assert told(message) == [] and message.get("intent")["name"] == "private_school", "one alone is not"


@pytest.mark.parametrize("whole", ["check_status", "change_request", "start_request", "crisis"])
def test_what_begins_a_form_is_not_lost_beside_questions(parts, whole):
    message = heard(parts, "Is it free? How long does it take?", whole, [COST, TIME])
    assert told(message) == [] and message.get("intent")["name"] == whole


def test_beside_what_is_none_of_our_business_only_a_named_plan_counts(parts):
    for text, name in (("Is there a bus? Is the ILP free?", "cost"), ("Is there a bus? Is it free?", "out_of_scope")):
        plan = [("plan", "ilp", "ILP")] if "ILP" in text else []
        assert heard(parts, text, "out_of_scope", [COST], plan).get("intent")["name"] == name


def test_a_part_on_the_topic_of_the_whole_may_be_less_sure(parts):
    message = heard(parts, "Is it free? How long does it take?", "cost", [("free", "cost", 0.5), TIME])
    assert told(message) == [("cost", []), ("timeline", [])]


def test_a_part_that_leans_on_the_one_before_must_be_surer(parts):
    for share, count in ((0.85, 0), (0.95, 2)):
        message = heard(parts, "is it free and how long will they take", "cost", [COST, ("long", "timeline", share)])
        assert len(told(message)) == count
    text, rules = (
        "who runs the hearing and how is one requested",
        [("runs", "disagreement", 0.9), ("how", "request", 0.9)],
    )
    assert told(heard(parts, text, "disagreement", rules)) == [], "one hearing, not one plan"


def test_a_part_means_the_plan_it_names_else_the_one_before(parts):
    text = "What is an ILP and how do I get one? What is an IAP?"
    rules = [("What is an", "what_is", 0.95), ("how do I", "request", 0.95)]
    message = heard(parts, text, "what_is", rules, [("plan", "ilp", "ILP"), ("plan", "iap", "IAP")])
    assert told(message) == [("what_is", ["ilp"]), ("request", ["ilp"]), ("what_is", ["iap"])]


@pytest.mark.parametrize("intent", sorted(NO_PART))
def test_small_talk_and_grave_things_are_no_parts(parts, intent):
    message = heard(parts, "Is it free? How long does it take?", "cost", [COST, ("long", intent, 0.99)])
    assert told(message) == []


def test_a_follow_up_counts_when_it_is_all_of_the_message(parts):
    text = "ok thanks, and the other one?"
    message = heard(parts, text, "both_plans", [], [("follow_up", "other", "and the other one")])
    assert message.get("intent") == {"name": "follow_up", "confidence": 1.0}
    assert message.get("intent_ranking") == [{"name": "follow_up", "confidence": 1.0}]
    text = "and my other son, he is in grade 2?"
    message = heard(parts, text, "crisis", [], [("follow_up", "child", "and my other son")])
    assert [one["name"] for one in message.get("intent_ranking")] == ["follow_up", "crisis"], "danger may stand beside"
    text = "I asked the teacher and the office about it. The other one?"
    message = heard(parts, text, "who_to_contact", [], [("follow_up", "other", "The other one")])
    assert message.get("intent")["name"] == "who_to_contact"


@given(st.text(alphabet="a?.! \n,and whoi", max_size=200))
def test_any_text_is_cut_in_order_and_not_too_often(text):
    cut = segments(text)
    assert len(cut) <= READ
    assert all(one.end <= other.start for one, other in pairwise(cut))


def test_no_message_gets_more_answers_than_can_be_read(parts):
    rules = [("one", "cost", 0.9), ("two", "timeline", 0.9), ("three", "privacy", 0.9), ("four", "stigma", 0.9)]
    message = heard(parts, "Is it one? Is it two? Is it three? Is it four?", "cost", rules)
    assert len(told(message)) == MOST
