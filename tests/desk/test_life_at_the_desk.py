"""Attempts, replies, corrections and links on a request's page: each with its sentence when something is missing, each
done once, and nothing of it for those who may not."""

import re
from dataclasses import replace

from bot.intake import tables


def once(text, act):
    """What the form of this act carries, so that it is done once."""
    form = re.search(rf'action="[^"]+/{act}".*?</form>', text, re.DOTALL)[0]
    return re.search(r'name="once" value="([^"]+)"', form)[1]


async def test_an_attempt_is_noted_and_a_voicemail_is_no_answer(at_work, page):
    address = page()
    await at_work.get(address)
    status, text = await at_work.post(f"{address}/attempt", way="phone", outcome="")
    assert status == 422 and "Choose what came of it." in text
    status, text = await at_work.post(f"{address}/attempt", way="phone", outcome="left_message")
    assert status == 200 and "The attempt is noted." in text and "By phone: left a message" in text
    assert at_work.rows(tables.request)[0].status == "tried_to_reach" and "First answer by" in text
    _, text = await at_work.post(f"{address}/attempt", way="in_person", outcome="reached")
    assert at_work.rows(tables.request)[0].status == "talked" and "First answer by" not in text


async def test_a_reply_waits_for_the_check_and_then_reaches_the_family(at_work, page):
    address = page()
    _, text = await at_work.get(address)
    assert "First check who asks." in text and "Your reply" not in text
    status, text = await at_work.post(f"{address}/reply", text="We can meet.")
    assert status == 409 and "nobody has checked who asks" in text
    await at_work.post(f"{address}/checked", how="known")
    status, text = await at_work.post(f"{address}/reply", text=" ")
    assert status == 422 and "Write the reply." in text
    status, text = await at_work.post(f"{address}/reply", text="We can meet.", answers="yes")
    assert status == 200 and "Your reply is kept." in text and "to the family" in text
    assert at_work.rows(tables.request)[0].status == "talked"
    assert at_work.rows(tables.letter, kind="family_reply")[0].address == "family@example.org"


async def test_the_same_form_sent_twice_is_done_once(at_work, page):
    address = page()
    _, text = await at_work.get(address)
    for _ in range(2):
        status, _ = await at_work.post(f"{address}/note", text="Called.", once=once(text, "note"))
        assert status == 200
        await at_work.post(f"{address}/attempt", way="phone", outcome="no_answer", once=once(text, "attempt"))
    assert len(at_work.rows(tables.note)) == len(at_work.rows(tables.attempt)) == 1
    _, text = await at_work.get(address)
    await at_work.post(f"{address}/note", text="Called.", once=once(text, "note"))
    assert len(at_work.rows(tables.note)) == 2


async def test_a_correction_is_kept_with_what_was_there(at_work, page):
    address = page(phone="225-555-0188")
    _, text = await at_work.get(address)
    assert 'value="225-555-0188"' in text and "<details>" in text
    status, text = await at_work.post(f"{address}/correct", seen="0", email="nowhere", teacher="Mr. Li")
    assert status == 422 and "This is no e-mail address." in text and "<details open>" in text
    assert 'value="Mr. Li"' in text and not at_work.rows(tables.correction)
    status, text = await at_work.post(f"{address}/correct", seen="0", phone="225-555-0199", grade="5")
    assert status == 200 and "Phone: was 225-555-0188" in text and "Phone</dt>\n  <dd>225-555-0199" in text
    status, text = await at_work.post(f"{address}/correct", seen="0", phone="1")
    assert status == 409 and "corrected it meanwhile" in text
    status, text = await at_work.post(f"{address}/correct", seen="2", phone="", email="")
    assert status == 422 and "Leave a phone number or an e-mail address" in text


async def test_a_grade_that_the_school_has_no_more_is_not_lost_by_a_correction(at_work, page, live, content):
    address = page(grade="4", campus="elementary")
    [campus, *_] = [one for one in content.school.campuses if "4" not in one.grades]
    live.content = replace(content, school=replace(content.school, campuses=(campus,)))
    _, text = await at_work.get(address)
    assert all(f'<option value="{value}" selected>' in text for value in ("4", "elementary"))
    status, _ = await at_work.post(f"{address}/correct", seen="0", teacher="Mr. Li", grade="4", campus="elementary")
    [row] = at_work.rows(tables.request)
    assert status == 200 and (row.grade, row.campus, row.teacher) == ("4", "elementary", "Mr. Li")


async def test_requests_about_one_student_are_linked_by_a_press_or_by_reference(at_work, page, file_request):
    first = page(student_name="Zoë Ruiz", requester_name="Ana Ruiz", grade="4")
    other = file_request(student_name="zoe ruiz", requester_name="Leo Berg", grade="4")
    _, text = await at_work.get(first)
    assert "Perhaps the same student" in text and other.reference in text and "Leo Berg" in text
    status, text = await at_work.post(f"{first}/link", reference="AAAA2222")
    assert status == 422 and "There is no other request with this reference." in text
    status, text = await at_work.post(f"{first}/link", reference=other.reference)
    assert status == 200 and "The two are linked." in text and "Perhaps the same student" not in text
    _, text = await at_work.get(f"/desk/requests/{at_work.request_id(other.reference)}")
    assert "Ana Ruiz" in text and "Tell none that the other has asked." in text
    status, text = await at_work.post(f"{first}/unlink")
    assert status == 200 and "linked to no other request" in text and "Tell none" not in text


async def test_one_that_is_not_our_student_is_closed_as_that_but_a_question_never(at_work, page, file_question):
    address = page()
    _, text = await at_work.get(address)
    assert at_work.content.phrase("status.closed", "en") in text
    status, text = await at_work.post(f"{address}/move", status="closed_not_our_student", seen="opened")
    assert status == 200 and "Closed: not our student" in text
    _, text = await at_work.get(f"/desk/requests/{at_work.request_id(file_question().reference)}")
    assert "closed_duplicate" in text and "closed_not_our_student" not in text
