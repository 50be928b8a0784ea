import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.plan_there import plan_there


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("He already has a 504 and it is not enough", "504"),
        ("my daughter has an IEP, she needs more time", "IEP"),
        ("She's 10 and came to us with an IEP from Texas", "IEP"),
        ("we've got an IAP from last year", "IAP"),
        ("his 504 is never followed", "504"),
        ("she is on an IEP for speech", "IEP"),
        ("our son has had an individual learning plan since first grade", "ILP"),
        ("I have my own accommodation needs but I am already on an ILP", "ILP"),
        ("my son has an individualized education program", "IEP"),
    ],
)
def test_a_plan_that_a_student_has_is_heard(text, plan):
    assert plan_there(text) == plan


@pytest.mark.parametrize(
    "text",
    [
        "I want a 504 for my son",
        "does he have an IEP?",
        "do we have to have a 504 first",
        "she does not have an IEP",
        "he never had a 504",
        "I need help with an IEP",
        "his brother has an IEP",
        "can a student have an IAP and an ILP",
        "we would like to get him on a 504",
        "we have an IEP meeting on Monday",
        "what is an ilp",
        "other kids with a 504 get more time",
        "should my daughter be on an IEP",
        "he doesnt have a 504",
        "my ilp request",
        "had a 504 in grade school",
        "you have a 504 in high school, and then?",
    ],
)
def test_a_wish_a_question_and_somebody_elses_are_none(text):
    assert plan_there(text) is None


@given(st.text())
def test_any_text_is_read(text):
    assert plan_there(text) in (None, "ILP", "IAP", "504", "IEP")
