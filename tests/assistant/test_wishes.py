"""What words tell better than a classifier: "help me decide", and at which step a family is. Questions with a topic of
their own stay what they are."""

import pytest
import yaml
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.steps import STEPS
from bot.assistant.wishes import NEAR_STEPS, WORDS, Wishes
from bot.training import ROOT


@pytest.fixture(scope="module")
def wishes():
    return Wishes()


def heard(wishes, text, intent):
    ranked = [{"name": intent, "confidence": 0.6}, {"name": "stigma", "confidence": 0.1}]
    [message] = wishes.process([Message({"text": text, "intent": ranked[0], "intent_ranking": ranked})])
    steps = [one["value"] for one in message.get("entities") or []]
    return message.get("intent")["name"], steps[0] if steps else None


@pytest.mark.parametrize(
    "text",
    [
        "help me decide",
        "Help me find which plan fits",
        "can you help us choose a plan",
        "ask me a few questions and then tell me",
        "please guide me to the right one",
        "go on with the questions",
    ],
)
def test_the_wish_to_be_led_begins_the_interview(wishes, text):
    for intent in ("which_plan", "nlu_fallback", "resume_request"):
        assert heard(wishes, text, intent) == ("find_plan", None)


@pytest.mark.parametrize(("text", "intent"), [("help me choose a college", "career_and_college"),
                                              ("which plan is right for my son", "which_plan"),
                                              ("he froze in a timed quiz and cried", "nlu_fallback"),
                                              ("help me decide, " + "it is long " * 9, "nlu_fallback"),
                                              ("help me decide", "talk_to_person")])  # fmt: skip
def test_other_questions_and_other_help_do_not(wishes, text, intent):
    assert heard(wishes, text, intent) == (intent, None)


TOLD = [
    ("we talked to the counselor", "3"),
    ("we asked for a 504 plan two weeks ago", "3"),
    ("they are testing him now", "3"),
    ("the evaluation is done", "4"),
    ("we have a meeting on Monday", "4"),
    ("we were invited to the planning meeting", "4"),
    ("we had the meeting last week", "5"),
    ("i had my iep meeting today", "5"),
    ("the plan was signed yesterday", "5"),
    ("she has had her plan since October", "6"),
    ("our annual review is next week", "6"),
]


@pytest.mark.parametrize(("text", "step"), TOLD)
def test_who_says_how_far_it_is_is_shown_that_step(wishes, text, step):
    for intent in ("request_steps", "planning_meeting", "out_of_scope"):
        assert heard(wishes, text, intent) == ("show_step", step)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("we had the meeting last week. can they say no?", "meeting_rights"),
        ("we asked for an ILP and were told no", "school_does_not_offer"),
        ("the plan is written but nobody follows it", "implementation"),
        ("the meeting went badly", "planning_meeting"),
        ("I sent in the request yesterday", "check_status"),
        ("my first iap meeting is next week what should i expect", "planning_meeting"),
        ("how long until the plan is in place?", "timeline"),
    ],
)
def test_tidings_with_a_question_or_a_trouble_are_that(wishes, text, intent):
    assert heard(wishes, text, intent) == (intent, None)


def test_what_comes_next_is_a_question_on_the_steps(wishes):
    assert heard(wishes, "we had the meeting, what happens next?", "request_steps") == ("show_step", "5")


def test_a_long_story_is_no_tidings(wishes):
    assert heard(wishes, "we had the meeting last week " + "and it was long " * 5, "request_steps")[1] is None


def test_the_words_name_steps_and_intents_that_there_are():
    words = yaml.safe_load(WORDS.read_text("utf-8"))
    assert set(words["show_step"]) < set(STEPS)
    intents = {next(iter(one)) for one in yaml.safe_load((ROOT / "domain.yml").read_text())["intents"]}
    assert NEAR_STEPS | {"find_plan", "show_step"} <= intents


def test_it_stands_before_whatever_hears_danger():
    lines = [line for line in (ROOT / "config.yml").read_text().splitlines() if "- name: bot.assistant" in line]
    assert "wishes.Wishes" in lines[-3] and "safety.DangerListener" in lines[-1]


@pytest.mark.parametrize(
    "text",
    [
        "fine I want to ask for an IEP evaluation",
        "We'd like to request a 504 plan for our daughter, she is in 3rd grade",
        "request accommodations",
        "please ask for an iap for my son. He has asthma and misses gym.",
    ],
)
def test_the_wish_for_a_plan_begins_a_request_where_no_topic_is_sure(wishes, text):
    assert heard(wishes, text, "nlu_fallback") == ("start_request", None)
    assert heard(wishes, text, "disagreement") == ("disagreement", None)


@pytest.mark.parametrize(
    "text", ["how do I ask for a plan?", "I want to ask for a seat on the bus", "I asked for an evaluation in May"]
)
def test_a_question_on_asking_begins_nothing(wishes, text):
    assert heard(wishes, text, "nlu_fallback") == ("nlu_fallback", None)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("can you email me a copy", "email"),
        ("e-mail it to me", "email"),
        ("send it to my email please", "email"),
        ("How do I print this?", "print"),
        ("print", "print"),
        ("can I save this", "print"),
    ],
)
def test_who_wants_to_keep_it_is_told_how(wishes, text, how):
    assert heard(wishes, text, "nlu_fallback") == ("keep_copy", how)


@pytest.mark.parametrize(
    "text", ["can you email his teacher", "I will email the school", "he can't print his name yet"]
)
def test_other_mail_and_other_print_is_no_copy(wishes, text):
    assert heard(wishes, text, "communication") == ("communication", None)


@pytest.mark.parametrize("text", ["he is in the fifth grade", "I'm in 10th grade", "my son is in kindergarten now."])
def test_a_grade_alone_asks_nothing(wishes, text):
    assert heard(wishes, text, "gifted")[0] == "nlu_fallback"


@pytest.mark.parametrize("text", ["he is in the fifth grade and bored", "is he too old for fifth grade", "fifth grade"])
def test_a_grade_with_more_is_what_it_is(wishes, text):
    assert heard(wishes, text, "gifted") == ("gifted", None)


def test_a_calendar_wants_the_date_of_a_meeting(wishes):
    assert heard(wishes, "can you put it in my calendar", "out_of_scope") == ("name_meeting", None)
