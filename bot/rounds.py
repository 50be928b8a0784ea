"""What has to happen by itself, whether somebody writes or not: requests get an owner, those that are late are told of,
contacts read each morning how many they have, and old conversations go."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timezone

from bot.content import Content
from bot.errors import GuidepostError
from bot.intake.digest import write_digests
from bot.intake.events import EventStore
from bot.intake.late import tell_late
from bot.intake.owners import find_owners
from bot.intake.records import Records
from bot.intake.retention import delete_chats

EVERY = 300.0  # seconds
log = logging.getLogger(__name__)


def make_round(records: Records, events: EventStore, content: Content, now: datetime) -> None:
    """Doing it again changes nothing. Letters about days are written while the office is open; requests are never
    deleted here, for that a person says so. Raises RecordsUnavailable."""
    find_owners(records, content, now)
    if content.school.is_open(now):
        tell_late(records, content, now)
        write_digests(records, content, now)
    delete_chats(records, events, content, now)


async def rounds(records: Records, events: EventStore, content: Content, stop: asyncio.Event) -> None:
    """A round now and every five minutes until `stop` is set. Never raises."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(make_round, records, events, content, datetime.now(timezone.utc))
        except GuidepostError as error:
            log.error("What has to happen by itself can't be done now: %s", error)
        except Exception as error:  # whatever it is, the next round must come; no words in the log
            log.error("What has to happen by itself can't be done now: %s", type(error).__name__)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)
