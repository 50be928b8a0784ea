from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select, update

from bot.errors import RequestIncomplete, StepNotAllowed, UnknownReference
from bot.intake import tables
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.codes import new_reference
from bot.intake.own_request import CLOSED_FOR, WRONG_CODES, request_status
from bot.intake.records import reading, transaction
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def filed(records, content, secret, new_request):
    return submit_request(records, content, secret, new_request(), NOW)


@pytest.fixture
def look(records, secret, filed):
    def at(code=filed.code, reference=filed.reference, now=NOW):
        return request_status(records, reference, code, secret, now)

    return at


@pytest.fixture
def add(records, content, secret, filed):
    def words(text, code=filed.code, now=NOW):
        return add_to_request(records, content, secret, filed.reference, code, text, now)

    return words


@pytest.fixture
def withdraw(records, content, secret, filed):
    return lambda code=filed.code: withdraw_request(records, content, secret, filed.reference, code, NOW)


def rows(records, table):
    with reading(records) as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def letters(records, kind):
    return [letter for letter in rows(records, tables.letter) if letter.kind == kind]


def set_status(records, status):
    with transaction(records) as connection:
        connection.execute(update(tables.request).values(status=status))


def test_reference_and_code_show_the_status(look, filed):
    status = look()
    assert (status.reference, status.status, status.role) == (filed.reference, "received", "counsellor")
    assert (status.received_at, status.goal_day) == (NOW, filed.goal_day)
    assert status.history == (("received", NOW),)


def test_they_are_read_as_people_type_them(look, filed):
    code, reference = filed.code.lower(), f" {filed.reference[:4]}-{filed.reference[4:].lower()} "
    assert look(f"{code[:4]} {code[4:]}", reference).reference == filed.reference


@pytest.mark.parametrize("code", ["", " ", "HJKMNPQR", "nothing typed", "🙂", "x" * 2000])
def test_a_wrong_code_and_a_wrong_reference_are_told_alike(look, filed, code):
    told = []
    for reference in (filed.reference, new_reference(), "", "\x00", "'; --"):
        with pytest.raises(UnknownReference) as fault:
            look(code, reference)
        told.append(str(fault.value))
    assert len(set(told)) == 1


def test_another_requests_code_does_not_open_it(records, content, secret, new_request, look):
    other = submit_request(records, content, secret, new_request(), NOW)
    with pytest.raises(UnknownReference):
        look(other.code)


def test_after_too_many_wrong_codes_a_reference_answers_nobody_for_an_hour(look):
    for _ in range(WRONG_CODES):
        with pytest.raises(UnknownReference):
            look("HJKMNPQR")
    with pytest.raises(UnknownReference):
        look()
    with pytest.raises(UnknownReference):
        look(now=NOW + CLOSED_FOR - timedelta(seconds=1))
    assert look(now=NOW + CLOSED_FOR).status == "received"


def test_the_right_code_begins_the_count_anew(look):
    for _ in range(3):
        for _ in range(WRONG_CODES - 1):
            with pytest.raises(UnknownReference):
                look("HJKMNPQR")
        assert look()


def test_what_is_added_is_kept_and_the_owner_is_told(add, records):
    add("We moved.\x00")
    add("She also needs larger print.")
    notes = rows(records, tables.note)
    assert [(note.text, note.staff_id) for note in notes] == [
        ("We moved.", None),
        ("She also needs larger print.", None),
    ]
    told = letters(records, "contact_added")
    assert len(told) == 2 and {letter.address for letter in told} == {"counselor@riverbend.example.org"}
    assert not any("moved" in letter.body for letter in told)


def test_adding_the_same_again_changes_nothing(add, records):
    add("We moved.")
    add("We moved. ")
    assert len(rows(records, tables.note)) == 1 and len(letters(records, "contact_added")) == 1


def test_nothing_is_added_without_words_or_without_the_code(add, records):
    with pytest.raises(RequestIncomplete):
        add("  \x00 ")
    with pytest.raises(UnknownReference):
        add("We moved.", code="HJKMNPQR")
    assert rows(records, tables.note) == []


@pytest.mark.parametrize("status", ["closed", "withdrawn"])
def test_nothing_is_added_to_what_is_over(add, records, status):
    set_status(records, status)
    with pytest.raises(StepNotAllowed):
        add("We moved.")


def test_a_request_is_taken_back_once_and_for_good(withdraw, look, records):
    assert withdraw().status == "withdrawn"
    assert withdraw().status == "withdrawn"
    assert [status for status, _ in look().history] == ["received", "withdrawn"]
    assert len(letters(records, "contact_withdrawn")) == 1


@pytest.mark.parametrize("status", ["decided", "closed"])
def test_what_is_decided_is_not_taken_back(withdraw, records, status):
    set_status(records, status)
    with pytest.raises(StepNotAllowed):
        withdraw()


def test_without_the_code_nothing_is_taken_back(withdraw, look):
    with pytest.raises(UnknownReference):
        withdraw("HJKMNPQR")
    assert look().status == "received"


def test_while_the_owner_is_away_a_deputy_is_told(add, records):
    with transaction(records) as connection:
        for contact in ("counsellor", "counsellor_2"):
            away = {"id": contact, "away_from": NOW.date(), "away_to": NOW.date(), "set_at": NOW}
            connection.execute(tables.contact.insert().values(**away))
    add("We moved.")
    [told] = letters(records, "contact_added")
    assert told.address == "student.services@riverbend.example.org"
