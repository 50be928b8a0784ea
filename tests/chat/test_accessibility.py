"""Both pages against the rules of WCAG 2.2 A and AA, in every state that a person can bring them to."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect
from test_widget import LAUNCHER, open_chat, write

pytestmark = pytest.mark.browser
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


async def assert_clean(page):
    results = await Axe().run(page, options=RULES)
    found = [(each["id"], [node["target"] for node in each["nodes"]]) for each in results.response["violations"]]
    assert found == []
    return results


async def every_kind(page):
    for text in (
        "What is an ILP?",
        "which grade",
        "check it",
        "send it",
        "a letter",
        "status",
        "danger",
        "break",
        "else",
    ):
        await write(page, text)
    await page.get_by_text("Where this comes from").first.click()
    await page.get_by_role("button", name="Grade 1").click(force=True)


@pytest.mark.parametrize(
    "look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"width": 320, "height": 568}]
)
async def test_the_school_page_and_its_chat(side, visit, look):
    page = await visit(side.client.make_url("/"), **look)
    await expect(page.get_by_role("button", name=LAUNCHER)).to_be_visible()
    await assert_clean(page)
    await open_chat(page)
    await page.wait_for_timeout(300)  # the window has risen: no colour is half transparent any more
    await assert_clean(page)
    await every_kind(page)
    await assert_clean(page)
    await page.get_by_role("button", name="Finish and clear this chat").click()
    await assert_clean(page)
    await page.get_by_role("button", name="Yes, clear it").click()
    await expect(page.get_by_role("button", name="Start a new chat")).to_be_visible()
    await assert_clean(page)


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"width": 320, "height": 256}])
async def test_the_chat_page(side, visit, look):
    page = await visit(side.client.make_url("/chat/"), **look)
    await expect(page.locator(".message.greeting")).to_be_visible()
    await assert_clean(page)
    await every_kind(page)
    await assert_clean(page)
    visit.forgiven.append("net::ERR_FAILED")
    await page.route("**/chat/messages", lambda route: route.abort())
    await page.get_by_label("Your message").fill("hello")
    await page.keyboard.press("Enter")
    await expect(page.locator(".problem")).to_be_visible()
    await assert_clean(page)


async def test_the_check_itself_finds_what_is_wrong(side, visit):
    page = await visit(side.client.make_url("/"))
    await open_chat(page)
    await page.evaluate("document.querySelector('guidepost-chat').shadowRoot.querySelector('label').remove()")
    with pytest.raises(AssertionError, match="label"):
        await assert_clean(page)


async def test_without_scripts_the_page_says_whom_to_call(side, visit):
    page = await visit(side.client.make_url("/chat/"), java_script_enabled=False)
    await expect(page.get_by_role("link", name=side.content.school.phone)).to_be_visible()
