import threading
from datetime import datetime, timezone

import pytest
from sqlalchemy import select

from bot.errors import RequestIncomplete
from bot.intake import tables
from bot.intake.calls import NewCall, ask_for_call, send_question
from bot.intake.handling import hand_off
from bot.intake.own_request import request_status
from bot.intake.records import reading
from bot.intake.staff import create_staff

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
WORDS = "Is there a bus that waits for Ben after tutoring?"


def rows(records, table):
    with reading(records) as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def call(draft="5c0d5b1e", **told):
    told = {"persona": "parent", "requester_name": "Maria"} | told
    return NewCall(draft, None, "chat", "en", **told)


@pytest.fixture
def ask(records, content, secret):
    def send(draft="5c0d5b1e", **told):
        given = {"description": WORDS, "email": "family@example.org"} | told
        return send_question(records, content, secret, call(draft, **given), NOW)

    return send


def test_a_wish_to_be_called_is_filed_and_followed_like_a_request(records, content, secret):
    new = call(phone="225-555-0199")
    filed = ask_for_call(records, content, secret, new, NOW)
    again = ask_for_call(records, content, secret, new, NOW)
    assert (again.reference, again.code, again.repeated) == (filed.reference, filed.code, True)
    status = request_status(records, filed.reference, filed.code, secret, NOW)
    assert (status.kind, status.role) == ("call", "main_office")
    [letter] = rows(records, tables.letter)
    assert letter.kind == "contact_call" and "225-555-0199" not in letter.body and "Maria" not in letter.body


def test_a_call_needs_a_way_to_call_and_mail_is_one(records, content, secret):
    with pytest.raises(RequestIncomplete) as told:
        ask_for_call(records, content, secret, call("1"), NOW)
    assert told.value.missing == ("reach",)
    filed = ask_for_call(records, content, secret, call("2", email="family@example.org"), NOW)
    assert filed.kind == "call"


def test_a_question_is_filed_with_its_words_an_owner_and_a_goal_day(ask, records):
    filed = ask(phone="225-555-0199")
    [row] = rows(records, tables.request)
    assert (row.kind, row.reference, row.description, row.status) == ("question", filed.reference, WORDS, "received")
    assert (row.email, row.phone, row.plan) == ("family@example.org", "225-555-0199", None)
    assert (filed.kind, filed.handed_to, filed.goal_day) == ("question", "main office", row.goal_day)
    [given] = rows(records, tables.hand_off)
    assert (given.kind, given.role, given.contact) == ("owner", "main_office", "office") and given.reason
    assert [step.to_status for step in rows(records, tables.history)] == ["received"]


def test_letters_on_a_question_hold_no_word_of_it_and_no_name(ask, records):
    filed = ask()
    letters = rows(records, tables.letter)
    assert [(letter.kind, letter.address) for letter in letters] == [
        ("contact_question", "office@riverbend.example.org"),
        ("family_question", "family@example.org"),
    ]
    for letter in letters:
        assert filed.reference in letter.body and filed.code not in letter.body
        assert not any(word in letter.subject + letter.body for word in ("bus", "Ben", "Maria", "tutoring"))


def test_without_mail_nothing_is_written_to_the_family(ask, records):
    ask(email=None, phone="225-555-0199")
    assert [letter.kind for letter in rows(records, tables.letter)] == ["contact_question"]


def test_a_students_question_goes_to_the_counsellor_and_nothing_goes_home(ask, records):
    filed = ask(persona="student", find_me_at_school=True)
    assert filed.handed_to == "school counselor"
    assert [letter.kind for letter in rows(records, tables.letter)] == ["contact_question"]


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        ({"email": None}, ("reach",)),
        ({"email": "no address"}, ("email",)),
        ({"description": " \x00 "}, ("description",)),
        ({"email": None, "find_me_at_school": True, "requester_name": None}, ("requester_name",)),
        ({"persona": "somebody"}, ("persona",)),
        ({"draft": ""}, ("draft",)),
    ],
)
def test_what_a_question_lacks_is_named_and_nothing_is_filed(ask, records, told, missing):
    with pytest.raises(RequestIncomplete) as lacking:
        ask(**told)
    assert lacking.value.missing == missing and rows(records, tables.request) == []


def test_a_question_needs_no_name_where_there_is_an_address(ask):
    assert ask(requester_name=None).reference
    assert ask("another", requester_name=None, find_me_at_school=True).reference


def test_a_question_that_is_sent_twice_at_the_same_moment_is_filed_once(ask, records):
    told = []
    threads = [threading.Thread(target=lambda: told.append(ask())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({(filed.reference, filed.code) for filed in told}) == 1 and len(told) == 4
    assert len(rows(records, tables.request)) == 1 and len(rows(records, tables.letter)) == 2


def test_who_is_handed_a_question_is_told_that_it_is_one(ask, records, content):
    ask()
    [row] = rows(records, tables.request)
    office = create_staff(records, "office", "The office", "correct horse battery staple", "office", False, NOW)
    hand_off(records, content, row.id, "nurse", "It is about an inhaler.", office, NOW)
    assert [letter.kind for letter in rows(records, tables.letter)][-1] == "contact_question"
