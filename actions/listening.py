"""How every form listens: danger first, then stop, a question in between, the answer itself, and at last "I could not
use that". A form is a table of questions; only what it does at the end is its own."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CERTAIN, Said
from actions.asides import BEGINS, NO_TOPIC, PLEASANTRIES, SHORT, Sense, sense_of
from actions.office import office
from actions.question import Answers, Question
from actions.sent import of_conversation, tell_again
from bot.errors import RecordsUnavailable

ASKED = "requested_slot"
DANGER = "crisis"
PATIENCE = 3  # answers in a row that can't be used, before a person is named


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
        answers = self.known(tracker)
        question = next((one for one in self.questions if one.slot == asked), None)
        if question is None:
            return self._told_and_next(answers, {} if asked else self.at_start(say, said, answers))
        try:
            if said.pressed and said.intent == "send_request":  # of a request that was sent before
                await tell_again(say, tracker)
                return self.again(asked)
            return await self._heard(say, said, question, answers)
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="say.lookup_failed", kind="error")
            return self.again(asked)

    def known(self, tracker: Tracker) -> dict[str, Any]:
        """The slots, and what is known of the conversation."""
        return {**tracker.current_slot_values(), **of_conversation(tracker)}

    async def _heard(
        self, say: CollectingDispatcher, said: Said, question: Question, answers: dict[str, Any]
    ) -> list[EventType]:
        if question.exact and (number := question.hears(said, office().content)):
            return await self.take(say, question.slot, number, answers)
        sense = sense_of(said, question, self.form)
        if sense is Sense.STOP:
            return self.stop(say, answers)
        if sense is Sense.START_OVER:
            return self._told_and_next(answers, self.start_over(say))
        if sense is Sense.ELSEWHERE:
            return self._elsewhere(say, said, answers)
        if sense is Sense.ANSWER:
            skips = said.intent == "skip" or (said.intent == "deny" and len(said.text.split()) <= SHORT)
            if question.optional and skips:
                return await self.take(say, question.slot, "", answers)
            value = question.hears(said, office().content)
            if value is not None:
                return await self.take(say, question.slot, value, answers)
            if said.intent in PLEASANTRIES:
                sense = Sense.PLEASANTRY
            elif said.intent not in NO_TOPIC and said.share >= CERTAIN:
                sense = Sense.ASIDE
        if sense is Sense.ASIDE and BEGINS.get(said.intent, self.form) != self.form != "request_form":
            return self._elsewhere(say, said, answers)
        if sense in (Sense.ASIDE, Sense.PLEASANTRY):
            say.utter_message(response="utter_answer")
        if sense in (Sense.ASIDE, Sense.PLEASANTRY) or said.pressed:
            return self.again(question.slot)
        return self.not_understood(say, question.slot, answers, explain=sense is not Sense.AGAIN)

    def _elsewhere(self, say: CollectingDispatcher, said: Said, answers: Answers) -> list[EventType]:
        """Another form is begun; what it was told before waits, where it can be gone on with."""
        if said.intent == "start_request":
            say.utter_message(response="utter_start_request")
        return [*self.left(answers), FollowupAction(BEGINS[said.intent])]

    def not_understood(
        self, say: CollectingDispatcher, slot: str, answers: Answers, explain: bool = True
    ) -> list[EventType]:
        misses = int(answers.get("misses") or 0) + 1
        if explain:
            say.utter_message(response="utter_say", key=f"ask.{slot}.again", kind="clarify")
        if misses >= PATIENCE:
            say.utter_message(
                response="utter_say_with_way_on", key="say.give_up", kind="contact", topic="talk_to_person"
            )
            misses = 0
        return [SlotSet("misses", misses), SlotSet(ASKED, slot)]

    def to_change(self, field: str | None, said: Said, asked: str, answers: Answers) -> list[EventType] | None:
        """What follows when the family wants to change an answer that it gave before, the one called `field`; None: it
        does not. A story may name one by chance."""
        slots = {one.slot for one in self.questions if one.slot != asked}
        long = any(one.long for one in self.questions if one.slot == asked)
        if field not in slots or answers.get(field) is None or long or said.asks:
            return None
        return [SlotSet("changing", field), *self.again(field)]

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        """The answer to `slot` was heard. Subclasses act on their last question here."""
        told: dict[str, Any] = {slot: value}
        if answers.get(slot) not in (None, value):
            told |= {one.slot: None for one in self.questions if slot in one.renewed_by}
        if answers.get("changing") == slot:
            told["changing"] = None
            say.utter_message(response="utter_say", key="say.changed", kind="small_talk")
        return self._told_and_next(answers, told)

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        """Slots that are known from the sentence that began the form."""
        return {}

    def start_over(self, say: CollectingDispatcher) -> dict[str, Any]:
        return {question.slot: None for question in self.questions}

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        say.utter_message(response="utter_say_with_way_on", key="say.stopped_short", kind="small_talk")
        return self.left(answers)

    def left(self, answers: Answers) -> list[EventType]:
        """The form ends before its end."""
        return self.done()

    def done(self) -> list[EventType]:
        """The form ends, and keeps nothing."""
        cleared = [SlotSet(question.slot, None) for question in self.questions]
        return [*cleared, SlotSet("misses", 0), SlotSet(ASKED, None)]

    def again(self, slot: str) -> list[EventType]:
        return [SlotSet("misses", 0), SlotSet(ASKED, slot)]

    def _told_and_next(self, answers: dict[str, Any], told: dict[str, Any]) -> list[EventType]:
        """Keep what was told and ask the next open question; the one that is being changed comes first. An answer to
        what is not asked any more goes."""
        known, content = answers | told, office().content
        for one in self.questions:
            if known.get(one.slot) is not None and not one.when(known, content):
                told[one.slot] = known[one.slot] = None
        asked = [one.slot for one in self.questions if one.when(known, content)]
        changing = known.get("changing")
        following = changing if changing in asked else next((slot for slot in asked if known.get(slot) is None), None)
        return [SlotSet("misses", 0), *(SlotSet(*one) for one in told.items()), SlotSet(ASKED, following)]
