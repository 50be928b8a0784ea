"""The request form: which questions it asks, what can be changed, and what is sent."""

import pytest
from sqlalchemy import select

from actions.listening import ASKED
from actions.request_form import ValidateRequestForm
from bot.errors import RecordsUnavailable
from bot.intake.records import reading
from bot.intake.tables import request

ANSWERS = {
    "for_whom": {"for_whom": "child", "pressed": True},
    "grade": {"text": "7th"},
    "plan": {"plan": "IEP_evaluation", "pressed": True},
    "evaluation_sentence": {"text": "yes please"},
    "description": {"text": "Reading takes all evening, and then he cries."},
    "description_more": {"text": "that's all", "way": "done"},
    "papers": {"papers": "none", "pressed": True},
    "requester_name": {"text": "my name is Maria Example"},
    "student_name": {"text": "skip", "intent": "skip"},
    "reach": {"text": "(225) 555-0100 or maria@example.org"},
    "best_time": {"text": "weekdays after 4"},
    "may_leave_message": {"text": "no"},
    "interpreter": {"text": "Spanish"},
    "consent": {"text": "yes"},
}


async def ask_for_a_plan(family, **changed):
    """The questions that were asked, in their order, up to the page of answers."""
    await family.says("I want to ask for a plan", "start_request")
    asked = []
    while family.asked != "check":
        asked.append(family.asked)
        said = (ANSWERS | changed)[family.asked]
        await family.says(**({"intent": "inform"} | said))
        assert family.asked != asked[-1], f"{said} does not answer {asked[-1]}"
    return asked


def answered(talk):
    """What is kept, but for Rasa's own slot and counters."""
    return {slot: value for slot, value in talk.slots.items() if slot not in (ASKED, "misses")}


async def test_a_request_is_asked_for_question_by_question(talk):
    family = talk(ValidateRequestForm)
    assert await ask_for_a_plan(family) == list(ANSWERS)
    kept = {slot: family.slots[slot] for slot in ANSWERS}
    assert kept == {
        "for_whom": "child",
        "grade": "7",
        "plan": "IEP_evaluation",
        "evaluation_sentence": "yes",
        "description": ANSWERS["description"]["text"],
        "description_more": "no",
        "papers": "none",
        "requester_name": "Maria Example",
        "student_name": "",
        "reach": ANSWERS["reach"]["text"],
        "best_time": "weekdays after 4",
        "may_leave_message": "no",
        "interpreter": "Spanish",
        "consent": "yes",
    }
    assert len(family.slots["draft"]) == 36


async def test_questions_that_do_not_matter_are_not_asked(talk):
    by_mail = {"reach": {"text": "maria@example.org"}, "plan": {"plan": "ILP", "pressed": True}}
    asked = await ask_for_a_plan(talk(ValidateRequestForm), **by_mail)
    assert not {"best_time", "may_leave_message", "evaluation_sentence", "campus", "talk_first"} & set(asked)
    student = {"for_whom": {"for_whom": "myself", "pressed": True}, "talk_first": {"text": "yes"}}
    asked = await ask_for_a_plan(talk(ValidateRequestForm), **student)
    assert "talk_first" in asked and "student_name" not in asked


async def test_who_asks_for_themself_is_spoken_to_as_a_student(talk):
    for whom, persona in (
        ("myself", "student"),
        ("student_of_mine", "staff"),
        ("child", "parent"),
        ("other", "parent"),
    ):
        family = await talk(ValidateRequestForm, **{ASKED: "for_whom"}).presses(for_whom=whom)
        assert [one["custom"] for one in family.said if one.get("custom")] == [{"changes": {"persona": persona}}]


async def test_a_small_child_is_sent_to_an_adult(talk):
    for grade, told in (("2", ["say.elementary"]), ("8", [])):
        family = talk(ValidateRequestForm, **{ASKED: "grade", "for_whom": "myself"})
        assert (await family.says(grade)).keys == told


async def test_the_first_sentence_is_listened_to(talk):
    family = talk(ValidateRequestForm)
    await family.says("I want an ILP for my 4th grader", "start_request", grade="4", plan="ilp", for_whom="child")
    assert (family.slots["grade"], family.slots["plan"], family.slots["for_whom"]) == ("4", "ILP", "child")
    assert family.asked == "description" and family.slots.get("description") is None


async def test_one_answer_can_be_changed_and_the_rest_stays(talk):
    family = talk(ValidateRequestForm)
    await ask_for_a_plan(family)
    before = answered(family)
    await family.presses("change_answer", change_field="requester_name")
    assert family.asked == "requester_name" and family.slots["requester_name"] == "Maria Example"
    await family.says("what is an ilp?", "what_is", 0.95)
    await family.says("...", "nlu_fallback", 0.3)
    assert family.slots["requester_name"] == "Maria Example", "a change that fails erases nothing"
    await family.says("Maria Sample")
    assert family.asked == "check" and family.keys == ["say.changed"]
    assert answered(family) == before | {"requester_name": "Maria Sample", "changing": None}


async def test_what_depended_on_a_changed_answer_is_asked_again(talk):
    family = talk(ValidateRequestForm)
    await ask_for_a_plan(family)
    await family.presses("change_answer", change_field="reach")
    await family.says("maria@example.org")
    assert family.slots["best_time"] is None and family.slots["may_leave_message"] is None and family.asked == "check"
    await family.presses("change_answer", change_field="reach")
    await family.says("225-555-0199")
    assert family.asked == "best_time"


async def test_a_stopped_request_is_gone_on_with(talk):
    family = talk(ValidateRequestForm)
    await ask_for_a_plan(family)
    kept = answered(family)
    await family.presses("cancel")
    assert family.asked is None and answered(family) == kept | {"changing": None}
    await family.presses("resume_request")
    assert family.asked == "check" and family.slots["draft"] == kept["draft"]


async def test_starting_over_forgets_every_answer(talk):
    family = talk(ValidateRequestForm, needs=[["condition", "adhd", "said"]])
    await ask_for_a_plan(family)
    draft = family.slots["draft"]
    await family.presses("start_over")
    assert {slot for slot, value in answered(family).items() if value} == {"draft"} and family.slots["draft"] != draft
    assert family.asked == "for_whom"


async def test_without_consent_nothing_goes_on(talk):
    family = talk(ValidateRequestForm)
    await ask_for_a_plan(family)
    await family.presses("change_answer", change_field="consent")
    family.slots |= {ASKED: "consent", "consent": None}
    await family.presses(consent="no")
    assert family.asked is None and family.slots["consent"] is None and family.keys == ["say.stopped"]


# What was found in the words


async def test_difficulties_are_those_of_the_words_that_stand(talk):
    family = talk(ValidateRequestForm, **{ASKED: "description"})
    await family.says("He has ADHD and cannot sit still.", condition="adhd")
    assert family.slots["needs"] == [["condition", "adhd", "said"]]
    family.slots |= {ASKED: "description", "changing": "description"}
    await family.says("Reading takes all evening, that is all.")
    assert not family.slots["needs"], "what the family took back is not told to the school"


async def test_a_question_in_between_tells_no_difficulty(talk):
    family = talk(ValidateRequestForm, **{ASKED: "description"})
    await family.says("what do you do about dyslexia?", "accommodation_ideas", 0.9, condition="dyslexia")
    assert not family.slots.get("needs") and family.asked == "description"


async def test_only_the_description_tells_difficulties(talk):
    family = talk(
        ValidateRequestForm, reach="225-555-0100", needs=[["need", "reading", "said"]], **{ASKED: "best_time"}
    )
    await family.says("after his therapy on Mondays", condition="anxiety")
    assert family.slots["best_time"] and family.slots["needs"] == [["need", "reading", "said"]]


# Sending


@pytest.fixture
async def checked(talk, domain_slots):
    """A family that looks at its answers."""
    family = talk(ValidateRequestForm, **domain_slots)
    await ask_for_a_plan(family)
    return family


@pytest.fixture(scope="session")
def domain_slots():
    return dict.fromkeys(["needs", "relation", "teacher", "last_draft"])


async def test_what_is_sent_is_filed_and_the_answers_go(checked, office):
    draft = checked.slots["draft"]
    await checked.presses("send_request", draft=draft)
    (sent,) = checked.said
    assert sent["response"] == "utter_sent" and sent["parts"] == "body next letter keep words"
    assert sent["role_phone"] == "225-555-0104"
    assert checked.asked is None and checked.slots["last_draft"] == draft and checked.slots["draft"] is None
    assert not [slot for slot in ANSWERS if checked.slots[slot] is not None]
    kept = checked.slots["sent_request"]
    assert (kept["reference"], kept["description"]) == (sent["reference"], ANSWERS["description"]["text"])
    with reading(office.records) as connection:
        row = connection.execute(select(request).where(request.c.draft == draft)).mappings().one()
    assert (row["phone"], row["email"]) == ("(225) 555-0100", "maria@example.org")
    assert (row["grade"], row["plan"], row["evaluation_sentence"]) == ("7", "IEP_evaluation", True)
    assert (row["requester_name"], row["student_name"], row["interpreter"]) == ("Maria Example", None, "Spanish")
    assert row["may_leave_message"] is False and row["description"] == ANSWERS["description"]["text"]


@pytest.mark.parametrize("said", [{"text": "wait, that is wrong"}, {"text": "what is an ilp?", "intent": "what_is"}])
async def test_nothing_is_sent_by_other_words(checked, office, said):
    await checked.says(**said)
    assert checked.asked == "check" and "utter_sent" not in checked.responses
    with reading(office.records) as connection:
        assert connection.execute(select(request)).all() == []


async def test_records_that_are_away_keep_the_answers_and_do_not_say_that_it_was_not_sent(checked, office, monkeypatch):
    def away(*told):
        raise RecordsUnavailable("away")

    monkeypatch.setattr("actions.request_form.submit_request", away)
    kept = answered(checked)
    await checked.presses("send_request", draft=checked.slots["draft"])
    assert checked.keys == ["say.send_unknown"] and checked.asked == "check" and answered(checked) == kept
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("said", "slot"),
    [
        ("description", "description"),
        ("please take out the part about recess", "description"),
        ("my phone number", "reach"),
        ("the grade", "grade"),
    ],
)
async def test_an_answer_is_named_to_change_it(checked, said, slot):
    before = checked.slots[slot]
    await checked.says(said, "nlu_fallback", 0.3)
    assert checked.asked == slot and checked.slots[slot] == before


async def test_any_time_is_a_time_and_no_wish_to_talk_now(talk):
    family = talk(ValidateRequestForm)
    await ask_for_a_plan(family, best_time={"text": "whenever, just call", "intent": "talk_to_person", "share": 0.9})
    assert family.slots["best_time"] == "whenever, just call"
