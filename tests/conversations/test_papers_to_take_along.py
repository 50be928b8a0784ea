"""The letter, the notes for a meeting and what was sent, in whole conversations: where they are offered, what they
hold, and that they go with the conversation."""

import pytest
import requests
from asking import ANSWERS, STUDENT, ask_for_a_plan, send


def paper(family):
    return family.messages[0]["paper"]


def page(family):
    """The page of the newest letter."""
    where = f"{family.address}/chat/messages/{family.messages[0]['id']}/paper"
    answer = requests.post(where, headers={"Authorization": f"Bearer {family.token}"}, timeout=60)
    assert answer.status_code == 201, answer.text
    return f"{family.address}/chat/{answer.json()['paper']}"


def test_who_has_told_nothing_yet_gets_a_letter_to_fill_in(family, content):
    family.say("help me write a letter")
    assert family.kinds == ["letter"] and paper(family)["body"] == content.letter("request_plan", "en").body
    assert "Ask for a plan" in family.choices


def test_before_sending_the_letter_is_shown_and_the_answers_are_checked_on(family, program):
    ask_for_a_plan(family)
    family.press("See it as a letter")
    assert family.kinds == ["letter", "check_answers"] and family.asks == "check"
    for told in ("To: Section 504 coordinator", "Ben Example", "grade 6", "evaluate my child", ANSWERS["description"]):
        assert told in paper(family)["body"]
    assert family.press("Send this")[0]["kind"] == "sent"


def test_a_family_may_want_the_letter_alone_and_send_nothing(family, program):
    ask_for_a_plan(family, until="papers", plan="[A learning plan")
    family.say("stop")
    family.say("write me a letter please")
    assert ANSWERS["description"] in paper(family)["body"] and "Reference" not in paper(family)["body"]
    saved = requests.get(page(family) + "letter.pdf", timeout=60)
    assert saved.status_code == 200 and saved.content.startswith(b"%PDF-")
    assert "Go on with my request" in family.choices


def test_after_sending_a_family_reads_all_that_it_sent_and_how_to_keep_it(family, content, program):
    sent = send(family)
    row = program.request(sent["reference"])
    [owner] = program.rows("SELECT * FROM hand_off WHERE request_id = ? AND kind = 'owner'", row["id"])
    phone = next(one.phone for one in content.school.roles[owner["role"]].contacts if one.id == owner["contact"])
    for told in (*(ANSWERS[slot] for slot in ("description", "requester_name", "student_name", "reach")), phone):
        assert told in sent["body"], told
    assert "not a legal deadline" in sent["body"] and "If you hear nothing" in sent["body"]
    assert content.school.phone in sent["body"] and "No printer?" in sent["body"]
    family.press("Show it as a letter")
    assert f"Reference: {sent['reference']}" in paper(family)["body"] and sent["code"] not in str(family.messages)
    family.say("can you write the letter for me")
    assert sent["reference"] in paper(family)["body"]


def test_a_students_letter_holds_nothing_of_home(family):
    send(family, **STUDENT)
    family.press("Show it as a letter")
    letter = paper(family)["body"]
    assert "To: school counselor" in letter and "I am a student" in letter
    assert not any(word in letter for word in ("home", "interpreter", "Copy:", "child"))


@pytest.mark.parametrize("said", ["our meeting is next Tuesday at 3", "we have a meeting on tuesday at 3 pm"])
def test_a_meeting_with_its_date_becomes_notes_and_a_calendar_entry(family, said):
    family.say(said)
    if family.kinds != ["letter"]:
        family.press("Make notes and a calendar entry")
    assert paper(family)["starts"].endswith("T15:00") and "Tuesday" in paper(family)["body"]
    entry = requests.get(page(family) + "meeting.ics", timeout=60).text
    assert "BEGIN:VEVENT\r\n" in entry and "T150000\r\n" in entry and "Riverbend" in entry


def test_who_is_asked_for_the_date_may_be_unclear_first(family):
    family.say("what happens at the planning meeting?")
    family.press("Notes to take")
    assert "starts" not in paper(family)
    family.press("Put the date in")
    family.say("Tuesday or Thursday")
    assert family.asks == "meeting_when" and family.kinds == ["clarify", "question"]
    family.say("tomorrow at 3")
    assert paper(family)["starts"].endswith("T15:00") and family.asks is None
    family.press("Change the date")
    assert family.asks == "meeting_when"


def test_a_letter_outlives_a_reload_and_goes_with_the_conversation(family, program):
    ask_for_a_plan(family)
    family.press("See it as a letter")
    where = page(family)
    assert paper(family) in [message.get("paper") for message in family.history()]
    assert ANSWERS["description"] in requests.get(where, timeout=60).text
    bearer = {"Authorization": f"Bearer {family.token}"}
    assert (
        requests.delete(f"{family.address}/chat/conversations/current", headers=bearer, timeout=60).status_code == 204
    )
    gone = requests.get(where, timeout=60)
    assert gone.status_code == 410 and ANSWERS["description"] not in gone.text
    assert ANSWERS["description"] not in program.kept_of(family)


def test_a_copy_of_what_was_sent_comes_by_mail_when_it_is_asked_for(family, program):
    assert family.say("can you email me a copy")[0]["body"].startswith("You have not sent a request")
    id = program.request(send(family)["reference"])["id"]
    for said in ("can you e-mail it to me", "[E-mail me a copy"):
        family.press(said[1:]) if said.startswith("[") else family.say(said)
        assert "on its way" in family.text
    [letter] = program.rows("SELECT * FROM letter WHERE kind = 'family_copy' AND request_id = ?", id)
    assert ANSWERS["description"] in letter["body"] and letter["address"] == "maria@example.org"
    family.say("how do I print this?")
    assert "Print or save" in family.text


def test_in_the_middle_of_a_request_a_copy_is_told_of_and_the_question_stays(family):
    ask_for_a_plan(family, until="papers")
    family.say("email me a copy")
    assert family.asks == "papers" and "After you send one" in family.text
