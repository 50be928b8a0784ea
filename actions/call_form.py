"""The form for being called back: a name, a way to be reached, a good time."""

import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, email_in, finds_me, name, phone_in, reach, words
from actions.listening import Listening
from actions.office import in_records, office
from actions.question import Answers, Question
from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake.calls import NewCall, ask_for_call
from bot.intake.days import written_day


class ValidateCallForm(Listening):
    form = "call_form"
    questions = (
        Question("call_name", name, open=True),
        Question("call_reach", reach, open=True, exact=True),
        Question("call_time", words, optional=True, open=True),
    )

    def name(self) -> str:
        return "validate_call_form"

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        return {} if answers.get("call_draft") else {"call_draft": str(uuid.uuid4())}

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot != "call_time":
            return await super().take(say, slot, value, answers)
        here, reached = office(), str(answers.get("call_reach"))
        call = NewCall(
            draft=str(answers.get("call_draft")),
            conversation=answers["conversation"],
            channel="chat",
            language=answers["language"],
            persona=answers["persona"],
            requester_name=str(answers.get("call_name")),
            phone=phone_in(reached),
            email=email_in(reached),
            best_time=value or None,
            find_me_at_school=finds_me(reached),
        )
        try:
            filed = await in_records(
                lambda: ask_for_call(here.records, here.content, here.secret, call, datetime.now(timezone.utc)), tries=2
            )
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="say.call_unknown", kind="error")
            return self.again(slot)
        except RequestIncomplete:
            return self._told_and_next(answers, {"call_reach": None})
        day = written_day(here.content, call.language, filed.goal_day)
        told = {"reference": filed.reference, "code": filed.code, "goal_day": day}
        say.utter_message(response="utter_call_filed", **told)
        return self.done()

    def done(self) -> list[EventType]:
        """A later call is another one, also where nobody knows whether this one was filed."""
        return [*super().done(), SlotSet("call_draft", None)]
