"""What an office does with a request besides moving and handing it on: attempts, replies, corrections, links, why it is
closed; each on both databases, each done once however often its form is sent."""

import json
import uuid
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, select, text, update

from bot.errors import RecordsUnavailable, RequestIncomplete, RowRefused, StepNotAllowed, UnknownReference
from bot.intake import tables
from bot.intake.calls import NewCall, send_question
from bot.intake.codes import MASK
from bot.intake.corrections import correct_request
from bot.intake.desk_view import open_request
from bot.intake.filing import filed_before
from bot.intake.handling import add_note, check_relation, hand_off, move_request, reissue_code
from bot.intake.holdings import all_held
from bot.intake.late import tell_late
from bot.intake.links import link_requests, unlink_request
from bot.intake.own_request import request_status
from bot.intake.reaching import RESULTS, note_attempt, reply_to_family
from bot.intake.records import reading, transaction
from bot.intake.retention import hold

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def status_of(records, secret):
    return lambda filed: request_status(records, filed.reference, filed.code, secret, MONDAY)


@pytest.mark.parametrize("outcome", RESULTS)
def test_only_an_attempt_that_reaches_the_family_is_an_answer(records, file_plan, counsellor, status_of, outcome):
    filed = file_plan()
    open_request(records, 1, counsellor, MONDAY)
    note_attempt(records, 1, "phone", outcome, counsellor, MONDAY)
    assert status_of(filed).status == ("talked" if outcome == "reached" else "tried_to_reach")


def test_attempts_are_kept_in_order_and_once_answered_change_nothing_more(records, file_plan, counsellor, status_of):
    filed = file_plan()
    open_request(records, 1, counsellor, MONDAY)
    for way, outcome in (("phone", "no_answer"), ("phone", "left_message"), ("in_person", "reached")):
        note_attempt(records, 1, way, outcome, counsellor, MONDAY)
    move_request(records, 1, "meeting_set", counsellor, MONDAY)
    note_attempt(records, 1, "phone", "no_answer", counsellor, MONDAY)
    note_attempt(records, 1, "phone", "reached", counsellor, MONDAY)
    assert status_of(filed).status == "meeting_set"
    tried = [(one["way"], one["outcome"]) for one in open_request(records, 1, counsellor, MONDAY).attempts]
    assert tried == [
        ("phone", "no_answer"),
        ("phone", "left_message"),
        ("in_person", "reached"),
        ("phone", "no_answer"),
        ("phone", "reached"),
    ]


def test_an_attempt_names_its_way_and_outcome_and_belongs_to_what_goes_on(records, file_plan, counsellor):
    file_plan()
    with pytest.raises(RequestIncomplete) as told:
        note_attempt(records, 1, "pigeon", "", counsellor, MONDAY)
    assert list(told.value.missing) == ["way", "outcome"]
    for status in ("opened", "closed"):
        move_request(records, 1, status, counsellor, MONDAY)
    with pytest.raises(StepNotAllowed):
        note_attempt(records, 1, "phone", "reached", counsellor, MONDAY)


def test_a_reply_is_read_with_reference_and_code_and_goes_out_by_mail(
    records, content, file_plan, counsellor, status_of, rows
):
    filed = file_plan(email="ana@example.org")
    check_relation(records, 1, counsellor, MONDAY, "number_on_file")
    reply_to_family(records, content, 1, "We can meet on Friday.", counsellor, MONDAY)
    assert status_of(filed).replies == ((MONDAY, "We can meet on Friday."),)
    [letter] = rows(tables.letter, kind="family_reply")
    assert letter.address == "ana@example.org" and "We can meet on Friday." in letter.body
    assert filed.code not in letter.body and status_of(filed).status == "received"


def test_a_reply_can_be_the_answer_and_needs_no_address(records, content, file_plan, counsellor, status_of, rows):
    filed = file_plan(email=None, phone="225-555-0100")
    open_request(records, 1, counsellor, MONDAY)
    check_relation(records, 1, counsellor, MONDAY)
    reply_to_family(records, content, 1, "Yes.", counsellor, MONDAY, answers=True)
    assert status_of(filed).status == "talked" and not rows(tables.letter, kind="family_reply")


def test_a_question_is_answered_without_a_check(records, content, secret, counsellor):
    told = {"conversation": None, "channel": "chat", "language": "en", "persona": "parent", "email": "ana@example.org"}
    send_question(records, content, secret, NewCall(str(uuid.uuid4()), **told, description="When is lunch?"), MONDAY)
    reply_to_family(records, content, 1, "At noon.", counsellor, MONDAY)


def test_a_plan_request_is_replied_to_only_after_the_check(records, content, file_plan, counsellor, file_danger, nurse):
    file_plan()
    with pytest.raises(StepNotAllowed):
        reply_to_family(records, content, 1, "Yes.", counsellor, MONDAY)
    with pytest.raises(RequestIncomplete):
        reply_to_family(records, content, 1, " \n", counsellor, MONDAY)
    file_danger()
    with pytest.raises(StepNotAllowed):
        reply_to_family(records, content, 2, "Hello.", nurse, MONDAY)


def test_how_who_asks_was_checked_is_kept(records, file_plan, counsellor):
    file_plan()
    with pytest.raises(RequestIncomplete):
        check_relation(records, 1, counsellor, MONDAY, "by feeling")
    check_relation(records, 1, counsellor, MONDAY, "papers_seen")
    assert open_request(records, 1, counsellor, MONDAY).fields["relation_checked_how"] == "papers_seen"


def test_a_correction_changes_what_is_there_and_keeps_what_was(records, content, file_plan, counsellor):
    file_plan(grade="4", phone="225-555-0100")
    told = {"grade": "5", "phone": "225-555-0199", "teacher": " ", "requester_name": "Ana Ruiz"}
    correct_request(records, content, 1, told, 0, counsellor, MONDAY)
    opened = open_request(records, 1, counsellor, MONDAY)
    assert (opened.fields["grade"], opened.fields["phone"]) == ("5", "225-555-0199")
    before = {one["field"]: (one["before"], one["after"]) for one in opened.corrections}
    assert before["grade"] == ("4", "5") and before["phone"] == ("225-555-0100", "225-555-0199")
    assert "teacher" not in before


def test_a_correction_that_says_nothing_usable_changes_nothing(records, content, file_plan, counsellor, rows):
    file_plan(email="ana@example.org", phone=None)
    for told, wrong in (
        ({"grade": "14"}, ["grade"]),
        ({"plan": "ABC", "email": "nowhere"}, ["plan", "email"]),
        ({"campus": "moon"}, ["campus"]),
        ({"email": ""}, ["reach"]),
        ({"requester_name": ""}, ["requester_name"]),
    ):
        with pytest.raises(RequestIncomplete) as fault:
            correct_request(records, content, 1, told | {"teacher": "Mr. Li"}, 0, counsellor, MONDAY)
        assert list(fault.value.missing) == wrong
    assert not rows(tables.correction) and rows(tables.request)[0].teacher is None


def test_of_two_who_correct_at_once_the_second_looks_again(records, content, file_plan, counsellor):
    file_plan()
    correct_request(records, content, 1, {"teacher": "Mr. Li"}, 0, counsellor, MONDAY)
    with pytest.raises(StepNotAllowed):
        correct_request(records, content, 1, {"teacher": "Ms. Oh"}, 0, counsellor, MONDAY)
    correct_request(records, content, 1, {"teacher": "Ms. Oh"}, 1, counsellor, MONDAY)


def test_letters_go_to_the_corrected_address(records, content, file_plan, counsellor, rows):
    file_plan(email="ana@example.org")
    correct_request(records, content, 1, {"email": "ana.ruiz@example.org"}, 0, counsellor, MONDAY)
    check_relation(records, 1, counsellor, MONDAY)
    reply_to_family(records, content, 1, "Hello.", counsellor, MONDAY)
    assert [row.address for row in rows(tables.letter) if row.kind.startswith("family")] == ["ana.ruiz@example.org"] * 2
    assert rows(tables.letter, kind="contact_received")[0].address != "ana.ruiz@example.org"


def test_two_parents_of_one_child_see_nothing_of_each_other(records, secret, file_plan, counsellor, status_of):
    hers = file_plan(requester_name="Ana Ruiz", email="ana@example.org", student_name="Zoë Ruiz", grade="4")
    his = file_plan(requester_name="Leo Berg", email="leo@example.org", student_name="ZOE  ruiz", grade="4")
    first = open_request(records, 1, counsellor, MONDAY)
    assert [one["reference"] for one in first.perhaps_linked] == [his.reference] and first.linked == []
    link_requests(records, 1, his.reference.lower(), counsellor, MONDAY)
    first, second = (open_request(records, id, counsellor, MONDAY) for id in (1, 2))
    assert [one["reference"] for one in first.linked] == [his.reference] and first.perhaps_linked == []
    assert [one["requester_name"] for one in second.linked] == ["Ana Ruiz"]
    for own, other, name in ((hers, his, "Leo"), (his, hers, "Ana")):
        told = json.dumps(all_held(records, own.reference, MONDAY)) + str(status_of(own))
        assert other.reference not in told and name not in told and "link" not in told
        with pytest.raises(UnknownReference):
            request_status(records, own.reference, other.code, secret, MONDAY)


def test_links_join_groups_and_end_for_one_alone(records, file_plan, counsellor):
    filed = [file_plan() for _ in range(4)]
    link_requests(records, 1, filed[1].reference, counsellor, MONDAY)
    link_requests(records, 3, filed[3].reference, counsellor, MONDAY)
    link_requests(records, 2, filed[2].reference, counsellor, MONDAY)
    assert [one["id"] for one in open_request(records, 4, counsellor, MONDAY).linked] == [1, 2, 3]
    unlink_request(records, 1, counsellor, MONDAY)
    assert [one["id"] for one in open_request(records, 4, counsellor, MONDAY).linked] == [2, 3]
    assert open_request(records, 1, counsellor, MONDAY).linked == []


def test_nothing_is_linked_to_itself_to_danger_or_to_nothing(records, file_plan, file_danger, counsellor, nurse, rows):
    filed = file_plan()
    file_danger()
    danger = rows(tables.request, kind="danger")[0].reference
    for reference in (filed.reference, danger, "", "AAAA2222"):
        with pytest.raises(RequestIncomplete):
            link_requests(records, 1, reference, nurse, MONDAY)
    with pytest.raises(RequestIncomplete):
        link_requests(records, 2, filed.reference, nurse, MONDAY)
    assert {row.link_group for row in rows(tables.request)} == {None}


def test_one_that_is_not_our_student_is_closed_as_that_and_the_family_reads_only_closed(
    records, file_plan, counsellor, status_of
):
    filed = file_plan()
    open_request(records, 1, counsellor, MONDAY)
    with pytest.raises(RequestIncomplete) as told:
        move_request(records, 1, "closed", counsellor, MONDAY, outcome="lost")
    assert list(told.value.missing) == ["closed_as"]
    move_request(records, 1, "closed", counsellor, MONDAY, outcome="not_our_student")
    assert open_request(records, 1, counsellor, MONDAY).fields["closed_as"] == "not_our_student"
    assert "not_our_student" not in str(status_of(filed)) and status_of(filed).status == "closed"
    move_request(records, 1, "opened", counsellor, MONDAY)
    assert open_request(records, 1, counsellor, MONDAY).fields["closed_as"] is None


def test_a_form_that_is_sent_twice_is_done_once(records, content, file_plan, counsellor, rows):
    filed = [file_plan(email="ana@example.org") for _ in range(2)]
    open_request(records, 1, counsellor, MONDAY)
    for _ in range(2):
        check_relation(records, 1, counsellor, MONDAY, key="a")
        add_note(records, 1, "Called.", counsellor, MONDAY, key="b")
        note_attempt(records, 1, "phone", "no_answer", counsellor, MONDAY, key="c")
        reply_to_family(records, content, 1, "Hello.", counsellor, MONDAY, key="d")
        hand_off(records, content, 1, "nurse", "Medicine.", counsellor, MONDAY, key="e")
        correct_request(records, content, 1, {"teacher": "Mr. Li"}, 0, counsellor, MONDAY, key="f")
        link_requests(records, 1, filed[1].reference, counsellor, MONDAY, key="g")
        move_request(records, 1, "talked", counsellor, MONDAY, key="h")
    assert len(rows(tables.note)) == 2 and len(rows(tables.attempt)) == len(rows(tables.correction)) == 1
    assert len(rows(tables.letter, kind="family_reply")) == 1 and len(rows(tables.hand_off, role="nurse")) == 1
    assert sorted(row.key for row in rows(tables.audit) if row.key) == list("abcdefgh")


def test_a_draft_that_is_sent_again_shows_no_code_once_another_was_given_out(
    records, content, secret, new_request, file_plan, counsellor
):
    new = new_request()
    filed = file_plan(draft=new.draft)
    assert filed_before(records, content, secret, new.draft).code == filed.code
    check_relation(records, 1, counsellor, MONDAY)
    code = reissue_code(records, secret, 1, counsellor, MONDAY)
    again = filed_before(records, content, secret, new.draft)
    assert again.repeated and again.code == MASK != code


@pytest.mark.parametrize("act", [update(tables.audit).values(act="other"), delete(tables.audit)])
def test_the_database_refuses_to_change_the_audit(records, file_plan, counsellor, rows, act):
    filed = file_plan()
    hold(records, filed.reference, "A complaint.", counsellor.id, MONDAY)
    with pytest.raises((RowRefused, RecordsUnavailable)), transaction(records) as connection:
        connection.execute(act)
    assert [row.act for row in rows(tables.audit)] == ["hold"]


def test_the_database_refuses_a_status_that_there_is_not(records, file_plan, rows):
    file_plan()
    with pytest.raises((RowRefused, RecordsUnavailable)), transaction(records) as connection:
        connection.execute(update(tables.request).values(status="lost"))
    assert rows(tables.request)[0].status == "received"


def test_linked_requests_are_found_by_their_index(sqlite_records, new_request, content, secret):
    with reading(sqlite_records) as connection:
        wanted = select(tables.request.c.id).where(tables.request.c.link_group == 5)
        compiled = wanted.compile(sqlite_records.engine, compile_kwargs={"literal_binds": True})
        plan = connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}")).all()
    assert "ix_request_link_group" in str(plan)


def test_what_is_late_for_an_answer_stays_so_after_a_voicemail(records, content, file_plan, counsellor):
    filed = file_plan()
    open_request(records, 1, counsellor, MONDAY)
    note_attempt(records, 1, "phone", "left_message", counsellor, MONDAY)
    assert tell_late(records, content, MONDAY + timedelta(days=30)) == 1 and filed.reference
