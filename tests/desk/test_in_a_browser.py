"""The desk as people meet it: with a keyboard, a screen reader, at 320 pixels and 400 %, and on paper."""

from datetime import date, datetime, timezone

import pytest
from axe_playwright_python.async_playwright import Axe
from desk_side import PASSWORD
from playwright.async_api import expect

from bot.intake import tables
from bot.intake.absences import set_absence
from bot.intake.corrections import correct_request
from bot.intake.desk_view import open_request
from bot.intake.handling import check_relation
from bot.intake.links import link_requests
from bot.intake.reaching import note_attempt, reply_to_family
from bot.intake.records import transaction
from bot.intake.staff import all_staff

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
LOOKS = [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"width": 320, "height": 256}]


async def assert_clean(page):
    results = await Axe().run(page, options=RULES)
    found = [(each["id"], [node["target"] for node in each["nodes"]]) for each in results.response["violations"]]
    assert found == []


async def assert_fits(page):
    """Nothing to scroll sideways, and nothing to press that is smaller than 44 pixels, links within text aside."""
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    small = """[...document.querySelectorAll('button, select, textarea, input, nav a')]
        .filter(it => !['hidden', 'radio', 'checkbox'].includes(it.type))
        .map(it => [it.textContent || it.name, it.getBoundingClientRect()])
        .filter(([, box]) => box.height < 44 || box.width < 44).map(([name]) => name)"""
    assert await page.evaluate(small) == []


@pytest.fixture
def full(side, file_request, file_call, file_danger, records):
    """A desk with something of every kind on it; the page of a request with all that a page can have."""
    told = {"student_name": "Tomás Example", "plan": "both", "phone": "225-555-0188", "may_leave_message": False}
    told |= {"interpreter": "Spanish", "evaluation_sentence": True, "talk_first": True, "papers": "none"}
    filed = file_request(**told, description="Reading takes all evening. " * 20 + "W" * 200)
    id, at = side.request_id(filed.reference), datetime.now(timezone.utc)
    [staff] = [each for each in all_staff(records) if each.login == "office"]
    open_request(records, id, staff, at)
    for outcome in ("no_answer", "left_message"):
        note_attempt(records, id, "phone", outcome, staff, at)
    check_relation(records, id, staff, at, "known")
    reply_to_family(records, side.content, id, "We will call again on Friday.", staff, at)
    correct_request(records, side.content, id, {"teacher": "Mr. Li", "email": "new@example.org"}, 0, staff, at)
    link_requests(records, id, file_request(student_name="Tomás Example").reference, staff, at)
    file_request(student_name="tomas example", grade=told.get("grade", "4"))
    file_call()
    file_danger()
    with transaction(records) as connection:
        connection.execute(
            tables.letter.update().where(tables.letter.c.kind == "family_received").values(status="failed")
        )
    return f"/desk/requests/{side.request_id(filed.reference)}"


@pytest.mark.parametrize("look", LOOKS)
async def test_signing_in_is_open_to_everybody(visit, look):
    page = await visit("/desk/", **look)
    await assert_clean(page)
    await assert_fits(page)
    await page.get_by_label("Sign-in name").fill("office")
    await page.get_by_label("Password").fill("incorrect")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_be_focused()
    assert (await page.title()).startswith("Error: ")
    await assert_clean(page)
    await assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
async def test_the_inbox_is_open_to_everybody(visit, full, look):
    page = await visit("/desk/?view=all", "principal", **look)
    await expect(page.get_by_role("row")).to_have_count(6)
    await expect(page.get_by_role("columnheader")).to_have_count(8)
    await expect(page.get_by_role("rowheader")).to_have_count(5)
    await assert_clean(page)
    await assert_fits(page)
    await page.get_by_label("Reference or student's name").fill("nobody")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Nothing was found.")).to_be_visible()
    await assert_clean(page)


@pytest.mark.parametrize("look", LOOKS)
async def test_who_is_away_is_open_to_everybody(visit, full, look, records):
    set_absence(records, "nurse", (date(2026, 1, 1), date(2099, 1, 1)), None, datetime.now(timezone.utc))
    page = await visit("/desk/away", "office", **look)
    await expect(page.get_by_role("button", name="nurse is back")).to_be_visible()
    await assert_clean(page)
    await assert_fits(page)


@pytest.mark.parametrize("look", LOOKS)
async def test_a_request_is_open_to_everybody(visit, full, look):
    page = await visit(full, "principal", **look)
    await assert_clean(page)
    await assert_fits(page)
    await page.get_by_role("button", name="Change the status").click()
    await expect(page.get_by_role("alert")).to_be_focused()
    await page.get_by_role("link", name="Choose a status.").click()
    await assert_clean(page)
    await page.goto(page.url.rsplit("/", 2)[0] + "/" + "nowhere")
    await assert_clean(page)


@pytest.mark.parametrize("look", LOOKS)
async def test_danger_is_open_to_everybody_named_for_emergencies(visit, full, look):
    page = await visit("/desk/?view=mine", "principal", **look)
    await page.get_by_role("rowheader").first.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Self-harm or suicide")).to_be_visible()
    await assert_clean(page)
    await assert_fits(page)


async def test_a_request_is_worked_on_with_the_keyboard_alone(visit, full, side):
    page = await visit("/desk/")
    await page.keyboard.press("Tab")
    assert await focused(page) == "Skip to the main part"
    await tab_to(page, "login")
    await page.keyboard.type("office")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    await tab_to(page, "All open")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="All open")).to_be_visible()
    reference = side.rows(tables.request, kind="plan")[0].reference
    await tab_to(page, reference)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="What was asked")).to_be_visible()
    await tab_to(page, "status")
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("The status is changed.")
    assert side.rows(tables.request, kind="plan")[0].status == "talked"
    await tab_to(page, "Hand it on")
    await tab_to(page, "text")
    await page.keyboard.type("Called at noon.")
    await tab_to(page, "Keep the note")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Called at noon.")).to_be_visible()


async def focused(page):
    """The text or the name of what has the focus."""
    return await page.evaluate(
        "(it => it.name || it.firstChild?.textContent.trim() || it.tagName)(document.activeElement)"
    )


async def tab_to(page, name):
    for _ in range(40):
        if await focused(page) == name:
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {name}")


async def test_a_printed_request_holds_the_record_and_nothing_to_press(visit, full):
    page = await visit(full, "office", width=720)
    await page.emulate_media(media="print")
    for name in ("What was asked", "Who asks, and how to reach them", "Why it is here", "History", "Letters"):
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
    for role in ("button", "textbox", "combobox", "navigation"):
        assert not [each for each in await page.get_by_role(role).all() if await each.is_visible()]
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert (await page.pdf(format="Letter")).startswith(b"%PDF")


async def test_no_width_needs_scrolling_sideways(visit, full):
    for path in ("/desk/?view=all", full):
        page = await visit(path, "principal")
        for width in (1280, 1024, 961, 960, 900, 768, 480, 320):
            await page.set_viewport_size({"width": width, "height": 700})
            await assert_fits(page)


async def test_going_back_after_signing_out_shows_nothing(visit, full):
    page = await visit(full, "office")
    await page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(page.get_by_text("You are signed out.")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Tomás" not in await page.content()


async def test_the_text_is_readable_twice_as_large_with_wide_spacing(visit, full):
    page = await visit(full, "office", width=640)
    await page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
