"""Questions of people who had not seen our phrases, through the whole trained understanding: floors, a little below
what was measured (docs/understanding.md), so that a change which makes it worse shows."""

import asyncio
import json
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.assistant.heard import hints
from scripts.evaluate.pipeline import Understood
from scripts.evaluate.verdict import judge

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")  # of Rasa while it loads
QUESTIONS = [json.loads(line) for line in Path(__file__).with_name("questions.jsonl").read_text("utf-8").splitlines()]
OUT_OF_SCOPE = "out_of_scope"


@pytest.fixture(scope="module")
def verdicts(model, content):
    """(question, verdict) of every question that is not hard."""
    processor = Agent.load(str(model)).processor

    def verdict(one):
        message = UserMessage(one["q"], metadata={"persona": one["persona"]})
        heard = asyncio.run(processor.parse_message(message, only_output_properties=True))
        found = Understood(
            heard["intent"]["name"],
            tuple(
                (each["name"], each["confidence"]) for each in heard["intent_ranking"] if each["name"] != "nlu_fallback"
            ),
            tuple((each["entity"], str(each["value"])) for each in heard["entities"]),
            tuple((part["intent"], tuple(part["plans"])) for part in heard.get("parts") or ()),
            hints(heard["entities"]),
        )
        return judge(frozenset(one["topics"]), found, content.topics)

    return [(one, verdict(one)) for one in QUESTIONS if not one["hard"]]


def share(verdicts, wanted, out_of_scope):
    asked = [verdict for one, verdict in verdicts if (one["topics"][0] == OUT_OF_SCOPE) == out_of_scope]
    return sum(verdict in wanted for verdict in asked) / len(asked)


def test_most_questions_get_the_right_answer_at_first_try(verdicts):
    assert share(verdicts, {"right"}, out_of_scope=False) >= 0.86


def test_nearly_all_get_it_at_first_try_or_as_a_choice(verdicts):
    assert share(verdicts, {"right", "second", "offered"}, out_of_scope=False) >= 0.94


def test_few_are_answered_wrongly(verdicts):
    assert share(verdicts, {"wrong"}, out_of_scope=False) <= 0.04


def test_what_is_none_of_its_business_is_seldom_answered(verdicts):
    assert share(verdicts, {"wrong", "second"}, out_of_scope=True) <= 0.05
