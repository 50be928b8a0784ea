"""From "I want to ask for a plan" to the filed request, its reference and code, and the letters that go out."""

import pytest
from asking import ANSWERS, BY_MAIL, BY_PHONE, TEACHER, answer_until, ask_for_a_plan, letters_on, send
from program import conversation_id, eventually
from reading_letters import text_of


def test_a_parent_asks_by_e_mail_and_both_letters_go_out(family, program):
    sent = send(family, **BY_MAIL, grade="7", plan="[A learning plan")
    assert sent["topic"] == "start_request" and len(sent["reference"]) == len(sent["code"]) == 8
    assert sent["reference"] in sent["body"] and sent["code"] in sent["body"] and "e-mail" in sent["body"]
    row = program.request(sent["reference"])
    assert (row["kind"], row["plan"], row["grade"], row["for_whom"]) == ("plan", "ILP", "7", "child")
    assert (row["requester_name"], row["student_name"]) == ("Maria Example", "Ben Example")
    assert (row["email"], row["phone"], row["status"], row["persona"]) == (
        "maria@example.org",
        None,
        "received",
        "parent",
    )
    assert row["description"] == ANSWERS["description"] and row["channel"] == "chat"
    handed = program.rows("SELECT * FROM hand_off WHERE request_id = ?", row["id"])
    assert handed[0]["role"] == "counsellor" and all(each["reason"] for each in handed)
    to_school, [home] = letters_on(program, sent["reference"], len(handed) + 1)
    assert home["To"] == "maria@example.org"
    for letter in (*to_school, home):
        text = text_of(letter)
        assert sent["code"] not in text and ANSWERS["description"] not in text
    assert all("Ben" not in text_of(letter) and "Maria" not in text_of(letter) for letter in to_school)


def test_a_parent_asks_by_phone_and_only_the_school_gets_letters(family, program):
    sent = send(family, **BY_PHONE, plan="[An accommodation plan", best_time="[Skip this")
    assert "e-mail" not in sent["body"]
    row = program.request(sent["reference"])
    assert (row["email"], row["phone"], row["best_time"], row["may_leave_message"]) == (None, "225-555-0177", None, 1)
    handed = program.rows("SELECT * FROM hand_off WHERE request_id = ?", row["id"])
    assert handed[0]["role"] == "student_services"
    to_school, home = letters_on(program, sent["reference"], len(handed))
    assert to_school and not home


def test_a_teacher_asks_for_a_student(family, program):
    sent = send(family, **TEACHER, **BY_MAIL)
    assert (program.request(sent["reference"])["persona"], family.kinds) == ("staff", ["sent"])


def test_a_504_plan_carries_the_sentence_that_asks_for_an_evaluation(family, program):
    ask_for_a_plan(family, until="evaluation_sentence")
    assert "I ask the school to evaluate my child" in family.text
    assert answer_until(family, "check")
    assert "Ask the school to evaluate" in family.text and "not permission to test" in family.text
    [sent] = family.press("Send this")
    assert program.request(sent["reference"])["evaluation_sentence"] == 1


@pytest.mark.parametrize("plan", ["[A learning plan", "[An accommodation plan", "[Both an ILP", "[I am not sure"])
def test_no_other_plan_asks_for_that_sentence(begin, plan):
    family = begin()
    family.say("I want to ask for a plan")
    assert not answer_until(family, "evaluation_sentence", plan=plan, check="[Send this")


def test_the_page_shows_every_answer_and_offers_to_change_each(family, content):
    ask_for_a_plan(family)
    [page] = family.messages
    assert page["kind"] == "check_answers"
    for shown in (
        "My child", "**Grade:** 6", "Riverbend Middle and High", "A 504 plan", "Yes, put it in", "He reads slowly",
        "No, I have none", "Maria Example", "Ben Example", "maria@example.org or 225-555-0177", "weekdays after 4",
        "Yes, they may", "**Interpreter:** no", "reading; finishing tests or work in time\n",
    ):  # fmt: skip
        assert shown in page["body"], shown
    offered = [choice["label"] for choice in page["choices"]]
    named = [
        line.removeprefix("- **").partition(":**")[0] for line in page["body"].splitlines() if line.startswith("- **")
    ]
    assert offered[0] == "Send this to the school" and offered[-1] == "See it as a letter"
    assert [label.partition(": ")[2] for label in offered[1:-1]] == named
    assert len(named) == 14


def test_the_same_send_pressed_again_files_once(family, program):
    ask_for_a_plan(family)
    send_choice = family.choice("Send this")
    first = family.post(choice=send_choice).json()["messages"][0]
    for _ in range(2):
        [again] = family.post(choice=send_choice).json()["messages"]
        assert (again["kind"], again["reference"], again["code"]) == ("sent", first["reference"], first["code"])
        assert "already sent" in again["body"]
    conversation = conversation_id(family.token)
    assert len(program.rows("SELECT * FROM request WHERE conversation = ?", conversation)) == 1


def test_send_pressed_twice_at_the_same_moment_files_once(family, program):
    from concurrent.futures import ThreadPoolExecutor

    ask_for_a_plan(family)
    send_choice = family.choice("Send this")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: family.post(choice=send_choice).json()["messages"][0], range(4)))
    assert {answer["kind"] for answer in answers} == {"sent"}
    assert len({(answer["reference"], answer["code"]) for answer in answers}) == 1
    conversation = conversation_id(family.token)
    assert len(program.rows("SELECT * FROM request WHERE conversation = ?", conversation)) == 1


def test_codes_stand_nowhere_but_in_the_reply(family, program):
    sent = send(family)
    eventually(lambda: program.letters(sent["reference"]))
    assert sent["code"] not in program.kept_of(family)
    assert sent["code"] not in "".join(str(message) for message in family.history())
    for file in program.data.rglob("*"):
        if file.is_file() and "models" not in file.parts:
            assert sent["code"].encode() not in file.read_bytes(), file
