"""What the actions work with: the school's words, the records and the secret. Opened once, by the program or, under
`rasa run actions`, at the first action."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot.content import Content
from bot.content.live import Live
from bot.errors import RecordsUnavailable
from bot.intake import Records, make_ready
from bot.settings import Settings

SECONDS = 8  # longer than a busy database is waited for; past it the outcome is not known
Result = TypeVar("Result")


@dataclass(frozen=True)
class Office:
    live: Live
    records: Records
    secret: bytes
    data: Path

    @property
    def content(self) -> Content:
        return self.live.content


_opened: list[Office] = []


def open_office(office: Office) -> None:
    """From now on the actions work with this one."""
    _opened[:] = [office]


def office() -> Office:
    """The opened office, else one after the environment's settings."""
    if not _opened:
        settings = Settings.from_environment()
        make_ready(settings)
        records = Records.of(settings)
        open_office(Office(Live.open(settings.content), records, settings.secret, settings.data))
    return _opened[0]


async def in_records(call: Callable[[], Result], tries: int = 1) -> Result:
    """The result of `call`, made in a thread. Raises RecordsUnavailable, also when it took too long: whether anything
    was written is not known then. Only what is safe to repeat may be tried more than once."""
    for left in reversed(range(tries)):
        try:
            return await asyncio.wait_for(asyncio.to_thread(call), SECONDS)
        except (RecordsUnavailable, asyncio.TimeoutError) as error:
            if not left:
                raise RecordsUnavailable("The records did not answer.") from error
            await asyncio.sleep(0.3)
    raise AssertionError("tries is at least 1")
