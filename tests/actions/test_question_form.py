"""The form that sends a question: what it needs, what it keeps, and that it is sent once."""

import pytest
from sqlalchemy import select

from actions.listening import ASKED
from actions.question_form import ValidateQuestionForm
from bot.errors import RecordsUnavailable
from bot.intake.records import reading
from bot.intake.tables import letter, request

WORDS = "Is there a bus that waits for children who stay for tutoring?"
START = {"question_words": None, "question_reach": None, "question_name": None, "question_check": None,
         "question_draft": None, "changing": None}  # fmt: skip


@pytest.fixture
def family(talk):
    return talk(ValidateQuestionForm, **START)


async def asks(family, *answers):
    """The form, from its button on; each answer is a text."""
    await family.presses("send_question")
    for text in answers:
        await family.says(text, "skip" if text == "skip" else "nlu_fallback", 0.5)
    return family


async def sends(family):
    return await family.presses("send_request", draft=family.slots["question_draft"])


def filed(office):
    with reading(office.records) as connection:
        return connection.execute(select(request)).all()


async def test_a_question_a_way_and_a_name_are_asked_and_nothing_else(family, office):
    await family.presses("send_question")
    asked = []
    for text in (WORDS, "maria@example.org or 225-555-0177", "my name is Maria Example"):
        asked.append(family.asked)
        await family.says(text, "nlu_fallback", 0.3)
    assert asked == ["question_words", "question_reach", "question_name"] and family.asked == "question_check"
    assert filed(office) == [], "nothing is sent before it is checked"
    await sends(family)
    assert family.asked is None and family.responses == ["utter_sent"] and family.said[0]["about"] == "question"
    [row] = filed(office)
    assert (row.kind, row.description, row.requester_name) == ("question", WORDS, "Maria Example")
    assert (row.email, row.phone, row.channel) == ("maria@example.org", "225-555-0177", "chat")
    assert all(family.slots[slot] is None for slot in START), "nothing is left for the next question"


@pytest.mark.parametrize("yes", [("yes", "affirm"), ("ok", "nlu_fallback"), ("yes please send it", "affirm")])
async def test_a_typed_yes_sends_and_other_words_do_not(family, office, yes):
    await asks(family, WORDS, "maria@example.org", "skip")
    for other in ("hm", "what is this?", "no"):
        await family.says(other, "nlu_fallback", 0.3)
        assert family.asked == "question_check" and filed(office) == []
    await family.says(*yes)
    assert len(filed(office)) == 1


async def test_another_drafts_button_sends_nothing(family, office):
    await asks(family, WORDS, "maria@example.org", "skip")
    await family.presses("send_request", draft="another")
    assert family.asked == "question_check" and filed(office) == []


async def test_the_offered_words_are_taken_as_they_were_typed(family):
    await family.presses("send_question")
    await family.presses(question_words="can she take the bus with her walker")
    assert family.slots["question_words"] == "can she take the bus with her walker" and family.asked == "question_reach"


@pytest.mark.parametrize("text", ["how long does it take?", "what is an ILP", "Who decides?"])
async def test_to_what_would_you_like_to_ask_a_question_is_the_answer(family, text):
    await family.presses("send_question")
    await family.says(text, "timeline", 0.95)
    assert family.slots["question_words"] == text and family.asked == "question_reach" and family.said == []


async def test_a_wish_for_something_else_is_no_question_for_the_office(family):
    await family.presses("send_question")
    await family.says("can I talk to a person", "talk_to_person", 0.95)
    assert family.responses == ["utter_answer"] and family.asked == "question_words"
    await family.says("send my question", "send_question", 0.95)
    assert family.asked == "question_words" and family.slots["question_words"] is None
    await family.says("I want to ask for a plan", "start_request", 0.95)
    assert [event["name"] for event in family.events if event["event"] == "followup"] == ["request_form"]


async def test_a_name_may_be_left_out_where_there_is_an_address_or_a_number(family, office):
    for way in ("maria@example.org", "225-555-0177"):
        await asks(family, WORDS, way, "skip")
        await sends(family)
    assert [row.requester_name for row in filed(office)] == [None, None]


async def test_who_is_to_be_found_at_school_gives_a_name_and_is_taken_for_a_student(family, office):
    await asks(family, WORDS)
    await family.presses(question_reach="find_me_at_school")
    assert {"changes": {"persona": "student"}} in [one.get("custom") for one in family.said]
    await family.says("skip", "skip")
    assert family.asked == "question_name" and family.keys == ["ask.question_name.again"]
    await family.says("Ben Example")
    await sends(family)
    [row] = filed(office)
    assert (row.persona, row.role, row.find_me_at_school) == ("student", "counsellor", True)


async def test_any_answer_can_be_changed(family):
    await asks(family, WORDS, "maria@example.org", "Maria")
    for slot, text in (
        ("question_words", "Is the late bus free?"),
        ("question_reach", "225-555-0177"),
        ("question_name", "Anna"),
    ):
        await family.presses("change_answer", change_field=slot)
        assert family.asked == slot
        await family.says(text)
        assert family.slots[slot] == text and family.asked == "question_check" and family.keys == ["say.changed"]
    await family.says("my number is wrong", change_field="reach")
    assert family.asked == "question_reach"


async def test_a_way_that_is_changed_to_school_asks_for_the_name_that_was_left_out(family, office):
    await asks(family, WORDS, "maria@example.org", "skip")
    await family.presses("change_answer", change_field="question_reach")
    await family.says("find me at school")
    await sends(family)
    assert family.asked == "question_name" and filed(office) == []


async def test_what_is_stopped_or_left_is_kept_and_gone_on_with(family):
    await asks(family, WORDS, "maria@example.org")
    draft = family.slots["question_draft"]
    await family.says("stop", "cancel")
    assert family.asked is None and family.keys == ["say.stopped"]
    await family.presses("send_question")
    assert family.asked == "question_name" and family.slots["question_words"] == WORDS
    await family.presses("check_status")
    assert family.asked is None
    await family.presses("send_question")
    assert family.asked == "question_name" and family.slots["question_draft"] == draft


async def test_records_that_are_away_keep_the_question_and_the_draft(family, office, monkeypatch):
    await asks(family, WORDS, "maria@example.org", "skip")
    draft = family.slots["question_draft"]

    async def away(call, tries=1):
        raise RecordsUnavailable("away")

    with monkeypatch.context() as broken:
        broken.setattr("actions.question_form.in_records", away)
        await sends(family)
    assert family.keys == ["question.unknown"] and family.asked == "question_check"
    assert (family.slots["question_draft"], family.slots["question_words"]) == (draft, WORDS)
    await sends(family)
    assert len(filed(office)) == 1


async def test_a_commit_whose_answer_was_lost_is_told_with_the_same_reference(family, office, monkeypatch):
    await asks(family, WORDS, "maria@example.org", "skip")
    before = dict(family.slots)
    await sends(family)
    told = family.said[0]
    family.slots = before  # as after a crash between the commit and Rasa's own save
    await sends(family)
    again = family.said[0]
    assert (again["reference"], again["code"]) == (told["reference"], told["code"]) and "again" in again["parts"]
    assert len(filed(office)) == 1
    with reading(office.records) as connection:
        assert len(connection.execute(select(letter)).all()) == 2


async def test_the_second_question_is_another_one(family, office):
    for words in (WORDS, "Is the late bus free?"):
        await asks(family, words, "maria@example.org", "skip")
        await sends(family)
    assert [row.description for row in filed(office)] == [WORDS, "Is the late bus free?"]


async def test_a_button_of_a_sent_request_is_told_again_and_the_question_asked_again(family):
    await asks(family, WORDS)
    await family.presses("send_request", draft="no such draft")
    assert family.slots[ASKED] == "question_reach"
