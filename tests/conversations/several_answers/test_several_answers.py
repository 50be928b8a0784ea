"""Several answers in one message, and what the first sentence says: nothing said is asked twice."""

import pytest
from asking import ANSWERS, answer, answer_until


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("I want to ask for a 504 plan for my son in 7th grade", {"for_whom": "My child", "grade": "7", "plan": "504"}),
        ("please start a request for an ILP for my daughter", {"for_whom": "My child", "plan": "ILP"}),
        (
            "I am in 10th grade and I want to ask for an IAP for myself",
            {"for_whom": "Myself", "grade": "10", "plan": "IAP"},
        ),
        ("I'm not sure how, but I want to ask for a plan", {}),
    ],
)
def test_what_the_first_sentence_said_is_not_asked_again_and_stands_on_the_page(begin, content, first, told):
    family, asked = begin(), []
    family.say(first)
    while family.asks != "check":
        asked.append(family.asks)
        assert family.asks, family.text
        answer(family, ANSWERS[family.asks])
    assert (
        not set(told) & set(asked)
        and "description" in asked
        and set(asked) >= {"for_whom", "grade", "plan"} - set(told)
    )
    for slot, value in told.items():
        [line] = [
            line for line in family.text.splitlines() if line.startswith(f"- **{content.phrase('field.' + slot, 'en')}")
        ]
        assert value in line


def test_five_answers_at_once_are_kept_shown_and_not_asked_again(family):
    family.say("I want to ask for a plan")
    family.say(
        "My name is Ana Ruiz, my son is in 4th grade, I want an IAP, call me at 225-555-0123 after 5 or ana@example.org"
    )
    for shown in ("- **Grade:** 4", "(IAP)", "Ana Ruiz", "ana@example.org, 225-555-0123", "after 5"):
        assert shown in family.text
    asked = []
    while family.asks != "check":
        asked.append(family.asks)
        answer(family, ANSWERS[family.asks])
    assert not {"for_whom", "grade", "plan", "requester_name", "reach", "best_time"} & set(asked)
    assert "Ana Ruiz" in family.text and "Maria" not in family.text


def test_an_answer_to_a_later_question_is_kept_and_the_question_asked_again(family):
    family.say("I want to ask for a plan")
    family.press("My child")
    family.say("my name is Ana Ruiz")
    assert family.asks == "grade" and "Ana Ruiz" in family.text and "I need a grade" not in family.text


def test_a_description_comes_in_several_messages(family):
    family.say("I want to ask for a plan")
    assert answer_until(family, "description")
    for said in ("She reads slowly.", "And she loses her homework.", "We have had a tutor since second grade."):
        family.say(said)
        assert family.asks == "description_more"
    for shown in ("reading", "homework and keeping order", "tried already: tutoring", "for a long time"):
        assert f"- {shown}" in family.text or shown in family.text
    family.say("that's all")
    assert family.asks == "papers"
    assert answer_until(family, "check")
    assert "She reads slowly. And she loses her homework. We have had a tutor since second grade." in family.text


@pytest.mark.parametrize(
    ("said", "grade"),
    [
        ("7th", "7"), ("Grade Seven", "7"), ("she's in fifth", "5"), ("kinder", "kindergarten"),
        ("he is a sophomore", "10"), ("8th grade this fall", "8"), ("k", "kindergarten"), ("fourth grader", "4"),
    ],
)  # fmt: skip
def test_a_grade_is_taken_in_any_reasonable_shape(begin, said, grade):
    family = begin()
    family.say("I want to ask for a plan")
    family.press("My child")
    family.say(said)
    family.say("go back")
    assert family.asks == "grade" and f"Your answer so far: {grade}" in family.text
