"""Turns one text of a YAML file into a value: a number, a day, an address, a time of day. What is wrong is raised as a
ValueError whose text is the rest of a sentence that begins with the key."""

import re
from collections.abc import Callable, Collection
from datetime import date, time
from zoneinfo import ZoneInfo

from bot.content.faults import instead
from bot.content.school import GRADES

EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
PHONE = re.compile(r"(\+?1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}( ext\.? \d+)?")
ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?- ?([01]?\d|2[0-3]):([0-5]\d)")


def identifier(text: str) -> str:
    if not ID.fullmatch(text):
        raise ValueError(f"'{text}' is no usable id; use small letters, digits and underscores.")
    return text


def email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise ValueError(f"'{text}' is no e-mail address; write it like office@school.example.org.")
    return text


def phone(text: str) -> str:
    if not PHONE.fullmatch(text):
        raise ValueError(f"'{text}' is no phone number; write it like 225-555-0100.")
    return text


def web_address(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.\S+", text):
        raise ValueError(f"'{text}' is no web address; write it like https://example.org/page.")
    return text


def language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", text):
        raise ValueError(f"'{text}' is no language code; write two or three small letters, like en or es.")
    return text


def flag(text: str) -> bool:
    if text.lower() not in ("true", "false", "yes", "no"):
        raise ValueError(f"'{text}' is neither true nor false.")
    return text.lower() in ("true", "yes")


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{text}' is no date; write year-month-day, like 2026-11-26.") from None


def time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (OSError, ValueError, KeyError):
        raise ValueError(f"'{text}' is no time zone; write one like America/Chicago.") from None
    return text


def opening(text: str) -> tuple[time, time]:
    """'7:30-15:30' -> opening and closing."""
    found = CLOCK.fullmatch(text)
    if not found:
        raise ValueError(f"'{text}' is no time from opening to closing; write it like 07:30-15:30.")
    opens_hour, opens_minute, closes_hour, closes_minute = map(int, found.groups())
    opens, closes = time(opens_hour, opens_minute), time(closes_hour, closes_minute)
    if opens >= closes:
        raise ValueError(f"'{text}' closes before it opens; write it like 07:30-15:30.")
    return opens, closes


def grades(text: str) -> tuple[str, ...]:
    """'K-5' -> every grade from the first to the last; '7' -> that grade."""
    first, dash, last = text.partition("-")
    last = last if dash else first
    for grade in (first, last):
        if grade not in GRADES:
            raise ValueError(f"'{grade}' is no grade; {instead(grade, GRADES)}")
    if GRADES.index(first) > GRADES.index(last):
        raise ValueError(f"'{text}' runs backwards; write the younger grade first.")
    return GRADES[GRADES.index(first) : GRADES.index(last) + 1]


def number(least: int, most: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text) or not least <= int(text) <= most:
            raise ValueError(f"'{text}' must be a whole number from {least} to {most}.")
        return int(text)

    return convert


def one_of(known: Collection[str], what: str) -> Callable[[str], str]:
    """Nothing known means that the list itself could not be read, which is a fault of its own: then all will do."""

    def convert(text: str) -> str:
        if known and text not in known:
            raise ValueError(f"names '{text}', which is no {what}; {instead(text, known)}")
        return text

    return convert
