from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from bot.content.school import GRADES, PERSONAS, PLANS
from bot.intake import tables
from bot.intake.absences import set_absence
from bot.intake.digest import write_digests
from bot.intake.handling import hand_off, move_request
from bot.intake.late import tell_late
from bot.intake.owners import find_owners
from bot.intake.records import transaction
from bot.intake.submit import submit_request

MONDAY = datetime(2026, 11, 2, 16, 0, tzinfo=timezone.utc)  # goal day: the Monday after
TUESDAY_AFTER = MONDAY + timedelta(days=8)


def without(content, *contacts):
    """The same school after these contacts have left."""
    roles = {
        id: replace(role, contacts=tuple(one for one in role.contacts if one.id not in contacts))
        for id, role in content.school.roles.items()
    }
    return replace(content, school=replace(content.school, roles=roles))


@pytest.fixture
def late_letters(rows):
    return lambda: [letter.address.split("@")[0] for letter in rows(tables.letter, kind="contact_late")]


def test_before_and_on_its_goal_day_a_request_is_not_late(records, content, file_plan):
    file_plan(MONDAY)
    assert [tell_late(records, content, MONDAY + timedelta(days=days)) for days in range(8)] == [0] * 8


def test_late_is_told_to_the_owner_then_to_the_deputy_then_to_the_office_each_once(
    records, content, file_plan, late_letters
):
    file_plan(MONDAY)
    for days in range(10):
        for hours in (0, 1, 2):
            tell_late(records, content, TUESDAY_AFTER + timedelta(days=days, hours=hours))
    assert late_letters() == ["counselor", "student.services", "office"]


def test_who_is_owner_and_office_at_once_is_told_once(records, content, file_plan, late_letters, counsellor):
    file_plan(MONDAY)
    hand_off(records, content, 1, "main_office", "Whose is it?", counsellor, MONDAY)
    for days in range(5):
        tell_late(records, content, TUESDAY_AFTER + timedelta(days=days))
    assert late_letters() == ["office"]


def test_a_first_answer_ends_the_telling(records, content, file_plan, late_letters, counsellor):
    file_plan(MONDAY)
    tell_late(records, content, TUESDAY_AFTER)
    for status in ("opened", "tried_to_reach"):
        move_request(records, 1, status, counsellor, TUESDAY_AFTER)
    tell_late(records, content, TUESDAY_AFTER + timedelta(days=1))
    assert len(late_letters()) == 2  # a voicemail is no answer
    move_request(records, 1, "talked", counsellor, TUESDAY_AFTER)
    tell_late(records, content, TUESDAY_AFTER + timedelta(days=2))
    assert len(late_letters()) == 2


def test_while_the_owner_is_away_who_stands_in_is_told(records, content, file_plan, late_letters):
    file_plan(MONDAY)
    set_absence(records, "counsellor", (TUESDAY_AFTER.date(), TUESDAY_AFTER.date()), None, MONDAY)
    tell_late(records, content, TUESDAY_AFTER)
    assert late_letters() == ["counselor2"]


def test_a_letter_about_late_requests_names_no_family(records, content, file_plan, rows):
    file_plan(MONDAY, student_name="Tom Tiny")
    tell_late(records, content, TUESDAY_AFTER)
    write_digests(records, content, TUESDAY_AFTER)
    for kind in ("contact_late", "contact_digest"):
        for letter in rows(tables.letter, kind=kind):
            text = letter.subject + letter.body
            assert not any(word in text for word in ("Maria", "Tom", "Reading", "family@example.org", "dyslexia"))
            assert "{" not in text.replace("{desk_page}", "")


def test_danger_is_neither_late_nor_counted(records, content, file_danger, rows):
    file_danger(MONDAY)
    assert tell_late(records, content, TUESDAY_AFTER) == write_digests(records, content, TUESDAY_AFTER) == 0
    assert {letter.kind for letter in rows(tables.letter)} == {"danger_notice"}


def test_each_contact_reads_once_a_day_how_many_it_has(records, content, file_plan, rows, counsellor):
    set_absence(records, "counsellor_2", (MONDAY.date(), TUESDAY_AFTER.date()), None, MONDAY)
    file_plan(MONDAY)
    file_plan(MONDAY + timedelta(days=1))
    file_plan(MONDAY + timedelta(days=7), plan="IAP")
    move_request(records, 1, "opened", counsellor, MONDAY)
    for hours in range(3):
        write_digests(records, content, TUESDAY_AFTER + timedelta(hours=hours))
    told = {letter.address.split("@")[0]: letter.body for letter in rows(tables.letter, kind="contact_digest")}
    assert told.keys() == {"counselor", "student.services"}
    for line in ("go on: 2", "not opened yet: 1", "due today: 1", "was promised: 1"):
        assert line in told["counselor"]
    assert write_digests(records, content, TUESDAY_AFTER + timedelta(days=1)) == 2


def test_who_is_away_gets_no_digest(records, content, file_plan):
    file_plan(MONDAY)
    set_absence(records, "counsellor", (TUESDAY_AFTER.date(), TUESDAY_AFTER.date()), None, MONDAY)
    assert write_digests(records, content, TUESDAY_AFTER) == 0


def test_a_request_whose_owner_left_the_school_goes_to_a_colleague_who_is_written_to(records, content, file_plan, rows):
    file_plan(MONDAY)
    assert find_owners(records, content, MONDAY) == 0
    left = without(content, "counsellor")
    assert find_owners(records, left, MONDAY) == 1 and find_owners(records, left, MONDAY) == 0
    [request] = rows(tables.request)
    assert (request.role, request.contact) == ("counsellor", "counsellor_2")
    assert rows(tables.letter)[-1].address == "counselor2@riverbend.example.org"
    assert "no longer" in rows(tables.hand_off)[-1].reason


def test_what_is_over_keeps_the_owner_that_it_had(records, content, file_plan, rows, counsellor):
    file_plan(MONDAY)
    for status in ("opened", "closed"):
        move_request(records, 1, status, counsellor, MONDAY)
    assert find_owners(records, without(content, "counsellor"), MONDAY) == 0


def schools(content):
    """The sample school with any of its roles' contacts gone, but for the main office."""
    contacts = [one.id for role in content.school.roles.values() for one in role.contacts if one.id != "office"]
    return st.sets(st.sampled_from(contacts)).map(lambda gone: without(content, *gone))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_request_is_without_an_owner_whoever_leaves_and_whatever_it_says(
    records, content, secret, new_request, rows, data
):
    with transaction(records) as connection:
        for table in (tables.letter, tables.hand_off, tables.history, tables.need, tables.request):
            connection.execute(delete(table))
    before, after = data.draw(schools(content)), data.draw(schools(content))
    for _ in range(3):
        told = {"plan": PLANS, "grade": [None, *GRADES], "persona": PERSONAS, "interpreter": [None, "es", "vi"]}
        changes = {name: data.draw(st.sampled_from(values)) for name, values in told.items()}
        day = data.draw(st.dates(date(2026, 6, 1), date(2027, 8, 1)))
        at = datetime(day.year, day.month, day.day, 16, tzinfo=timezone.utc)
        submit_request(records, before, secret, new_request(**changes), at)
    find_owners(records, after, at)
    held = {(role.id, one.id) for role in after.school.roles.values() for one in role.contacts}
    for request in rows(tables.request):
        assert (request.role, request.contact) in held
        owners = [(to.role, to.contact) for to in rows(tables.hand_off, request_id=request.id, kind="owner")]
        assert owners[-1] == (request.role, request.contact)
        reached = [letter.address for letter in rows(tables.letter, request_id=request.id)]
        owner = next(one for one in after.school.roles[request.role].contacts if one.id == request.contact)
        assert owner.email in reached
