"""A day and a time as families write them, on Monday, November 30, 2026, at noon."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.days import written_moment
from bot.intake.spoken_days import as_moment, moments_in

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=ZONE)


@pytest.fixture(scope="session")
def heard(content):
    return lambda text, now=NOW: moments_in(text, content, now)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("the meeting is on December 15 at 3:30 pm", "2026-12-15T15:30"),
        ("meeting dec 3rd 10am", "2026-12-03T10:00"),
        ("it's on the 8th of December, 3 p.m.", "2026-12-08T15:00"),
        ("8 Dec 2026 14:30", "2026-12-08T14:30"),
        ("Tuesday, December 15, 2026 at 2", "2026-12-15T14:00"),
        ("Wednesday, Dec. 16 at 2:30 p.m.", "2026-12-16T14:30"),
        ("12/4 at 2pm", "2026-12-04T14:00"),
        ("1/12/27, 9 am", "2027-01-12T09:00"),
        ("2026-12-08 15:00", "2026-12-08T15:00"),
        ("2026-12-08T15:00", "2026-12-08T15:00"),
        ("we meet Thursday at 9", "2026-12-03T09:00"),
        ("this friday at 3", "2026-12-04T15:00"),
        ("tues 3pm", "2026-12-01T15:00"),
        ("tomorrow at 8:15", "2026-12-01T08:15"),
        ("the day after tomorrow at noon", "2026-12-02T12:00"),
        ("today at 3", "2026-11-30T15:00"),
        ("in two weeks at 10", "2026-12-14T10:00"),
        ("the 4th at 1", "2026-12-04T13:00"),
        ("5 pm on the 3rd", "2026-12-03T17:00"),
        ("January 12th, from 3 to 4", "2027-01-12T15:00"),
        ("dec 3, 11-1 pm", "2026-12-03T11:00"),
        ("wednesday 3-4pm", "2026-12-02T15:00"),
        ("friday morning at 6", "2026-12-04T06:00"),
        ("friday, 8 in the evening, at 8", "2026-12-04T20:00"),
        ("march 3 10.30 am", "2027-03-03T10:30"),
        ("I may come on Tuesday at 3", "2026-12-01T15:00"),
        ("monday, monday at 9", "2026-12-07T09:00"),
        ("December 15", "2026-12-15"),
        ("Wednesday", "2026-12-02"),
    ],
)
def test_one_day_is_heard_with_its_time_if_one_is_told(heard, text, moment):
    assert heard(text) == (moment,)


def test_next_thursday_is_of_the_next_week_and_perhaps_of_this_one(heard):
    assert heard("our meeting is next Thursday at 3") == ("2026-12-10T15:00", "2026-12-03T15:00")
    friday = datetime(2026, 11, 27, 12, 0, tzinfo=ZONE)
    assert heard("our meeting is next Tuesday at 3", friday) == ("2026-12-01T15:00", "2026-12-08T15:00")


@pytest.mark.parametrize(
    "text",
    ["", "no", "soon", "Tuesday or Thursday at 3", "December 2 or 3 and December 4", "Tuesday, December 2", "Feb 31",
     "99/99", "the 32nd", "yesterday", "today at 9", "November 20, 2026", "December 1, 2036", "in 999 weeks",
     "He is in 3rd grade", "call me at 225-555-0177"],
)  # fmt: skip
def test_where_no_single_day_to_come_is_named_none_is_heard(heard, text):
    assert heard(text) == ()


@given(st.text(max_size=100) | st.from_regex(r"[A-Za-z0-9 ,/:.-]{0,40}", fullmatch=True))
def test_any_text_gives_days_to_come_or_none(heard, content, text):
    for moment in heard(text):
        at = as_moment(moment, content.school)
        day = at.date() if isinstance(at, datetime) else at
        assert day >= NOW.date()
        assert not isinstance(at, datetime) or at.tzinfo


@given(st.dates(min_value=date(2026, 12, 1), max_value=date(2027, 12, 1)), st.integers(7, 18))
def test_every_day_of_a_year_is_heard_as_we_write_it(heard, content, day, hour):
    moment = f"{day.isoformat()}T{hour:02}:15"
    assert heard(written_moment(content, "en", as_moment(moment, content.school))) == (moment,)
