import threading
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake import codes, tables
from bot.intake.filing import filed_before
from bot.intake.plan_request import NewRequest
from bot.intake.records import reading
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc)  # Sunday, 10:30 p.m. at the school


@pytest.fixture
def submit(records, content, secret, new_request):
    def send(now=NOW, new=None, **changes):
        return submit_request(records, content, secret, new or new_request(**changes), now)

    return send


def rows(records, table, **wanted):
    found = select(table)
    for name, value in wanted.items():
        found = found.where(table.c[name] == value)
    with reading(records) as connection:
        return connection.execute(found).all()


def counts(records):
    every = (tables.request, tables.need, tables.history, tables.hand_off, tables.letter)
    with reading(records) as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar() for table in every]


def test_of_several_who_hold_a_role_who_has_the_fewest_gets_the_next(records, content, secret, new_request):
    for _ in range(5):
        submit_request(records, content, secret, new_request(), NOW)
    with reading(records) as connection:
        owners = list(connection.execute(select(tables.request.c.contact).order_by(tables.request.c.id)).scalars())
    assert owners == ["counsellor", "counsellor_2"] * 2 + ["counsellor"]


def test_one_sending_writes_all_of_it(submit, records):
    filed = submit()
    assert counts(records) == [1, 2, 1, 2, 3]
    [request] = rows(records, tables.request, reference=filed.reference)
    assert (request.kind, request.status, request.received_at) == ("plan", "received", NOW)
    assert (request.requester_name, request.grade, request.description) == (
        "Maria Example",
        "7",
        "Reading takes all evening.",
    )
    [history] = rows(records, tables.history)
    assert (history.from_status, history.to_status, history.at) == (None, "received", NOW)
    assert [(given.kind, given.contact) for given in rows(records, tables.hand_off)] == [
        ("owner", "counsellor"),
        ("also_told", "section_504"),
    ]
    assert all(given.reason for given in rows(records, tables.hand_off))


def test_the_family_learns_who_has_it_and_by_when(submit):
    filed = submit()
    assert filed.handed_to == "school counselor" and filed.reason and not filed.repeated
    assert codes.is_reference(filed.reference) and len(filed.code) == 8
    assert str(filed.business_day) == "2026-11-23"  # sent on a Sunday night
    assert str(filed.goal_day) == "2026-12-03"  # five business days, and Thanksgiving is none


def test_sending_again_gives_the_same_and_writes_nothing(submit, records, new_request):
    new = new_request()
    first = submit(new=new)
    before = counts(records)
    again = submit(new=new, now=NOW + timedelta(days=2))
    assert again == replace(first, repeated=True) and counts(records) == before


def test_the_same_draft_from_many_at_once_is_filed_once(submit, records, new_request):
    new, filed, faults = new_request(), [], []
    together = threading.Barrier(6)

    def send():
        together.wait()
        try:
            filed.append(submit(new=new))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults and len({(one.reference, one.code) for one in filed}) == 1
    assert sorted(one.repeated for one in filed) == [False] + [True] * 5
    assert counts(records) == [1, 2, 1, 2, 3]


def test_a_sending_that_met_a_locked_file_is_sent_again_and_filed_once(sqlite_records, content, secret, new_request):
    new = new_request()
    with sqlite_records.engine.begin(), pytest.raises(RecordsUnavailable):
        submit_request(sqlite_records, content, secret, new, NOW)
    assert counts(sqlite_records) == [0] * 5
    assert not submit_request(sqlite_records, content, secret, new, NOW).repeated


def test_a_sending_whose_answer_was_lost_is_told_again(submit, records, content, secret, new_request):
    new = new_request()
    assert filed_before(records, content, secret, new.draft) is None
    filed = submit(new=new)
    assert filed_before(records, content, secret, new.draft) == replace(filed, repeated=True)


def test_a_reference_that_is_taken_is_drawn_again(submit, monkeypatch):
    taken = submit().reference
    drawn = iter([taken, taken, codes.new_reference()])
    monkeypatch.setattr("bot.intake.filing.new_reference", lambda: next(drawn))
    assert submit().reference != taken


def test_letters_go_to_the_owner_to_who_is_told_and_to_the_family(submit, records, content):
    submit()
    letters = {letter.kind: letter for letter in rows(records, tables.letter)}
    assert {kind: letter.address for kind, letter in letters.items()} == {
        "contact_received": "counselor@riverbend.example.org",
        "contact_also_told": "section504@riverbend.example.org",
        "family_received": "family@example.org",
    }
    for letter in letters.values():
        assert letter.status == "waiting" and letter.due_at == NOW
        left = letter.body.replace("{desk_page}", "").replace("{status_page}", "")
        assert "{" not in left and "{" not in letter.subject


def test_no_letter_carries_the_code_or_the_familys_words(submit, records):
    filed = submit(student_name="Tom Example", phone="225-555-0199", teacher="Ms Example")
    for letter in rows(records, tables.letter):
        text = letter.subject + letter.body
        for private in (filed.code, "Reading takes", "Tom", "Maria", "225-555-0199", "Ms Example", "dyslexia"):
            assert private not in text


@pytest.mark.parametrize("changes", [{"persona": "student", "for_whom": "myself"}, {"for_whom": "myself"}])
def test_a_students_request_sends_nothing_home(submit, records, changes):
    submit(**changes)
    assert not rows(records, tables.letter, kind="family_received")


def test_without_an_address_the_family_gets_no_letter(submit, records):
    submit(email=None, phone="225-555-0199")
    assert not rows(records, tables.letter, kind="family_received")


def test_the_code_is_not_kept(submit, records, secret):
    filed = submit()
    [request] = rows(records, tables.request)
    assert filed.code not in str(request) and request.code_hash == codes.code_hash(secret, filed.reference, filed.code)


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"requester_name": "  \x00 "}, ["requester_name"]),
        ({"plan": "XYZ", "grade": "13"}, ["plan", "grade"]),
        ({"email": None}, ["reach"]),
        ({"email": "a@b\nBcc: all@example.org"}, ["email"]),
        ({"consent": False}, ["consent"]),
        ({"consent": "no"}, ["consent"]),
        ({"language": "xx", "persona": "teacher"}, ["language", "persona"]),
        ({"for_whom": "", "papers": "later", "campus": "moon"}, ["for_whom", "campus", "papers"]),
        ({"draft": ""}, ["draft"]),
    ],
)
def test_what_lacks_an_answer_is_named_and_nothing_is_filed(submit, records, changes, lacking):
    with pytest.raises(RequestIncomplete) as told:
        submit(**changes)
    assert list(told.value.missing) == lacking and counts(records) == [0] * 5


def test_find_me_at_school_is_a_way_to_be_reached(submit):
    assert submit(email=None, find_me_at_school=True, persona="student", for_whom="myself").reference


def test_odd_characters_are_kept_as_far_as_a_database_can(submit, records):
    submit(description="half a pair \ud83d, a null \x00, Ñandú 你好 🙂 '; DROP TABLE request; --", student_name="   ")
    [request] = rows(records, tables.request)
    assert request.description == "half a pair ?, a null , Ñandú 你好 🙂 '; DROP TABLE request; --"
    assert request.student_name is None


def test_what_is_never_asked_has_no_place_to_be_kept():
    names = {field.name for field in fields(NewRequest)} | {
        column.name for table in tables.records.sorted_tables for column in table.columns
    }
    for never in ("diagnos", "medic", "ssn", "social", "immigra", "income", "birth", "citizen", "file", "upload"):
        assert not [name for name in names if never in name]


moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(timezone.utc))  # noqa: DTZ001


@given(moments)
def test_the_goal_day_is_so_many_open_days_after_the_day_of_receipt(content, at):
    school = content.school
    received, goal = school.business_day(at), school.add_business_days(school.business_day(at), school.goal_days)
    assert school.is_business_day(received) and school.is_business_day(goal)
    between = [received + timedelta(days=days) for days in range(1, (goal - received).days + 1)]
    assert sum(map(school.is_business_day, between)) == school.goal_days
    assert received >= school.local(at).date()
