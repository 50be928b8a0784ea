"""How every form listens: danger, stop, the answer, a question in between, and what can't be used."""

import random
from dataclasses import replace

import pytest

from actions.call_form import ValidateCallForm
from actions.change_form import ValidateChangeForm
from actions.danger import ValidateDangerForm
from actions.listening import ASKED, PATIENCE
from actions.meeting_form import ValidateMeetingForm
from actions.question_form import ValidateQuestionForm
from actions.request_form import ValidateRequestForm
from actions.status_form import ValidateStatusForm
from bot.errors import RecordsUnavailable

FORMS = [
    ValidateRequestForm,
    ValidateStatusForm,
    ValidateChangeForm,
    ValidateCallForm,
    ValidateQuestionForm,
    ValidateMeetingForm,
    ValidateDangerForm,
]
QUESTIONS = [(form, question) for form in FORMS for question in form.questions]
EVERY = pytest.mark.parametrize(
    ("form", "question"), QUESTIONS, ids=[f"{form.form} {question.slot}" for form, question in QUESTIONS]
)
TELLS = [(form, question) for form, question in QUESTIONS if not question.inquiry]  # where a question is no answer
BUT_INQUIRIES = pytest.mark.parametrize(
    ("form", "question"), TELLS, ids=[f"{form.form} {question.slot}" for form, question in TELLS]
)
WORDS = "Lirum larum Löffelstiel"


def answered(talk):
    """What is kept, but for Rasa's own slot and counters."""
    return {slot: value for slot, value in talk.slots.items() if slot not in (ASKED, "misses")}


# At every question of every form


@EVERY
async def test_danger_stores_nothing_at_any_question(talk, form, question):
    for asked in (question.slot, None):
        family = talk(form, **{ASKED: asked, "grade": "7", "draft": "draft-1"})
        await family.says(WORDS, "crisis", 1.0, danger_kind="self_harm", change_field="grade", grade="8")
        assert family.events == [] and family.said == [], "nothing follows, so that the rule for danger is followed"


@EVERY
async def test_stop_is_heard_at_any_question(talk, form, question):
    for way in ("says", "presses"):
        family = talk(form, **{ASKED: question.slot})
        await (family.says("please stop", "cancel") if way == "says" else family.presses("cancel"))
        assert family.asked is None and WORDS not in str(family.slots)
        assert family.responses == ["utter_say_with_way_on"] and family.slots.get(question.slot) is None


@BUT_INQUIRIES
async def test_a_question_in_between_is_answered_and_the_same_question_asked_again(talk, form, question):
    family = talk(form, **{ASKED: question.slot, "misses": 2})
    await family.says("what is an ilp?", "what_is", 0.95, plan="ilp")
    assert family.responses == ["utter_answer"]
    assert family.asked == question.slot and answered(family) == {} and family.slots["misses"] == 0


@EVERY
async def test_a_topic_s_button_is_a_question_in_between(talk, form, question):
    family = await talk(form, **{ASKED: question.slot}).presses("contents", plan="ilp")
    assert family.responses == ["utter_answer"] and family.asked == question.slot and answered(family) == {}


@EVERY
async def test_say_that_again_asks_again(talk, form, question):
    family = talk(form, **{ASKED: question.slot})
    await family.presses("repeat")
    assert family.asked == question.slot and answered(family) == {}
    assert family.said == [] or question.long


@EVERY
async def test_what_may_be_left_out_can_be_skipped_and_nothing_else(talk, form, question):
    for said in ({"text": "skip", "intent": "skip"}, {"text": "", "intent": "skip", "pressed": True}):
        known = {"call_draft": "1", "call_reach": "225-555-0100", question.slot: None}
        family = talk(form, **known, **{ASKED: question.slot})
        await family.says(**said)
        if question.optional:
            assert family.asked != question.slot and family.slots.get(question.slot) in ("", None)
        elif question.slot != "interpreter":  # there, "skip" means that none is wanted
            assert family.asked == question.slot and family.slots.get(question.slot) is None


@EVERY
async def test_what_cannot_be_used_is_said_so_and_ends_with_a_person(talk, form, question):
    family = talk(form, **{ASKED: question.slot})
    for miss in range(1, 2 * PATIENCE + 1):
        await family.says("...", "nlu_fallback", 0.3)
        assert family.asked == question.slot and family.slots.get(question.slot) is None
        last = miss % PATIENCE == 0
        assert family.keys == [f"ask.{question.slot}.again"] + (["say.give_up"] if last else [])
        assert family.slots["misses"] == miss % PATIENCE


@EVERY
async def test_records_that_are_away_cost_no_answer(talk, form, question, monkeypatch):
    async def away(*told):
        raise RecordsUnavailable("away")

    family = talk(form, **{ASKED: question.slot, "grade": "7"})
    monkeypatch.setattr(form, "questions", (replace(question, hears=lambda said, content: WORDS),))
    monkeypatch.setattr(form, "take", away)
    await family.says(WORDS)
    assert family.keys == ["say.lookup_failed"] and family.asked == question.slot
    assert answered(family) == {"grade": "7"}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
async def test_a_slot_of_another_form_does_not_stop_a_form(talk, form):
    family = await talk(form, **{ASKED: "no_such_slot"}).says("hello", "greeting")
    assert family.asked == form.questions[0].slot


# Open questions and stories


@pytest.mark.parametrize(
    "story",
    [
        "He cries before school. What did we do wrong? He was such a happy boy, and now every morning is a fight.",
        "Is it normal that she reads each line twice and still does not know what it said, night after night?",
        "please stop making him read aloud in front of everybody, he is ashamed and it makes everything worse",
    ],
)
@pytest.mark.parametrize("intent", ["what_is", "disagreement", "cancel", "repeat", "nlu_fallback"])
async def test_a_story_may_hold_any_question(talk, story, intent):
    family = await talk(ValidateRequestForm, **{ASKED: "description"}).says(story, intent, 0.9)
    assert family.slots["description"] == story and family.asked != "description"


async def test_a_short_question_in_place_of_a_story_is_a_question(talk):
    family = talk(ValidateRequestForm, **{ASKED: "description"})
    await family.says("do I need a doctor's letter?", "documentation", 0.9)
    assert family.responses == ["utter_answer"] and family.slots.get("description") is None


async def test_a_question_that_is_not_understood_is_no_answer(talk):
    family = await talk(ValidateRequestForm, **{ASKED: "requester_name"}).says("why do you ask?", "nlu_fallback", 0.3)
    assert family.slots.get("requester_name") is None and family.asked == "requester_name"


async def test_a_name_that_begins_like_a_question_is_a_name(talk):
    for intent in ("nlu_fallback", "out_of_scope", "greeting"):
        family = await talk(ValidateRequestForm, **{ASKED: "requester_name"}).says("Will Smith", intent)
        assert family.slots["requester_name"] == "Will Smith"


# Which form


async def test_another_form_is_gone_to_from_the_small_ones(talk):
    family = await talk(ValidateStatusForm, **{ASKED: "reference"}).says("I want to ask for a plan?", "start_request")
    assert family.asked is None
    assert [event["name"] for event in family.events if event["event"] == "followup"] == ["request_form"]


async def test_the_request_form_is_not_left_for_another(talk):
    family = talk(ValidateRequestForm, **{ASKED: "requester_name"})
    await family.says("what is with my request?", "check_status", 0.95)
    assert family.asked == "requester_name" and family.responses == ["utter_answer"]


# Anything at all


TYPED = ["7", "no", "yes", "Maria", "maria@example.org", "(225) 555-0100", "?", "...", "find me", "2346789C",
         "x" * 2000, "He cries before school every day."]  # fmt: skip
BUTTONS = ["skip", "cancel", "repeat", "start_over", "resume_request", "ask_for_call", "send_request", "name_danger",
           "not_meant", "tell_more", "change_answer", "start_request", "check_status", "change_request"]  # fmt: skip
VALUES = [("for_whom", "myself"), ("for_whom", "child"), ("plan", "504"), ("plan", "both"), ("papers", "none"),
          ("campus", "elementary"), ("consent", "yes"), ("change_kind", "withdraw"), ("reach", "find_me_at_school"),
          *(("change_field", slot) for slot in ("grade", "plan", "reach", "needs", "consent", "none"))]  # fmt: skip
SAID = [
    *({"text": text} for text in TYPED),
    *({"pressed": True, "intent": intent} for intent in BUTTONS),
    *({"pressed": True, "intent": "inform", name: value} for name, value in VALUES),
    *({"text": "what about that?", "intent": intent} for intent in ("cost", "check_status", "deny", "thanks", "skip")),
    {"text": WORDS, "intent": "crisis", "danger_kind": "abuse", "danger_level": "notify"},
]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
async def test_whatever_is_said_a_form_goes_on_or_ends(talk, form, seed):
    rng = random.Random(seed)
    slots = {question.slot: None for question in form.questions}
    family = talk(form, **slots, draft=None, needs=None, changing=None, last_draft=None, danger=None, call_draft=None)
    for _ in range(40):
        said = rng.choice(SAID)
        await family.says(**({"intent": "nlu_fallback"} | said))
        assert family.asked in (None, *slots), said
        assert WORDS not in str(family.slots), "words of danger stand in no slot"
        assert all(one.get("response") or one.get("custom") for one in family.said), said
        for question in form.questions:
            value = family.slots[question.slot]
            assert value is None or isinstance(value, str), f"{said}: {question.slot} = {value!r}"
