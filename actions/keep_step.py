"""Keeps at which of the six steps a family is, when it says so or has done one; looking ahead changes nothing."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said


class ActionKeepStep(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    def name(self) -> str:
        return "action_keep_step"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.of(tracker.latest_message)
        number = said.entity("at_step")
        return [SlotSet("step", number)] if number and said.entity("moves") != "no" else []
