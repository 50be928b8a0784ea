"""How a family can keep what it sent: a copy by e-mail where it gave an address, else on paper."""

from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said
from actions.office import in_records, office
from bot.errors import RecordsUnavailable
from bot.intake.copies import Copy, send_copy


class ActionKeepCopy(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    def name(self) -> str:
        return "action_keep_copy"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        here, draft = office(), tracker.get_slot("last_draft")
        by_mail = Said.of(tracker.latest_message).entity("how") == "email"
        outcome = Copy.NO_ADDRESS if draft else Copy.NOTHING
        try:
            if draft and by_mail:
                now = datetime.now(timezone.utc)
                outcome = await in_records(lambda: send_copy(here.records, here.content, str(draft), now), tries=2)
        except RecordsUnavailable:
            say.utter_message(response="utter_say_with_way_on", key="say.lookup_failed", kind="error")
            return []
        key = "print" if draft and not by_mail else outcome.value
        say.utter_message(response="utter_say_with_way_on", key=f"copy.{key}", kind="answer")
        return []
