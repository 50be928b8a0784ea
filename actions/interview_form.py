"""The interview "Which plan?": at most five plain questions, then a suggestion with its reasons, and the way to ask for
it. It decides on nobody, and what it was told goes nowhere until a request is sent."""

import re
from dataclasses import asdict
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import BOTH, SPOKEN, UNSURE, Said, closed, more_words, yes_or_no
from actions.listening import ASKED, Listening
from actions.office import office
from actions.question import Answers, Question
from actions.stories import needs_in
from bot.content import Content
from bot.content.school import PLANS_THERE
from bot.content.suggestions import ANSWERS
from bot.intake import Need
from bot.intake.suggestion import suggest

HELPS = {  # needs and plans that a family may name -> what would help
    "goals": {"reading_support", "math_support", "writing_support", "spelling", "catch_up", "study_skills", "ilp"},
    "barriers": {
        "extra_time", "test_environment", "rest_breaks", "seating", "sensory_environment", "note_taking",
        "oral_testing", "presentation_alternative", "assistive_tech", "mobility", "medical_care", "iap", "504",
    },
    "teaching": {"iep"},
    "challenge": {"enrichment", "gifted"},
    "future": {"career_planning"},
}  # fmt: skip
PLANS_NOW = {"ilp": "ILP", "iap": "IAP", "504": "504", "iep": "IEP"}
NO_PLAN = re.compile(r"\b(?:none|not yet|nothing|no plan)\b", re.I)
DENIES = re.compile(r"\b(?:not?|never|without)\b|n['’]t\b", re.I)
MAYBE = re.compile(r"\b(?:maybe|perhaps|might|possibly|probably|i think|i guess|could be)\b", re.I)
LONG = re.compile(
    r"\b(?:years?|since (?:he|she|they|i|we|kinder\w*|birth|pre\w*|first|second|third|\d\w*)|always|life|birth|forever"
    r"|permanent|chronic|comes and goes|long)\b",
    re.I,
)
SHORT = re.compile(r"\b(?:days?|weeks?|months?|soon|heals?|temporary|short)\b", re.I)


def _help_wanted(said: Said, content: Content) -> str | None:
    named = {value for _, value in said.entities}
    helps = [help for help, needs in HELPS.items() if needs & named]
    told = "both" if BOTH.search(said.text) or {"goals", "barriers"} <= set(helps) else next(iter(helps), None)
    return _closed("help_wanted", said, content) or told or _unsure(said)


def _makes_harder(said: Said, content: Content) -> str | None:
    if told := _closed("makes_harder", said, content):
        return told
    if said.entity("condition") == "ell":
        return "english"
    if MAYBE.search(said.text) or _unsure(said):
        return "perhaps"
    if told := yes_or_no("makes_harder")(said, content):
        return told
    return "yes" if said.entity("condition") and not DENIES.search(said.text) else None


def _how_long(said: Said, content: Content) -> str | None:
    told = "long" if LONG.search(said.text) else "short" if SHORT.search(said.text) else None
    return _closed("how_long", said, content) or told or _unsure(said)


def _plan_now(said: Said, content: Content) -> str | None:
    named = next((plan for entity, value in said.entities if entity == "plan" if (plan := PLANS_NOW.get(value))), None)
    none = "none" if NO_PLAN.search(said.text) or SPOKEN.get(said.intent) == "no" else None
    none = none or ("none" if yes_or_no("plan_now")(said, content) == "no" else None)
    return _closed("plan_now", said, content) or none or named or _unsure(said)


def _closed(name: str, said: Said, content: Content) -> str | None:
    return closed(name, ANSWERS[name])(said, content)


def _unsure(said: Said) -> str | None:
    return "not_sure" if UNSURE.search(said.text) else None


def _harder(answers: Answers, content: Content) -> bool:
    return answers.get("makes_harder") in ("yes", "perhaps")


class ValidateInterviewForm(Listening):
    form = "interview_form"
    questions = (
        Question("help_wanted", _help_wanted),
        Question("makes_harder", _makes_harder),
        Question("how_long", _how_long, when=_harder),
        Question("plan_now", _plan_now),
        Question("worry", more_words, optional=True, open=True, long=True),
    )

    def name(self) -> str:
        return "validate_interview_form"

    def known(self, tracker: Tracker) -> dict[str, Any]:
        """Also `found`: the difficulties heard in this message."""
        return super().known(tracker) | {"found": needs_in(tracker.latest_message)}

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        begun = answers.get("help_wanted") is not None
        key = "suggestion.go_on" if begun else "suggestion.begin"
        say.utter_message(response="utter_say", key=key, kind="answer", topic="which_plan")
        return {"needs": _with(answers)} if answers["found"] else {}

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot != "worry":
            found = [SlotSet("needs", _with(answers))] if answers["found"] else []
            return [*found, *await super().take(say, slot, value, answers)]
        told = {name: str(answers[name]) for name in ANSWERS if answers.get(name)}
        suggestion = suggest(office().content, told, tuple(Need(*one) for one in _with(answers)))
        say.utter_message(
            response="utter_suggestion",
            plan=suggestion.plan,
            also=" ".join(suggestion.also),
            reasons=" ".join(suggestion.reasons),
        )
        kept: dict[str, Any] = {"suggestion": asdict(suggestion)}
        if told.get("plan_now") in PLANS_THERE:
            kept["has_plan"] = told["plan_now"]
        if value and not answers.get("description"):
            kept |= {"description": value, "needs": _with(answers)}
        return [*self.done(), *(SlotSet(*one) for one in kept.items())]

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        say.utter_message(response="utter_say_with_way_on", key="say.stopped", kind="small_talk")
        return self.left(answers)

    def left(self, answers: Answers) -> list[EventType]:
        """What was answered stays, so that the interview can be gone on with."""
        return [SlotSet("misses", 0), SlotSet(ASKED, None)]


def _with(answers: Answers) -> list[list[str]]:
    """The difficulties that the family told of before, and those of this message."""
    before = answers.get("needs") or []
    return [*before, *(one for one in answers["found"] if one not in before)]
