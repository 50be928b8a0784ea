"""The form for being called back: a name, a way to be reached, a good time."""

import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, email_in, name, phone_in, reach, words
from actions.listening import ASKED, Answers, Listening, Question
from actions.office import in_records, office
from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake.calls import NewCall, ask_for_call
from bot.intake.days import written_day


class ValidateCallForm(Listening):
    form = "call_form"
    questions = (
        Question("call_name", name, open=True),
        Question("call_reach", reach, open=True),
        Question("call_time", words, optional=True, open=True),
    )

    def name(self) -> str:
        return "validate_call_form"

    def at_start(self, said: Said, answers: Answers) -> dict[str, Any]:
        return {} if answers.get("call_draft") else {"call_draft": str(uuid.uuid4())}

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot != "call_time":
            return await super().take(say, slot, value, answers)
        here, reached = office(), str(answers.get("call_reach"))
        language = here.content.languages[0]
        call = NewCall(
            draft=str(answers.get("call_draft")),
            conversation=None,
            channel="chat",
            language=language,
            persona="parent",
            requester_name=str(answers.get("call_name")),
            phone=phone_in(reached),
            email=email_in(reached),
            best_time=value or None,
            find_me_at_school=reached == "find_me_at_school",
        )
        try:
            filed = await in_records(
                lambda: ask_for_call(here.records, here.content, here.secret, call, datetime.now(timezone.utc)), tries=2
            )
        except (RecordsUnavailable, RequestIncomplete):
            say.utter_message(response="utter_say", key="say.lookup_failed", kind="error")
            return [SlotSet("misses", 0), SlotSet(ASKED, slot)]
        day = written_day(here.content, language, filed.goal_day)
        told = {"reference": filed.reference, "code": filed.code, "goal_day": day}
        say.utter_message(response="utter_call_filed", **told)
        return [*self.cleared(), SlotSet("call_draft", None), SlotSet("misses", 0), SlotSet(ASKED, None)]
