"""The records or the kept conversations are locked or gone in the middle of a form and at the sending: nothing is lost,
nothing is doubled, the family is told, and after the repair the form goes on with all that was said before."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from asking import BY_MAIL, answer, answer_until, ask_for_a_plan
from family import Family
from program import conversation_id, eventually

SELF_HARM = "I want to kill myself tonight"


@contextmanager
def locked(file):
    """Another program writes, and does not end."""
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def gone(file):
    """The file and what belongs to it are moved away."""
    files, away = list(file.parent.glob(f"{file.name}*")), file.with_name(f"away-{file.name}")
    away.mkdir()
    moved = [each.rename(away / each.name) for each in files]
    yield
    for each in moved:
        each.rename(file.parent / each.name)
    away.rmdir()


@pytest.fixture
def family(fragile):
    return Family(fragile.address)


@pytest.fixture
def office(content):
    return content.school.phone


def requests_of(program, family):
    return program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))


def assert_problem(refused, office):
    assert refused.status_code == 503 and refused.headers["Content-Type"].startswith("application/problem+json")
    assert office in refused.json()["detail"]


def assert_sends_once(program, family, shown=("Maria Example", "maria@example.org", "He reads slowly")):
    """From wherever the form stands to the filed request, with every answer from before."""
    assert answer_until(family, "check", **BY_MAIL)
    for words in shown:
        assert words in family.text
    [sent] = family.press("Send this")
    [row] = requests_of(program, family)
    assert row["reference"] == sent["reference"] and row["requester_name"] == "Maria Example"


def test_records_locked_in_the_middle_of_a_form_cost_no_answer(fragile, family):
    ask_for_a_plan(family, until="requester_name", **BY_MAIL)
    with locked(fragile.records):
        family.say("Maria Example")
        assert family.asks == "student_name"
    assert_sends_once(fragile, family)


def test_records_locked_at_the_sending_are_told_and_the_same_button_sends_later(fragile, family, office):
    ask_for_a_plan(family, **BY_MAIL)
    with locked(fragile.records):
        family.press("Send this")
        assert family.kinds[0] == "error" and "do not know yet" in family.text and office in family.text
        assert family.asks == "check", "the page with the button is there again"
    assert requests_of(fragile, family) == []
    assert_sends_once(fragile, family)


def test_kept_conversations_locked_in_the_middle_of_a_form_are_told_and_the_answer_is_given_again(
    fragile, family, office
):
    ask_for_a_plan(family, until="requester_name", **BY_MAIL)
    with locked(fragile.tracker):
        family.say("Maria Example")
        assert family.kinds == ["error"] and office in family.text
        assert "Your earlier answers are kept" in family.text and "send it again" in family.text
    family.say("say that again")
    assert family.asks == "requester_name"
    assert_sends_once(fragile, family)


def test_kept_conversations_locked_at_the_sending_hide_no_reference(fragile, family):
    ask_for_a_plan(family, **BY_MAIL)
    with locked(fragile.tracker):
        [sent] = family.press("Send this")
        assert sent["kind"] == "sent" and sent["code"]
    [again] = family.press("Send this")
    assert (again["reference"], again["code"]) == (sent["reference"], sent["code"])
    assert len(requests_of(fragile, family)) == 1
    assert [m["topic"] for m in family.say("what is an ilp?")] == ["what_is_ilp"]


def test_records_moved_away_and_back(fragile, family, office):
    ask_for_a_plan(family, until="requester_name", **BY_MAIL)
    with gone(fragile.records):
        assert_problem(family.post(text="Maria Example"), office)
        assert_problem(family.post(text="what is an ilp?"), office)
    family.say("say that again")
    assert family.asks == "requester_name"
    assert_sends_once(fragile, family)


def test_records_moved_away_at_the_sending(fragile, family, office):
    ask_for_a_plan(family, **BY_MAIL)
    with gone(fragile.records):
        assert_problem(family.post(choice=family.choice("Send this")), office)
    assert requests_of(fragile, family) == []
    assert_sends_once(fragile, family)


def test_kept_conversations_moved_away_and_back(fragile, family, office):
    ask_for_a_plan(family, until="requester_name", **BY_MAIL)
    with gone(fragile.tracker):
        for text in ("Maria Example", "what is an ilp?"):
            family.say(text)
            assert family.kinds == ["error"] and office in family.text
    family.say("say that again")
    assert family.asks == "requester_name"
    assert_sends_once(fragile, family)


def test_a_status_that_cannot_be_looked_up_is_told_and_can_be_asked_again(fragile, family, office):
    ask_for_a_plan(family, **BY_MAIL)
    [sent] = family.press("Send this")
    family.say("what about my request?")
    family.say(sent["reference"])
    with locked(fragile.records):
        family.say(sent["code"])
        assert family.kinds[0] == "error" and office in family.text and family.asks == "code"
    [status] = family.say(sent["code"])
    assert status["kind"] == "status"


def test_a_call_that_may_not_be_filed_is_told_and_filed_once_later(fragile, family, office):
    family.say("can I talk to a person")
    family.press("Ask the school to call me")
    assert answer_until(family, "call_time")
    with locked(fragile.records):
        family.press("Skip this")
        assert family.kinds[0] == "error" and office in family.text and family.asks == "call_time"
    [told] = family.press("Skip this")
    [row] = requests_of(fragile, family)
    assert row["reference"] == told["reference"] and row["kind"] == "call"


# Danger needs neither


def assert_notice_arrives(program, family):
    """In the records, with its letters, however it had to wait; once."""
    eventually(lambda: not list((program.data / "spool").glob("*")))
    notices = requests_of(program, family)
    assert [(row["kind"], row["description"]) for row in notices] == [("danger", SELF_HARM)]
    letters = "SELECT * FROM letter WHERE request_id = ? AND status "
    eventually(lambda: program.rows(f"{letters} = 'sent'", notices[0]["id"]))
    written = program.rows(f"{letters} != 'not_needed' ORDER BY due_at DESC", notices[0]["id"])
    assert len({letter["address"] for letter in written}) == 3
    assert not any(SELF_HARM in letter["body"] for letter in written)
    return written


@pytest.mark.parametrize("breaks", [locked, gone], ids=["locked", "gone"])
@pytest.mark.parametrize("what", ["records", "tracker"])
def test_danger_is_answered_and_told_whatever_is_away(fragile, family, breaks, what):
    family.say("I want to ask for a plan")
    answer(family, "[My child")
    with breaks(getattr(fragile, what)):
        family.say(SELF_HARM)
        assert set(family.kinds) == {"crisis"} and "988" in family.text and "I have told the school" in family.text
    assert_notice_arrives(fragile, family)
    assert SELF_HARM not in fragile.said() and SELF_HARM not in fragile.kept_of(family)


def test_who_and_where_are_told_of_a_notice_that_waits(fragile, family):
    with gone(fragile.records), gone(fragile.tracker):
        family.say(SELF_HARM)
        assert set(family.kinds) == {"crisis"}
    family.press("Tell the school who")
    family.say("Sam Example")
    family.say("behind the gym")
    assert "with the school's notice now" in family.text
    latest = assert_notice_arrives(fragile, family)[0]
    assert "now said who" in latest["body"] and "Sam Example" not in latest["body"]
    [notice] = requests_of(fragile, family)
    assert (notice["requester_name"], notice["whereabouts"]) == ("Sam Example", "behind the gym")


def test_with_everything_away_no_notice_is_claimed(fragile, family):
    spool = fragile.data / "spool"
    with gone(fragile.records), gone(fragile.tracker):
        kept = spool.rename(spool.with_name("kept")) if spool.exists() else None
        spool.write_text("no folder")
        family.say(SELF_HARM)
        spool.unlink()
        if kept:
            kept.rename(spool)
    assert family.kinds[0] == "crisis" and "988" in family.text
    assert "could not reach the school" in family.text and "I have told the school" not in family.text
    assert requests_of(fragile, family) == []
