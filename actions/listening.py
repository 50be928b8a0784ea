"""How every form listens: danger first, then stop, a question in between, the answer itself and what is told beside it,
and at last "I could not use that". A form is a table of questions; only what it does at the end is its own."""

import re
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import CERTAIN, Said, both_ways
from actions.asides import BEGINS, BRIEF, NO_TOPIC, PLEASANTRIES, SHORT, Sense, sense_of
from actions.office import office
from actions.question import Answers, Question
from actions.sent import of_conversation, tell_again
from bot.errors import RecordsUnavailable

ASKED = "requested_slot"
DANGER = "crisis"
WAYS_TO_REACH = {"reach", "question_reach"}
PATIENCE = 2  # answers in a row that can't be used, before a person, a way to skip and to stop are offered
CORRECTING = re.compile(r"(?:no|oh|oops|sorry|wait|actually|correction|my mistake)\b|.*\bi meant?\b", re.I)
CHANGING = re.compile(
    r"(?:\w+,? ){0,4}?(?:change|correct|fix|update|edit|set|go back to)\b"
    r"|(?:the|my|his|her) [\w ]{1,25} (?:(?:should|must) be|(?:is|was) (?:wrong|not right|incorrect))\b",
    re.I,
)
CHANGED_TO = re.compile(  # "change my name to Ana", "the grade should be 8"
    r"\b(?:change|correct|fix|update|edit|set)\b.+?\b(?:to|into)\b(.+)$|\b(?:should|supposed to|must) be\b(.+)$", re.I
)


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
            beside = self.beside(said, question, answers | {question.slot: number})
            return await self.take(say, question.slot, number, answers | {"beside": beside})
        sense, content = sense_of(said, question, self.form), office().content
        if told := self._way_of_speaking(say, sense, said, question, answers):
            return told
        beside = self.beside(said, question, answers)
        corrects = any(answers.get(slot) is not None for slot in beside)  # "no wait, 7th grade" is no "no"
        tells = sense is Sense.ASIDE and not said.asks  # "you can call me at ..." is no wish to talk now
        only = question.long and len(said.text.split()) <= BRIEF and not answers.get("found")  # and no story
        if beside and (tells or (sense is Sense.ANSWER and (corrects or only))):
            return self._noted(say, answers, beside)
        if sense is Sense.ANSWER:
            skips = said.intent == "skip" or (said.intent == "deny" and len(said.text.split()) <= SHORT)
            if question.optional and skips:
                return await self.take(say, question.slot, "", answers)
            value = question.hears(said, content)
            if value is not None:
                return await self.take(say, question.slot, value, answers | {"beside": beside})
            if beside:
                return self._noted(say, answers, beside)
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
        return self.not_understood(say, question.slot, answers)

    def _way_of_speaking(
        self, say: CollectingDispatcher, sense: Sense, said: Said, question: Question, answers: dict[str, Any]
    ) -> list[EventType] | None:
        """What follows when the message only says how to go on; None: it says more."""
        if answers.get("changing") == question.slot and (said.entity("keep") or said.way == "keep"):
            return self._told_and_next(answers, {"changing": None})
        if sense is Sense.STOP:
            return self.stop(say, answers)
        if sense is Sense.START_OVER:
            return self._told_and_next(answers, self.start_over(say))
        if sense is Sense.ELSEWHERE:
            return self._elsewhere(say, said, answers)
        if sense is Sense.FORGET:
            return self.forget(say, answers)
        if sense is Sense.BACK:
            return self._back(say, question, answers)
        if sense is Sense.AGAIN and not said.pressed:
            self._explain(say, question.slot)
        elif sense is Sense.WHY:
            say.utter_message(response="utter_why", slot=question.slot)
        elif sense is Sense.WAIT:
            say.utter_message(response="utter_say", key="say.take_your_time", kind="small_talk")
        elif sense is Sense.ANOTHER_CHILD:
            say.utter_message(response="utter_say", key="say.one_child_each", topic="start_request")
        else:
            return None
        return self.again(question.slot)

    def beside(self, said: Said, question: Question | None, answers: Answers) -> dict[str, Any]:
        """What a typed message tells for other questions than `question`: those that are still open and, where it says
        that it corrects something, those that were answered otherwise."""
        content, brief = office().content, len(said.text.split()) <= SHORT + 2
        corrects = bool(CORRECTING.match(said.text)) and (brief or not (question and question.long))
        told: dict[str, Any] = {}
        for one in self.questions if said.text else ():
            open_yet = answers.get(one.slot) is None
            if one.told and one is not question and (open_yet or corrects):
                value = one.told(said, content)
                if value is not None and value != answers.get(one.slot) and one.when({**answers, **told}, content):
                    told[one.slot] = value
        return told

    def _noted(self, say: CollectingDispatcher, answers: dict[str, Any], told: dict[str, Any]) -> list[EventType]:
        """Keep what was told for other questions, show it, and go on."""
        self._show(say, "say.noted", told)
        return self._told_and_next(answers, self._all_renewed(answers, told))

    def _show(self, say: CollectingDispatcher, key: str, told: dict[str, Any]) -> None:
        """What was filled in or changed is shown, so that a mistake is seen."""
        shown = {one.slot: told[one.slot] for one in self.questions if told.get(one.slot) is not None}
        say.utter_message(response="utter_noted", key=key, **shown)

    def _all_renewed(self, answers: Answers, told: dict[str, Any]) -> dict[str, Any]:
        renewed: dict[str, Any] = {}
        for slot, value in told.items():
            renewed |= self._renewed(slot, value, answers)
        return renewed | told

    def _renewed(self, slot: str, value: str, answers: Answers) -> dict[str, None]:
        """The answers that are out of date once `slot` is answered so."""
        changed = answers.get(slot) not in (None, value)
        return {one.slot: None for one in self.questions if changed and slot in one.renewed_by}

    def _back(self, say: CollectingDispatcher, question: Question, answers: Answers) -> list[EventType]:
        """The question before this one, with its answer kept until another is given."""
        content = office().content
        slots = [one.slot for one in self.questions if one is question or one.when(answers, content)]
        before = [slot for slot in slots[: slots.index(question.slot)] if answers.get(slot) is not None]
        if not before:
            say.utter_message(response="utter_say", key="say.first_question", kind="small_talk")
            return self.again(question.slot)
        return [SlotSet("changing", before[-1]), *self.again(before[-1])]

    def forget(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        """What was told is to be forgotten; a form that keeps it when it is stopped asks first."""
        return self.stop(say, answers)

    def _elsewhere(self, say: CollectingDispatcher, said: Said, answers: Answers) -> list[EventType]:
        """Another form is begun; what it was told before waits, where it can be gone on with."""
        if said.intent == "start_request":
            say.utter_message(response="utter_start_request")
        return [*self.left(answers), FollowupAction(BEGINS[said.intent])]

    def not_understood(self, say: CollectingDispatcher, slot: str, answers: Answers) -> list[EventType]:
        misses = int(answers.get("misses") or 0) + 1
        self._explain(say, slot)
        if misses >= PATIENCE:
            say.utter_message(
                response="utter_say_with_way_on", key="say.give_up", kind="contact", topic="talk_to_person"
            )
            misses = 0
        return [SlotSet("misses", misses), SlotSet(ASKED, slot)]

    def _explain(self, say: CollectingDispatcher, slot: str) -> None:
        """What an answer looks like, with an example."""
        say.utter_message(response="utter_say", key=f"ask.{slot}.again", kind="clarify")

    async def to_change(
        self, say: CollectingDispatcher, field: str | None, said: Said, asked: str, answers: dict[str, Any]
    ) -> list[EventType] | None:
        """What follows when the family wants to change an answer that it gave before, the one called `field`; None: it
        does not. A story may name one by chance."""
        question = next((one for one in self.questions if one.slot == field), None)
        long = any(one.long for one in self.questions if one.slot == asked)
        plainly = bool(CHANGING.match(said.text)) and len(said.text.split()) <= BRIEF + 2
        if question is None or answers.get(question.slot) is None or ((long or said.asks) and not plainly):
            return None
        value = None if said.pressed else self._changed_to(question, said, answers)
        if value is not None:
            return await self.take(say, question.slot, value, answers | {"changing": question.slot})
        return None if question.slot == asked else [SlotSet("changing", question.slot), *self.again(question.slot)]

    def _changed_to(self, question: Question, said: Said, answers: Answers) -> str | None:
        """The new answer, where the wish to change the old one holds it."""
        content, found = office().content, CHANGED_TO.search(said.text)
        rest = next(filter(None, found.groups()), "").strip(" .!") if found else ""
        others = tuple(one for one in said.entities if one[0] != question.slot)
        named = [one for one in said.entities if one[0] == question.slot and one[1] != answers.get(question.slot)]
        if not rest and (question.open and not question.exact):
            return None
        text = rest or (said.text if question.exact else "-")
        value = question.hears(replace(said, text=text, intent="inform", entities=(*named[-1:], *others)), content)
        if value and question.slot in WAYS_TO_REACH:
            value = both_ways(value, str(answers.get(question.slot)))
        return None if value == answers.get(question.slot) else value

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        """The answer to `slot` was heard, perhaps others `beside` it. Subclasses act on their last question here."""
        beside = {name: told for name, told in answers.get("beside", {}).items() if name != slot}
        told = self._all_renewed(answers, {**beside, slot: value})
        if answers.get("changing") == slot:
            told["changing"] = None
            self._show(say, "say.changed", {slot: value, **beside})
        elif beside:
            self._show(say, "say.noted", beside)
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
        return [*cleared, SlotSet("misses", 0), SlotSet("changing", None), SlotSet(ASKED, None)]

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
