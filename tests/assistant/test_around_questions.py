"""What is said around a form's question: why it is asked, what was understood, and the ways out of it."""

import pytest
from test_replies import PERSONAS, message, reply


@pytest.mark.parametrize("persona", PERSONAS)
async def test_why_says_who_reads_the_answer_and_never_that_it_is_private(say, content, persona):
    (one,) = await say("utter_why", message(persona=persona), values={"slot": "grade"})
    assert content.phrase("ask.grade.why", "en") in one["body"] and "private" not in one["body"]
    assert ("counselor reads" in one["body"]) is (persona == "student")


async def test_a_question_that_comes_back_says_so(say):
    answered = reply({"kind": "answer", "topic": "cost", "body": "...", "choices": []})
    confirmed = reply({"kind": "small_talk", "body": "I changed that.", "choices": []})
    (plain,) = await say("utter_ask_grade", message(), requested_slot="grade")
    (back,) = await say("utter_ask_grade", message(), answered, requested_slot="grade")
    (next_one,) = await say("utter_ask_grade", message(), confirmed, requested_slot="grade")
    assert back["body"].endswith(plain["body"]) and back["body"] != plain["body"] == next_one["body"]


async def test_a_question_that_is_asked_for_a_change_shows_the_answer_and_can_be_left(say):
    (one,) = await say("utter_ask_plan", message(), requested_slot="plan", plan="504", changing="plan")
    assert one["body"].endswith("A 504 plan") and one["choices"][-1]["entities"] == {"keep": "yes"}


async def test_what_was_understood_is_shown_without_conditions(say):
    needs = [["condition", "adhd", "said"], ["need", "extra_time", "said"], ["need", "math_support", "denied"]]
    (one,) = await say("utter_ask_description_more", message(), needs=[*needs, ["tried", "tutoring", "said"]])
    assert "finishing tests" in one["body"] and "tutoring" in one["body"]
    assert not any(word in one["body"] for word in ("ADHD", "adhd", "math"))
    assert [choice["intent"] for choice in one["choices"]] == ["inform", "inform", "change_answer"]


async def test_who_gives_up_is_offered_to_skip_a_person_and_to_stop(say):
    for asked, skips in (("student_name", ["skip"]), ("grade", [])):
        (one,) = await say("utter_say_with_way_on", message(), values={"key": "say.give_up"}, requested_slot=asked)
        offered = [choice["intent"] for choice in one["choices"]]
        assert offered == [*skips, "send_question", "talk_to_person", "cancel"]


async def test_a_story_that_asks_nothing_is_offered_to_be_written_down(say):
    told = message("nlu_fallback", ranking=[("cost", 0.2)], for_whom="child", grade="7", need="extra_time")
    told.text = "my 7th grader can never finish a test"
    (one,) = await say("utter_answer", told)
    assert one["kind"] == "clarify" and "finishing tests" in one["body"]
    assert one["choices"][0]["entities"] == {"for_whom": "child", "grade": "7"}


async def test_a_yes_to_that_offer_gets_its_button(say, content):
    offer = {"label": content.phrase("say.write_down", "en"), "intent": "start_request", "entities": {"grade": "7"}}
    offered = reply({"kind": "answer", "topic": "cost", "body": "...", "choices": [offer]})
    (one,) = await say("utter_answer", message(), offered, message("affirm"))
    assert one["choices"] == [offer] and one["kind"] == "answer"


async def test_the_first_question_of_a_form_comes_back_from_nowhere(say):
    begun = reply({"kind": "answer", "topic": "which_plan", "body": "I ask up to five questions.", "choices": []})
    (first,) = await say("utter_ask_help_wanted", message(), begun)
    (plain,) = await say("utter_ask_help_wanted", message())
    assert first["body"] == plain["body"]
