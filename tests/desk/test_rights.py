"""Who may read what: a viewer no needs, notices of danger only those who are named for emergencies."""

import re

import pytest
import pytest_asyncio

from bot.intake import tables

ACTS = [
    *("move", "hand-on", "note", "attempt", "reply", "correct", "link", "unlink", "checked", "taken", "new-code"),
    *("keep", "release", "letters/1/again"),
]
FIELDS = {
    "status": "talked",
    "seen": "opened",
    "role": "nurse",
    "reason": "because",
    "text": "a note",
    "done": "on my way",
}


@pytest.fixture
def plan(side, file_request):
    filed = file_request(student_name="Tomás Example")
    return f"/desk/requests/{side.request_id(filed.reference)}"


@pytest_asyncio.fixture(loop_scope="session")
async def danger(side, file_danger):
    file_danger()
    [row] = side.rows(tables.request, kind="danger")
    return row


async def test_a_viewer_sees_that_a_request_exists_and_not_its_need(side, plan):
    await side.enter("viewer")
    [row] = side.rows(tables.request)
    for text in ((await side.get("/desk/"))[1], (await side.post("/desk/search", words=row.reference))[1]):
        assert row.reference in text and "New" in text and "Thu, Dec 3" in text
        assert not [word for word in ("Tomás", "Maria", "ILP", "grade 7", plan, "Reading") if word in text]


async def test_a_viewer_finds_nobody_by_name(side, plan):
    await side.enter("viewer")
    assert "0 found" in (await side.post("/desk/search", words="Tomás"))[1]


async def test_a_viewer_opens_and_changes_nothing(side, plan):
    await side.enter("viewer")
    token = await side.token()
    before = len(side.rows(tables.audit))
    for status, text in (await side.get(plan), *[await side.post(f"{plan}/{act}", token, **FIELDS) for act in ACTS]):
        assert status == 403 and "You can't open this request" in text.replace("&#39;", "'")
        assert not [word for word in ("Tomás", "Maria", "Reading") if word in text]
    [row] = side.rows(tables.request)
    assert row.status == "received" and not side.rows(tables.note) and len(side.rows(tables.audit)) == before


@pytest.mark.parametrize("login", ["office", "counsel", "viewer"])
async def test_danger_does_not_exist_for_others(side, danger, login):
    await side.enter(login)
    for view in ("all", "due", "mine", "closed", "unassigned"):
        text = (await side.get("/desk/", params={"view": view}))[1]
        assert danger.reference not in text and 'class="count">1' not in text and "Sam" not in text
    assert "0 found" in (await side.post("/desk/search", words=danger.reference))[1]
    token = await side.token()
    page = f"/desk/requests/{danger.id}"
    for status, text in (await side.get(page), *[await side.post(f"{page}/{act}", token, **FIELDS) for act in ACTS]):
        assert status == (403 if login == "viewer" else 404) and "cannot go on" not in text
    [row] = side.rows(tables.request, kind="danger")
    assert row.status == "received" and not side.rows(tables.audit, request_id=danger.id, act="open")


async def test_those_named_for_emergencies_read_it_and_that_is_noted(side, danger):
    await side.enter("principal")
    status, text = await side.get(f"/desk/requests/{danger.id}")
    for part in ("I cannot go on like this", "Sam", "in the gym", "Self-harm or suicide", "call 911"):
        assert part in text
    assert status == 200 and "They read:" not in text and "Decided" not in text and "Taken back" not in text
    [noted] = side.rows(tables.audit, act="open", request_id=danger.id)
    [petra] = side.rows(tables.staff, login="principal")
    assert noted.staff_id == petra.id


async def test_who_takes_a_danger_says_what_was_done_and_ends_the_telling_of_the_next_one(side, danger):
    await side.enter("principal")
    page = f"/desk/requests/{danger.id}"
    _, text = await side.get(page)
    assert "Nobody has taken it yet" in text and {row.status for row in side.rows(tables.letter)} == {"waiting"}
    token = await side.token()
    status, text = await side.post(f"{page}/taken", token, done=" ")
    assert status == 422 and "Write what you have done" in text
    status, text = await side.post(f"{page}/taken", token, done="I am with the student.")
    assert "Petra Principal sees to it" in text and "I am with the student." in text
    assert "Nobody has taken it" not in text and {row.status for row in side.rows(tables.letter)} == {"not_needed"}


async def test_a_request_that_is_not_there_looks_like_one_that_is_not_theirs(side, danger):
    await side.enter()
    texts = [(await side.get(f"/desk/requests/{number}"))[1] for number in (danger.id, 999)]
    once = re.compile(r'name="once" value="[^"]+"')  # which every form has anew
    assert once.sub("", texts[0]) == once.sub("", texts[1])
