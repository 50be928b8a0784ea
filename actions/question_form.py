"""The form that sends a family's question to the office: the question, a way to be reached, perhaps a name."""

import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import FIND_ME, Said, closed, email_in, finds_me, more_words, name, phone_in, reach
from actions.listening import ASKED, DANGER, Listening
from actions.office import in_records, office
from actions.question import Answers, Question
from actions.sent import sends, tell_filed
from bot.content import Content
from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake.calls import NewCall, send_question

SAME = {"reach": "question_reach", "requester_name": "question_name"}  # "my number is wrong", as any form hears it
TOLD = {"description": "question_words", "requester_name": "question_name"}  # by intake's names; else the way


def _words(said: Said, content: Content) -> str | None:
    """The question as typed, or what was not understood before and is offered on a button."""
    return said.entity("question_words") if said.pressed else more_words(said, content)


def _reach(said: Said, content: Content) -> str | None:
    return said.entity("question_reach") if said.pressed else reach(said, content)


class ValidateQuestionForm(Listening):
    form = "question_form"
    questions = (
        Question("question_words", _words, open=True, long=True, inquiry=True),
        Question("question_reach", _reach, open=True, exact=True),
        Question("question_name", name, optional=True, open=True),
        Question("question_check", closed("question_check", ())),
    )

    def name(self) -> str:
        return "validate_question_form"

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        return {"question_check": None, "question_draft": answers.get("question_draft") or str(uuid.uuid4())}

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said, asked = Said.of(tracker.latest_message), tracker.get_slot(ASKED)
        if said.intent == DANGER or asked is None:
            return await super().run(say, tracker, domain)
        answers, field = self.known(tracker), said.entity("change_field")
        if changed := await self.to_change(say, SAME.get(str(field), field), said, asked, answers):
            return changed
        if asked == "question_check" and sends(said, answers.get("question_draft")):
            return await self._send(say, answers)
        return await super().run(say, tracker, domain)

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot == "question_name" and not value and answers.get("question_reach") == FIND_ME:
            return self.not_understood(say, slot, answers)  # nobody is found at school without a name
        if slot == "question_reach" and value == FIND_ME and answers["persona"] == "parent":
            say.utter_message(json_message={"changes": {"persona": "student"}})  # who else is found there
        return await super().take(say, slot, value, answers)

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        say.utter_message(response="utter_say_with_way_on", key="say.stopped", kind="small_talk")
        return self.left(answers)

    def left(self, answers: Answers) -> list[EventType]:
        """What was answered stays, so that the question can still be sent."""
        return [SlotSet("misses", 0), SlotSet("changing", None), SlotSet(ASKED, None)]

    def done(self) -> list[EventType]:
        return [*super().done(), SlotSet("question_draft", None)]

    async def _send(self, say: CollectingDispatcher, answers: dict[str, Any]) -> list[EventType]:
        here, new = office(), _as_question(answers)
        try:
            filed = await in_records(
                lambda: send_question(here.records, here.content, here.secret, new, datetime.now(timezone.utc)), tries=2
            )
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="question.unknown", kind="error")
            return self.again("question_check")
        except RequestIncomplete as lacking:
            return self._told_and_next(answers, {TOLD.get(field, "question_reach"): None for field in lacking.missing})
        tell_filed(say, here.content, new.language, filed, letter=bool(new.email) and new.persona != "student")
        return self.done()


def _as_question(answers: Answers) -> NewCall:
    reached = str(answers.get("question_reach") or "")
    found = finds_me(reached)
    return NewCall(
        draft=str(answers.get("question_draft") or ""),
        conversation=answers["conversation"],
        channel="chat",
        language=answers["language"],
        persona="student" if found and answers["persona"] == "parent" else answers["persona"],
        requester_name=answers.get("question_name") or None,
        phone=phone_in(reached),
        email=email_in(reached),
        find_me_at_school=found,
        description=answers.get("question_words"),
    )
