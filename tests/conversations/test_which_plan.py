"""The interview "Which plan?" and the six steps, through the real program: begun in every way, left, gone on with, and
what of it stands in the request."""

import pytest
from asking import ANSWERS, answer, answer_until

GOALS = {"help_wanted": "[Learning goals", "makes_harder": "[Maybe"}
WORRY = "She cries over reading every night, and I do not know why."


def interview(family, **answers):
    """From its first question to the suggestion."""
    assert not answer_until(family, "no such question", **answers)
    [told] = family.messages
    assert (told["kind"], told["topic"]) == ("answer", "which_plan"), family.text
    return told


@pytest.mark.parametrize("way", [["help me decide"], ["which plan is right for my son?", "[Help me find"],
                                 ["what is the difference between an ILP and an IAP?", "[Help me find"],
                                 ["I want to ask for a plan", "[Help me find"]])  # fmt: skip
def test_it_begins_from_words_and_from_every_button(family, way):
    for said in way:
        family.press(said[1:]) if said[0] == "[" else family.say(said)
    assert (family.topics[0], family.asks) == ("which_plan", "help_wanted")


def test_it_ends_with_reasons_sources_and_a_button_that_begins_the_request(family, program):
    family.say("help me decide")
    told = interview(family, **GOALS, worry=WORRY)
    assert "both an ILP and an IAP" in told["body"] and "an evaluation for special education" in told["body"]
    assert "I can't say who qualifies" in told["body"] and "without any papers" in told["body"]
    assert {"seed", "osep_memo_11_07"} <= {source["id"] for source in told["sources"]}
    family.press("Ask the school for both")
    asked = []
    while family.asks != "check":
        asked.append(family.asks)
        answer(family, ANSWERS[family.asks])
        assert family.asks not in asked, family.text
    assert not {"plan", "description"} & set(asked) and "What I suggested" in family.text and WORRY in family.text
    [sent] = family.press("Send this")
    family.press("What happens next")
    assert "Step 3 of 6" in family.text
    row = program.request(sent["reference"])
    assert (row["plan"], row["description"]) == ("both", WORRY)
    assert "both an ILP and an IAP" in row["suggestion"] and "evaluation" in row["suggestion"]
    roles = {one["role"] for one in program.rows("SELECT role FROM hand_off WHERE request_id = ?", row["id"])}
    assert roles & {"section_504_coordinator", "special_education_coordinator"}


def test_not_sure_in_the_form_offers_it_and_the_form_goes_on_with_its_answer(family):
    family.say("I want to ask for a plan")
    assert answer_until(family, "plan")
    family.press("I am not sure")
    assert family.asks == "description"
    family.press("Help me find which plan fits")
    interview(family, help_wanted="[Changes", makes_harder="[No", worry="[Skip this")
    family.press("Ask the school for an accommodation plan")
    assert family.asks == "description", "the grade and all before it are still known"
    assert answer_until(family, "check") and "An accommodation plan (IAP)" in family.text


def test_it_can_be_left_for_a_question_stopped_and_taken_up_again(family):
    family.say("help me decide")
    family.press("Learning goals")
    family.say("what is an ilp?")
    assert family.topics[0] == "what_is_ilp" and family.asks == "makes_harder"
    family.say("stop")
    assert family.asks is None
    family.say("who sees the plan?")
    family.say("help me decide")
    assert family.asks == "makes_harder", "it goes on where it stopped"
    family.say("stop")
    family.press("Go on with the questions on which plan fits")
    assert family.asks == "makes_harder"
    family.say("stop")
    family.say("go on with my request")  # there is none yet
    assert family.asks == "makes_harder"


def test_danger_within_it_is_answered_and_its_words_are_kept_nowhere(family, program):
    family.say("help me decide")
    answer_until(family, "worry")
    words = "I want to kill myself because of school"
    family.say(words)
    assert set(family.kinds) == {"crisis"} and words not in program.kept_of(family)
    family.press("Go on with the questions on which plan fits")
    assert family.asks == "worry"


def test_a_student_is_asked_and_asks_as_one(begin):
    family = begin(persona="student")
    family.say("which plan fits me?")
    family.press("Help me find which plan fits")
    interview(family, help_wanted="[More challenge", makes_harder="[No", worry="[Skip this")
    family.press("Ask the school for a learning plan")
    assert family.asks == "grade" and "What grade are you in?" in family.text


def test_the_steps_are_walked_left_and_taken_up_again(family):
    family.say("what are the six steps?")
    family.press("Go through the steps with me")
    assert "Step 1 of 6" in family.text
    family.press("This step is done")
    assert "Step 2 of 6" in family.text and "school counselor" in family.text
    family.press("Look at the next step")
    assert "Step 3 of 6" in family.text and "still at step 2" in family.text
    family.say("what does it cost?")
    family.say("how does the whole process go, step by step?")
    family.press("Go on at step 2")
    assert "Step 2 of 6" in family.text


def test_who_says_how_far_it_is_is_shown_that_step(family):
    family.say("we had the meeting last week")
    assert "Step 5 of 6" in family.text and family.topics == ["request_steps"]
    family.say("what are the six steps?")
    assert "Go on at step 5" in family.choices
    family.say("we had the meeting last week. can they say no?")
    assert "Step" not in family.text


def test_a_step_said_in_a_form_is_shown_and_the_form_asks_again(family):
    family.say("I want to ask for a plan")
    family.say("we had the meeting last week")
    assert family.topics[0] == "request_steps" and family.asks == "for_whom"
