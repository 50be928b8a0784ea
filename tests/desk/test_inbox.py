"""The lists: each request stands where somebody looks for it, the most urgent first."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from desk_side import SUNDAY_NIGHT

from bot.intake import tables
from bot.intake.handling import move_request
from bot.intake.records import transaction
from bot.intake.staff import all_staff

LINE = re.compile(r'<tr role="row".*?</tr>', re.DOTALL)
GOAL_DAY = SUNDAY_NIGHT + timedelta(days=10, hours=12)  # Thursday, December 3


@pytest.fixture
def clock():
    with time_machine.travel(SUNDAY_NIGHT + timedelta(hours=12), tick=False) as traveller:
        yield traveller


@pytest.fixture
def move(records):
    def moved(request_id, *statuses, **more):
        office = next(each for each in all_staff(records) if each.login == "office")
        for status in statuses:
            move_request(records, request_id, status, office, SUNDAY_NIGHT + timedelta(hours=12), **more)

    return moved


async def test_a_refused_change_of_what_the_school_says_is_told_to_all_staff(side, live):
    await side.enter("viewer")
    assert "was not taken over" not in (await side.get("/desk/"))[1]
    named = "school.yml: `goal_days` is <b>'soon'</b>."
    live.faults = (named, *(f"fault {n}" for n in range(2, 8)))
    _, text = await side.get("/desk/")
    assert "Its files have 7 faults." in text and "&lt;b&gt;" in text and "fault 5" in text
    assert "fault 6" not in text and "And 2 more" in text


async def test_a_change_of_what_the_school_says_shows_at_the_desk_at_once(side, live, content):
    await side.enter("office")
    live.content = replace(content, school=replace(content.school, name="Quarry Hill School"))
    assert "Quarry Hill School" in (await side.get("/desk/"))[1]


async def shown(side, view):
    """The text of each line of a view, without its markup."""
    _, text = await side.get("/desk/", params={"view": view})
    return [" ".join(re.sub("<[^>]+>", " ", line).split()) for line in LINE.findall(text)[1:]]


async def counts(side):
    _, text = await side.get("/desk/")
    return {name: int(count) for name, count in re.findall(r'view=(\w+)".*?class="count[^"]*">(\d+)<', text)}


async def test_mine_holds_what_i_have_and_what_i_was_told_of(side, file_request, clock):
    mine, told, others = file_request(), file_request(plan="both"), file_request(plan="504")
    await side.enter("counsel")
    lines = await shown(side, "mine")
    assert [any(filed.reference in line for line in lines) for filed in (mine, told, others)] == [True, True, False]
    assert (await side.get("/desk/"))[1].count(mine.reference) == 1  # what is mine comes first


async def test_each_view_holds_its_own_and_counts_them(side, file_request, file_call, move, clock):
    waiting, closed, new = (side.request_id(file_request().reference) for _ in range(3))
    call = file_call()
    move(waiting, "opened", "talked", "waiting_for_family")
    move(closed, "opened", "closed")
    await side.enter()
    assert await counts(side) == {"mine": 1, "unassigned": 1, "due": 0, "waiting_for_family": 1, "closed": 1, "all": 3}
    assert call.reference in (await shown(side, "unassigned"))[0]
    assert "Waiting for them" in (await shown(side, "waiting_for_family"))[0]
    assert "Closed" in (await shown(side, "closed"))[0]
    assert f"/desk/requests/{new}" in (await side.get("/desk/?view=all"))[1]


async def test_due_is_what_has_no_first_answer_by_its_goal_day(side, file_request, move, clock):
    late, answered = file_request(), file_request()
    move(side.request_id(answered.reference), "opened", "talked")
    await side.enter()
    for at, flag in ((GOAL_DAY - timedelta(days=1), None), (GOAL_DAY, "Today"), (GOAL_DAY + timedelta(days=1), "Late")):
        clock.move_to(at)
        await side.enter()
        lines = await shown(side, "due")
        assert [late.reference in line and f"Thu, Dec 3 {flag}" in line for line in lines] == ([True] if flag else [])


async def test_danger_stands_first_and_is_due_now(side, file_request, file_danger, clock):
    file_request()
    file_danger()
    await side.enter("principal")
    for view in ("all", "mine", "due"):
        assert "Danger" in (await shown(side, view))[0] and "Now" in (await shown(side, view))[0]


async def test_a_letter_that_was_given_up_shows_in_the_list(side, file_request, records, clock):
    filed = file_request()
    await side.enter()
    assert "Letter not delivered" not in (await shown(side, "all"))[0]
    with transaction(records) as connection:
        failed = tables.letter.update().where(tables.letter.c.kind == "family_received").values(status="failed")
        connection.execute(failed)
    assert filed.reference in (await shown(side, "all"))[0] and "Letter not delivered" in (await shown(side, "all"))[0]


@pytest.mark.parametrize("words", ["Tomás", "tomas example", "MÁS"])
async def test_a_request_is_found_by_a_part_of_the_students_name(side, file_request, words):
    filed, other = file_request(student_name="Tomás Example"), file_request(student_name="Ana Example")
    await side.enter()
    status, text = await side.post("/desk/search", words=words)
    assert status == 200 and filed.reference in text and other.reference not in text and "1 found" in text


async def test_a_request_is_found_by_its_reference_as_people_write_it(side, file_request, move):
    filed = file_request()
    move(side.request_id(filed.reference), "opened", "closed")
    await side.enter()
    _, text = await side.post("/desk/search", words=f" {filed.reference[:4].lower()}-{filed.reference[4:]} ")
    assert f"/desk/requests/{side.request_id(filed.reference)}" in text


@pytest.mark.parametrize("words", ["", "  ", "nobody", "%", "_", "' OR 1=1 --"])
async def test_what_is_nowhere_is_not_found(side, file_request, words):
    filed = file_request(student_name="Tomás Example")
    await side.enter()
    status, text = await side.post("/desk/search", words=words)
    assert status == 200 and filed.reference not in text and "0 found" in text


async def test_a_child_is_searched_for_by_no_address(side, file_request):
    file_request(student_name="Tomás Example")
    await side.enter()
    assert (await side.get("/desk/search", params={"words": "Tomás"}))[0] == 405
    assert "Tomás" not in (await side.get("/desk/", params={"view": "Tomás"}))[1].split("<table")[0]


async def test_an_empty_view_says_so(side):
    await side.enter()
    assert "Nothing is here now." in (await side.get("/desk/?view=closed"))[1]
