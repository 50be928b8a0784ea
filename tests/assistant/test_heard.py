"""What a reply knows of the conversation."""

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.assistant.heard import Heard


def said(intent="what_is", entities=(), ranking=(), **metadata):
    found = [{"entity": name, "value": value} for name, value in entities]
    named = {"name": intent, "confidence": 0.9}
    ranking = [{"name": name, "confidence": share} for name, share in ranking] or [named]
    return UserUttered("...", named, found, {"intent_ranking": ranking}, metadata=metadata)


def reply(*messages):
    return BotUttered(None, {"custom": {"messages": list(messages)}})


def told(kind="answer", topic=None, body="..."):
    return {"kind": kind, "body": body} | ({"topic": topic} if topic else {})


@pytest.fixture
def heard(conversation_of):
    return lambda *events, **slots: Heard.of(conversation_of(*events, **slots), "en")


def test_an_empty_conversation_has_something_to_say_to(heard):
    nothing = heard()
    assert (nothing.intent, nothing.language, nothing.persona) == ("nlu_fallback", "en", "parent")
    assert nothing.said == () and nothing.failures == 0 and nothing.last_topic is None and nothing.plans == ()


def test_the_message_tells_intent_language_and_persona(heard):
    one = heard(said("contents", language="es", persona="staff"))
    assert (one.intent, one.language, one.persona) == ("contents", "es", "staff")


def test_who_asks_for_themself_is_a_student(heard):
    assert heard(said(persona="parent"), for_whom="myself").persona == "student"
    assert heard(said(persona="student"), for_whom="child").persona == "student"


def test_plans_are_told_once_each_in_their_order(heard):
    entities = [("plan", "504"), ("grade", "7"), ("plan", "504"), ("plan", "iap")]
    one = heard(said(entities=entities))
    assert one.plans == ("504", "iap") and one.entities == {"plan": "504", "grade": "7"}


def test_the_fallback_is_no_guess(heard):
    ranking = [("nlu_fallback", 0.7), ("cost", 0.3), ("privacy", 0.2)]
    assert heard(said("nlu_fallback", ranking=ranking)).ranking == (("cost", 0.3), ("privacy", 0.2))


def test_the_last_reply_is_all_that_was_said_to_one_message(heard):
    first = [said(), reply(told(topic="cost"))]
    last = [said(), reply(told(body="1")), ActionExecuted("utter_answer"), reply(told(body="2"), told(body="3"))]
    one = heard(*first, *last, said())
    assert [message["body"] for message in one.said] == ["1", "2", "3"]


def test_the_last_topic_is_that_of_the_last_reply(heard):
    assert heard(said(), reply(told(topic="cost"), told()), said()).last_topic == "cost"
    assert heard(said(), reply(told(topic="cost")), said(), said()).last_topic == "cost"
    earlier = [said(), reply(told(topic="cost"))]
    assert heard(*earlier, said(), reply(told(topic="privacy")), said()).last_topic == "privacy"


def test_small_talk_and_asking_back_change_no_subject(heard):
    for between in (told("clarify"), told("small_talk", "thanks"), told("greeting", "greeting"), told("question")):
        assert heard(said(), reply(told(topic="cost")), said(), reply(between), said()).last_topic == "cost"


def test_a_reply_on_both_plans_leaves_open_which_is_meant(heard):
    one = heard(said(), reply(told(topic="ilp_request"), told(topic="iap_request")), said())
    assert one.topics == ("ilp_request", "iap_request") and one.last_topic is None


@pytest.mark.parametrize(
    ("kinds", "failures"),
    [
        ([], 0),
        (["clarify"], 1),
        (["answer", "clarify", "not_sure"], 2),
        (["not_sure", "not_sure", "not_sure"], 3),
        (["clarify", "answer"], 0),
        (["clarify", "small_talk", "clarify"], 1),
    ],
)
def test_failures_in_a_row_are_counted_up_to_now(heard, kinds, failures):
    events = [event for kind in kinds for event in (said(), reply(told(kind)))]
    assert heard(*events, said()).failures == failures


def test_a_text_that_is_no_message_of_ours_is_passed_over(heard):
    assert heard(said(), BotUttered("-"), BotUttered("-", {"custom": {"changes": {}}}), said()).said == ()


def test_slots_are_there(heard):
    one = heard(said(), SlotSet("grade", "7"), plan="ILP")
    assert one.slots["grade"] == "7" and one.slots["plan"] == "ILP" and one.slots["reach"] is None
