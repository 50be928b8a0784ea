"""What a reply knows of the conversation."""

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from bot.assistant.heard import Heard
from bot.assistant.meaning import About


def said(intent="what_is", entities=(), ranking=(), **metadata):
    found = [{"entity": name, "value": value} for name, value in entities]
    named = {"name": intent, "confidence": 0.9}
    ranking = [{"name": name, "confidence": share} for name, share in ranking] or [named]
    return UserUttered("...", named, found, {"intent_ranking": ranking}, metadata=metadata)


def reply(*messages):
    return BotUttered(None, {"custom": {"messages": list(messages)}})


def answer(intent, plan):
    return BotUttered(None, {"custom": {"messages": [told()], "about": {"intent": intent, "plan": plan}}})


def told(kind="answer", topic=None, body="..."):
    return {"kind": kind, "body": body} | ({"topic": topic} if topic else {})


@pytest.fixture
def heard(conversation_of):
    return lambda *events, **slots: Heard.of(conversation_of(*events, **slots), "en")


def test_an_empty_conversation_has_something_to_say_to(heard):
    nothing = heard()
    assert (nothing.intent, nothing.language, nothing.persona) == ("nlu_fallback", "en", "parent")
    assert nothing.said == () and nothing.failures == 0 and nothing.before is None and nothing.plans == ()


def test_the_message_tells_intent_language_and_persona(heard):
    one = heard(said("contents", language="es", persona="staff"))
    assert (one.intent, one.language, one.persona) == ("contents", "es", "staff")


def test_who_asks_for_themself_is_a_student(heard):
    assert heard(said(persona="parent"), for_whom="myself", requested_slot="grade").persona == "student"
    assert heard(said(persona="student"), for_whom="child").persona == "student"


def speaks(*values, before="parent", intent="cost", about=()):
    entities = [("speaker", value) for value in values] + [("for_whom", value) for value in about]
    return said(intent, entities, persona=before)


def test_who_plainly_speaks_as_a_student_is_one_and_stays_one(heard):
    assert heard(speaks("student")).persona == "student" and heard(speaks("student")).known_as == "parent"
    assert heard(speaks(before="student")).persona == "student"
    assert heard(speaks("me", intent="student_self_request")).persona == "student"
    assert heard(speaks("me", intent="meeting_rights")).persona == "parent", "parents say I, too"
    assert heard(speaks("student", before="staff")).persona == "staff"


def test_who_speaks_of_a_child_is_no_student_and_says_so_at_any_time(heard):
    assert heard(speaks("student", "parent")).persona == "parent"
    assert heard(speaks("parent", before="student")).persona == "parent"
    assert heard(speaks("parent", before="student"), for_whom="myself").persona == "parent"
    assert heard(speaks("parent", before="staff")).persona == "staff"
    assert heard(speaks("me", intent="student_self_request", about=["child"])).persona == "parent"


@pytest.mark.parametrize(
    ("start", "condition", "persona"),
    [(7, "adhd", "student"), (40, "adhd", "parent"), (7, "hearing_loss", "parent")],
)
def test_i_have_a_condition_is_said_by_a_student(heard, start, condition, persona):
    has = {"entity": "speaker", "value": "has", "start": 0, "end": 6}
    told = {"entity": "condition", "value": condition, "start": start, "end": start + 4, "status": "said"}
    one = UserUttered("...", {"name": "cost"}, [has, told], {}, metadata={"persona": "parent"})
    assert heard(one).persona == persona


def test_words_and_conditions_hint_at_a_plan(heard):
    def hinted(*entities):
        return set(heard(said(entities=entities)).hints)

    assert hinted(("plan_hint", "ilp")) == {"ilp"} and hinted(("condition", "adhd")) == {"iap"}
    assert hinted(("condition", "gifted"), ("plan_hint", "iap")) == {"ilp", "iap"}
    assert hinted(("condition", "ell")) == set()


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


def test_the_topics_are_those_of_the_last_reply(heard):
    assert heard(said(), reply(told(topic="cost"), told()), said()).topics == ("cost",)
    assert heard(said(), reply(told(topic="cost")), said(), said()).topics == ("cost",)
    earlier = [said(), reply(told(topic="cost"))]
    assert heard(*earlier, said(), reply(told(topic="privacy")), said()).topics == ("privacy",)


def test_small_talk_and_asking_back_change_no_subject(heard):
    for between in (told("clarify"), told("small_talk", "thanks"), told("greeting", "greeting"), told("question")):
        assert heard(said(), reply(told(topic="cost")), said(), reply(between), said()).topics == ("cost",)


def test_what_a_reply_noted_of_itself_is_what_was_answered_before(heard):
    answered = [said(), answer("contents", "iap")]
    assert heard(*answered, said()).before == About("contents", "iap")
    assert heard(*answered, said(), reply(told("small_talk", "thanks")), said()).before == About("contents", "iap")
    assert heard(*answered, said(), answer("cost", None), said()).before == About("cost", None)


def test_the_plan_chosen_in_the_form_is_spoken_of(heard):
    answered = [said(), answer("contents", "iap")]
    assert heard(*answered, SlotSet("plan", "ILP"), said()).before == About("contents", "ilp")
    assert heard(SlotSet("plan", "504"), said()).before == About("what_is", "504")
    assert heard(SlotSet("plan", "ILP"), *answered, said()).before == About("contents", "iap")
    assert heard(SlotSet("plan", "not_sure"), said()).before is None


def test_a_reply_on_both_plans_has_two_topics(heard):
    one = heard(said(), reply(told(topic="ilp_request"), told(topic="iap_request")), said())
    assert one.topics == ("ilp_request", "iap_request")


@pytest.mark.parametrize(
    ("kinds", "failures"),
    [
        ([], 0),
        (["clarify"], 1),
        (["answer", "clarify", "not_sure"], 2),
        (["not_sure", "not_sure", "not_sure"], 3),
        (["out_of_scope", "clarify"], 2),
        (["clarify", "answer"], 0),
        (["clarify", "small_talk", "clarify"], 1),
    ],
)
def test_failures_in_a_row_are_counted_up_to_now(heard, kinds, failures):
    events = [event for kind in kinds for event in (said(), reply(told(kind)))]
    assert heard(*events, said()).failures == failures


def test_a_button_that_leads_to_no_answer_is_no_failure_and_ends_no_count(heard):
    pressed = said(pressed="yes")
    assert heard(said(), reply(told("clarify")), pressed, reply(told("not_sure")), said()).failures == 1


def test_a_text_that_is_no_message_of_ours_is_passed_over(heard):
    assert heard(said(), BotUttered("-"), BotUttered("-", {"custom": {"changes": {}}}), said()).said == ()


def test_slots_are_there(heard):
    one = heard(said(), SlotSet("grade", "7"), plan="ILP")
    assert one.slots["grade"] == "7" and one.slots["plan"] == "ILP" and one.slots["reach"] is None


# What only a person can answer


def typed(text, intent="nlu_fallback"):
    return UserUttered(text, {"name": intent, "confidence": 0.9}, [], {})


FORM = reply({"kind": "question", "asks": "requester_name", "body": "..."})
BUS = "is there a late bus"


@pytest.mark.parametrize(
    ("events", "missed"),
    [
        ([typed(BUS), reply(told("clarify"))], BUS),
        ([typed(BUS, "out_of_scope"), reply(told("out_of_scope"))], BUS),
        ([typed(BUS), reply(told("clarify")), typed("and is it free"), reply(told("not_sure"))], "and is it free"),
        ([typed(BUS), reply(told("clarify")), typed("", "send_question"), FORM], BUS),
        ([typed(BUS), reply(told("clarify")), typed("what is an ilp", "what_is"), reply(told())], BUS),
        ([typed("please tell the office that the late bus never comes", "send_question")],
         "please tell the office that the late bus never comes"),
        ([typed("send my question", "send_question")], None),
        ([typed("what is an ilp", "what_is"), reply(told())], None),
        ([FORM, typed("Maria Example"), FORM], None),
        ([FORM, typed("Maria Example"), reply(told()), FORM, typed("225-555-0177")], None),
        ([typed("I want to die", "crisis"), reply(told("crisis"))], None),
        ([typed("my code is CDFH-2346"), reply(told("not_sure"))], None),
        ([typed("?!"), reply(told("not_sure"))], None),
        ([typed("bus " * 400), reply(told("not_sure"))], None),
    ],
)  # fmt: skip
def test_the_last_words_that_were_not_understood_are_known_and_no_answer_to_a_form_is(heard, events, missed):
    assert heard(*events).missed == missed
