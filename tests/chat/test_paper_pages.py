"""Letters to print and to save: whose they are, how long their links are good for, and what stands on them."""

import re
from datetime import timedelta

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from chat_side import assert_problem, bearer
from icalendar import Calendar
from playwright.async_api import expect
from test_accessibility import RULES
from test_widget import open_chat, write

from bot.chat.answering import now
from bot.chat.papers import GOOD_FOR
from bot.chat.seals import seal
from bot.intake.conversations import LASTS


async def letter(side, token, text="a letter"):
    answer = await side.say(token, text=text)
    return (await answer.json())["messages"][0]


async def link(side, token, message):
    answer = await side.client.post(f"/chat/messages/{message['id']}/paper", headers=bearer(token))
    assert answer.status == 201, await answer.text()
    return "/chat/" + (await answer.json())["paper"]


@pytest_asyncio.fixture(loop_scope="session")
async def opened(side):
    """A conversation with a letter in it, and the link to the letter."""
    token, _ = await side.begin()
    message = await letter(side, token)
    return token, message, await link(side, token, message)


async def test_the_page_shows_the_letter_as_it_was_written(side, opened):
    page = await side.client.get(opened[2])
    text = await page.text()
    assert page.status == 200 and page.content_type == "text/html"
    assert "To: school counselor<br>Copy: school nurse" in text and "<strong>My child:</strong>" in text
    assert "He reads *slowly*." in text and "&lt;b&gt;Tests" in text and "Here it is" not in text
    assert 'Signature: <span aria-hidden="true">__________</span>' in text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["X-Robots-Tag"] == "noindex"


async def test_the_letter_can_be_saved_and_its_date_goes_into_a_calendar(side, opened):
    saved = await side.client.get(opened[2] + "letter.pdf")
    assert saved.content_type == "application/pdf" and (await saved.read()).startswith(b"%PDF-")
    assert "attachment" in saved.headers["Content-Disposition"]
    entry = await side.client.get(opened[2] + "meeting.ics")
    assert entry.content_type == "text/calendar"
    [event] = Calendar.from_ical(await entry.read()).walk("VEVENT")
    assert event["DTSTART"].dt.isoformat() == "2026-12-01T15:00:00-06:00" and event["UID"] == opened[1]["id"]


async def test_what_the_font_cannot_show_is_printed_from_the_page(side):
    token, _ = await side.begin()
    where = await link(side, token, await letter(side, token, "chinese"))
    text = await (await side.client.get(where)).text()
    assert "张伟" in text and "letter.pdf" not in text and "Please print this page" in text
    refused = await side.client.get(where + "letter.pdf", allow_redirects=False)
    assert (refused.status, refused.headers["Location"]) == (302, "./")
    assert (await side.client.get(where + "meeting.ics")).status == 410  # it has no date


async def test_nobody_else_gets_a_link(side, opened):
    _, message, _ = opened
    where = f"/chat/messages/{message['id']}/paper"
    await assert_problem(await side.client.post(where), 401, "bad-token")
    stranger, _ = await side.begin()
    await assert_problem(await side.client.post(where, headers=bearer(stranger)), 404, "not-found")


async def test_only_a_message_that_is_a_paper_has_a_page(side):
    token, [greeting] = await side.begin()
    for name in (greeting["id"], "nothing", "%2e%2e"):
        answer = await side.client.post(f"/chat/messages/{name}/paper", headers=bearer(token))
        assert answer.status == 404


@pytest.mark.parametrize("file", ["", "letter.pdf", "meeting.ics"])
async def test_what_is_forgotten_is_gone_here_too(side, opened, file):
    token, _, where = opened
    assert (await side.client.get(where + file)).status == 200
    await side.client.delete("/chat/conversations/current", headers=bearer(token))
    gone = await side.client.get(where + file)
    assert gone.status == 410 and "school counselor" not in await gone.text()
    assert side.content.school.phone in await gone.text()


async def test_a_link_is_good_for_a_short_time_only(side, opened, time_machine):
    time_machine.move_to(now() + timedelta(seconds=GOOD_FOR - 60))
    assert (await side.client.get(opened[2])).status == 200
    time_machine.move_to(now() + timedelta(seconds=120))
    assert (await side.client.get(opened[2])).status == 410


async def test_a_link_ends_with_the_conversation(side, opened, time_machine):
    token, message, _ = opened
    time_machine.move_to(now() + LASTS - timedelta(seconds=60))
    where = await link(side, token, message)
    time_machine.move_to(now() + timedelta(seconds=120))
    assert (await side.client.get(where)).status == 410


async def test_a_link_that_was_not_made_here_opens_nothing(side, opened):
    token, message, where = opened
    made = seal(b"another secret that is long enough to be one", "paper", ["x", message["id"], 9e9])
    for forged in (made, token, where.split("/")[-2][:-1] + "x", "x"):
        assert (await side.client.get(f"/chat/papers/{forged}/")).status == 410


async def test_no_link_holds_what_opens_the_chat(opened):
    token, _, where = opened
    assert token not in where and token.partition(".")[2] not in where


# In a browser


@pytest.mark.browser
@pytest.mark.parametrize(
    "look",
    [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"width": 320, "height": 568},
     {"java_script_enabled": False}],
)  # fmt: skip
async def test_the_page_is_within_everybodys_reach(side, opened, visit, look):
    page = await visit(side.client.make_url(opened[2]), **look)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Notes for the meeting")
    await expect(page.get_by_role("link", name="Save as a PDF")).to_be_visible()
    if look.get("java_script_enabled", True):
        await expect(page.get_by_role("button", name="Print")).to_be_visible()
        results = await Axe().run(page, options=RULES)
        assert [(each["id"], each["nodes"]) for each in results.response["violations"]] == []
    assert await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


@pytest.mark.browser
async def test_from_the_chat_the_letter_opens_in_a_tab_and_the_chat_stays(side, visit):
    page = await visit(side.client.make_url("/"))
    await open_chat(page)
    await write(page, "a letter")
    async with page.context.expect_page() as opening:
        await page.get_by_role("button", name=re.compile("Print or save")).click()
    tab = await opening.value
    await expect(tab.get_by_role("heading", level=1)).to_have_text("Notes for the meeting")
    assert await tab.evaluate("window.opener") is None
    await expect(page.get_by_role("log")).to_contain_text("Here it is.")
    async with tab.expect_download() as saving:
        await tab.get_by_role("link", name="Save as a PDF").click()
    assert (await saving.value).suggested_filename == "letter.pdf"


@pytest.mark.browser
async def test_lines_to_write_on_are_seen_and_not_read_out(side, visit):
    page = await visit(side.client.make_url("/"))
    await open_chat(page)
    await write(page, "a letter")
    await expect(page.locator(".live")).to_contain_text("Signature:")
    assert "__" not in await page.locator(".live").inner_text()
    await expect(page.locator(".letter span[aria-hidden]")).to_be_visible()


@pytest.mark.browser
async def test_printing_the_page_prints_the_letter_alone(side, opened, visit):
    page = await visit(side.client.make_url(opened[2]))
    await page.emulate_media(media="print")
    await expect(page.get_by_role("link", name="Save as a PDF")).to_be_hidden()
    await expect(page.get_by_text("He reads *slowly*.")).to_be_visible()


@pytest.mark.browser
async def test_a_letter_whose_link_fails_leaves_the_chat_as_it_is(side, visit):
    page = await visit(side.client.make_url("/"), may_complain=["net::ERR_FAILED"])
    await open_chat(page)
    await write(page, "a letter")
    await page.route("**/paper", lambda route: route.abort())
    await page.get_by_role("button", name=re.compile("Print or save")).click()
    await expect(page.locator(".problem")).to_be_visible()
    await expect(page.get_by_role("log")).to_contain_text("Here it is.")
