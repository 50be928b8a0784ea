"""What a family does with a request after sending it: looks it up, adds to it, takes it back; and being called back."""

import uuid
from datetime import datetime, timezone

import pytest
from asking import ANSWERS, BY_MAIL, answer, answer_until, send
from program import conversation_id, eventually

from bot.intake.codes import MASK, new_reference
from bot.intake.handling import check_relation
from bot.intake.reaching import reply_to_family
from bot.intake.records import Records
from bot.intake.search import find_requests
from bot.intake.staff import create_staff


@pytest.fixture
def sent(begin):
    return send(begin(), **BY_MAIL)


def ask_status(family, reference, code):
    family.say("what about my request?")
    assert family.asks == "reference"
    family.say(reference)
    assert family.asks == "code", family.text
    family.say(code)
    return family.messages


def test_reference_and_code_tell_the_status_and_the_next_step(family, program, sent):
    [status] = ask_status(family, sent["reference"], sent["code"])
    assert (status["kind"], status["topic"], status["reference"]) == ("status", "check_status", sent["reference"])
    assert "Nobody has opened it yet" in status["body"] and "will read it next" in status["body"]
    assert sent["code"] not in str(family.history()) and MASK in str(family.history())
    assert "Maria" not in status["body"] and "Ben" not in status["body"]


@pytest.mark.parametrize("typed", ["{0} {1}", "it is {0}-{1}.", "{0}{1}"])
def test_both_numbers_may_be_typed_as_people_do(family, sent, typed):
    reference, code = (typed.format(sent[name][:4].lower(), sent[name][4:].lower()) for name in ("reference", "code"))
    [status] = ask_status(family, reference, code)
    assert status["reference"] == sent["reference"]


def test_the_reference_may_stand_in_the_first_sentence(family, sent):
    family.say(f"what is happening with my request {sent['reference']}?")
    assert family.asks == "code"
    [status] = family.say(sent["code"])
    assert status["kind"] == "status" and status["reference"] == sent["reference"]


def test_a_wrong_code_and_a_wrong_reference_are_told_in_the_same_words(begin, sent):
    wrong_code = "2346789C" if sent["code"] != "2346789C" else "2346789D"
    other = new_reference()
    told = [
        [
            (m["kind"], m.get("topic"), m["body"], [c["label"] for c in m["choices"]])
            for m in ask_status(begin(), *numbers)
        ]
        for numbers in ((sent["reference"], wrong_code), (other, sent["code"]), (other, wrong_code))
    ]
    assert told[0] == told[1] == told[2]
    assert "I found no request with this reference and code" in told[0][0][2]


def test_what_is_no_number_is_asked_for_again_and_help_is_named(family):
    family.say("what about my request?")
    for text in ("the blue one", "12345"):
        family.say(text)
        assert family.asks == "reference"
    assert "contact" in family.kinds


def test_the_status_moves_as_staff_move_it(begin, program, sent):
    # The desk's own tests show how staff do it; here only that the chat tells what the records say.
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(program.records, timeout=10)) as desk, desk:
        desk.execute("UPDATE request SET status = 'opened' WHERE reference = ?", (sent["reference"],))
    [status] = ask_status(begin(), sent["reference"], sent["code"])
    assert "has opened it" in status["body"]


def test_what_the_school_wrote_is_read_with_reference_and_code(begin, program, content, sent):
    records, now = Records.open(f"sqlite:///{program.records}"), datetime.now(timezone.utc)
    staff = create_staff(records, str(uuid.uuid4()), "Olga", "x" * 12, None, False, now)
    [line] = find_requests(records, staff, sent["reference"])
    check_relation(records, line.id, staff, now)
    reply_to_family(records, content, line.id, "Come on Friday, please.", staff, now)
    records.close()
    reply, status = ask_status(begin(), sent["reference"], sent["code"])
    assert (reply["from"], reply["body"]) == ("staff", "Come on Friday, please.") and status["from"] == "assistant"


def change(family, sent, kind):
    family.say("I want to change my request")
    family.say(sent["reference"])
    family.say(sent["code"])
    assert family.asks == "change_kind", family.text
    family.press(kind)
    return family


def test_something_is_added_once_and_the_first_words_stay(family, program, sent):
    words = "He also has trouble with noise in the lunch room."
    change(family, sent, "Add or correct")
    [done] = family.say(words)
    assert sent["reference"] in done["body"] and "added" in done["body"]
    row = program.request(sent["reference"])
    assert row["description"] == ANSWERS["description"]
    [note] = program.rows("SELECT * FROM note WHERE request_id = ?", row["id"])
    assert note["text"] == words and note["staff_id"] is None
    letters = eventually(
        lambda: program.rows(
            "SELECT * FROM letter WHERE request_id = ? AND kind = 'contact_added' AND status = 'sent'", row["id"]
        )
    )
    assert len(letters) == 1 and words not in letters[0]["body"]


def test_a_request_is_taken_back_only_when_that_is_sure(family, program, sent):
    change(family, sent, "Take the request back")
    assert family.asks == "change_sure"
    [left] = family.press("No, keep it")
    assert "stays as it is" in left["body"] and program.request(sent["reference"])["status"] == "received"
    change(family, sent, "Take the request back")
    family.say("hmm what happens then?")
    assert family.asks == "change_sure" and program.request(sent["reference"])["status"] == "received"
    [done] = family.press("Yes, take it back")
    assert sent["reference"] in done["body"] and program.request(sent["reference"])["status"] == "withdrawn"
    [status] = ask_status(family, sent["reference"], sent["code"])
    assert "You took this request back" in status["body"]
    change(family, sent, "Add or correct")
    [refused] = family.say("one more thing to say")
    assert "can't be done" in refused["body"]


def test_it_can_be_left_as_it_is(family, sent):
    change(family, sent, "Leave it as it is")
    assert family.asks is None and "stays as it is" in family.text


def test_a_wrong_code_changes_nothing(family, sent):
    family.say("I want to change my request")
    family.say(sent["reference"])
    [unknown] = family.say("2346789C")
    assert "I found no request" in unknown["body"] and family.asks is None


def test_from_the_status_one_press_leads_to_a_change(family, sent):
    ask_status(family, sent["reference"], sent["code"])
    family.press("Add something")
    assert family.asks == "reference"


def test_who_wants_to_be_called_is_written_down_with_a_reference(family, program):
    family.say("can I talk to a person")
    assert family.kinds == ["contact"] and "225-555-0100" in family.text
    family.press("Ask the school to call me")
    assert answer_until(family, None, call_time="weekdays after 4") is True
    [told] = family.messages
    assert told["kind"] == "sent" and told["code"] in told["body"]
    row = program.request(told["reference"])
    assert (row["kind"], row["requester_name"], row["phone"], row["best_time"]) == (
        "call",
        "Maria Example",
        "225-555-0177",
        "weekdays after 4",
    )
    assert row["conversation"] == conversation_id(family.token)
    assert eventually(lambda: program.letters(told["reference"]))
    [status] = ask_status(family, told["reference"], told["code"])
    assert status["reference"] == told["reference"]


def test_a_student_who_wants_to_be_called_is_known_as_one(begin, program):
    family = begin(persona="student")
    family.say("can I talk to a person")
    family.press("Ask the school to call me")
    assert answer_until(family, None, call_reach="find me at school") is True
    row = program.request(family.messages[0]["reference"])
    assert (row["persona"], row["find_me_at_school"]) == ("student", 1)


def test_a_call_can_be_wished_in_the_middle_of_a_request_which_is_gone_on_with_then(family):
    family.say("I want to ask for a plan")
    assert answer_until(family, "papers")
    family.say("can I talk to a person instead?")
    assert (family.topics[0], family.asks) == ("talk_to_person", "papers")
    family.press("Ask the school to call me")
    assert family.asks == "call_name"
    assert answer_until(family, None)
    family.press("Go on with my request")
    assert family.asks == "papers"


def test_the_status_can_be_looked_up_in_the_middle_of_a_request(family, sent):
    family.say("I want to ask for a plan")
    assert answer_until(family, "papers")
    family.say("what is happening with my request?")
    assert (family.topics[0], family.asks) == ("check_status", "papers")
    family.press("What is happening with my request")
    assert family.asks == "reference"
    family.say(sent["reference"])
    family.say(sent["code"])
    assert family.kinds == ["status"]
    family.press("Go on with my request")
    assert family.asks == "papers"


def test_a_request_is_begun_from_the_middle_of_another_form(family):
    family.say("what about my request?")
    family.say("I want to ask for a plan")
    assert family.topics[0] == "start_request" and family.asks == "for_whom"


def test_after_danger_who_and_where_join_the_notice_and_are_not_shown_again(family, program):
    family.say("my friend wants to kill herself")
    family.press("Tell the school who")
    assert family.asks == "danger_who"
    family.say("Sam Example")
    family.say("behind the gym")
    assert family.kinds == ["crisis"] and "with the school's notice now" in family.text
    [notice] = program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    assert (notice["requester_name"], notice["whereabouts"]) == ("Sam Example", "behind the gym")
    assert notice["description"] == "my friend wants to kill herself"
    assert "Sam Example" not in str(family.history()) and "behind the gym" not in str(family.history())


def test_who_tells_neither_is_promised_nothing(family):
    family.say("my friend wants to kill herself")
    family.press("Tell the school who")
    family.press("Skip this")
    family.press("Skip this")
    assert family.kinds == ["crisis"] and "stays as it is" in family.text


def test_that_is_not_what_i_meant(family):
    family.say("I want to ask for a plan")
    answer(family, "[My child")
    family.say("this homework makes me want to kill myself")
    assert set(family.kinds) == {"crisis"}
    family.press("That is not what I meant")
    assert "Thank you for telling me" in family.text and family.asks is None
    family.press("Go on with my request")
    assert family.asks == "grade"


def test_who_says_at_once_that_it_is_to_be_taken_back_is_only_asked_to_confirm(family, sent):
    family.say("I changed my mind, please withdraw my request")
    family.say(sent["reference"])
    family.say(sent["code"])
    assert family.asks == "change_sure"
    family.press("Yes, take it back")
    assert "took" in family.text or "taken" in family.text
