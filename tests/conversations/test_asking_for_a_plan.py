"""From "I want to ask for a plan" to the filed request, its reference and code, and the letters that go out."""

import pytest
from asking import ANSWERS, BY_MAIL, BY_PHONE, STUDENT, TEACHER, answer, answer_until, ask_for_a_plan, send
from program import conversation_id, eventually

OFFICE = "@riverbend.example.org"


def letters_on(program, reference, count):
    """The letters on a request, once `count` are delivered: those to the school, those to others."""
    letters = eventually(lambda: found if len(found := program.letters(reference)) >= count else None)
    assert len(letters) == count
    to_school = [letter for letter in letters if letter["To"].endswith(OFFICE)]
    return to_school, [letter for letter in letters if letter not in to_school]


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
        text = letter.get_content()
        assert sent["code"] not in text and ANSWERS["description"] not in text
    assert all("Ben" not in letter.get_content() and "Maria" not in letter.get_content() for letter in to_school)


def test_a_parent_asks_by_phone_and_only_the_school_gets_letters(family, program):
    sent = send(family, **BY_PHONE, plan="[An accommodation plan", best_time="[Skip this")
    assert "e-mail" not in sent["body"]
    row = program.request(sent["reference"])
    assert (row["email"], row["phone"], row["best_time"], row["may_leave_message"]) == (None, "225-555-0177", None, 1)
    handed = program.rows("SELECT * FROM hand_off WHERE request_id = ?", row["id"])
    assert handed[0]["role"] == "student_services"
    to_school, home = letters_on(program, sent["reference"], len(handed))
    assert to_school and not home


def test_a_student_asks_for_themself_and_nothing_goes_home(family, program):
    ask_for_a_plan(family, until="reach", **STUDENT)
    assert family.text.rstrip().endswith('You can also say "find me at school".')  # asked in a student's words
    assert answer_until(family, "talk_first", **STUDENT)
    assert answer_until(family, "consent", **STUDENT) and "A parent may have a right to see" in family.text
    assert answer_until(family, "check")
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    assert (row["persona"], row["for_whom"], row["find_me_at_school"], row["talk_first"]) == ("student", "myself", 1, 1)
    assert row["student_name"] is None
    handed = program.rows("SELECT * FROM hand_off WHERE request_id = ?", row["id"])
    to_school, home = letters_on(program, sent["reference"], len(handed))
    assert to_school and not home
    [kept] = program.rows("SELECT persona FROM conversation WHERE id = ?", conversation_id(family.token))
    assert kept == {"persona": "student"}
    [message] = family.say("what is an ilp?")
    assert message["topic"] == "what_is_ilp"  # still spoken to as a student, long after the form
    family.say("can I ask for a plan?")


def test_a_student_with_an_e_mail_gets_no_letter_home_either(family, program):
    sent = send(family, **STUDENT | {"reach": "sam@example.org"})
    handed = program.rows("SELECT * FROM hand_off WHERE request_id = ?", program.request(sent["reference"])["id"])
    _, home = letters_on(program, sent["reference"], len(handed))
    assert not home and "e-mail" not in sent["body"]


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


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ("I want to ask for a 504 plan for my son in 7th grade", {"for_whom": "My child", "grade": "7", "plan": "504"}),
        ("please start a request for an ILP for my daughter", {"for_whom": "My child", "plan": "ILP"}),
        (
            "I am in 10th grade and I want to ask for an IAP for myself",
            {"for_whom": "Myself", "grade": "10", "plan": "IAP"},
        ),
        ("I'm not sure how, but I want to ask for a plan", {}),
    ],
)
def test_what_the_first_sentence_said_is_not_asked_again_and_stands_on_the_page(begin, content, first, told):
    family, asked = begin(), []
    family.say(first)
    while family.asks != "check":
        asked.append(family.asks)
        assert family.asks, family.text
        answer(family, ANSWERS[family.asks])
    assert (
        not set(told) & set(asked)
        and "description" in asked
        and set(asked) >= {"for_whom", "grade", "plan"} - set(told)
    )
    for slot, value in told.items():
        [line] = [
            line for line in family.text.splitlines() if line.startswith(f"- **{content.phrase('field.' + slot, 'en')}")
        ]
        assert value in line


def test_the_page_shows_every_answer_and_offers_to_change_each(family, content):
    ask_for_a_plan(family)
    [page] = family.messages
    assert page["kind"] == "check_answers"
    for shown in (
        "My child", "**Grade:** 6", "Riverbend Middle and High", "A 504 plan", "Yes, put it in", "He reads slowly",
        "No, I have none", "Maria Example", "Ben Example", "maria@example.org or 225-555-0177", "weekdays after 4",
        "Yes, they may", "**Interpreter:** no", "reading; extra time\n",
    ):  # fmt: skip
        assert shown in page["body"], shown
    offered = [choice["label"] for choice in page["choices"]]
    named = [
        line.removeprefix("- **").partition(":**")[0] for line in page["body"].splitlines() if line.startswith("- **")
    ]
    assert offered[0] == "Send this to the school" and offered[-1] == "See it as a letter"
    assert [label.partition(": ")[2] for label in offered[1:-1]] == named
    assert len(named) == 14


def test_what_was_found_in_the_words_can_be_left_out(family, program):
    ask_for_a_plan(family)
    assert "What I found in your words" in family.text
    family.press("Leave out")
    assert family.asks == "check" and "What I found in your words" not in family.text
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    assert program.rows("SELECT * FROM need WHERE request_id = ?", row["id"]) == []


CHANGES = {  # slot -> (an answer that can't be used, another good one, what then stands on the page)
    "for_whom": ("hmm", "[Someone else", "Someone else"),
    "grade": ("the big class", "9", "9"),
    "campus": ("the other one", "[Riverbend Elementary", "Riverbend Elementary"),
    "plan": ("the best one", "[Both an ILP", "Both an ILP and an IAP"),
    "evaluation_sentence": ("hmm", "[No, leave it out", "No, leave it out"),
    "description": ("?", "She cannot see the board.", "She cannot see the board."),
    "papers": ("hmm", "[I cannot get any", "I cannot get any"),
    "requester_name": ("?", "Rosa Sample", "Rosa Sample"),
    "student_name": ("?", "Tom Sample", "Tom Sample"),
    "reach": ("call me", "rosa@example.org", "rosa@example.org"),
    "best_time": ("?!", "mornings", "mornings"),
    "may_leave_message": ("hmm", "[No, please do not", "No, please do not"),
    "interpreter": ("?", "Spanish", "Spanish"),
    "talk_first": ("hmm", "[No, that is fine", "No, that is fine"),
}


@pytest.fixture(scope="module")
def checking(begin):
    """A parent and a student, each before the page of answers."""
    return {"parent": ask_for_a_plan(begin()), "student": ask_for_a_plan(begin(), **STUDENT)}


def line_of(family, name):
    return next((line for line in family.text.splitlines() if line.startswith(f"- **{name}:**")), None)


@pytest.mark.parametrize("slot", CHANGES)
def test_every_answer_can_be_changed_and_a_change_that_fails_keeps_the_old_one(checking, content, slot):
    family = checking["student" if slot == "talk_first" else "parent"]
    if slot in ("campus", "evaluation_sentence") and line_of(family, content.phrase(f"field.{slot}", "en")) is None:
        family.press("Change: Grade" if slot == "campus" else "Change: Plan")
        answer(family, ANSWERS["grade" if slot == "campus" else "plan"])
        assert answer_until(family, "check")
    if slot in ("best_time", "may_leave_message") and "@" in line_of(family, "How to reach you"):
        family.press("Change: How to reach you")
        answer(family, ANSWERS["reach"])
        assert answer_until(family, "check")
    unusable, other, shown = CHANGES[slot]
    name = content.phrase(f"field.{slot}", "en")
    before = line_of(family, name)
    family.press(f"Change: {name}")
    assert family.asks == slot
    family.say(unusable)
    assert family.asks == slot and len(family.messages) > 1, "it says why, and asks again"
    family.say("stop")  # a change that is given up
    assert family.asks is None
    family.press("Go on with my request")
    assert family.asks == "check" and line_of(family, name) == before
    family.press(f"Change: {name}")
    answer(family, other)
    assert "I changed that" in family.text
    assert answer_until(family, "check")
    assert line_of(family, name) == f"- **{name}:** {shown}"


def test_a_typed_wish_changes_an_answer_too(family):
    ask_for_a_plan(family)
    family.say("the grade is wrong")
    assert family.asks == "grade"
    family.say("8th")
    assert family.asks == "check" and "**Grade:** 8" in family.text


def test_an_answer_that_no_longer_applies_is_neither_shown_nor_sent(family, program):
    ask_for_a_plan(family)
    family.press("Change: Plan")
    family.press("A learning plan")
    assert family.asks == "check" and "Ask the school to evaluate" not in family.text
    family.press("Change: How to reach you")
    family.say("maria@example.org")
    assert family.asks == "check" and "Good time" not in family.text and "leave a message" not in family.text
    family.press("Change: Who it is for")
    family.press("Myself")
    assert answer_until(family, "check", reach="[Find me") and "Student's name" not in family.text
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    assert (row["evaluation_sentence"], row["best_time"], row["may_leave_message"], row["student_name"]) == (
        0,
        None,
        None,
        None,
    )


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


def test_a_second_request_starts_empty_and_gets_another_reference(family, program):
    first = send(family)
    old_send = family.offered["Send this to the school"]
    family.say("I want to ask for another plan")
    assert family.asks == "for_whom"
    asked = []
    while family.asks != "check":
        asked.append(family.asks)
        [again] = [m for m in family.post(choice=old_send).json()["messages"] if m.get("reference")]
        assert again["reference"] == first["reference"], "an old button never sends the new request"
        answer(family, (ANSWERS | {"plan": "[A learning plan", "requester_name": "Rosa Sample"})[family.asks])
    assert {"for_whom", "grade", "plan", "description", "requester_name", "reach", "consent"} <= set(asked)
    [again, page] = family.post(choice=old_send).json()["messages"]
    assert again["reference"] == first["reference"] and page["kind"] == "check_answers"
    [second] = family.press("Send this")
    assert second["reference"] != first["reference"] and second["code"] != first["code"]
    assert program.request(second["reference"])["requester_name"] == "Rosa Sample"
    assert program.request(first["reference"])["requester_name"] == "Maria Example"


def test_an_old_button_repeats_the_present_question(family):
    family.say("I want to ask for a plan")
    first = family.choice("My child")
    family.press("My child")
    for asked in ("grade", "campus", "plan", "description", "papers"):
        assert answer_until(family, asked)
        question = family.messages[-1]["body"]
        [again] = family.post(choice=first).json()["messages"]
        assert (again["kind"], again["asks"], again["body"]) == ("question", asked, question)
    assert answer_until(family, "check") and "My child" in family.text


def test_a_stopped_request_keeps_its_answers_until_it_is_gone_on_with(family):
    ask_for_a_plan(family, until="papers")
    family.say("stop")
    assert "Nothing was sent" in family.text and family.asks is None
    assert [m["topic"] for m in family.say("what is an iap?")] == ["what_is_iap"]
    family.say("go on with my request")
    assert family.asks == "papers"
    family.say("stop")
    family.say("I want to ask for a plan")
    assert family.asks == "papers" and "already gave some answers" in family.text
    family.press("Start over")
    assert family.asks == "for_whom"
    assert answer_until(family, "check", description="She needs breaks.") and "He reads slowly" not in family.text


def test_without_consent_nothing_is_sent_and_the_answers_stay(family, program):
    ask_for_a_plan(family, until="consent")
    family.press("No, stop here")
    assert family.asks is None and "Nothing was sent" in family.text
    assert not program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    family.press("Go on")
    assert family.asks == "consent"


def test_a_small_child_is_pointed_to_an_adult(begin):
    for first in ("I am in 3rd grade and want to ask for a plan for myself", "I want to ask for a plan"):
        family = begin()
        family.say(first)
        seen = family.text
        while family.asks in ("for_whom", "grade"):
            seen += "\n" + "\n".join(
                m["body"] for m in answer(family, {"for_whom": "[Myself", "grade": "3rd"}[family.asks])
            )
        assert "ask an adult you trust" in seen


def test_codes_stand_nowhere_but_in_the_reply(family, program):
    sent = send(family)
    eventually(lambda: program.letters(sent["reference"]))
    assert sent["code"] not in program.kept_of(family)
    assert sent["code"] not in "".join(str(message) for message in family.history())
    for file in program.data.rglob("*"):
        if file.is_file() and "models" not in file.parts:
            assert sent["code"].encode() not in file.read_bytes(), file
