"""What the tests of the actions share: an office on fresh records, and someone who talks to a form."""

import pytest
from family_says import read
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import office as office_module
from actions.listening import ASKED
from actions.office import Office, open_office
from bot.content.live import Live


@pytest.fixture
def office(content, sqlite_records, secret, tmp_path, monkeypatch):
    monkeypatch.setattr(office_module, "_opened", [])
    opened = Office(Live(content), sqlite_records, secret, tmp_path)
    open_office(opened)
    return opened


class Talk:
    """One family and one form. `slots` is what Rasa would keep, `said` what was uttered to the last message, `before`
    the events of the conversation up to it."""

    def __init__(self, form, **slots):
        self.form, self.slots, self.said, self.events = form(), {ASKED: None, **slots}, [], []
        self.before = []

    @property
    def asked(self):
        return self.slots[ASKED]

    async def tells(self, text, intent="nlu_fallback", share=0.9):
        """As `says`, with all that the words tell."""
        return await self.says(text, intent, share, found=read(text))

    async def says(self, text="", intent="nlu_fallback", share=0.9, pressed=False, found=(), **entities):
        found = [*found, *({"entity": name, "value": value} for name, value in entities.items())]
        message = {"text": text, "intent": {"name": intent, "confidence": share}, "entities": found}
        message["metadata"] = {"language": "en", "persona": "parent"} | ({"pressed": "yes"} if pressed else {})
        say, tracker = (
            CollectingDispatcher(),
            Tracker("conversation-1", dict(self.slots), message, self.before, False, None, {}, ""),
        )
        self.events = await self.form.run(say, tracker, {})
        self.slots |= {event["name"]: event["value"] for event in self.events if event["event"] == "slot"}
        self.said = say.messages
        return self

    async def presses(self, intent="inform", **entities):
        return await self.says("", intent, 1.0, True, **entities)

    @property
    def responses(self):
        return [one["response"] for one in self.said if one.get("response")]

    @property
    def keys(self):
        return [one["key"] for one in self.said if one.get("key")]


@pytest.fixture
def talk(office):
    return Talk
