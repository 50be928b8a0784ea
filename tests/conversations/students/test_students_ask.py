"""Students who ask for themselves: their own questions and words, to the counsellor only, and nothing goes home."""

from asking import ANSWERS, STUDENT, answer, answer_until, ask_for_a_plan, letters_on, send
from program import conversation_id


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


def test_a_student_is_asked_for_no_papers_no_family_and_no_diagnosis(family, program):
    family.say("I want to ask for a plan")
    asked = []
    while family.asks != "check":
        asked.append(family.asks)
        said = {"description": "I have ADHD and I can't finish my tests.", "requester_name": "Sam"} | STUDENT
        answer(family, said.get(family.asks) or {"grade": "10"}.get(family.asks) or ANSWERS[family.asks])
    assert asked == [
        "for_whom", "grade", "plan", "description", "description_more", "requester_name", "reach", "talk_first",
        "consent",
    ]  # fmt: skip
    [sent] = family.press("Send this")
    row = program.request(sent["reference"])
    needs = program.rows("SELECT kind, name FROM need WHERE request_id = ?", row["id"])
    assert needs and not [need for need in needs if need["kind"] == "condition"], "none is drawn from a student's words"
