"""Sends what is due in the outbox, one letter at a time: claimed in one short transaction, sent while none is open,
marked in another. Before that it writes into the records what had to be spooled while they were away."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.errors import GuidepostError, LetterNotSent
from bot.intake.danger import take_in_spool
from bot.intake.letters import CHANNEL
from bot.intake.outbox import Letter, claim_letter, letter_failed, letter_sent
from bot.intake.records import Records
from bot.mail.files import write_file
from bot.mail.message import message_of
from bot.mail.smtp import send_by_smtp
from bot.mail.webhook import send_to_channel
from bot.settings import Settings

LOOK_EVERY = 2.0  # seconds between two looks into the outbox
log = logging.getLogger(__name__)


def deliver_due(
    records: Records, settings: Settings, now: datetime, stopped: Callable[[], bool] = lambda: False
) -> int:
    """Send every letter that is due at `now`, until `stopped`; the number of those sent. A letter that can't be sent is
    put back for later. Raises RecordsUnavailable."""
    began, sent = time.monotonic(), 0

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)  # a slow server may take minutes

    take_in_spool(records, spool_folder(settings))
    while not stopped():
        letter = claim_letter(records, moment())
        if letter is None:
            break
        try:
            _send(letter, settings)
        except LetterNotSent as fault:
            then = "it will not be tried again" if fault.for_good else "it will be tried again"
            log.warning("Letter %s was not sent (%s); %s.", letter.id, fault, then)
            letter_failed(records, letter, str(fault), moment(), fault.for_good)
        else:
            letter_sent(records, letter.id, moment())
            sent += 1
    return sent


async def delivery(records: Records, settings: Settings, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set; a letter that is just being sent is finished first. Never raises."""
    fault = told = ""
    while not stop.is_set():
        try:
            await asyncio.to_thread(deliver_due, records, settings, datetime.now(timezone.utc), stop.is_set)
            fault = ""
        except GuidepostError as error:
            fault = str(error)
        except Exception as error:  # whatever it is, the next letter must still have its chance; no words in the log
            fault = type(error).__name__
        if fault and fault != told:  # once, not every two seconds
            log.error("The outbox can't be delivered now: %s", fault)
        told = fault
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(stop.wait(), LOOK_EVERY)


def spool_folder(settings: Settings) -> Path:
    """Where notices of danger wait while the records are away."""
    return settings.data / "spool"


def _send(letter: Letter, settings: Settings) -> None:
    """Raises LetterNotSent."""
    if letter.unopened:
        raise LetterNotSent("no key of GUIDEPOST_KEYS opens it", for_good=True)
    if letter.address == CHANNEL:
        send_to_channel(letter, settings, time.time())
        return
    try:
        message = message_of(letter, settings)
    except ValueError as error:  # an address or a subject that no header can hold
        raise LetterNotSent("it can't be made into a message", for_good=True) from error
    if settings.smtp_url:
        send_by_smtp(message, settings.smtp_url)
    else:
        write_file(letter, message, settings.data / "letters")
