"""Who begins with what is hard gets an answer that fits and an offer to write it down, with all that was told."""

import pytest
from asking import answer_until
from program import conversation_id

STORY = "my 7th grader has ADHD and can't finish tests, what can I do?"
OFFER = "Make a request out of what I told you"


@pytest.mark.parametrize(
    ("story", "grade", "difficulty"),
    [
        (STORY, "7", "finishing tests or work in time"),
        ("My daughter is in fourth grade. She can't read well and cries over homework every night.", "4", "reading"),
        ("our kindergartner can't sit still and the teacher calls us all the time", "kindergarten", "paying attention"),
    ],
)
def test_a_story_is_understood_and_offered_to_be_written_down(begin, story, grade, difficulty):
    family = begin()
    family.say(story)
    assert OFFER in family.choices and "error" not in family.kinds
    family.press(OFFER)
    assert "- **Who it is for:** My child" in family.text and f"- **Grade:** {grade}" in family.text
    assert story in family.text.replace("\\", "") and family.asks == "plan"
    family.say("not sure")
    assert family.asks == "description_more" and f"- {difficulty}" in family.text, "nothing told is asked again"
    assert "ADHD" not in family.text, "difficulties are shown, never conditions"
    family.say("that's all")
    assert family.asks == "papers"


def test_what_was_told_before_counts_for_a_typed_wish_too(family, program):
    family.say(STORY)
    family.say("I want to ask for a plan")
    assert "- **Grade:** 7" in family.text and family.asks == "plan"
    assert answer_until(family, "check", plan="[An accommodation plan")
    assert "ADHD" in family.text, "in the family's own words"
    assert "ADHD" not in family.text.replace(STORY, "")
    family.press("Send this")
    [row] = program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    assert (row["grade"], row["description"]) == ("7", STORY)
    needs = program.rows("SELECT kind, name, status FROM need WHERE request_id = ?", row["id"])
    assert {"kind": "condition", "name": "adhd", "status": "said"} in needs, "for routing"


def test_a_plan_that_is_there_already_is_shown_before_sending_and_told_to_who_looks_after_it(family, program):
    family.say("My daughter is in 4th grade. She has an IEP for speech, but can't read well and cries over homework.")
    family.press(OFFER)
    assert answer_until(family, "check", plan="[A learning plan")
    assert "- **Plan the student has now:** an IEP" in family.text
    family.press("Send this")
    [row] = program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    assert (row["plan"], row["has_plan"]) == ("ILP", "IEP")
    told = program.rows("SELECT role FROM hand_off WHERE request_id = ?", row["id"])
    assert {"role": "special_education_coordinator"} in told


def test_a_plan_that_was_heard_wrongly_can_be_left_out(family, program):
    family.say("My son is in 4th grade. His 504 is never followed, and he can't finish tests, it is so hard for him.")
    family.press(OFFER)
    assert answer_until(family, "check", plan="[A learning plan")
    family.press("Leave out: Plan the student has now")
    assert family.asks == "check" and "Plan the student has now:**" not in family.text
    family.press("Send this")
    [row] = program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    assert row["has_plan"] is None


@pytest.mark.parametrize("yes", ["yes please", "yes", "ok, do that"])
def test_a_yes_takes_the_offer_up(begin, yes):
    family = begin()
    family.say(STORY)
    assert OFFER in family.choices
    family.say(yes)
    assert "- **Grade:** 7" in family.text and family.asks == "plan"


def test_a_yes_to_nothing_in_particular_begins_nothing(begin):
    family = begin()
    family.say("what is an iap?")
    family.say("yes")
    assert family.asks is None


def test_what_was_filled_in_can_be_changed(family):
    family.say(STORY)
    family.press(OFFER)
    family.say("change the grade to 8")
    assert "- **Grade:** 8" in family.text and family.asks == "plan"
    assert answer_until(family, "description_more")
    family.press("Leave out")
    assert family.asks == "description_more" and "finishing tests or work in time" not in family.text


def test_a_question_or_a_few_words_begin_nothing(begin):
    for text in ("can my 7th grader with ADHD get extra time on tests?", "dyslexia", "what is an iap?"):
        family = begin()
        family.say(text)
        assert OFFER not in family.choices
