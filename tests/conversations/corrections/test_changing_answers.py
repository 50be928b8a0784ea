"""Every answer can be changed, by a button or by a sentence, before and on the page of answers; a change that fails
keeps the old one."""

import pytest
from asking import ANSWERS, STUDENT, answer, answer_until, ask_for_a_plan


def test_what_was_found_in_the_words_can_be_left_out(family, program):
    ask_for_a_plan(family)
    assert "- **What is hard at school:** reading" in family.text
    family.press("Leave out")
    assert family.asks == "check" and "What is hard at school" not in family.text
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    assert program.rows("SELECT * FROM need WHERE request_id = ?", row["id"]) == []


CHANGES = {  # slot -> (an answer that can't be used, another good one, what then stands on the page)
    "for_whom": ("hmm", "[Someone else", "Someone else"),
    "grade": ("the big class", "9", "9"),
    "campus": ("the other one", "[Riverbend Elementary", "Riverbend Elementary"),
    "plan": ("the best one", "[Both an ILP", "Both an ILP and an IAP"),
    "evaluation_sentence": ("hmm", "[No, leave it out", "No, leave it out"),
    "description": ("?", "She cannot see the board.", "She cannot see the board."),
    "papers": ("hmm", "[I cannot get any", "I cannot get any"),
    "requester_name": ("?", "Rosa Sample", "Rosa Sample"),
    "student_name": ("?", "Tom Sample", "Tom Sample"),
    "reach": ("call me", "rosa@example.org", "rosa@example.org"),
    "best_time": ("?!", "mornings", "mornings"),
    "may_leave_message": ("hmm", "[No, please do not", "No, please do not"),
    "interpreter": ("?", "Spanish", "Spanish"),
    "talk_first": ("hmm", "[No, that is fine", "No, that is fine"),
}


@pytest.fixture(scope="module")
def checking(begin):
    """A parent and a student, each before the page of answers."""
    return {"parent": ask_for_a_plan(begin()), "student": ask_for_a_plan(begin(), **STUDENT)}


def line_of(family, name):
    return next((line for line in family.text.splitlines() if line.startswith(f"- **{name}:**")), None)


@pytest.mark.parametrize("slot", CHANGES)
def test_every_answer_can_be_changed_and_a_change_that_fails_keeps_the_old_one(checking, content, slot):
    family = checking["student" if slot == "talk_first" else "parent"]
    if slot in ("campus", "evaluation_sentence") and line_of(family, content.phrase(f"field.{slot}", "en")) is None:
        family.press("Change: Grade" if slot == "campus" else "Change: Plan")
        answer(family, ANSWERS["grade" if slot == "campus" else "plan"])
        assert answer_until(family, "check")
    if slot in ("best_time", "may_leave_message") and "@" in line_of(family, "How to reach you"):
        family.press("Change: How to reach you")
        answer(family, ANSWERS["reach"])
        assert answer_until(family, "check")
    unusable, other, shown = CHANGES[slot]
    name = content.phrase(f"field.{slot}", "en")
    before = line_of(family, name)
    family.press(f"Change: {name}")
    assert family.asks == slot
    family.say(unusable)
    assert family.asks == slot and len(family.messages) > 1, "it says why, and asks again"
    family.say("stop")  # a change that is given up
    assert family.asks is None
    family.press("Go on with my request")
    assert family.asks == "check" and line_of(family, name) == before
    family.press(f"Change: {name}")
    answer(family, other)
    assert "I changed that" in family.text
    assert answer_until(family, "check")
    assert line_of(family, name) == f"- **{name}:** {shown}"


def test_a_typed_wish_changes_an_answer_too(family):
    ask_for_a_plan(family)
    family.say("the grade is wrong")
    assert family.asks == "grade"
    family.say("8th")
    assert family.asks == "check" and "**Grade:** 8" in family.text


def test_an_answer_that_no_longer_applies_is_neither_shown_nor_sent(family, program):
    ask_for_a_plan(family)
    family.press("Change: Plan")
    family.press("A learning plan")
    assert family.asks == "check" and "Ask the school to evaluate" not in family.text
    family.press("Change: How to reach you")
    family.say("maria@example.org")
    assert family.asks == "check" and "Good time" not in family.text and "leave a message" not in family.text
    family.press("Change: Who it is for")
    family.press("Myself")
    assert answer_until(family, "check", reach="[Find me") and "Student's name" not in family.text
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    assert (row["evaluation_sentence"], row["best_time"], row["may_leave_message"], row["student_name"]) == (
        0,
        None,
        None,
        None,
    )


def test_a_correction_in_the_middle_is_no_answer_and_is_shown(family):
    ask_for_a_plan(family, until="may_leave_message")
    family.say("no wait, 8th grade")
    assert family.asks == "may_leave_message" and "- **Grade:** 8" in family.text
    family.say("change my name to Rosa Sample")
    assert family.asks == "may_leave_message" and "Rosa Sample" in family.text
    family.say("the plan is wrong")
    assert family.asks == "plan" and "Your answer so far: A 504 plan" in family.text
    family.press("Leave it as it is")
    assert family.asks == "may_leave_message"
    assert answer_until(family, "check")
    assert "**Grade:** 8" in family.text and "Rosa Sample" in family.text and "A 504 plan" in family.text


def test_going_back_step_by_step_loses_nothing(family):
    ask_for_a_plan(family, until="reach")
    back = []
    for _ in range(6):
        family.say("go back")
        back.append(family.asks)
    before = ["evaluation_sentence", "description", "description_more", "papers", "requester_name", "student_name"]
    assert back == before[::-1]
    family.press("No, leave it out")
    assert family.asks == "reach" and "I changed that" in family.text
