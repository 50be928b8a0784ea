"""One request: all of it is there, in the family's own words, and staff take it on along the allowed steps only."""

import re
from datetime import timedelta

import pytest
from desk_side import SUNDAY_NIGHT

from bot.intake import tables
from bot.intake.changes import add_to_request
from bot.intake.records import transaction

NASTY = "<script>alert(1)</script>\n</blockquote><img src=x onerror=alert(2)> {{ 7 * 7 }} & \"quoted\" 'too'"


def status_of(side, page):
    [row] = side.rows(tables.request, id=int(page.rsplit("/", 1)[-1]))
    return row.status


async def test_a_page_shows_what_was_asked_when_and_why_it_is_here(at_work, page):
    told = {"student_name": "Tomás Example", "plan": "both", "phone": "225-555-0188", "may_leave_message": False}
    told |= {"interpreter": "Spanish", "best_time": "after 4", "evaluation_sentence": True, "papers": "cant_get"}
    told |= {"suggestion": "a learning plan (ILP). Why: goals help."}
    _, text = await at_work.get(page(**told))
    for part in (
        *(
            "Reading takes all evening.",
            "Tomás Example",
            "Both, an ILP and an IAP",
            "225-555-0188",
            "after 4",
            "Spanish",
            "a learning plan (ILP). Why: goals help.",
        ),
        *("Do not leave a message", "Cannot get any", "I ask the school to evaluate this student.", "mother"),
        *("Sun, Nov 22, 10:30 p.m.", "Mon, Nov 23", "Thu, Dec 3", "the school's own goal"),
        *("dyslexia", "the family suspects it", "extra time"),
        *(
            "Given to: student services",
            "Student services takes those requests.",
            "Told as well: Section 504 coordinator",
        ),
        *(
            "To the family: we have your request",
            "family@example.org",
            "Not sent yet",
            "Nobody has checked yet who asks.",
        ),
    ):
        assert part in text.replace("&#39;", "'"), part
    assert '<blockquote lang="en">' in text


async def test_a_familys_words_are_always_escaped(at_work, page):
    told = dict.fromkeys(("description", "student_name", "requester_name", "relation", "best_time", "teacher"), NASTY)
    address = page(**told, interpreter=NASTY, phone=NASTY)
    for text in (
        (await at_work.get(address))[1],
        (await at_work.post(f"{address}/note", text=NASTY))[1],
        (await at_work.post(f"{address}/move", status="", reason=NASTY))[1],
        (await at_work.post("/desk/search", words=NASTY))[1],
        (await at_work.get("/desk/?view=all"))[1],
    ):
        assert "&lt;script&gt;alert(1)" in text
        assert "<script" not in text and "<img" not in text and "49" not in re.sub(r'value="[^"]*"', "", text)
        assert NASTY[:20] not in text


async def test_opening_a_new_request_makes_it_opened_and_each_opening_is_noted(at_work, page):
    address = page()
    assert status_of(at_work, address) == "received" and not at_work.rows(tables.audit, act="open")
    await at_work.get(address)
    assert status_of(at_work, address) == "opened"
    await at_work.get(address)
    [olga] = at_work.rows(tables.staff, login="office")
    noted = at_work.rows(tables.audit, act="open")
    assert [(each.staff_id, each.request_id) for each in noted] == [(olga.id, int(address.rsplit("/", 1)[-1]))] * 2
    assert [step.to_status for step in at_work.rows(tables.history)] == ["received", "opened"]


async def test_a_status_is_changed_and_shown_with_the_words_that_the_family_reads(at_work, page):
    address = page()
    _, text = await at_work.get(address)
    assert at_work.content.phrase("status.talked", "en") in text.replace("&#39;", "'")
    status, text = await at_work.post(f"{address}/move", status="talked", seen="opened")
    assert status == 200 and "The status is changed." in text and status_of(at_work, address) == "talked"
    assert at_work.content.phrase("status.meeting_set", "en") in text and "Olga Office" in text


async def test_only_the_steps_that_may_follow_are_offered(at_work, page):
    _, text = await at_work.get(page())
    assert re.findall(r'name="status" id="\S+" value="(\w+)"', text) == [
        "talked",
        *("closed_done", "closed_not_reached", "closed_duplicate", "closed_not_our_student"),
        "withdrawn",
    ]


@pytest.mark.parametrize("status", ["evaluating", "decided_yes", "received", "nonsense"])
async def test_a_step_that_may_not_follow_is_refused_with_a_sentence(at_work, page, status):
    address = page()
    await at_work.get(address)
    answered, text = await at_work.post(f"{address}/move", status=status, seen="opened")
    assert answered == 409 and "this step can't follow" in text.replace("&#39;", "'")
    assert status_of(at_work, address) == "opened"


async def test_a_step_from_a_page_that_is_out_of_date_is_refused(at_work, page):
    address = page()
    await at_work.get(address)
    await at_work.post(f"{address}/move", status="talked", seen="opened")
    answered, text = await at_work.post(f"{address}/move", status="closed", seen="opened")
    assert answered == 409 and "Somebody changed this request meanwhile" in text
    assert status_of(at_work, address) == "talked"


async def test_a_status_has_to_be_chosen(at_work, page):
    answered, text = await at_work.post(f"{page()}/move", status="", seen="opened")
    assert answered == 422 and "Choose a status." in text and 'href="#move_status"' in text


@pytest.mark.parametrize("decision", ["no", "partly"])
async def test_a_no_needs_a_reason_and_keeps_it(at_work, page, decision):
    address = page()
    await at_work.get(address)
    await at_work.post(f"{address}/move", status="talked", seen="opened")
    step = {"status": f"decided_{decision}", "seen": "talked"}
    answered, text = await at_work.post(f"{address}/move", reason="  ", **step)
    assert answered == 422 and "Write the reason" in text and status_of(at_work, address) == "talked"
    assert re.search(rf'value="decided_{decision}" checked', text)
    answered, text = await at_work.post(f"{address}/move", reason="Too early. You can ask for a hearing.", **step)
    assert answered == 200 and "Too early. You can ask for a hearing." in text and f"Decided: {decision}" in text


async def test_a_yes_needs_no_reason(at_work, page):
    address = page()
    await at_work.get(address)
    await at_work.post(f"{address}/move", status="talked", seen="opened")
    assert "Decided: yes" in (await at_work.post(f"{address}/move", status="decided_yes", seen="talked"))[1]


async def test_a_request_is_handed_on_with_a_reason_and_the_new_owner_is_written_to(at_work, page):
    address = page()
    await at_work.get(address)
    answered, text = await at_work.post(f"{address}/hand-on", role="nurse", reason="It is about health.")
    assert answered == 200 and "Given to: school nurse" in text and "It is about health." in text
    assert "nurse@riverbend.example.org" in {letter.address for letter in at_work.rows(tables.letter)}


@pytest.mark.parametrize(("role", "reason", "said"), [("nurse", " ", "Write why"), ("", "why", "Choose who gets it")])
async def test_handing_on_needs_a_role_and_a_reason(at_work, page, role, reason, said):
    address = page()
    answered, text = await at_work.post(f"{address}/hand-on", role=role, reason=reason)
    assert answered == 422 and said in text and len(at_work.rows(tables.hand_off, kind="owner")) == 1


async def test_a_note_is_kept_with_who_and_when(at_work, page):
    answered, text = await at_work.post(f"{page()}/note", text="Called twice.\nNobody there.")
    assert answered == 200 and "Called twice.\nNobody there." in text and "Your note is kept." in text
    assert text.index("Olga Office</p>") < text.index("Called twice.")


@pytest.mark.parametrize(("words", "said"), [(" \n ", "Write the note."), ("x" * 4001, "too long")])
async def test_a_note_needs_words_and_not_too_many(at_work, page, words, said):
    answered, text = await at_work.post(f"{page()}/note", text=words)
    assert answered == 422 and said in text and not at_work.rows(tables.note)
    assert words.strip() in text


async def test_what_the_family_added_stands_among_the_notes_as_theirs(at_work, file_request, records, content, secret):
    filed = file_request()
    later = SUNDAY_NIGHT + timedelta(hours=1)
    add_to_request(records, content, secret, filed.reference, filed.code, "We found a report.", later)
    _, text = await at_work.get(f"/desk/requests/{at_work.request_id(filed.reference)}")
    assert "added by the family" in text and "We found a report." in text


async def test_a_request_is_kept_for_a_reason_until_somebody_ends_that(at_work, page):
    one = page()
    status, text = await at_work.post(f"{one}/keep", reason=" ")
    assert status == 422 and "Write why it must be kept" in text
    status, text = await at_work.post(f"{one}/keep", reason="the complaint of May 3")
    assert status == 200 and "whatever its age: the complaint of May 3" in text
    assert at_work.rows(tables.request)[0].hold_reason == "the complaint of May 3"
    status, text = await at_work.post(f"{one}/release")
    assert status == 200 and "may be deleted again when" in text and "of May 3" not in text
    acts = [row.act for row in at_work.rows(tables.audit) if row.act in ("hold", "release")]
    assert acts == ["hold", "release"] and at_work.rows(tables.request)[0].hold_reason is None


async def test_who_checked_who_asks_is_noted(at_work, page):
    address = page()
    answered, text = await at_work.post(f"{address}/checked")
    assert answered == 422 and "Choose how you made sure who asks." in text
    answered, text = await at_work.post(f"{address}/checked", how="papers_seen")
    assert answered == 200 and "Olga Office checked who asks" in text and "saw their papers" in text
    assert "I have checked who asks</button>" not in text


async def test_a_letter_that_was_given_up_is_shown_first_and_can_go_out_again(at_work, page, records):
    address = page()
    [letter] = at_work.rows(tables.letter, kind="family_received")
    with transaction(records) as connection:
        connection.execute(
            tables.letter.update().where(tables.letter.c.id == letter.id).values(status="failed", tries=10)
        )
    _, text = await at_work.get(address)
    assert text.index("A letter could not be delivered") < text.index("What was asked")
    _, text = await at_work.post(f"{address}/letters/{letter.id}/again")
    assert "The letter goes out again." in text and "A letter could not be delivered" not in text
    [letter] = at_work.rows(tables.letter, kind="family_received")
    assert (letter.status, letter.tries) == ("waiting", 0)


async def test_a_letter_of_another_request_is_not_touched(at_work, page, records):
    first, second = page(), page()
    with transaction(records) as connection:
        connection.execute(tables.letter.update().values(status="failed"))
    other = at_work.rows(tables.letter, request_id=int(second.rsplit("/", 1)[-1]))[0]
    await at_work.post(f"{first}/letters/{other.id}/again")
    assert {letter.status for letter in at_work.rows(tables.letter)} == {"failed"}


async def test_a_withdrawn_request_offers_nothing_more_but_notes(at_work, page):
    address = page()
    await at_work.get(address)
    _, text = await at_work.post(f"{address}/move", status="withdrawn", seen="opened")
    assert 'name="status"' not in text and "Hand it on" not in text and "Keep the note" in text


async def test_a_students_wish_and_way_to_be_found_stand_out(at_work, page):
    _, text = await at_work.get(
        page(persona="student", for_whom="myself", email=None, find_me_at_school=True, talk_first=True)
    )
    assert "Talk to me before you contact home" in text and "Find me at school" in text


async def test_loading_the_page_again_after_a_change_does_nothing_twice(at_work, page):
    address = page()
    token = await at_work.token(address)
    fields = {"form_token": token, "text": "once"}
    async with at_work.client.post(f"{address}/note", data=fields, allow_redirects=False) as answer:
        assert answer.status == 303 and answer.headers["Location"] == f"{address}?done=note"
    await at_work.get(f"{address}?done=note")
    assert len(at_work.rows(tables.note)) == 1
    assert "<b>" not in (await at_work.get(f"{address}?done=<b>"))[1]


async def test_a_question_is_named_shown_answered_and_closed(at_work, file_question):
    address = f"/desk/requests/{at_work.request_id(file_question().reference)}"
    _, inbox = await at_work.get("/desk/?view=unassigned")
    assert ">Question</td>" in inbox and "Nina Example" in inbox
    _, text = await at_work.get(address)
    for part in ("Question ", "Is there a late bus?", "nina@example.org", "Answered them", "a question to answer"):
        assert part in text, part
    assert "Looking at what the student needs" not in text and "Decided" not in text
    for step, shown in (("talked", "Answered them"), ("closed", "Closed")):
        status, text = await at_work.post(f"{address}/move", status=step, seen=status_of(at_work, address))
        assert status == 200 and status_of(at_work, address) == step and shown in text
    assert "Talked with them" not in text


async def test_a_lost_code_is_made_anew_once_somebody_has_checked_who_asks(at_work, page):
    one = page()
    token = await at_work.token()
    status, text = await at_work.post(f"{one}/new-code", token)
    assert status == 409 and "First check who asks." in text and "The new code" not in text
    _, text = await at_work.post(f"{one}/checked", token, how="known")
    assert "They lost their code" in text
    status, text = await at_work.post(f"{one}/new-code", token)
    assert status == 200 and re.search(r"The new code: [A-Z0-9]{8}<", text) and "They lost their code" not in text
    assert "The new code" not in (await at_work.get(one))[1]
