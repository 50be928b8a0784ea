"""The family's own calendar entry for a meeting (RFC 5545). It names the school and no student."""

from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vText

from bot.content import Content
from bot.intake.spoken_days import as_moment

LASTS = timedelta(hours=1)


def calendar_file(content: Content, language: str, moment: str, uid: str, now: datetime) -> bytes:
    """`moment`: ISO 8601 in the school's time, or a day alone; `uid`: the same for the same meeting; `now`: UTC."""
    school, starts = content.school, as_moment(moment, content.school)
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("summary", content.phrase("meeting.event", language))
    event.add("description", content.phrase("meeting.event_text", language))
    event.add("location", school.name)
    event.add("dtstart", starts)
    event.add("dtend", starts + (LASTS if isinstance(starts, datetime) else timedelta(days=1)))
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", vText("-//Guidepost//EN"))
    calendar.add_component(event)
    calendar.add_missing_timezones(date(starts.year - 1, 1, 1), date(starts.year + 2, 1, 1))
    return bytes(calendar.to_ical())
