"""What every handler of the desk needs, handed to it once when the desk is mounted."""

import asyncio
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TypeVar

from aiohttp import web

from bot.content import Content
from bot.content.live import Live
from bot.errors import RecordsUnavailable
from bot.intake.records import Records
from bot.intake.staff import Staff
from bot.settings import Settings

RECORDS_SECONDS = 8  # SQLite waits up to 5 s for another writer; past that we say that it is not known

Result = TypeVar("Result")


@dataclass(frozen=True)
class Desk:
    """`sign_ins`: how many passwords are checked at once; each takes 64 MB for a moment."""

    settings: Settings
    live: Live
    records: Records
    sign_ins: asyncio.Semaphore

    @property
    def content(self) -> Content:
        return self.live.content

    @property
    def language(self) -> str:
        """The language in which staff read the school's own texts."""
        return self.content.languages[0]


DESK: web.AppKey[Desk] = web.AppKey("desk", Desk)
STAFF: web.RequestKey[Staff] = web.RequestKey("staff", Staff)  # who asks; there on every page that needs a session


def desk_of(request: web.Request) -> Desk:
    return request.config_dict[DESK]


def now() -> datetime:
    return datetime.now(timezone.utc)


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
