"""Two children, two requests, one conversation."""

from asking import ANSWERS, answer, answer_until, ask_for_a_plan, send


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


def test_both_children_get_their_own_request_and_the_family_is_not_asked_twice(family, program):
    ask_for_a_plan(family, until="grade")
    family.say("wait, it's for both my kids")
    assert family.asks == "grade" and "Each child needs a request of their own" in family.text
    assert answer_until(family, "check", grade="3rd", student_name="Ana Example")
    [first] = family.press("Send this")
    family.press("Ask for another child")
    for shown in ("My child", "Maria Example", "maria@example.org or 225-555-0177", "weekdays after 4"):
        assert shown in family.text
    assert family.asks == "grade" and "Ana" not in family.text and "reads slowly" not in family.text
    asked = []
    while family.asks != "check":
        asked.append(family.asks)
        answer(family, (ANSWERS | {"grade": "5th", "description": "She cannot sit still."})[family.asks])
    assert not {"for_whom", "requester_name", "reach", "best_time", "may_leave_message", "interpreter"} & set(asked)
    [second] = family.press("Send this")
    rows = [program.request(sent["reference"]) for sent in (first, second)]
    assert [(row["grade"], row["student_name"]) for row in rows] == [("3", "Ana Example"), ("5", "Ben Example")]
    assert rows[0]["description"] != rows[1]["description"] and rows[0]["phone"] == rows[1]["phone"]
    family.say("I need one for my other daughter too")  # said plainly, it begins at once, with what is known
    assert family.asks == "grade" and "Maria Example" in family.text and "She cannot sit still" not in family.text


def test_a_student_is_offered_no_other_child(family):
    send(family, for_whom="[Myself", plan="[A learning plan", reach="[Find me")
    assert "Ask for another child" not in family.choices
