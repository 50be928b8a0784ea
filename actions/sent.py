"""Tells a family that its request is filed: at the sending, and again when the button is pressed once more."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said
from actions.office import in_records, office
from bot.content import Content
from bot.errors import RecordsUnavailable
from bot.intake.days import written_day, written_moment
from bot.intake.filing import Filed, filed_before


def language_of(tracker: Tracker, content: Content) -> str:
    """Of the conversation, as passed with every message; Rasa's own shell passes none."""
    return str((tracker.latest_message.get("metadata") or {}).get("language") or content.languages[0])


def tell_filed(say: CollectingDispatcher, content: Content, language: str, filed: Filed, letter: bool) -> None:
    parts = (["again"] if filed.repeated else []) + ["body", "next"] + (["letter"] if letter else [])
    say.utter_message(
        response="utter_sent",
        parts=" ".join(parts),
        reference=filed.reference,
        code=filed.code,
        received_on=written_moment(content, language, filed.received_at),
        role=filed.handed_to,
        goal_day=written_day(content, language, filed.goal_day),
    )


def written(content: Content, language: str, received_at: datetime, goal_day: Any) -> dict[str, str]:
    """The days of a request as texts."""
    return {
        "received_on": written_moment(content, language, received_at),
        "goal_day": written_day(content, language, goal_day) if goal_day else "-",
    }


class ActionSendAgain(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    """ "Send" pressed when no form runs: what was filed under that draft is told again; nothing is written."""

    def name(self) -> str:
        return "action_send_again"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        here, draft = office(), Said.of(tracker.latest_message).entity("draft") or tracker.get_slot("last_draft")
        try:
            filed = await in_records(lambda: filed_before(here.records, here.content, here.secret, str(draft)), tries=2)
        except RecordsUnavailable:
            say.utter_message(response="utter_say_with_way_on", key="say.lookup_failed", kind="error")
            return []
        if filed is None:
            say.utter_message(response="utter_say_with_way_on", key="say.nothing_to_resume", kind="answer")
        else:
            tell_filed(say, here.content, language_of(tracker, here.content), filed, letter=False)
        return []
