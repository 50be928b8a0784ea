"""How every form listens: danger first, then stop, the answer itself, a question in between, and at last "I could not
use that". A form is a table of questions; only what it does at the end is its own."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CERTAIN, SURE, Hear, Said
from actions.office import office
from bot.content import Content
from bot.errors import RecordsUnavailable

log = logging.getLogger(__name__)
ASKED = "requested_slot"
DANGER = "crisis"
PATIENCE = 3  # answers in a row that can't be used, before a person is named
FORMS_OF = {"start_request": "request_form", "check_status": "status_form", "change_request": "change_form"}
SMALL = {"greeting", "thanks", "affirm", "deny", "nlu_fallback", "out_of_scope", "inform", "skip", "goodbye"}

Answers = Mapping[str, Any]


def always(answers: Answers, content: Content) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One slot of a form. `hears` the answer or None; `when` the question is asked at all; `open`: any words may be the
    answer, so only what plainly asks something is taken as a question; `long`: a story, in which a question mark is no
    sign of asking us."""

    slot: str
    hears: Hear
    when: Callable[[Answers, Content], bool] = always
    optional: bool = False
    open: bool = False
    long: bool = False


class Listening(Action, ABC):  # type: ignore[misc]
    """`validate_<form>` for a table of questions. It always says itself which slot is asked next."""

    form: ClassVar[str]
    questions: ClassVar[tuple[Question, ...]]

    @abstractmethod  # Rasa's register takes every class without an abstract method for an action
    def name(self) -> str:
        """validate_<form>, as Rasa calls it."""

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said, asked = Said.of(tracker.latest_message), tracker.get_slot(ASKED)
        if said.intent == DANGER:
            return []  # rejects, so that the rule for danger is followed; the text is stored nowhere
        answers = dict(tracker.current_slot_values())
        if not asked:
            return self._told_and_next(answers, self.at_start(said, answers))
        question = next((one for one in self.questions if one.slot == asked), None)
        if question is None:
            return self._told_and_next(answers, {})
        try:
            return await self._heard(say, said, question, answers)
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="say.lookup_failed", kind="error")
            return [SlotSet("misses", 0), SlotSet(ASKED, asked)]

    async def _heard(
        self, say: CollectingDispatcher, said: Said, question: Question, answers: dict[str, Any]
    ) -> list[EventType]:
        again: list[EventType] = [SlotSet("misses", 0), SlotSet(ASKED, question.slot)]
        if said.intent == "cancel" and (said.pressed or not question.open or len(said.text.split()) <= 6):
            return self.stop(say, answers)
        if said.intent == "start_over" and said.pressed:
            return self._told_and_next(answers, self.start_over(say))
        if said.intent == "repeat" and not question.long and said.share >= SURE:
            return again
        aside = self._is_aside(said, question)
        if not aside:
            if question.optional and (said.intent == "skip" or (said.intent == "deny" and len(said.text.split()) <= 4)):
                return await self.take(say, question.slot, "", answers)
            value = question.hears(said, office().content)
            if value is not None:
                return await self.take(say, question.slot, value, answers)
        if aside or (said.intent not in SMALL and said.share >= CERTAIN):
            if said.intent in FORMS_OF and FORMS_OF[said.intent] != self.form and self.form != "request_form":
                return [SlotSet("misses", 0), SlotSet(ASKED, None), FollowupAction(FORMS_OF[said.intent])]
            say.utter_message(response="utter_answer")
            return again
        return self._not_understood(say, question, answers)

    def _is_aside(self, said: Said, question: Question) -> bool:
        """Whether the message asks us something instead of answering. A story may hold any question mark."""
        if said.pressed:
            return said.intent not in ("inform", "skip", "change_answer", "send_request")
        if said.intent in SMALL or said.share < SURE or not said.asks:
            return False
        return not question.long or len(said.text.split()) <= 15

    def _not_understood(self, say: CollectingDispatcher, question: Question, answers: Answers) -> list[EventType]:
        misses = int(answers.get("misses") or 0) + 1
        say.utter_message(response="utter_say", key=f"ask.{question.slot}.again", kind="clarify")
        if misses >= PATIENCE:
            say.utter_message(
                response="utter_say_with_way_on", key="say.give_up", kind="contact", topic="talk_to_person"
            )
            misses = 0
        return [SlotSet("misses", misses), SlotSet(ASKED, question.slot)]

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        """The answer to `slot` was heard. Subclasses act on their last question here."""
        told: dict[str, Any] = {slot: value}
        if answers.get("changing") == slot:
            told["changing"] = None
            say.utter_message(response="utter_say", key="say.changed", kind="small_talk")
        return self._told_and_next(answers, told)

    def at_start(self, said: Said, answers: Answers) -> dict[str, Any]:
        """Slots that are known from the sentence that began the form."""
        return {}

    def start_over(self, say: CollectingDispatcher) -> dict[str, Any]:
        return {question.slot: None for question in self.questions}

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        say.utter_message(response="utter_say_with_way_on", key="say.stopped_short", kind="small_talk")
        return [*self.cleared(), SlotSet(ASKED, None)]

    def cleared(self) -> list[EventType]:
        return [SlotSet(question.slot, None) for question in self.questions]

    def _told_and_next(self, answers: dict[str, Any], told: dict[str, Any]) -> list[EventType]:
        """Keep what was told and ask the next open question; the one that is being changed comes first."""
        known = answers | told
        content = office().content
        left = [one.slot for one in self.questions if one.when(known, content) and known.get(one.slot) is None]
        following = known.get("changing") or (left[0] if left else None)
        return [SlotSet("misses", 0), *(SlotSet(*one) for one in told.items()), SlotSet(ASKED, following)]
