"""The Rasa component for what words tell better than a classifier of topics: the wish to be led to a plan by questions,
to ask for one, to keep a copy, and at which step on the way to a plan a family is. It stands before whatever hears
danger."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.certainty import UNSURE
from bot.assistant.parts import PLAIN

WORDS = Path(__file__).resolve().parents[2] / "data" / "words" / "wishes_en.yml"
FIND_PLAN, SHOW_STEP, AT_STEP = "find_plan", "show_step", "at_step"
START, KEEP, HOW, MEETING = "start_request", "keep_copy", "how", "name_meeting"
NO_QUESTION = "nothing_asked"
NEAR_START = {UNSURE, "request"}  # what the wish to ask for a plan may be taken for
LONGEST = 60  # words of that wish with a story beside it
ON_PLANS = {"which_plan", "resume_request", UNSURE}  # what a wish to be led may be taken for
OF_STEPS = "request_steps"
NEAR_STEPS = {  # what bare tidings, such as "we had the meeting last week", may be taken for
    "planning_meeting", "meeting_rights", "assessment", "consent", "implementation", "plan_review", "timeline",
    "request", "out_of_scope",
}  # fmt: skip
MOST = 20  # words; a longer message tells a story
BRIEF = 12  # words of the wish to keep a copy
BESIDE = 4  # words that may stand beside bare tidings: "last week", "on Tuesday at noon"
TROUBLE = re.compile(
    r"\b(?:but|not|no|never|nobody|nothing|refused?|denied|bad(?:ly)?|wrong|worse)\b|n['’]t\b", re.IGNORECASE
)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Wishes(GraphComponent):  # type: ignore[misc]
    """Sets the intent `find_plan`, `start_request`, `name_meeting`, `keep_copy` with the entity `how` ("email" or
    "print"), or `show_step` with the entity `at_step` ("1" to "6")."""

    def __init__(self) -> None:
        told = yaml.safe_load(WORDS.read_text("utf-8"))
        self._find_plan = _any_of(told[FIND_PLAN])
        self._start, self._meeting = _any_of(told[START]), _any_of(told[MEETING])
        self._asks_nothing = _any_of(told[NO_QUESTION])
        self._copies = {how: _any_of(lines) for how, lines in told[KEEP].items()}
        self._steps = {step: _any_of(lines) for step, lines in told[SHOW_STEP].items()}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Wishes:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text, intent = message.get(TEXT) or "", (message.get(INTENT) or {}).get("name")
            words = len(text.split())
            short, asks = words <= MOST, "?" in text or bool(PLAIN.match(text))
            if intent in ON_PLANS and (short or intent != UNSURE) and self._find_plan.search(text):
                _become(message, FIND_PLAN)
            elif intent in NEAR_START and words <= LONGEST and not asks and self._start.search(text):
                _become(message, START)
            elif words <= BRIEF and self._meeting.search(text):
                _become(message, MEETING)
            elif self._asks_nothing.search(text):
                _become(message, UNSURE)
            elif how := next((how for how, line in self._copies.items() if words <= BRIEF and line.search(text)), None):
                _add(message, HOW, how)
                _become(message, KEEP)
            elif step := self._step(text, _likeliest(message)):
                _add(message, AT_STEP, step)
                _become(message, SHOW_STEP)
        return messages

    def _step(self, text: str, intent: str | None) -> str | None:
        """Tidings with a question or a trouble on a topic of its own are that topic."""
        told = ((step, line.search(text)) for step, line in self._steps.items())
        step, found = next(((step, found) for step, found in told if found), (None, None))
        if found is None or len(text.split()) > MOST:
            return None
        bare = len(text.split()) - len(found[0].split()) <= BESIDE and not TROUBLE.search(text)
        asks = "?" in text or bool(PLAIN.match(text))
        return step if intent == OF_STEPS or (intent in NEAR_STEPS and bare and not asks) else None


def _likeliest(message: Message) -> str | None:
    """What a message is about, sure or not."""
    ranking = message.get("intent_ranking") or [message.get(INTENT) or {}]
    return next((one["name"] for one in ranking if one.get("name") != UNSURE), None)


def _any_of(lines: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(lines), re.IGNORECASE)


def _add(message: Message, name: str, value: str) -> None:
    found = {"entity": name, "value": value, "start": 0, "end": len(message.get(TEXT)), "extractor": "Wishes"}
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), found], add_to_output=True)


def _become(message: Message, intent: str) -> None:
    told = {"name": intent, "confidence": 1.0}
    others = [one for one in message.get("intent_ranking") or [] if one["name"] not in (intent, UNSURE)]
    message.set(INTENT, told, add_to_output=True)
    message.set("parts", [], add_to_output=True)
    message.set("intent_ranking", [told, *others], add_to_output=True)
