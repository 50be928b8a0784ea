"""After words of danger: the reply has been given already; here the school is told, and who wrote may say who and where
they are. Nothing is claimed before it is written down."""

import json
import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, words
from actions.listening import Listening
from actions.office import in_records, office
from actions.question import Answers, Question
from actions.sent import of_conversation
from bot.errors import RecordsUnavailable
from bot.intake.danger import DangerNotice, notify_danger


async def _notify(notice: DangerNotice) -> bool:
    """Whether it is written down, in the records or in the spool."""
    here = office()
    try:
        await in_records(lambda: notify_danger(here.records, here.content, here.data / "spool", notice))
    except RecordsUnavailable:
        return False
    return True


class ActionTellSchool(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    """Clear words of danger go to those named for emergencies; veiled ones only got help shown."""

    def name(self) -> str:
        return "action_tell_school"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        message = tracker.latest_message
        said, here = Said.of(message), office()
        if said.entity("danger_level") != "notify":
            return []
        now = datetime.now(timezone.utc)
        notice = {
            "key": str(uuid.uuid4()),
            "kind": said.entity("danger_kind") or "self_harm",
            "about": said.entity("danger_about") or "self",
            "at": now.isoformat(),
            **of_conversation(tracker),
        }
        written = await _notify(_notice(notice, said.text))
        watched = "yes" if here.content.school.is_watched(now) else "no"
        key = "told_school" if written else "not_told_school"
        # The button carries the notice: who and where can be told of it even when nothing of this turn can be kept.
        say.utter_message(response="utter_after_crisis", key=key, watched=watched, notice=json.dumps(notice))
        return []


def _notice(kept: dict[str, str], text: str, who: str | None = None, where: str | None = None) -> DangerNotice:
    told = {name: value for name, value in kept.items() if name != "at"}
    return DangerNotice(**told, at=datetime.fromisoformat(kept["at"]), words=text, who=who, where=where)


class ValidateDangerForm(Listening):
    """Two questions, each may be skipped; every answer is told at once."""

    form = "danger_form"
    questions = (
        Question("danger_who", words, optional=True, open=True),
        Question("danger_where", words, optional=True, open=True),
    )

    def name(self) -> str:
        return "validate_danger_form"

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        notice = said.entity("notice")
        return {"danger_who": None, "danger_where": None, "danger": json.loads(notice) if notice else None}

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        known = answers | {slot: value}
        who, where, notice = known.get("danger_who") or None, known.get("danger_where") or None, answers.get("danger")
        written = bool(notice) and (not value or await _notify(_notice(answers["danger"], "", who, where)))
        if not written:
            say.utter_message(response="utter_after_crisis", key="not_told_school")
        if slot != "danger_where":
            return await super().take(say, slot, value, answers)
        if written:
            key = "crisis.thanks" if who or where else "crisis.nothing_added"
            say.utter_message(response="utter_say_with_way_on", key=key, kind="crisis", topic="crisis")
        return self.done()
