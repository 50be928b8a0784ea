"""Hears a day and a time in what a family writes: "our meeting is next Tuesday at 3". Where the words fit no day, or
several, it hears none, so that the family is asked. (Tried before: dateparser takes "Thursday at 9" for a day in
September, parsedatetime drops the time.)"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.content import Content, School

YEAR = r"(?:,?\s*(\d{4}))?"
TH = r"(?:st|nd|rd|th)?"
TURN = timedelta(weeks=4)  # a day named without its year that is longer past than this is meant for the next year
LATEST = timedelta(days=400)
FROM_SCHOOL_DAY = range(1, 7)  # "at 3" is in the afternoon: nobody meets at three in the morning
SPAN = r"\s*(?:-|–|to|until|till)\s*"
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:o['’]?clock)?"
HALF = r"\s*([ap])\.?\s?m\b\.?"
NOON = re.compile(r"\b(?:noon|midday)\b", re.I)
LATER = re.compile(r"\b(?:afternoon|evening)\b", re.I)
EARLY = re.compile(r"\bmorning\b", re.I)
TIMES = (  # the first that is found is meant; of "3 to 4" it is the beginning
    re.compile(rf"\b{CLOCK}(?:{HALF})?{SPAN}{CLOCK}(?:{HALF})?", re.I),
    re.compile(rf"\b{CLOCK}{HALF}", re.I),
    re.compile(r"\b(\d{1,2})[:](\d{2})\b", re.I),
    re.compile(rf"(?:\bat|@|\baround|\babout)\s*{CLOCK}\b", re.I),
    re.compile(r"\b(\d{1,2})()\s*o['’]?clock\b", re.I),
)


def moments_in(text: str, content: Content, now: datetime) -> tuple[str, ...]:
    """The moment that is named, as ISO 8601 in the school's time without its zone; a day alone where no time is named.
    Behind it those that may be meant instead ("next Tuesday" on a Thursday). () where no single day to come is named.
    `now`: by the school's clock."""
    days, rest = _days(text, content, now.date())
    if not days:
        return ()
    at = _time(rest)
    found = [f"{day.isoformat()}T{at:%H:%M}" if at else day.isoformat() for day in days]
    return tuple(one for one in found if now.date() < date.fromisoformat(one[:10]) or one > f"{now:%Y-%m-%dT%H:%M}")


def as_moment(moment: str, school: School) -> datetime | date:
    """What `moments_in` found, as a moment of the school's clock, or as a day."""
    if "T" not in moment:
        return date.fromisoformat(moment)
    return datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(school.time_zone))


def _days(text: str, content: Content, today: date) -> tuple[list[date], str]:
    """The day named and the one that may be meant instead; and the text without the words that name it."""
    weekdays, named, rest = _names(content, "weekday"), list[date](), text
    for pattern, meant in _patterns(_names(content, "month"), today):
        for found in re.finditer(pattern, rest, re.I):
            try:
                named.append(meant(*found.groups()))
            except (ValueError, OverflowError):  # the 31st of June
                return [], rest
        rest = re.sub(pattern, " ", rest, flags=re.I)
    weekday = rf"\b(?:(next|this|coming)\s+)?({'|'.join(weekdays)})\b"
    said = [((which or "").lower(), weekdays[name.lower()]) for which, name in re.findall(weekday, rest, re.I)]
    rest = re.sub(weekday, " ", rest, flags=re.I)
    if len(set(named)) > 1 or len({day for _, day in said}) > 1:
        return [], rest
    fitting = [day for day in named[:1] if all(day.isoweekday() == number for _, number in said)]
    days = fitting if named else _of_week(*said[0], today) if said else []
    return [day for day in days if today <= day <= today + LATEST], rest


def _of_week(which: str, weekday: int, today: date) -> list[date]:
    """The coming one. "Next Thursday", said on a Monday, is that of the next week to most, the coming one to some."""
    coming = today + timedelta(days=(weekday - today.isoweekday()) % 7 or 7)
    if which != "next":
        return [today] if which == "this" and today.isoweekday() == weekday else [coming]
    later = coming + timedelta(weeks=1)
    return [later, coming] if coming.isocalendar()[1] == today.isocalendar()[1] else [coming, later]


def _patterns(months: dict[str, int], today: date) -> list[tuple[str, Callable[..., date]]]:
    month = "|".join(months)
    soon = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2}
    return [
        (r"\b(\d{4})-(\d{1,2})-(\d{1,2})T?", lambda y, m, d: date(int(y), int(m), int(d))),
        (r"\b(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?\b", lambda m, d, y: _near(d, int(m), y, today)),
        (rf"\b({month})\b\.?\s*(?:the\s+)?(\d{{1,2}}){TH}\b(?![:.]\d){YEAR}",
         lambda m, d, y: _near(d, months[m.lower()], y, today)),
        (rf"\b(\d{{1,2}}){TH}(?:\s+of)?\s+({month})\b\.?{YEAR}",
         lambda d, m, y: _near(d, months[m.lower()], y, today)),
        (r"\b(?:the )?(day after tomorrow|tomorrow|today|tonight)\b",
         lambda word: today + timedelta(days=soon[word.lower()])),
        (r"\bin (\d{1,3}|a|one|two|three) (day|week)s?\b", lambda n, unit: _later(n, unit, today)),
        (r"\bthe (\d{1,2})(?:st|nd|rd|th)\b", lambda number: _of_month(int(number), today)),
    ]  # fmt: skip


def _of_month(number: int, today: date) -> date:
    """The next day with this number. Raises ValueError."""
    coming = (today + timedelta(days=ahead) for ahead in range(62))
    return next((day for day in coming if day.day == number), None) or date(today.year, 1, number)


def _near(number: str, month: int, year: str | None, today: date) -> date:
    """Without a year: the nearest one that is not long past. Raises ValueError."""
    day = int(number)
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = date(today.year, month, day)
    return this_year if this_year >= today - TURN else date(today.year + 1, month, day)


def _later(count: str, unit: str, today: date) -> date:
    number = {"a": 1, "one": 1, "two": 2, "three": 3}.get(count.lower()) or int(count)
    return today + timedelta(days=number * (7 if unit.lower() == "week" else 1))


def _names(content: Content, kind: str) -> dict[str, int]:
    """Names as they are written in any of the school's languages, and their beginnings, longest first."""
    names: dict[str, int] = {}
    for language in content.languages:
        for number, name in content.phrases(f"calendar.{kind}", language).items():
            names |= {name.lower()[:length]: int(number) for length in (3, 4, 5, len(name))}
    return dict(sorted(names.items(), key=lambda one: -len(one[0])))


def _time(text: str) -> time | None:
    if NOON.search(text):
        return time(12)
    found = next((match for pattern in TIMES for match in [pattern.search(text)] if match), None)
    if found is None:
        return None
    hour, minute, half = (*found.groups(""), "", "")[:3]
    return _clock(int(hour), int(minute or 0), half.lower(), text)


def _clock(hour: int, minute: int, half: str, text: str) -> time | None:
    if hour > 23 or minute > 59 or (half and hour > 12):
        return None
    if half or hour > 12:
        return time(hour % 12 + 12 * (half == "p") if half else hour, minute)
    afternoon = hour in FROM_SCHOOL_DAY if not EARLY.search(text) else False
    return time(hour + 12 if afternoon or (LATER.search(text) and hour < 12) else hour, minute)
