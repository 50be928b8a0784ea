"""What has to happen by itself, whether somebody writes or not: requests get an owner, those that are late are told of,
contacts read each morning how many they have, old conversations go, what the school changes is used."""

import asyncio
import logging
from contextlib import suppress
from datetime import datetime, timezone

from bot.content import Content
from bot.content.live import Live, Look
from bot.errors import GuidepostError
from bot.intake.digest import write_digests
from bot.intake.events import EventStore
from bot.intake.late import tell_late
from bot.intake.owners import find_owners
from bot.intake.records import Records
from bot.intake.retention import delete_chats

EVERY = 300.0  # seconds
LOOK_EVERY = 3.0  # at what the school says
log = logging.getLogger(__name__)


def make_round(records: Records, events: EventStore, content: Content, now: datetime) -> None:
    """Doing it again changes nothing. Letters about days are written while the office is open; requests are never
    deleted here, for that a person says so. Raises RecordsUnavailable."""
    find_owners(records, content, now)
    if content.school.is_open(now):
        tell_late(records, content, now)
        write_digests(records, content, now)
    delete_chats(records, events, content, now)


async def rounds(records: Records, events: EventStore, live: Live, stop: asyncio.Event) -> None:
    """A round now and every five minutes until `stop` is set. Never raises."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(make_round, records, events, live.content, datetime.now(timezone.utc))
        except GuidepostError as error:
            log.error("What has to happen by itself can't be done now: %s", error)
        except Exception as error:  # whatever it is, the next round must come; no words in the log
            log.error("What has to happen by itself can't be done now: %s", type(error).__name__)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)


async def watch(records: Records, live: Live, stop: asyncio.Event) -> None:
    """Look at what the school says every few seconds until `stop` is set. Never raises."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(look, records, live, datetime.now(timezone.utc))
        except Exception as error:  # whatever it is, the old words stay and the next look must come
            log.error("What the school says can't be looked at now: %s", type(error).__name__)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY)


def look(records: Records, live: Live, now: datetime) -> None:
    """One look; after a change, who left the school has no request any more. Raises RecordsUnavailable."""
    came_of_it = live.look()
    if came_of_it is Look.REFUSED:
        faults = "\n- ".join(live.faults)
        log.error("What the school says was changed, has faults, and is not used; the old one is:\n- %s", faults)
    if came_of_it is Look.TAKEN:
        log.warning("What the school says was changed, and is used from now on.")
        find_owners(records, live.content, now)
