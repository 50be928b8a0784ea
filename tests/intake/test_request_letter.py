"""The letter that asks for a plan: it says what the family answered, to the right role, and nothing else."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.school import GRADES, PLANS
from bot.intake.plan_request import FIND_ME, FOR_WHOM, PAPERS
from bot.intake.request_letter import request_letter, tells_enough

TODAY = date(2026, 12, 1)
ANSWERS = {
    "for_whom": "child",
    "grade": "7",
    "plan": "504",
    "evaluation_sentence": "yes",
    "description": "He reads *slowly*.\nTests make him cry.",
    "papers": "none",
    "requester_name": "Maria Example",
    "student_name": "Ben Example",
    "reach": "maria@example.org or 225-555-0177",
    "best_time": "after 4",
    "may_leave_message": "no",
    "interpreter": "Spanish",
    "needs": [["condition", "dyslexia", "said"]],
}
STUDENT = ANSWERS | {"for_whom": "myself", "student_name": None, "reach": FIND_ME, "talk_first": "yes"}
EVALUATE = {
    "child": "I ask the school to evaluate my child.",
    "myself": "I ask the school to evaluate me.",
    "student_of_mine": "I ask the school to evaluate this student.",
    "other": "I ask the school to evaluate this student.",
}


@pytest.fixture(scope="session")
def letter(content):
    return lambda persona="parent", **answers: request_letter(content, "en", persona, answers, TODAY)


def test_it_is_dated_addressed_and_signed(letter):
    text = letter(**ANSWERS)
    assert text.startswith("Tuesday, December 1, 2026\n\nTo: Section 504 coordinator, Riverbend School")
    assert "my child, Ben Example" in text and "grade 7 at Riverbend Middle and High" in text
    for told in ("Section 504 plan", "Spanish", "after 4", "Please do not leave a message", "225-555-0177"):
        assert told in text
    assert text.index("Signature: ____") < text.index("Maria Example")


def test_what_was_typed_stays_as_typed(letter):
    assert "He reads \\*slowly\\*.\nTests make him cry." in letter(**ANSWERS)


@pytest.mark.parametrize(
    ("plan", "role"),
    [
        ("ILP", "school counselor"),
        ("IAP", "student services"),
        ("504", "Section 504 coordinator"),
        ("IEP_evaluation", "special education coordinator"),
        (None, "main office"),
    ],
)
def test_it_goes_to_the_role_that_gets_such_requests(letter, plan, role):
    assert f"To: {role}, " in letter(plan=plan, grade="7", description="x")


def test_who_is_told_as_well_gets_a_copy(letter):
    assert "Copy: Section 504 coordinator" in letter(**ANSWERS | {"plan": "ILP"})
    assert "Copy:" not in letter("student", **STUDENT | {"plan": "IAP"})


@pytest.mark.parametrize("whom", FOR_WHOM)
@pytest.mark.parametrize("plan", ["504", "IEP_evaluation"])
def test_it_asks_for_an_evaluation_if_that_was_confirmed(letter, plan, whom):
    asked = ANSWERS | {"plan": plan, "for_whom": whom}
    text = letter(**asked)
    assert EVALUATE[whom] in text and "This letter is not permission to test" in text
    for said in ("no", None):
        text = letter(**asked | {"evaluation_sentence": said})
        assert "evaluate" not in text and "permission" not in text


@pytest.mark.parametrize("plan", ["ILP", "IAP", "both", "not_sure"])
def test_no_other_plan_asks_for_one(letter, plan):
    assert "evaluate" not in letter(**ANSWERS | {"plan": plan})


def test_a_students_letter_holds_nothing_of_the_family(letter):
    text = letter("student", **STUDENT)
    assert "You can find me at school." in text and "I am a student." in text
    for of_family in ("Spanish", "home", "parent", "after 4", "leave a message", "child"):
        assert of_family not in text


def test_what_is_not_known_is_left_to_be_written_by_hand(letter):
    text = letter(plan="ILP")
    assert "my child, ____" in text and "in grade ____" in text and text.count("\n_____") >= 4


def test_there_is_a_letter_once_the_plan_or_the_need_is_told():
    assert not tells_enough({}) and not tells_enough({"grade": "7", "plan": None, "description": ""})
    assert tells_enough({"plan": "not_sure"}) and tells_enough({"description": "He cries."})


def test_one_that_was_sent_names_its_number_and_time(letter):
    text = letter(**ANSWERS, reference="2346789C", received_on="Monday, 8:20 a.m.")
    assert "Reference: 2346789C. Received: Monday, 8:20 a.m." in text
    assert "Reference" not in letter(**ANSWERS)


TYPED = st.none() | st.text(max_size=300)


@given(
    persona=st.sampled_from(["parent", "student", "staff"]),
    answers=st.fixed_dictionaries(
        {
            "for_whom": st.sampled_from([None, *FOR_WHOM]),
            "grade": st.sampled_from([None, *GRADES]),
            "campus": st.sampled_from([None, "elementary", "middle_high"]),
            "plan": st.sampled_from([None, *PLANS]),
            "evaluation_sentence": st.sampled_from([None, "yes", "no"]),
            "papers": st.sampled_from([None, *PAPERS]),
            "may_leave_message": st.sampled_from([None, "yes", "no"]),
            "needs": st.sampled_from([None, [], [["need", "reading_support", "said"]]]),
            **dict.fromkeys(
                ("description", "requester_name", "student_name", "reach", "best_time", "interpreter"), TYPED
            ),
        }
    ),
)
def test_any_answers_make_a_whole_letter(letter, persona, answers):
    text = letter(persona, **answers)
    assert text.startswith("Tuesday, December 1, 2026\n\nTo: ") and "Signature:" in text and "{role}" not in text
    assert "None" not in text.replace(str(answers["description"]), "") or "None" in str(answers.values())
