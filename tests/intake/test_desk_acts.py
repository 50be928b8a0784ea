import uuid
from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.errors import RequestIncomplete, StepNotAllowed, UnknownReference
from bot.intake.absences import set_absence
from bot.intake.danger import DangerNotice, notify_danger, take_danger
from bot.intake.desk_view import list_requests, open_request
from bot.intake.handling import add_note, check_relation, hand_off, move_request, reissue_code
from bot.intake.own_request import request_status
from bot.intake.records import reading
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request
from bot.intake.tables import audit, letter, request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def member(records):
    """Makes staff members; by default the counsellor, who opens no notice of danger."""

    def make(contact="counsellor", danger=False):
        return create_staff(records, f"{contact}@example.org", f"The {contact}", "x" * 12, contact, danger, NOW)

    return make


@pytest.fixture
def file(records, content, secret, new_request):
    return lambda at=NOW, **changes: submit_request(records, content, secret, new_request(**changes), at)


@pytest.fixture
def danger(records, content, tmp_path):
    def notify():
        notice = DangerNotice(str(uuid.uuid4()), "abuse", "self", NOW, "en", "student", "the words", who="Sam")
        notify_danger(records, content, tmp_path / "spool", notice)

    return notify


@pytest.fixture
def listed(records, content):
    def view(name, staff, now=NOW):
        return [line.id for line in list_requests(records, content, name, staff, now)]

    return view


def rows(records, table, **wanted):
    with reading(records) as connection:
        found = connection.execute(select(table).order_by(table.c.id)).all()
    return [row for row in found if all(row._mapping[name] == value for name, value in wanted.items())]


def test_opening_shows_all_of_it_makes_it_opened_and_is_noted(records, file, member):
    file(student_name="Tom")
    staff = member()
    opened = open_request(records, 1, staff, NOW)
    assert (opened.fields["status"], opened.fields["student_name"]) == ("opened", "Tom")
    assert [len(part) for part in (opened.needs, opened.history, opened.hand_offs, opened.letters)] == [2, 2, 2, 3]
    assert not {"draft", "code_hash"} & opened.fields.keys()
    assert open_request(records, 1, staff, NOW).fields["status"] == "opened"
    assert [(row.act, row.staff_id, row.request_id) for row in rows(records, audit, act="open")] == [
        ("open", staff.id, 1)
    ] * 2


def test_a_request_that_is_not_there_is_told(records, member):
    with pytest.raises(UnknownReference):
        open_request(records, 99, member(), NOW)


def test_danger_is_seen_by_those_named_for_emergencies_only(records, content, danger, listed, member):
    danger()
    others, named = member(), member("nurse", danger=True)
    assert listed("all", others) == [] and listed("mine", named) == listed("due", named) == [1]
    for act in (
        lambda: open_request(records, 1, others, NOW),
        lambda: move_request(records, 1, "opened", others, NOW),
        lambda: add_note(records, 1, "x", others, NOW),
        lambda: check_relation(records, 1, others, NOW),
        lambda: hand_off(records, content, 1, "nurse", "x", others, NOW),
    ):
        with pytest.raises(UnknownReference):
            act()
    assert open_request(records, 1, named, NOW).fields["description"] == "the words"
    with pytest.raises(StepNotAllowed):
        hand_off(records, content, 1, "nurse", "x", named, NOW)


def test_opening_a_danger_is_not_yet_seeing_to_it(records, danger, member, listed):
    danger()
    nurse = member("nurse", danger=True)
    open_request(records, 1, nurse, NOW)
    assert {row.status for row in rows(records, letter)} == {"waiting"} and listed("due", nurse) == [1]


def test_who_takes_a_danger_says_what_was_done_and_ends_the_telling_of_the_next(records, danger, member, listed):
    danger()
    nurse, principal = (member(name, danger=True) for name in ("nurse", "principal"))
    with pytest.raises(RequestIncomplete):
        take_danger(records, 1, " ", nurse, NOW)
    for _ in range(2):
        take_danger(records, 1, "I am on my way to room 12.", nurse, NOW)
    assert {row.status for row in rows(records, letter)} == {"not_needed"} and listed("due", nurse) == []
    with pytest.raises(StepNotAllowed):
        take_danger(records, 1, "Me too.", principal, NOW)
    [taken] = open_request(records, 1, principal, NOW).taken
    assert (taken["staff_id"], taken["at"], taken["done"]) == (nurse.id, NOW, "I am on my way to room 12.")
    assert [row.staff_id for row in rows(records, audit, act="take")] == [nurse.id]


def test_only_danger_is_taken_and_only_by_those_named_for_emergencies(records, file, danger, member):
    danger()
    file()
    with pytest.raises(UnknownReference):
        take_danger(records, 1, "x", member(), NOW)
    with pytest.raises(StepNotAllowed):
        take_danger(records, 2, "x", member("nurse", danger=True), NOW)


def test_moving_a_danger_on_ends_the_telling_too(records, danger, member):
    danger()
    nurse = member("nurse", danger=True)
    move_request(records, 1, "opened", nurse, NOW)
    assert {row.status for row in rows(records, letter)} == {"waiting"}
    move_request(records, 1, "talked", nurse, NOW)
    assert {row.status for row in rows(records, letter)} == {"not_needed"}


def test_a_request_goes_along_its_steps_with_a_history(records, file, member, secret):
    filed, staff = file(), member()
    for status in ("opened", "talked", "meeting_set"):
        move_request(records, 1, status, staff, NOW)
    with pytest.raises(StepNotAllowed):
        move_request(records, 1, "received", staff, NOW)
    with pytest.raises(StepNotAllowed):
        move_request(records, 1, "nonsense", staff, NOW)
    status = request_status(records, filed.reference, filed.code, secret, NOW)
    assert [name for name, _ in status.history] == ["received", "opened", "talked", "meeting_set"]
    assert [row.detail for row in rows(records, audit, act="move")] == ["opened", "talked", "meeting_set"]


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({}, ["decision", "reason"]),
        ({"outcome": "maybe", "reason": "x"}, ["decision"]),
        ({"outcome": "no"}, ["reason"]),
        ({"outcome": "partly", "reason": " \x00"}, ["reason"]),
    ],
)
def test_a_no_carries_its_reason(records, file, member, given, lacking):
    file()
    staff = member()
    for status in ("opened", "talked"):
        move_request(records, 1, status, staff, NOW)
    with pytest.raises(RequestIncomplete) as told:
        move_request(records, 1, "decided", staff, NOW, **given)
    assert list(told.value.missing) == lacking
    move_request(records, 1, "decided", staff, NOW, outcome="no", reason="Because. You can challenge it so: ...")
    [row] = rows(records, request)
    assert (row.status, row.decision) == ("decided", "no")


def test_a_hand_off_reaches_who_is_there_and_keeps_the_reason(records, content, file, member, listed):
    file()
    staff, nurse = member(), member("nurse")
    set_absence(records, "nurse", (NOW.date(), NOW.date()), staff.id, NOW)
    hand_off(records, content, 1, "nurse", "It is about medicine", staff, NOW)
    [row] = rows(records, request)
    assert (row.role, row.contact) == ("main_office", "office") and listed("mine", nurse) == []
    set_absence(records, "nurse", None, staff.id, NOW)
    hand_off(records, content, 1, "nurse", "It is about medicine", staff, NOW)
    assert listed("mine", nurse) == [1]
    given = open_request(records, 1, staff, NOW).hand_offs[-1]
    assert given["staff_id"] == staff.id and "It is about medicine" in given["reason"] and staff.name in given["reason"]
    assert rows(records, letter)[-1].address == "nurse@riverbend.example.org"


def test_what_is_over_is_not_handed_on_nor_to_nobody(records, content, file, member):
    file()
    staff = member()
    for given in (("moon", "x"), ("nurse", "  ")):
        with pytest.raises(RequestIncomplete):
            hand_off(records, content, 1, *given, staff, NOW)
    for status in ("opened", "closed"):
        move_request(records, 1, status, staff, NOW)
    with pytest.raises(StepNotAllowed):
        hand_off(records, content, 1, "nurse", "x", staff, NOW)


def test_notes_and_the_check_of_who_asks_are_kept_with_name_and_time(records, file, member):
    file()
    staff = member()
    add_note(records, 1, "Called twice.", staff, NOW)
    check_relation(records, 1, staff, NOW)
    opened = open_request(records, 1, staff, NOW)
    assert [(note["text"], note["staff_id"]) for note in opened.notes] == [("Called twice.", staff.id)]
    assert (opened.fields["relation_checked_by"], opened.fields["relation_checked_at"]) == (staff.id, NOW)
    with pytest.raises(RequestIncomplete):
        add_note(records, 1, " ", staff, NOW)


def test_a_lost_code_is_made_anew_and_the_old_one_opens_nothing(records, file, member, secret, danger):
    filed, staff = file(), member()
    with pytest.raises(StepNotAllowed):
        reissue_code(records, secret, 1, staff, NOW)
    check_relation(records, 1, staff, NOW)
    for _ in range(9):  # somebody has tried codes until it closed
        with pytest.raises(UnknownReference):
            request_status(records, filed.reference, "WRONG", secret, NOW)
    code = reissue_code(records, secret, 1, staff, NOW)
    assert request_status(records, filed.reference, code, secret, NOW).reference == filed.reference
    with pytest.raises(UnknownReference):
        request_status(records, filed.reference, filed.code, secret, NOW)
    assert code != filed.code and [row.staff_id for row in rows(records, audit, act="new_code")] == [staff.id]
    assert code not in str(rows(records, request)) + str(rows(records, audit))
    danger()
    nurse = member("nurse", danger=True)
    check_relation(records, 2, nurse, NOW)
    with pytest.raises(StepNotAllowed):
        reissue_code(records, secret, 2, nurse, NOW)


def test_each_view_holds_what_its_name_says(records, content, file, member, listed):
    set_absence(records, "counsellor_2", (date(2026, 1, 1), date(2026, 12, 31)), None, NOW)
    file()  # 1: the counsellor's; the 504 coordinator is told
    file(plan="504")  # 2: the 504 coordinator's
    file(at=NOW - timedelta(days=20))  # 3: late
    counsellor, coordinator, outsider = member(), member("section_504"), member(None)
    hand_off(records, content, 2, "main_office", "Whose is this?", coordinator, NOW)
    assert listed("mine", counsellor) == [3, 1]
    assert set(listed("mine", coordinator)) == {1, 3}
    assert listed("mine", outsider) == [] and listed("unassigned", outsider) == [2]
    assert listed("due", outsider) == [3]
    for status in ("opened", "tried_to_reach"):
        move_request(records, 3, status, counsellor, NOW)
    assert listed("due", outsider) == [3]  # a voicemail is no first answer
    move_request(records, 3, "waiting_for_family", counsellor, NOW)
    assert listed("due", outsider) == [] and listed("waiting_for_family", outsider) == [3]
    move_request(records, 1, "opened", counsellor, NOW)
    move_request(records, 1, "closed", counsellor, NOW)
    assert listed("closed", outsider) == [1] and sorted(listed("all", outsider)) == [2, 3]
    later = NOW + timedelta(days=30)
    assert listed("due", outsider, later) == [2]
