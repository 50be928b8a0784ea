"""A folder for what has to be written down while the records are away: a file for each notice of danger, whole or not
there, readable by its owner only. Nothing else goes here: a request that can't be filed is told to the family."""

import json
import logging
import os
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlalchemy import Date

from bot.errors import RecordsUnavailable
from bot.intake.moment import Moment
from bot.intake.sealing import Seal, Unopened
from bot.intake.tables import letter, request

WAITING, UNREADABLE = ".json", ".unreadable"
log = logging.getLogger(__name__)


def put_in_spool(spool: Path, filing: dict[str, Any], seal: Seal) -> None:
    """Keep `filing` (rows of request and letter), sealed as in the records, after those already there. Raises
    RecordsUnavailable."""
    name = f"{time.time_ns():020}-{token_hex(4)}"
    try:
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = spool / f"{name}.writing"
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(seal.seal(json.dumps(filing, default=_text)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(spool / f"{name}{WAITING}")
    except OSError as error:
        raise RecordsUnavailable("Neither the records nor the spool can be written to.") from error


def take_from_spool(spool: Path, take: Callable[[dict[str, Any]], None], seal: Seal) -> int:
    """Hand every filing to `take`, oldest first, and remove its file after that; returns their number. What `take`
    raises ends it. A file may be taken twice (by two processes, or when one is killed), so `take` must not mind."""
    taken = 0
    for file in sorted(spool.glob(f"*{WAITING}")):
        try:
            text = seal.open(file.read_text(encoding="utf-8"))
            if isinstance(text, Unopened):
                aside = file.replace(file.with_suffix(UNREADABLE))
                log.error("No key opens a notice of danger, %s: add its key to GUIDEPOST_KEYS, name it .json.", aside)
                continue
            filing = _read(text)
        except FileNotFoundError:
            continue  # another process is done with it
        except (ValueError, KeyError):
            log.error("A notice of danger can't be read: %s. Read it yourself.", file.with_suffix(UNREADABLE))
            file.replace(file.with_suffix(UNREADABLE))
            continue
        take(filing)
        file.unlink(missing_ok=True)
        taken += 1
    return taken


def _read(text: str) -> dict[str, Any]:
    filing: dict[str, Any] = json.loads(text)
    rows = [(request, filing["request"]), *((letter, row) for row in filing["letters"])]
    for table, row in rows:
        for name, value in row.items():
            kind = table.c[name].type
            if value is not None and isinstance(kind, Moment):
                row[name] = datetime.fromisoformat(value)
            elif value is not None and isinstance(kind, Date):
                row[name] = date.fromisoformat(value)
    return filing


def _text(value: date) -> str:
    return value.isoformat()  # not date.isoformat, which cuts a datetime down to its day
