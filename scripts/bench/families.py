"""Those who ask, over HTTP as a browser does: one conversation each, and the seconds that each answer took."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession, ClientTimeout

TIMEOUT = ClientTimeout(total=120)
QUESTIONS = (
    "what is an ilp",
    "my daughter has dyslexia, can she get more time in tests?",
    "how do I ask for a plan",
    "who is allowed to see the plan",
    "whats the diffrence between an ILP and an IAP",
    "how long does it take until somebody answers me",
    "the school said no, what can I do now?",
    "can you order me a pizza",
)
# A request up to the page of answers: what is typed, or in brackets the beginning of the button that is pressed.
REQUEST = (
    "I want to ask for a plan",
    "[My child",
    "6th",
    "[A learning plan",
    "He reads slowly and cannot finish tests. Extra time would help.",
    "[No, I have none",
    "Maria Example",
    "Ben Example",
    "maria@example.org",
    "[No, thank you",
    "[Yes, you may",
)


class Family:
    """A conversation with Guidepost."""

    def __init__(self, session: ClientSession, address: str) -> None:
        self._session, self._address, self._headers = session, address, dict[str, str]()
        self.choices: dict[str, str] = {}

    async def begin(self) -> None:
        begun = await self._post("/chat/conversations", {})
        self._headers = {"Authorization": f"Bearer {begun['conversation']}"}

    async def say(self, said: str) -> float:
        """The seconds until the answer was there, whole."""
        chosen = next((self.choices[label] for label in self.choices if said == f"[{label[: len(said) - 1]}"), None)
        began = time.perf_counter()
        answer = await self._post("/chat/messages", {"choice": chosen} if chosen else {"text": said})
        seconds = time.perf_counter() - began
        if not answer["messages"] or any(one["kind"] == "error" for one in answer["messages"]):
            raise AssertionError(f"no answer to '{said}'")
        self.choices = {one["label"]: one["choice"] for message in answer["messages"] for one in message["choices"]}
        return seconds

    async def _post(self, path: str, body: dict[str, str]) -> Any:
        async with self._session.post(self._address + path, json=body, headers=self._headers) as answer:
            answer.raise_for_status()
            return await answer.json()


class Sender:
    """A conversation with Rasa's own server, over its REST channel."""

    numbers = itertools.count()

    def __init__(self, session: ClientSession, address: str) -> None:
        self._session, self._address, self._name = session, address, f"family {next(self.numbers)}"

    async def begin(self) -> None:
        """Begins with its first message."""

    async def say(self, said: str) -> float:
        began = time.perf_counter()
        body = {"sender": self._name, "message": said}
        async with self._session.post(f"{self._address}/webhooks/rest/webhook", json=body) as answer:
            answer.raise_for_status()
            messages = await answer.json()
        seconds = time.perf_counter() - began
        if not messages:
            raise AssertionError(f"no answer to '{said}'")
        return seconds


def percentile(seconds: Sequence[float], share: float) -> float:
    """Milliseconds."""
    return sorted(seconds)[int((len(seconds) - 1) * share)] * 1000
