"""Forgets the answers of an unfinished request, when the family asks for that outside the form."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.request_form import ValidateRequestForm


class ActionStartOver(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    def name(self) -> str:
        return "action_start_over"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        told = ValidateRequestForm().start_over(say)
        return [SlotSet(slot, value) for slot, value in told.items()]
