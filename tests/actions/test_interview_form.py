"""The interview "Which plan?": at most five questions, heard from buttons and from words, and how it ends."""

import pytest
from sqlalchemy import select

from actions.answers import closed
from actions.interview_form import ValidateInterviewForm
from actions.request_form import ValidateRequestForm
from bot.content.suggestions import ANSWERS
from bot.intake.records import reading
from bot.intake.tables import hand_off, request

START = {**dict.fromkeys([*ANSWERS, "worry"]), "description": None, "suggestion": None, "needs": None, "draft": None}


@pytest.fixture
def family(talk):
    return talk(ValidateInterviewForm, **START)


async def told(family, worry="", **answers):
    """The whole interview by its buttons; the questions that were asked."""
    await family.presses("find_plan")
    asked = []
    while family.asked:
        asked.append(family.asked)
        if family.asked != "worry":
            await family.presses(**{family.asked: answers.get(family.asked, ANSWERS[family.asked][0])})
        elif worry:
            await family.says(worry, "nlu_fallback", 0.3)
        else:
            await family.presses("skip")
        assert family.asked != asked[-1]
    return asked


async def test_it_asks_at_most_five_questions_and_ends_with_a_suggestion(family):
    asked = await told(family, help_wanted="both", makes_harder="yes")
    assert asked == ["help_wanted", "makes_harder", "how_long", "plan_now", "worry"]
    [said] = family.said
    assert (said["response"], said["plan"], said["also"]) == ("utter_suggestion", "both", "IEP_evaluation")
    assert {"goals", "barriers", "harder", "no_papers"} <= {*said["reasons"].split(), "goals"}
    assert all(family.slots[slot] is None for slot in (*ANSWERS, "worry", "description"))
    assert family.slots["suggestion"]["coordinator"] and family.slots["suggestion"]["plan"] == "both"


async def test_how_long_is_asked_only_where_something_makes_it_harder(family):
    assert "how_long" not in await told(family, makes_harder="no")
    assert "how_long" not in await told(family, makes_harder="english")
    assert "how_long" in await told(family, makes_harder="perhaps")


WORDS = [
    ("help_wanted", "goals and changes", {}, "both"),
    ("help_wanted", "both please", {}, "both"),
    ("how_long", "since kindergarten", {}, "long"),
    ("help_wanted", "extra time on tests", {"need": "extra_time"}, "barriers"),
    ("help_wanted", "help with reading", {"need": "reading_support"}, "goals"),
    ("help_wanted", "she is bored", {"need": "enrichment"}, "challenge"),
    ("help_wanted", "a career plan", {"need": "career_planning"}, "future"),
    ("help_wanted", "an IEP", {"plan": "iep"}, "teaching"),
    ("help_wanted", "I don't know", {}, "not_sure"),
    ("makes_harder", "yes", {}, "yes"),
    ("makes_harder", "no", {}, "no"),
    ("makes_harder", "maybe", {}, "perhaps"),
    ("makes_harder", "I am not sure", {}, "perhaps"),
    ("makes_harder", "he has ADHD", {"condition": "adhd"}, "yes"),
    ("makes_harder", "I think it is dyslexia", {"condition": "dyslexia"}, "perhaps"),
    ("makes_harder", "we speak Hmong at home", {"condition": "ell"}, "english"),
    ("how_long", "about six weeks", {}, "short"),
    ("how_long", "since birth", {}, "long"),
    ("how_long", "two years now", {}, "long"),
    ("how_long", "no idea", {}, "not_sure"),
    ("plan_now", "no", {}, "none"),
    ("plan_now", "not yet", {}, "none"),
    ("plan_now", "he has a 504", {"plan": "504"}, "504"),
    ("plan_now", "yes, an IEP", {"plan": "iep"}, "IEP"),
    ("plan_now", "not sure", {}, "not_sure"),
]


@pytest.mark.parametrize(("slot", "text", "found", "value"), WORDS)
async def test_an_answer_may_be_typed(talk, slot, text, found, value):
    before = {name: ANSWERS[name][0] for name in ANSWERS if name != slot}
    family = talk(ValidateInterviewForm, **START | before, requested_slot=slot)
    await family.says(text, "nlu_fallback", 0.3, **found)
    assert family.slots[slot] == value and family.asked == "worry"


@pytest.mark.parametrize("slot", list(ANSWERS))
async def test_every_button_is_an_answer_also_when_its_label_is_typed(content, slot):
    labels = content.phrases(f"ask.{slot}.choices", "en")
    assert tuple(labels) == ANSWERS[slot]
    question = next(one for one in ValidateInterviewForm.questions if one.slot == slot)
    from family_says import pressed, typed

    for value, label in labels.items():
        assert question.hears(pressed(**{slot: value}), content) == value
        assert closed(slot, ANSWERS[slot])(typed(label), content) == value == question.hears(typed(label), content)


async def test_what_cannot_be_used_is_told_and_asked_again(family):
    await family.presses("find_plan")
    await family.says("blue", "nlu_fallback", 0.2)
    assert family.asked == "help_wanted" and family.keys == ["ask.help_wanted.again"]


async def test_who_stops_keeps_the_answers_and_goes_on(family):
    await family.presses("find_plan")
    assert family.keys == ["suggestion.begin"]
    await family.presses(help_wanted="goals")
    await family.says("stop", "cancel")
    assert family.asked is None and family.slots["help_wanted"] == "goals"
    await family.presses("find_plan")
    assert family.asked == "makes_harder" and family.keys == ["suggestion.go_on"]


async def test_the_worry_becomes_the_description_and_never_replaces_one(talk):
    worry = "She cries before every test, and I think it is anxiety."
    family = talk(ValidateInterviewForm, **START)
    await told(family, worry)
    assert family.slots["description"] == worry and family.slots["worry"] is None
    family = talk(ValidateInterviewForm, **START | {"description": "Written before."})
    await told(family, worry)
    assert family.slots["description"] == "Written before."


async def test_what_the_opening_words_told_counts(talk):
    family = talk(ValidateInterviewForm, **START)
    await family.says("which plan for a boy with asthma? help me decide", "find_plan", condition="medical")
    assert family.slots["needs"] == [["condition", "medical", "said"]]
    while family.asked != "worry":
        await family.presses(**{family.asked: ANSWERS[family.asked][-1]})
    await family.presses("skip")
    assert {"told", "health"} <= set(family.said[0]["reasons"].split())


async def test_difficulties_told_at_any_question_count_and_denied_ones_do_not(talk):
    family = talk(ValidateInterviewForm, **START)
    await family.presses("find_plan")
    await family.says(
        "help with reading, she has dyslexia", "nlu_fallback", 0.3, condition="dyslexia", need="reading_support"
    )
    assert family.slots["help_wanted"] == "goals" and ["condition", "dyslexia", "said"] in family.slots["needs"]
    await family.says("she does not have ADHD", "nlu_fallback", 0.3, condition="adhd")
    assert family.asked == "makes_harder", "what is denied is no yes"


async def test_go_on_goes_on_with_the_interview_where_no_request_was_begun(talk):
    family = talk(ValidateRequestForm, **START | {"help_wanted": "goals"})
    await family.says("continue", "resume_request")
    assert family.asked is None and family.events[-1]["name"] == "interview_form"


async def test_who_has_asked_is_at_the_third_step(talk, office):
    for before, after in ((None, "3"), ("2", "3"), ("5", "5")):
        ready = {"draft": f"draft-{before}", "for_whom": "child", "grade": "7", "plan": "ILP", "consent": "yes",
                 "requester_name": "Maria Example", "reach": "maria@example.org", "description": "Reading.",
                 "papers": "none", "student_name": "", "interpreter": "no", "step": before}  # fmt: skip
        family = talk(ValidateRequestForm, **ready, requested_slot="check")
        await family.presses("send_request", draft=ready["draft"])
        assert family.responses == ["utter_sent"] and family.slots["step"] == after


async def test_the_request_carries_the_suggestion_and_a_coordinator_reads_it(talk, office):
    family = talk(ValidateInterviewForm, **START)
    await told(family, "Reading takes all evening, and then he cries.", help_wanted="goals", makes_harder="perhaps")
    asking = talk(ValidateRequestForm, **family.slots)
    await asking.presses("start_request", plan="ILP")  # the family asks for less than was suggested
    given = {
        "for_whom": "child",
        "grade": "7th",
        "description_more": "no",
        "papers": "none",
        "requester_name": "Maria Example",
        "student_name": "Ben Example",
        "reach": "maria@example.org",
        "interpreter": "no",
        "consent": "yes",
    }
    asked = []
    while asking.asked != "check":
        asked.append(asking.asked)
        value = given[asking.asked]
        await (asking.presses(**{asking.asked: value}) if value in ("child", "none") else asking.says(value, "inform"))
    assert not {"plan", "description"} & set(asked)
    await asking.presses("send_request", draft=asking.slots["draft"])
    with reading(office.records) as connection:
        [row] = connection.execute(select(request)).all()
        roles = {one.role for one in connection.execute(select(hand_off))}
    assert row.plan == "ILP" and "both an ILP and an IAP" in row.suggestion and "evaluation" in row.suggestion
    assert row.description == "Reading takes all evening, and then he cries."
    assert roles & {"section_504_coordinator", "special_education_coordinator"}
    assert asking.slots["suggestion"] is None, "nothing is left for the next request"


async def test_a_family_can_leave_the_suggestion_out(talk, office):
    kept = {"plan": "IAP", "also": [], "reasons": ["harder"], "coordinator": True}
    family = talk(ValidateRequestForm, suggestion=kept, plan="IAP", requested_slot="check", draft="a-draft")
    await family.presses("change_answer", change_field="suggestion")
    assert family.slots["suggestion"] is None and family.asked == "check"


async def test_the_plan_of_the_interviews_button_replaces_the_one_before(talk):
    family = talk(ValidateRequestForm, draft="a-draft", for_whom="child", grade="7", plan="not_sure")
    await family.presses("start_request", plan="IAP")
    assert family.slots["plan"] == "IAP"
    family = talk(ValidateRequestForm, draft="a-draft", plan="504", evaluation_sentence="yes")
    await family.presses("start_request", plan="IEP_evaluation")
    assert (family.slots["plan"], family.slots["evaluation_sentence"]) == ("IEP_evaluation", None)


async def test_who_is_not_sure_which_plan_is_offered_the_interview_once(talk):
    family = talk(ValidateRequestForm, for_whom="child", grade="7", plan=None, requested_slot="plan", suggestion=None)
    await family.presses(plan="not_sure")
    assert family.responses == ["utter_offer_interview"] and family.asked == "description"
    family = talk(ValidateRequestForm, for_whom="child", grade="7", requested_slot="plan", suggestion={"plan": "IAP"})
    await family.presses(plan="not_sure")
    assert family.responses == []
