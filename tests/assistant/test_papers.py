"""The letter, the notes for a meeting, and the words that were sent: what goes on paper is the reader's own."""

import pytest
from test_replies import message

ANSWERS = {
    "draft": "draft-1",
    "for_whom": "child",
    "grade": "7",
    "plan": "504",
    "evaluation_sentence": "yes",
    "description": "He reads *slowly*.",
    "requester_name": "Maria Example",
    "student_name": "Ben Example",
    "reach": "maria@example.org",
}
SENT = {"sent_request": ANSWERS | {"reference": "2346789C", "received_on": "Monday"}}


async def letter_of(say, **slots):
    (one,) = await say("utter_answer", message("request_letter"), **slots)
    assert (one["kind"], one["topic"]) == ("letter", "request_letter") and one["body"].endswith(one["paper"]["body"])
    return one["paper"]["body"]


async def test_without_answers_the_letter_is_a_form_to_fill_in(say, content):
    assert await letter_of(say) == content.letter("request_plan", "en").body
    assert await letter_of(say, draft="draft-1", for_whom="child") == content.letter("request_plan", "en").body


async def test_the_letter_holds_what_was_answered_so_far(say):
    letter = await letter_of(say, **ANSWERS)
    for told in ("Ben Example", "grade 7", "Section 504 plan", r"He reads \*slowly\*.", "Maria Example"):
        assert told in letter
    assert "Reference" not in letter


async def test_after_sending_the_letter_is_that_of_the_request_that_was_sent(say):
    assert "Reference: 2346789C" in await letter_of(say, **SENT)
    (one,) = await say("utter_answer", message("request_letter"), **SENT)
    assert "has your request already" in one["body"] and "in place of" not in one["body"]
    begun = SENT | {"draft": "draft-2", "plan": "ILP", "description": "Math is hard."}
    letter = await letter_of(say, **begun)
    assert "Math is hard." in letter and "Ben Example" not in letter and "2346789C" not in letter


async def test_who_has_begun_to_ask_for_another_child_gets_no_letter_of_the_first(say, content):
    assert await letter_of(say, **SENT | {"draft": "draft-2"}) == content.letter("request_plan", "en").body


async def test_the_letter_is_offered_where_answers_are_checked_and_where_they_were_sent(say):
    (page,) = await say("utter_ask_check", message("inform"), requested_slot="check", **ANSWERS)
    assert page["choices"][-1]["intent"] == "request_letter"
    filed = {"reference": "2346789C", "code": "HJKMNPQR", "goal_day": "Friday", "received_on": "Monday"}
    filed |= {"role": "counselor", "role_phone": "225-555-0102", "parts": "body next keep words"}
    (sent,) = await say("utter_sent", message("send_request"), values=filed, **ANSWERS)
    assert sent["choices"][0]["intent"] == "request_letter"
    for told in (r"He reads \*slowly\*.", "Ben Example", "225-555-0102", "not a legal deadline", "Friday", "Monday"):
        assert told in sent["body"]


async def test_told_again_are_the_words_of_that_request_and_never_those_of_another(say):
    filed = {"reference": "2346789C", "code": "HJKMNPQR", "goal_day": "Friday", "received_on": "Monday"}
    filed |= {"role": "counselor", "role_phone": "225-555-0102", "parts": "again body next keep"}
    other = {"draft": "draft-2", "description": "Math is hard."}
    (again,) = await say("utter_sent", message("send_request"), values=filed, **SENT | other)
    assert "He reads" in again["body"] and "Math" not in again["body"]
    (again,) = await say("utter_sent", message("send_request"), values=filed | {"reference": "other"}, **SENT | other)
    assert "He reads" not in again["body"] and "Math" not in again["body"]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("our meeting is on December 15 at 3", "2026-12-15T15:00"),
        ("they set the conference for 12/15", "2026-12-15"),
    ],
)
async def test_a_meeting_told_with_its_date_can_go_into_the_calendar(say, text, when, time_machine):
    time_machine.move_to("2026-12-01T12:00Z")
    told = message("planning_meeting")
    told.text = text
    (one,) = await say("utter_answer", told)
    [offer] = [choice for choice in one["choices"] if choice["entities"].get("when")]
    assert offer["entities"] == {"paper": "notes", "when": when} and "December 15, 2026" in offer["label"]
    (notes,) = await say("utter_answer", message(offer["intent"], **offer["entities"]))
    assert notes["paper"]["starts"] == when and "December 15, 2026" in notes["paper"]["body"]


async def test_a_date_told_without_a_question_is_taken_at_once(say, time_machine):
    time_machine.move_to("2026-12-01T12:00Z")
    told = message("nlu_fallback")
    told.text = "our meeting is next Tuesday at 3"
    (one,) = await say("utter_answer", told)
    assert one["paper"]["starts"] == "2026-12-08T15:00"
    (asked, *_) = await say("utter_answer", told, requested_slot="grade")
    assert "paper" not in asked


async def test_a_date_that_is_no_meetings_is_let_be(say):
    told = message("timeline")
    told.text = "will I hear from you by tomorrow?"
    (one,) = await say("utter_answer", told)
    assert not any(choice["entities"].get("when") for choice in one["choices"])


async def test_a_student_gets_a_students_notes(say, content):
    (notes,) = await say("utter_answer", message("request_letter", "student", paper="notes"))
    assert notes["paper"]["body"] == content.letter("meeting_notes_student", "en").body
    assert [choice["intent"] for choice in notes["choices"]] == ["name_meeting"]


async def test_another_day_that_may_be_meant_is_offered(say):
    (notes,) = await say("utter_meeting", message("nlu_fallback"), values={"when": "2026-12-01T15:00 2026-12-08T15:00"})
    assert notes["paper"]["starts"] == "2026-12-01T15:00"
    assert notes["choices"][0]["entities"]["when"] == "2026-12-08T15:00"
