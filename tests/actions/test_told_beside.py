"""What a message tells beside the question that was asked, what was told before the form began, and what corrects an
answer: nothing said is asked twice, and nothing is filled in that nobody said."""

from dataclasses import replace

import pytest
from family_says import read, typed

from actions import beside
from actions.answers import name
from actions.listening import ASKED
from actions.request_form import ValidateRequestForm

FIVE = "My name is Ana Ruiz, my son is in 4th grade, I want an IAP, call me at 225-555-0123 after 5 or ana@example.org"


def said(text):
    return replace(typed(text), entities=tuple((one["entity"], one["value"]) for one in read(text)))


def user(text, intent="nlu_fallback"):
    parsed = {"intent": {"name": intent, "confidence": 0.9}, "entities": read(text)}
    return {"event": "user", "text": text, "parse_data": parsed, "metadata": {}}


# Each thing by itself


@pytest.mark.parametrize(
    ("hears", "text", "told"),
    [
        (beside.told_own_name, "my name is Rose Miller and my grandson is Tyler", "Rose Miller"),
        (beside.told_own_name, "Hi, I'm Ana Ruiz.", "Ana Ruiz"),
        (beside.told_own_name, "I'm so tired of this", None),
        (beside.told_own_name, "This is Too much", None),
        (beside.told_own_name, "his name is Leo", None),
        (beside.told_student_name, "his name is Leo Ruiz.", "Leo Ruiz"),
        (beside.told_student_name, "My son Leo can't read well", "Leo"),
        (beside.told_student_name, "my daughter is called Ana", "Ana"),
        (beside.told_student_name, "my son has ADHD", None),
        (beside.told_student_name, "my name is Ana", None),
        (beside.told_reach, "call me at 225.555.0142 after lunch", "225.555.0142"),
        (beside.told_reach, "ana@example.org or 225-555-0100", "ana@example.org, 225-555-0100"),
        (beside.told_reach, "he has been seen by a doctor at 225-555-0100 who wrote that he needs more time", None),
        (beside.told_reach, "my daughter's number is 225-555-0100", None),
        (beside.told_reach, "call me at 225-555-0100 or her at 225-555-0101", None),
        (beside.told_time, "call me at 225-555-0142 after lunch, please", "after lunch"),
        (beside.told_time, "225-555-0142, weekdays after 4 pm", "weekdays after 4 pm"),
        (beside.told_time, "he gets upset after lunch", None),
        (beside.told_interpreter, "I need a Spanish interpreter", "Spanish"),
        (beside.told_interpreter, "we would like an interpreter for Haitian Creole", "Haitian Creole"),
        (beside.told_interpreter, "I do not need an interpreter", "no"),
        (beside.told_interpreter, "my sister speaks Spanish", None),
        (beside.told_papers, "I have a letter from his doctor", "have"),
        (beside.told_papers, "the school wants a letter from his doctor", None),
        (beside.told_papers, "we don't have any papers", "none"),
        (beside.told_plan, "I want to ask for an IAP", "IAP"),
        (beside.told_plan, "he had an IEP at his last school", None),
        (beside.told_grade, "he is in 4th grade", "4"),
        (beside.told_grade, "one is in 4th grade and one is in 6th grade", None),
        (beside.told_talk_first, "please talk to me before you call my mom", "yes"),
    ],
)  # fmt: skip
def test_what_is_said_plainly_is_heard_and_nothing_else(content, hears, text, told):
    assert hears(said(text), content) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Maria Lopez 225-555-0100", "Maria Lopez"),
        ("Maria Lopez, I'm his mom", "Maria Lopez"),
        ("my name is Ana and my son is Leo", "Ana"),
        ("Tom and Anna Miller", "Tom and Anna Miller"),
        ("Ana Ruiz, ana@example.org", "Ana Ruiz"),
        ("I don't know", None),
        ("not sure", None),
    ],
)
def test_a_name_ends_where_something_else_begins(content, text, told):
    assert name(typed(text), content) == told


# In the form


async def test_five_answers_at_once_are_all_kept_and_shown(talk):
    family = talk(ValidateRequestForm, **{ASKED: "for_whom"})
    await family.tells(FIVE)
    told = {"grade": "4", "plan": "IAP", "requester_name": "Ana Ruiz"}
    told |= {"reach": "ana@example.org, 225-555-0123", "best_time": "after 5"}
    [noted] = [one for one in family.said if one.get("response") == "utter_noted"]
    for slot in told:
        assert family.slots[slot] == noted[slot] == told[slot]
    assert family.slots["for_whom"] == "child" and family.asked == "description"


async def test_what_does_not_answer_the_question_is_kept_all_the_same(talk):
    family = talk(ValidateRequestForm, **{ASKED: "grade", "for_whom": "child"})
    await family.tells("my name is Ana Ruiz")
    assert family.slots["requester_name"] == "Ana Ruiz" and family.asked == "grade"
    assert family.responses == ["utter_noted"], "it is not told that it could not be used"


@pytest.mark.parametrize(
    "text", ["no wait, 7th grade", "sorry, 7th grade", "actually he's in seventh", "I meant 7th grade"]
)
@pytest.mark.parametrize("asked", ["plan", "papers", "requester_name", "may_leave_message", "interpreter", "consent"])
async def test_a_correction_is_no_answer_to_the_question(talk, asked, text):
    family = talk(ValidateRequestForm, **{ASKED: asked, "for_whom": "child", "grade": "6", "reach": "225-555-0100"})
    await family.tells(text, "deny")
    assert family.slots["grade"] == "7" and family.slots.get(asked) is None and family.responses == ["utter_noted"]


async def test_an_answer_that_stands_is_not_changed_by_the_way(talk):
    family = talk(ValidateRequestForm, **{ASKED: "description", "for_whom": "child", "grade": "6", "plan": "ILP"})
    await family.tells("In 5th grade he had an IAP and needed it, now he cannot finish his tests.")
    assert (family.slots["grade"], family.slots["plan"]) == ("6", "ILP")


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("change the grade to 8", "grade", "8"),
        ("please change the grade from 6th grade to 8th grade", "grade", "8"),
        ("the grade should be kindergarten", "grade", "K"),
        ("change the plan to a 504", "plan", "504"),
        ("change my name to Rosa Sample", "requester_name", "Rosa Sample"),
        ("my name should be Rosa Sample", "requester_name", "Rosa Sample"),
        ("change my e-mail to rosa@example.org", "reach", "rosa@example.org, 225-555-0100"),
        ("my number should be 225-555-0199", "reach", "maria@example.org, 225-555-0199"),
    ],
)
@pytest.mark.parametrize("asked", ["papers", "description", "student_name", "check"])
async def test_an_answer_is_changed_by_one_sentence_anywhere(talk, asked, text, slot, value):
    before = {"for_whom": "child", "grade": "6", "plan": "ILP", "requester_name": "Maria"}
    before |= {"reach": "maria@example.org, 225-555-0100"}
    family = talk(ValidateRequestForm, **{**before, ASKED: asked})
    await family.tells(text)
    assert family.slots[slot] == value
    assert {name: family.slots[name] for name in before if name != slot} == {
        n: v for n, v in before.items() if n != slot
    }
    assert family.keys == ["say.changed"] and not family.slots.get(asked)


@pytest.mark.parametrize(
    "text", ["change the grade to 99", "the grade is wrong", "my name is wrong", "I want to change my name"]
)
async def test_a_change_that_holds_no_usable_answer_asks_and_keeps_the_old_one(talk, text):
    before = {"for_whom": "child", "grade": "6", "plan": "ILP", "requester_name": "Maria"}
    family = talk(ValidateRequestForm, **{**before, ASKED: "papers"})
    await family.tells(text)
    field = "grade" if "grade" in text else "requester_name"
    assert family.asked == family.slots["changing"] == field
    assert {name: family.slots[name] for name in before} == before
    await family.tells("keep it as it is")
    assert family.asked == "description" and {name: family.slots[name] for name in before} == before


@pytest.mark.parametrize("asked", ["grade", "plan", "papers", "reach"])
async def test_what_is_hard_is_kept_wherever_it_is_told(talk, asked):
    story = "he fails every test because he cannot finish in time"
    family = talk(ValidateRequestForm, **{ASKED: asked, "for_whom": "child"})
    await family.tells(story, "good_grades")
    assert family.slots["description"] == story and family.asked in (asked, "grade") and family.keys == ["say.noted"]
    assert ["need", "extra_time", "said"] in family.slots["needs"]


async def test_a_time_told_with_the_number_is_not_asked_again(talk):
    family = talk(ValidateRequestForm, **{ASKED: "reach", "for_whom": "child"})
    await family.tells("225-555-0142, after lunch please")
    assert family.slots["best_time"] == "after lunch" and family.slots["reach"].startswith("225-555-0142")


@pytest.mark.parametrize("text", ["we don't have any yet", "no", "I do not have one", "no papers"])
async def test_no_papers_is_said_in_many_ways(talk, text):
    family = talk(ValidateRequestForm, **{ASKED: "papers", "for_whom": "child"})
    await family.tells(text)
    assert family.slots["papers"] == "none"


# Before the form


async def test_a_story_told_before_is_not_asked_again(talk):
    family = talk(ValidateRequestForm)
    family.before = [user("my 7th grader has ADHD and can't finish tests, what can I do?")]
    await family.tells("I want to ask for a plan", "start_request")
    assert (family.slots["for_whom"], family.slots["grade"], family.asked) == ("child", "7", "plan")
    assert (
        family.slots["description"].startswith("my 7th grader")
        and ["condition", "adhd", "said"] in family.slots["needs"]
    )
    assert family.responses[0] == "utter_noted"


async def test_a_button_starts_with_what_was_told(talk):
    family = talk(ValidateRequestForm)
    family.before = [user("my 7th grader has ADHD and can't finish tests, what can I do?")]
    await family.presses("start_request", for_whom="child", grade="7")
    assert (family.slots["for_whom"], family.slots["grade"], family.asked) == ("child", "7", "plan")
    assert family.slots["description"]


@pytest.mark.parametrize(
    "events",
    [
        [user("can my 7th grader with ADHD get extra time on tests?")],
        [user("my son wants to die because he cannot read his tests", "crisis")],
        [user("my 7th grader cannot finish his tests in time"), {"event": "slot", "name": "draft", "value": None}],
        [{"event": "active_loop", "name": "question_form"}, user("my 7th grader cannot finish his tests in time")],
    ],
)
async def test_questions_danger_other_requests_and_other_forms_are_no_story(talk, events):
    family = talk(ValidateRequestForm)
    family.before = events
    await family.says("I want to ask for a plan", "start_request")
    assert not family.slots.get("description") and not family.slots.get("grade") and family.asked == "for_whom"


def test_no_condition_of_a_student_s_own_words_is_sent():
    from actions.new_request import as_request

    told = {"for_whom": "myself", "needs": [["condition", "adhd", "said"], ["need", "extra_time", "said"]]}
    known = {"conversation": "1", "language": "en"}
    assert [need.name for need in as_request(known | told).needs] == ["extra_time"]
    assert len(as_request(known | told | {"for_whom": "child"}).needs) == 2


# In several messages


async def test_a_description_comes_in_several_messages(talk):
    family = talk(ValidateRequestForm, **{ASKED: "description", "for_whom": "child", "grade": "6", "plan": "ILP"})
    await family.tells("She cannot finish her tests in time.")
    assert family.asked == "description_more"
    await family.tells("And she loses her homework, too.")
    assert family.asked == "description_more"
    await family.tells("No. And she has trouble with reading.", "deny")
    assert family.asked == "description_more" and family.slots["description"].count("\n") == 2
    await family.tells("yes", "affirm")
    assert family.asked == "description_more" and family.keys == ["say.go_on_telling"]
    await family.tells("that's all")
    assert family.asked == "papers"
    found = {name for _, name, _ in family.slots["needs"]}
    assert {"extra_time", "organization_homework", "reading_support"} <= found


async def test_more_than_fits_is_told_and_costs_nothing(talk):
    story = "He cannot read. " * 100
    family = talk(ValidateRequestForm, **{ASKED: "description_more", "description": story})
    await family.tells("He cannot write. " * 60)
    assert (
        family.slots["description"] == story and family.keys == ["say.too_long"] and family.asked == "description_more"
    )


# Another child


async def test_another_child_s_request_knows_the_family_and_nothing_of_the_first_child(talk):
    kept = {"for_whom": "child", "requester_name": "Maria", "reach": "maria@example.org", "interpreter": "no"}
    for way in ("pressed", "typed"):
        family = talk(ValidateRequestForm, same_family=kept)
        if way == "pressed":
            await family.presses("start_request", way="another_child")
        else:
            await family.tells("I want to ask for a plan for my other daughter, too", "start_request")
        assert {slot: family.slots.get(slot) for slot in kept} == kept
        assert family.asked == "grade" and family.slots.get("description") is None


async def test_a_new_request_without_that_wish_starts_empty(talk):
    family = talk(ValidateRequestForm, same_family={"for_whom": "child", "requester_name": "Maria"})
    await family.says("I want to ask for a plan", "start_request")
    assert family.asked == "for_whom" and not family.slots.get("requester_name")


async def test_this_message_counts_once(talk):
    story = "I want to ask for a plan for my 7th grader who cannot finish his tests in time"
    family = talk(ValidateRequestForm)
    family.before = [user(story, "start_request")]
    await family.tells(story, "start_request")
    assert family.slots["description"] == story
