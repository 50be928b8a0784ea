"""Finding and counting requests gives the same on every database."""

from datetime import datetime, timezone

import pytest

from bot.intake.desk_view import VIEWS, count_requests, list_requests
from bot.intake.search import find_requests
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc)


@pytest.fixture
def submit(records, content, secret, new_request):
    return lambda **changes: submit_request(records, content, secret, new_request(**changes), NOW)


@pytest.fixture
def office(records):
    return create_staff(records, "office", "Olga Office", "x", "office", False, NOW)


@pytest.fixture
def viewer(records):
    return create_staff(records, "viewer", "Vera Viewer", "x", None, False, NOW, opens_requests=False)


@pytest.mark.parametrize("words", ["Núñez", "nunez", "ÑEZ  ", "ana   nunez", "ana núñez"])
def test_a_name_is_found_whatever_its_accents_and_capitals(records, submit, office, words):
    filed = submit(student_name="Ana Núñez")
    submit(student_name="Tom Example")
    submit(student_name=None)
    assert [line.reference for line in find_requests(records, office, words)] == [filed.reference]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "nobody", "\u0301"])
def test_what_is_no_part_of_a_name_finds_nothing(records, submit, office, words):
    submit(student_name="Ana Núñez")
    assert find_requests(records, office, words) == ()


def test_a_reference_is_found_as_people_type_it(records, submit, office, viewer):
    filed = submit()
    typed = f"{filed.reference[:4].lower()} - {filed.reference[4:]}"
    for staff in (office, viewer):
        assert [line.reference for line in find_requests(records, staff, typed)] == [filed.reference]


def test_a_viewers_lines_hold_nothing_of_the_need_and_no_names(records, content, submit, viewer):
    filed = submit(student_name="Ana Núñez")
    assert find_requests(records, viewer, "Ana") == ()
    for [line] in (
        find_requests(records, viewer, filed.reference),
        list_requests(records, content, "all", viewer, NOW),
    ):
        assert (line.plan, line.grade, line.requester_name, line.student_name) == (None,) * 4


def test_each_view_counts_what_it_lists(records, content, submit, office):
    for plan in ("ILP", "both", "504"):
        submit(plan=plan)
    counts = count_requests(records, content, office, NOW)
    assert counts == {view: len(list_requests(records, content, view, office, NOW)) for view in VIEWS}
    assert counts["all"] == 3
