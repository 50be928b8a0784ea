"""The chat window in a real browser, as people use it: by keyboard, on a phone, after a reload, when things break."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

pytestmark = pytest.mark.browser
LAUNCHER = re.compile("Ask about school plans")
AWAY = "net::ERR_FAILED"


@pytest.fixture
def address(side):
    return side.client.make_url("/")


@pytest_asyncio.fixture(loop_scope="session")
async def page(visit, address):
    return await visit(address)


async def open_chat(page):
    await page.get_by_role("button", name=LAUNCHER).click()
    await expect(page.get_by_role("log")).to_contain_text("Hello")


async def write(page, text):
    await page.get_by_label("Your message").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message.family").last).to_contain_text(text)
    await expect(page.locator(".message").last).not_to_have_class(re.compile("family"))


async def focused(page):
    """What has the focus, inside the window too."""
    return await page.evaluate(
        """() => { let at = document.activeElement;
        while (at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
        return at.getAttribute("aria-label") || at.id || at.textContent }"""
    )


async def test_a_whole_conversation_by_keyboard_alone(page):
    keys = page.keyboard
    await expect(page.get_by_role("button", name=LAUNCHER)).to_be_visible()
    while not LAUNCHER.match(await focused(page)):
        await keys.press("Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog", name=re.compile("ILPs and IAPs"))).to_be_visible()
    assert await focused(page) == "input"
    await expect(page.get_by_role("log")).to_contain_text("Hello")
    await keys.type("What is an ILP?")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="What an ILP is")).to_be_visible()
    assert await focused(page) == "input"  # a message that comes in moves nothing
    await keys.type("which grade")
    await keys.press("Enter")
    await expect(page.get_by_role("button", name="Grade 5")).to_be_visible()
    while await focused(page) != "Grade 4":
        await keys.press("Shift+Tab")
    await keys.press("Space")
    await expect(page.get_by_role("log")).to_contain_text("'grade': '4'")
    chosen = page.get_by_role("button", name="Grade 4 (chosen)")
    await expect(chosen).to_have_attribute("aria-disabled", "true")
    assert await focused(page) == "Grade 4 (chosen)"
    await keys.press("Space")  # used already: nothing is sent
    assert await page.locator(".message.family").count() == 3
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert LAUNCHER.match(await focused(page))


async def test_what_it_is_and_what_is_kept_is_said_before_anything_is_typed(page, side):
    await open_chat(page)
    for words in ("computer program, not a person", f"up to {side.content.school.retention.conversations} days", "988"):
        await expect(page.get_by_text(words)).to_be_in_viewport()


async def test_new_messages_are_read_out_once_and_then_dropped(page):
    await open_chat(page)
    log, live = page.get_by_role("log"), page.locator("[aria-live=polite]")
    assert await log.get_attribute("aria-live") == "off"
    await write(page, "which grade")
    await expect(live).to_contain_text("Assistant: Which grade is your child in? You can choose: Grade 1; Grade 2")
    await expect(live).to_be_empty(timeout=2500)


async def test_a_slow_answer_is_announced_and_a_second_question_waits(page, side):
    await open_chat(page)
    side.speaker.seconds = 1.5
    await page.get_by_label("Your message").fill("What is an ILP?")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The assistant is writing.").first).to_be_visible()
    await page.get_by_label("Your message").fill("and an IAP?")
    await page.keyboard.press("Enter")
    await expect(page.locator("[aria-live=polite]")).to_contain_text("wait for the answer")
    await expect(page.get_by_role("heading", name="What an ILP is")).to_be_visible()
    await expect(page.get_by_label("Your message")).to_have_value("and an IAP?")
    assert len(side.speaker.heard) == 1


async def test_an_answer_that_comes_while_the_window_is_closed_is_counted_on_the_button(page, side):
    await open_chat(page)
    side.speaker.seconds = 0.5
    await page.get_by_label("Your message").fill("What is an ILP?")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Ask about school plans 1 new message")).to_be_visible()


async def test_the_conversation_survives_a_reload_and_the_way_to_the_next_page(page, address):
    await open_chat(page)
    await write(page, "which grade")
    await page.get_by_role("button", name="Grade 2").click()
    await expect(page.get_by_role("log")).to_contain_text("'grade': '2'")
    await write(page, "What is an ILP?")
    await page.get_by_label("Your message").fill("half a sen")
    said = await page.locator(".message").count()
    await page.reload()
    await expect(page.locator(".message")).to_have_count(said)
    await expect(page.get_by_role("button", name="Grade 2 (chosen)")).to_have_attribute("aria-disabled", "true")
    await expect(page.get_by_role("button", name="How to ask for an ILP")).not_to_have_attribute(
        "aria-disabled", "true"
    )
    await expect(page.get_by_label("Your message")).to_have_value("half a sen")
    assert await page.evaluate("document.activeElement === document.body")  # a page that loads takes nobody's focus
    await page.goto(str(address.with_path("/chat/")))
    await expect(page.locator(".message")).to_have_count(said)


async def test_finishing_clears_every_copy_in_every_tab(page, side):
    await open_chat(page)
    await write(page, "What is an ILP?")
    async with page.expect_popup() as popup:
        await page.evaluate("void window.open('/')")  # a tab opened by the page has a copy of its token
    other = await popup.value
    await expect(other.locator(".message.family")).to_have_count(1)
    await page.get_by_label("Your message").fill("not for others")
    await page.get_by_role("button", name="Finish and clear this chat").click()
    assert await focused(page) == "Yes, clear it"
    await page.keyboard.press("Escape")  # thinks again
    assert await focused(page) == "Finish and clear this chat"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    for each in (page, other):
        await expect(each.get_by_text("This chat is cleared.").first).to_be_visible()
        await expect(each.locator(".message")).to_have_count(0)
        assert "token" not in await each.evaluate("JSON.stringify(sessionStorage)")
    await expect(page.get_by_label("Your message")).to_have_value("")
    assert "not for others" not in await page.evaluate("JSON.stringify(sessionStorage)")
    assert len(side.speaker.forgotten) == 1
    await page.get_by_role("button", name="Start a new chat").click()
    await expect(page.get_by_role("log")).to_contain_text("Hello")


async def test_starting_again_forgets_and_greets(page, side):
    await open_chat(page)
    await write(page, "What is an ILP?")
    await page.get_by_role("button", name="Start again").click()
    await page.get_by_role("button", name="Yes, clear it").click()
    await expect(page.locator(".message.greeting")).to_have_count(1)
    await expect(page.locator(".message")).to_have_count(1)
    assert len(side.speaker.forgotten) == 1


async def test_a_clearing_that_fails_is_not_called_done(page, visit):
    await open_chat(page)
    await write(page, "What is an ILP?")
    visit.forgiven.append(AWAY)
    await page.route("**/conversations/current", lambda route: route.abort())
    await page.get_by_role("button", name="Finish and clear this chat").click()
    await page.get_by_role("button", name="Yes, clear it").click()
    await expect(page.get_by_text("could not be cleared").first).to_be_visible()
    await expect(page.locator(".message.family")).to_have_count(1)


async def test_when_the_chat_is_away_the_words_stay_and_the_office_is_named(page, side, visit):
    await open_chat(page)
    await write(page, "which grade")
    visit.forgiven.append(AWAY)
    await page.route("**/chat/messages", lambda route: route.abort())
    await page.get_by_label("Your message").fill("my daughter needs more time")
    await page.keyboard.press("Enter")
    school = side.content.school
    for words in (school.phone, school.hours_text, school.email):
        await expect(page.locator(".problem")).to_contain_text(words)
    await expect(page.get_by_label("Your message")).to_have_value("my daughter needs more time")
    await expect(page.locator(".message.family")).to_have_count(1)
    await page.get_by_role("button", name="Grade 3").click()
    await expect(page.get_by_role("button", name="Grade 3", exact=True)).not_to_have_attribute("aria-disabled", "true")
    await page.unroute("**/chat/messages")
    await page.get_by_role("button", name="Grade 3").click()
    await expect(page.get_by_role("log")).to_contain_text("'grade': '3'")
    await expect(page.locator(".problem")).to_be_hidden()


async def test_a_turn_that_fails_inside_gives_the_words_back(page, side):
    await open_chat(page)
    await write(page, "break this")
    await expect(page.locator(".message.error")).to_contain_text(side.content.school.phone)
    await expect(page.get_by_label("Your message")).to_have_value("break this")


async def test_a_chat_that_is_over_says_so_and_keeps_the_words(page, side, visit):
    await open_chat(page)
    await write(page, "What is an ILP?")
    visit.forgiven.append("401")
    with side.records.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE conversation SET ended_at = last_seen")
    await page.get_by_label("Your message").fill("one more thing")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("This chat is over").first).to_be_visible()
    await expect(page.get_by_label("Your message")).to_have_value("one more thing")
    await page.get_by_role("button", name="Start a new chat").click()
    await expect(page.locator(".message.greeting")).to_have_count(1)
    await expect(page.get_by_label("Your message")).to_have_value("one more thing")


async def test_a_text_that_is_too_long_is_counted_and_not_sent(page, side):
    await open_chat(page)
    await page.get_by_label("Your message").fill("\N{GRINNING FACE}" * 1990)
    await expect(page.get_by_text("10 characters left")).to_be_visible()
    await page.get_by_label("Your message").fill("a" * 2005)
    await expect(page.locator(".counter")).to_contain_text("5 characters too many")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_label("Your message")).to_have_value("a" * 2005)
    assert side.speaker.heard == []


async def test_words_are_never_taken_for_html(page):
    await open_chat(page)
    await write(page, "<img src=x onerror=alert(1)> **no** http://x")
    assert await page.locator(".message.family img, .message.family strong, .message.family a").count() == 0
    made = await page.evaluate(
        """async () => { const { markdown } = await import("/chat/markdown.js");
        const box = document.createElement("div");
        box.append(...markdown("<b>a</b> **b** javascript:alert(1) https://x.example/a.\\n\\n- c\\n- d\\n  e\\n"));
        box.append(...markdown("2. f\\n\\n[g](h) 1-800-422-4453 x@y.org \\\\*\\\\*a\\\\*\\\\* b\\\\_c@y.org"));
        return box.innerHTML }"""
    )
    assert made == (
        "<p>&lt;b&gt;a&lt;/b&gt; <strong>b</strong> javascript:alert(1) "
        '<a href="https://x.example/a" rel="noopener noreferrer">https://x.example/a</a>.</p>'
        '<ul><li>c</li><li>d e</li></ul><ol start="2"><li>f</li></ol>'
        '<p>[g](h) <a href="tel:18004224453">1-800-422-4453</a> <a href="mailto:x@y.org">x@y.org</a> '
        '**a** <a href="mailto:b_c@y.org">b_c@y.org</a></p>'
    )


async def test_answers_to_check_are_terms_and_definitions(page):
    await open_chat(page)
    await write(page, "check it")
    assert await page.locator(".check_answers dt").all_inner_texts() == ["Grade", "What is hard", "How to reach you"]
    assert await page.locator(".check_answers dd").all_inner_texts() == ["4", "He fidgets.", "225-555-0199"]


@pytest.mark.parametrize("path", ["/", "/chat/"])
async def test_a_sent_request_shows_its_numbers_once_and_prints_alone(visit, address, side, path):
    page = await visit(address.with_path(path))
    if path == "/":
        await open_chat(page)
    await expect(page.locator(".message.greeting")).to_be_visible()
    await write(page, "send it")
    numbers = page.locator(".sent .numbers")
    await expect(numbers).to_contain_text("2346789F")
    await expect(numbers).to_contain_text("CDFHJKMN")
    await page.evaluate("window.print = () => (window.printed = true)")
    await page.get_by_role("button", name="Print or save").click()
    assert await page.evaluate("window.printed")
    await page.emulate_media(media="print")
    await expect(numbers).to_be_visible()
    await expect(numbers).to_contain_text(side.content.school.phone)
    for other in (page.locator(".message.greeting"), page.locator("h1"), page.locator("textarea")):
        await expect(other).to_be_hidden()
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    await page.emulate_media(media="screen")
    await expect(page.locator("h1")).to_be_visible()
    await page.reload()
    await expect(numbers).to_contain_text("not shown again")
    await expect(page.locator(".panel")).not_to_contain_text("CDFHJKMN")


async def test_in_danger_the_numbers_can_be_pressed(page):
    await open_chat(page)
    await write(page, "danger")
    for number in ("988", "911", "1-800-422-4453"):
        link = page.locator(".crisis").get_by_role("link", name=number)
        assert await link.get_attribute("href") == f"tel:{number.replace('-', '')}"


@pytest.mark.parametrize(("width", "height"), [(320, 568), (320, 256)])
async def test_everything_fits_on_320_pixels_and_can_be_hit(visit, address, width, height):
    page = await visit(address, width=width, height=height)
    await open_chat(page)
    for text in ("which grade", "send it", "check it", "danger", "https://example.org/" + "a" * 100):
        await write(page, text)
    fits = """() => { const root = document.querySelector("guidepost-chat").shadowRoot;
    return [document.scrollingElement, ...root.querySelectorAll(".panel, .log, .content, form")]
        .every((box) => box.scrollWidth <= box.clientWidth + 2) }"""
    assert await page.evaluate(fits)
    for button in await page.locator("guidepost-chat button:visible, guidepost-chat textarea").all():
        box = await button.bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, await button.inner_text()
    assert await page.evaluate(
        "document.querySelector('guidepost-chat').shadowRoot.querySelector('dialog').matches(':modal')"
    )
    await page.goto(str(address.with_path("/chat/")))
    await expect(page.locator(".message").first).to_be_visible()
    assert await page.evaluate(fits)
