"""What every handler of the chat needs, handed to it once when the chat is mounted."""

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from aiohttp import web

from bot.assistant.turn import Choice, Text, Turn
from bot.assistant.turn import for_log as for_log
from bot.chat.limits import Limits
from bot.content import Content
from bot.content.live import Live
from bot.errors import RecordsUnavailable
from bot.intake.conversations import Conversation
from bot.intake.records import Records
from bot.settings import Settings

RECORDS_SECONDS = 8  # SQLite waits up to 5 s for another writer; past that we say that it is not known
TURN_SECONDS = 30  # a turn takes milliseconds; this is for a machine that swaps

Result = TypeVar("Result")


class Talks(Protocol):
    """The part of the assistant that the chat uses."""

    @property
    def ready(self) -> bool: ...
    async def greet(self, conversation: Conversation) -> Turn: ...
    async def reply(self, conversation: Conversation, said: Text | Choice) -> Turn: ...
    async def reply_if_danger(self, conversation: Conversation, said: Text) -> Turn | None: ...
    async def forget(self, conversation_id: str) -> None: ...


@dataclass(frozen=True)
class Chat:
    """`sites`: origins (https://www.example.org) whose pages may hold the widget, besides our own.
    `proxies`: how many proxies of the school's stand before us and add to X-Forwarded-For; 0: it is not read."""

    settings: Settings
    live: Live
    records: Records
    assistant: Talks
    limits: Limits
    sites: frozenset[str]
    proxies: int

    @property
    def content(self) -> Content:
        return self.live.content

    @property
    def language(self) -> str:
        """The language for those who have not chosen one."""
        return self.content.languages[0]


CHAT: web.AppKey[Chat] = web.AppKey("chat", Chat)


def chat_of(request: web.Request) -> Chat:
    return request.config_dict[CHAT]


async def in_records(step: Callable[[], Result]) -> Result:
    """One call into intake, off the event loop. Raises RecordsUnavailable also when it takes too long:
    then it is not known whether it was done."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(step), RECORDS_SECONDS)
    except asyncio.TimeoutError as error:
        raise RecordsUnavailable(f"no answer from the records in {RECORDS_SECONDS} s") from error


def place(error: BaseException) -> str:
    """Kind and place of an error. Never its text: that may hold a family's words."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
