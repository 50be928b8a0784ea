"""The form that takes the date of a meeting, for the family's own notes and calendar. The school is told nothing."""

from datetime import datetime, timezone
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said
from actions.listening import Listening
from actions.question import Question
from bot.content import Content
from bot.intake.spoken_days import moments_in


def moments(said: Said, content: Content) -> str | None:
    """The moment that is named, and those that may be meant instead, with blanks between."""
    return " ".join(moments_in(said.text, content, content.school.local(datetime.now(timezone.utc)))) or None


class ValidateMeetingForm(Listening):
    form = "meeting_form"
    questions = (Question("meeting_when", moments, open=True, exact=True),)

    def name(self) -> str:
        return "validate_meeting_form"

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        say.utter_message(response="utter_meeting", when=value)
        return self.done()
