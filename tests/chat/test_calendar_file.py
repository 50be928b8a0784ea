"""The calendar entry of a meeting, as RFC 5545 wants it and calendars take it."""

from datetime import date, datetime, timezone

import pytest
from icalendar import Calendar

from bot.chat.calendar_file import calendar_file

NOW = datetime(2026, 11, 27, 14, 0, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def entry(content):
    return lambda moment: calendar_file(content, "en", moment, "id-1", NOW)


@pytest.mark.parametrize(("moment", "offset"), [("2026-12-01T15:00", "-06:00"), ("2027-04-01T15:00", "-05:00")])
def test_a_meeting_is_at_its_hour_by_the_schools_clock_winter_and_summer(entry, moment, offset):
    [event] = Calendar.from_ical(entry(moment)).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == f"{moment}:00{offset}"
    assert (event["DTEND"].dt - event["DTSTART"].dt).total_seconds() == 3600
    assert b"BEGIN:VTIMEZONE" in entry(moment) and b"TZID=America/Chicago" in entry(moment)


def test_a_day_without_a_time_is_a_whole_day(entry):
    [event] = Calendar.from_ical(entry("2026-12-01")).walk("VEVENT")
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 2))


def test_its_lines_are_as_the_standard_wants_them(entry):
    lines = entry("2026-12-01T15:00").split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert {b"VERSION:2.0", b"UID:id-1", b"DTSTAMP:20261127T140000Z"} <= set(lines)


def test_it_names_the_school_and_no_student(entry, content):
    [event] = Calendar.from_ical(entry("2026-12-01T15:00")).walk("VEVENT")
    assert content.school.name in event["SUMMARY"] and content.school.phone in event["DESCRIPTION"]


def test_a_name_with_commas_is_escaped(content):
    from dataclasses import replace

    school = replace(content.school, name="Saint Mary, Star of the Sea; Upper School")
    told = calendar_file(replace(content, school=school), "en", "2026-12-01T15:00", "id-1", NOW)
    [event] = Calendar.from_ical(told).walk("VEVENT")
    assert event["LOCATION"] == school.name and rb"Mary\, Star of the Sea\; Upper" in told.replace(b"\r\n ", b"")
