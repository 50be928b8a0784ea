"""The walk through the six steps: each says the same five things, names people of this school, and keeps the place."""

import pytest

from bot.assistant.heard import Heard
from bot.assistant.saying import Saying
from bot.assistant.steps import ON, RESTS_ON, STEPS, TOLD, begin_steps, step


@pytest.fixture
def shown(content, conversation_of):
    """The message on a step. `at`: where the family is; `named`: by a button or a message."""

    def show(named=None, at=None):
        heard = Heard.of(conversation_of(step=at), "en")
        heard.entities.update({"at_step": named} if named else {})
        return step(Saying(content, heard))

    return show


@pytest.mark.parametrize("number", STEPS)
def test_a_step_tells_what_happens_with_whom_and_what_to_have_to_ask_and_to_write(shown, content, number):
    message = shown(number)
    assert message["body"].count("\n\n") == len(TOLD) - 1 and "{" not in message["body"]
    told = content.phrases(f"steps.of.{number}", "en")
    assert message["title"] == f"Step {number} of 6: {told['name']}" and message["topic"] == "request_steps"
    assert [one["id"] for one in message["sources"]] == [
        one.id for one in content.answer(RESTS_ON[number], "en").sources
    ]
    assert any(role.title in message["body"] for role in content.school.roles.values()) or number == "5"


def test_the_steps_are_called_as_the_answer_calls_them(content):
    body = content.answer("request_steps", "en").body
    for number in STEPS:
        assert f"{number}. **{content.phrase(f'steps.of.{number}.name', 'en')}.**" in body


def test_without_a_number_the_family_is_shown_where_it_is(shown):
    assert shown(at="4")["title"].startswith("Step 4") and shown()["title"].startswith("Step 1")
    assert shown("9")["title"].startswith("Step 1")


def test_a_step_that_is_done_moves_and_a_look_ahead_does_not(shown):
    moves = {choice["label"]: choice["entities"] for choice in shown("2", at="2")["choices"] if "entities" in choice}
    assert moves["This step is done"] == {"at_step": "3", "moves": "yes"}
    assert moves["Look at the next step"] == {"at_step": "3", "moves": "no"}
    ahead = shown("3", at="2")
    assert "still at step 2" in ahead["body"]
    assert {"at_step": "2", "moves": "no"} in [choice["entities"] for choice in ahead["choices"]]


def test_the_last_step_has_no_next_one(shown):
    assert {choice["intent"] for choice in shown("6", at="6")["choices"]} == {"plan_review", "talk_to_person"}


def test_step_two_begins_a_request(shown):
    assert "start_request" in [choice["intent"] for choice in shown("2")["choices"]]


def test_the_school_says_its_own_goal(shown, content):
    assert f"within {content.school.goal_days} school days" in shown("2")["body"]


def test_the_answer_on_the_steps_leads_into_them(content, conversation_of):
    for at, label, entities in (
        (None, "Go through the steps with me", {"at_step": "1", "moves": "yes"}),
        ("4", "Go on at step 4", {"at_step": "4", "moves": "no"}),
    ):
        button = begin_steps(Saying(content, Heard.of(conversation_of(step=at), "en")))
        assert (button["label"], button["entities"]) == (label, entities)


def test_what_is_offered_beside_a_step_is_a_topic(content):
    assert set(ON.values()) | set(RESTS_ON.values()) <= set(content.topics.all_ids) and set(ON) == set(STEPS)
