"""The form behind "what about my request?": reference and code, then the status in words. Which of the two was wrong is
never said."""

import json
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, number
from actions.listening import Listening
from actions.office import in_records, office
from actions.question import Answers, Question
from actions.sent import written
from bot.content import Content
from bot.errors import UnknownReference
from bot.intake.codes import is_reference
from bot.intake.days import written_moment
from bot.intake.own_request import RequestStatus, request_status


def reference(said: Said, content: Content) -> str | None:
    """A reference whose check digit fits."""
    typed = number(said, content)
    return typed if typed and is_reference(typed) else None


def tell_status(say: CollectingDispatcher, content: Content, language: str, status: RequestStatus) -> None:
    role = content.school.roles[status.role].title if status.role in content.school.roles else status.role
    key = f"decided_{status.decision}" if status.status == "decided" and status.decision else status.status
    days = written(content, language, status.received_at, status.goal_day)
    asked = status.kind == "question" and key in content.phrases("question.status", language)
    about = "question.status" if asked else "status"
    replies = json.dumps([[written_moment(content, language, at), text] for at, text in status.replies])
    say.utter_message(
        response="utter_status",
        about=about,
        status=key,
        reference=status.reference,
        role=role,
        replies=replies,
        **days,
    )


class ValidateStatusForm(Listening):
    form = "status_form"
    questions = (
        Question("reference", reference, open=True, exact=True),
        Question("code", number, open=True, exact=True),
    )

    def name(self) -> str:
        return "validate_status_form"

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot != "code":
            return await super().take(say, slot, value, answers)
        here = office()
        try:
            found = await in_records(
                lambda: request_status(here.records, str(answers["reference"]), value, here.secret)
            )
        except UnknownReference:
            say.utter_message(
                response="utter_say_with_way_on", key="status.unknown", kind="status", topic="check_status"
            )
            return self.done()
        tell_status(say, here.content, answers["language"], found)
        return self.done()

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        return {"reference": reference(said, office().content), "code": None}
