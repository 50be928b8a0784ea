"""A question that only a person can answer: from where nothing was understood to the desk, and back to the family."""

import pytest
from asking import ANSWERS, answer_until
from program import conversation_id, eventually
from reading_letters import text_of

BUS = "is there a late bus with a lift for wheelchairs"


def ask(family, **answers):
    """The form, up to the page that is checked."""
    family.say("can I talk to a person")
    family.press("Send my question to the office")
    assert answer_until(family, "question_check", **answers)
    return family


def send(family, **answers):
    [sent] = ask(family, **answers).press("Send my question to the school")
    assert sent["kind"] == "sent", sent
    return sent


@pytest.mark.parametrize(
    "said",
    ["send my question to the office", "can you pass this on to the school", "leave a message for the secretary",
     "could somebody at the school answer my question in writing", "forward my question to the front office please"],
)  # fmt: skip
def test_the_wish_can_be_typed(family, said):
    family.say(said)
    assert family.asks == "question_words", family.text


def test_a_question_is_filed_whole_and_written_of_without_its_words(family, program, content):
    sent = send(family)
    row = program.request(sent["reference"])
    assert (row["kind"], row["description"], row["status"]) == ("question", ANSWERS["question_words"], "received")
    assert (row["requester_name"], row["email"], row["phone"]) == ("Maria Example", "maria@example.org", "225-555-0177")
    assert (row["role"], row["conversation"]) == ("main_office", conversation_id(family.token))
    assert sent["code"] in sent["body"] and "main office" in sent["body"] and sent["topic"] == "talk_to_person"
    letters = eventually(lambda: len(found := program.letters(sent["reference"])) == 2 and found)
    assert {letter["To"] for letter in letters} == {"office@riverbend.example.org", "maria@example.org"}
    for letter in letters:
        text = letter["Subject"] + text_of(letter)
        assert "bus" not in text and "Maria" not in text and sent["code"] not in text
    assert sent["code"] not in str(family.history())


def test_what_the_assistant_had_no_answer_to_is_offered_and_sent_as_it_was_typed(family, program):
    family.say("can you order me a pizza")
    assert family.kinds == ["out_of_scope"]
    family.say("send my question to the office")
    family.press("Send this: can you order me a pizza")
    assert answer_until(family, "question_check")
    [sent] = family.press("Send my question to the school")
    assert program.request(sent["reference"])["description"] == "can you order me a pizza"


def test_answers_to_a_form_are_never_offered_as_the_question(family):
    family.say("I want to ask for a plan")
    assert answer_until(family, "papers")
    family.say("stop")
    family.say("send my question to the office")
    assert not [label for label in family.choices if label.startswith("Send this")]


def test_sent_twice_it_is_filed_once_and_tells_the_same_numbers(family, program):
    sent = send(family)
    [again] = family.press("Send my question to the school")
    assert (again["kind"], again["reference"], again["code"]) == ("sent", sent["reference"], sent["code"])
    assert "already sent this question" in again["body"]
    assert len(program.rows("SELECT id FROM request WHERE conversation = ?", conversation_id(family.token))) == 1


def test_its_status_is_told_in_words_for_a_question(begin, family):
    sent = send(family)
    later = begin()
    later.say("what about my request?")
    later.say(sent["reference"])
    [status] = later.say(sent["code"])
    assert (status["kind"], status["title"]) == ("status", f"Your question {sent['reference']}")
    assert "Nobody has opened it yet" in status["body"]
    later.press("Add something")
    for said in (sent["reference"], sent["code"]):
        later.say(said)
    later.press("Take the request back")
    later.press("Yes, take it back")
    later.say("what about my request?")
    later.say(sent["reference"])
    assert "You took this question back" in later.say(sent["code"])[0]["body"]


def test_a_student_is_found_at_school_and_nothing_goes_home(begin, program):
    student = begin(persona="student")
    sent = send(student, question_reach="[Find me")
    row = program.request(sent["reference"])
    assert (row["persona"], row["role"], row["find_me_at_school"], row["email"]) == ("student", "counsellor", 1, None)
    assert "school counselor" in sent["body"]
    eventually(lambda: program.letters(sent["reference"]))
    assert [letter["To"].startswith("counselor") for letter in program.letters(sent["reference"])] == [True]


def test_a_students_question_with_mail_sends_no_letter_to_it(begin, program):
    sent = send(begin(persona="student"), question_reach="sam@example.org")
    eventually(lambda: program.letters(sent["reference"]))
    rows = program.rows("SELECT address FROM letter WHERE body LIKE ?", f"%{sent['reference']}%")
    assert [row["address"].startswith("counselor") for row in rows] == [True]


def test_to_what_would_you_like_to_ask_any_question_is_the_answer(family):
    for text in ("what is an ilp?", "who gets to see this plan", BUS):
        family.say("send my question to the office")
        if family.asks == "question_check":
            family.press("Change: Your question")
        assert family.asks == "question_words"
        family.say(text)
        assert family.asks in ("question_reach", "question_check")
        assert answer_until(family, "question_check") and text in family.text.replace("\\", "")


def test_a_topics_button_and_a_wish_for_a_person_are_answered_and_the_question_asked_again(family):
    family.say("what is an iap?")
    way = next(choice["label"] for choice in family.messages[0]["choices"] if choice.get("topic"))
    family.say("can I talk to a person")
    family.press("Send my question to the office")
    family.press(way)
    assert family.asks == "question_words" and len(family.messages) == 2
    family.say("can I talk to a person?")
    assert (family.kinds[0], family.asks) == ("contact", "question_words")


def test_what_was_stopped_or_left_for_danger_is_gone_on_with(family, program):
    ask(family)
    family.say("stop")
    assert family.asks is None and "Nothing was sent" in family.text
    family.press("Go on with my question")
    assert family.asks == "question_check" and "late bus" not in family.text and "tutoring" in family.text
    family.say("I want to kill myself")
    assert set(family.kinds) == {"crisis"} and family.asks is None
    family.press("That is not what I meant")
    family.say("send my question to the office")
    assert family.asks == "question_check" and "kill" not in family.text
    assert family.press("Send my question to the school")[0]["kind"] == "sent"


def test_inside_a_plan_request_the_question_is_begun_by_its_button_and_the_request_waits(family):
    family.say("I want to ask for a plan")
    assert answer_until(family, "papers")
    family.say("can I talk to a person?")
    assert family.asks == "papers"
    family.press("Send my question to the office")
    assert family.asks == "question_words"
    assert answer_until(family, "question_check")
    assert family.press("Send my question to the school")[0]["kind"] == "sent"
    family.say("go on with my request")
    assert family.asks == "papers"
