from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import RoutingRule

DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2028, 12, 31))
MOMENTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(timezone.utc),
)


@pytest.fixture(scope="module")
def school(content):
    return content.school


def in_school_time(school, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(school.time_zone))


@pytest.mark.parametrize(
    ("parts", "is_open"),
    [
        ((2026, 12, 1, 7, 29), False),
        ((2026, 12, 1, 7, 30), True),
        ((2026, 12, 1, 15, 29), True),
        ((2026, 12, 1, 15, 30), False),
        ((2026, 12, 5, 12, 0), False),  # a Saturday
        ((2026, 11, 26, 12, 0), False),  # Thanksgiving
    ],
)
def test_the_office_is_open_in_its_hours_and_on_no_holiday(school, parts, is_open):
    assert school.is_open(in_school_time(school, *parts)) is is_open


def test_hours_are_those_of_the_school_and_not_of_the_server(school):
    assert school.is_open(datetime(2026, 12, 1, 14, 0, tzinfo=timezone.utc))  # 8 in the morning in Louisiana
    assert school.is_open(datetime(2027, 6, 1, 13, 0, tzinfo=timezone.utc))  # the same in summer time
    assert not school.is_open(datetime(2026, 12, 1, 8, 0, tzinfo=timezone.utc))


def test_a_moment_without_a_time_zone_is_refused(school):
    with pytest.raises(ValueError, match="time zone"):
        school.is_open(datetime(2026, 12, 1, 8, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ((2026, 12, 1, 5, 0), date(2026, 12, 1)),
        ((2026, 12, 1, 15, 29), date(2026, 12, 1)),
        ((2026, 12, 1, 15, 30), date(2026, 12, 2)),
        ((2026, 12, 4, 22, 0), date(2026, 12, 7)),  # Friday night counts as Monday
        ((2026, 11, 24, 23, 0), date(2026, 11, 30)),  # and the night before Thanksgiving as the Monday after
        ((2026, 12, 18, 16, 0), date(2027, 1, 4)),
    ],
)
def test_what_comes_after_closing_counts_as_the_next_business_day(school, parts, day):
    assert school.business_day(in_school_time(school, *parts)) == day


def test_five_business_days_leave_out_weekends_and_holidays(school):
    assert school.add_business_days(date(2026, 11, 23), 5) == date(2026, 12, 3)


def test_business_days_are_counted_forward_only(school):
    with pytest.raises(ValueError, match="forward"):
        school.add_business_days(date(2026, 11, 23), -1)


@given(day=DAYS)
def test_the_next_business_day_is_the_first_one_after(school, day):
    following = school.next_business_day(day)
    between = [day + timedelta(days=count) for count in range(1, (following - day).days)]
    assert following > day and school.is_business_day(following)
    assert not any(school.is_business_day(closed) for closed in between)


@given(day=DAYS, count=st.integers(0, 60))
def test_so_many_business_days_lie_after_a_day_as_were_added(school, day, count):
    last = school.add_business_days(day, count)
    after = [day + timedelta(days=number) for number in range(1, (last - day).days + 1)]
    assert sum(school.is_business_day(each) for each in after) == count


@given(day=DAYS, first=st.integers(0, 30), second=st.integers(0, 30))
def test_business_days_add_up(school, day, first, second):
    in_two_steps = school.add_business_days(school.add_business_days(day, first), second)
    assert in_two_steps == school.add_business_days(day, first + second)


@given(at=MOMENTS)
def test_an_open_moment_counts_as_its_own_business_day(school, at):
    day, today = school.business_day(at), school.local(at).date()
    assert school.is_business_day(day) and day >= today
    if school.is_open(at):
        assert day == today


@given(earlier=MOMENTS, later=MOMENTS)
def test_what_came_first_never_counts_as_the_later_day(school, earlier, later):
    earlier, later = sorted((earlier, later))
    assert school.business_day(earlier) <= school.business_day(later)


def test_danger_is_watched_in_its_own_hours(school):
    assert school.is_watched(in_school_time(school, 2026, 12, 1, 8, 0))
    assert not school.is_watched(in_school_time(school, 2026, 12, 1, 22, 0))
    assert not school.is_watched(in_school_time(school, 2026, 11, 26, 8, 0))


def test_a_contact_is_away_on_the_first_and_on_the_last_day(school):
    contact = school.roles["gifted_coordinator"].contacts[0]
    first, last = contact.away
    assert contact.is_away(first) and contact.is_away(last)
    assert not contact.is_away(first - timedelta(days=1)) and not contact.is_away(last + timedelta(days=1))


def test_a_rule_holds_if_all_that_it_names_fits():
    rule = RoutingRule({"plan": ("ILP", "both"), "need": ("gifted",)}, "gifted_coordinator", "")
    assert rule.holds({"plan": ("ILP",), "need": ("health", "gifted"), "grade": ("7",)})
    assert not rule.holds({"plan": ("ILP",), "need": ()})
    assert not rule.holds({"plan": ("IAP",), "need": ("gifted",)})
    assert RoutingRule({}, "main_office", "").holds({})


def test_grades_run_from_the_youngest_to_the_oldest(school):
    assert school.grades[:3] == ("PK", "K", "1") and school.grades[-1] == "12"


def test_hours_end_when_they_end(school):
    assert school.hours.days[0] == (time(7, 30), time(15, 30)) and 5 not in school.hours.days
