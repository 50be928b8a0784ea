"""The widget on a school's own website: another origin, a strict policy, hostile styles, and few bytes."""

import gzip
import json
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect
from test_widget import open_chat, write

from bot.chat import pages


@pytest_asyncio.fixture(loop_scope="session")
async def school_site():
    """A function that serves a school's page with the given script element. Returns its address."""
    servers = []
    page = {}

    async def answer(request):
        policy = f"default-src 'none'; script-src {page['chat']}; connect-src {page['chat']}"
        policy += "; require-trusted-types-for 'script'"
        return web.Response(text=page["text"], content_type="text/html", headers={"Content-Security-Policy": policy})

    async def served(chat="", attributes=""):
        if not servers:
            app = web.Application()
            app.router.add_get("/", answer)
            servers.append(TestServer(app))
            await servers[0].start_server()
        page["chat"] = chat
        page["text"] = (
            "<!doctype html><html lang=en><title>School</title><h1>School</h1>"
            f'<script src="{chat}/chat/widget.js" data-school="Hill School" {attributes} async></script>'
        )
        return str(servers[0].make_url("/"))

    yield served
    for server in servers:
        await server.close()


@pytest.mark.browser
async def test_it_works_on_the_schools_site_under_a_strict_policy(school_site, open_side, visit):
    origin = (await school_site()).rstrip("/")
    side = await open_side(sites=[origin])
    chat = str(side.client.make_url("/")).rstrip("/")
    visit.known.add(chat.removeprefix("http://"))
    page = await visit(await school_site(chat), may_complain=["favicon.ico"])
    await open_chat(page)
    await expect(page.get_by_role("heading", name="Hill School")).to_be_visible()
    await write(page, "What is an ILP?")
    await page.reload()
    await expect(page.locator(".message.family")).to_have_count(1)


@pytest.mark.browser
async def test_it_does_not_start_on_a_site_that_is_not_the_schools(school_site, side, visit):
    chat = str(side.client.make_url("/")).rstrip("/")
    visit.known.add(chat.removeprefix("http://"))
    page = await visit(
        await school_site(chat), may_complain=["favicon.ico", "CORS", "net::ERR_FAILED", "Failed to fetch"]
    )
    await page.wait_for_load_state("networkidle")
    assert await page.locator("guidepost-chat").count() == 0
    assert side.speaker.heard == []


@pytest.mark.browser
async def test_a_students_chat_ends_when_it_is_closed_and_keeps_no_draft(school_site, open_side, visit):
    origin = (await school_site()).rstrip("/")
    side = await open_side(sites=[origin])
    chat = str(side.client.make_url("/")).rstrip("/")
    visit.known.add(chat.removeprefix("http://"))
    page = await visit(await school_site(chat, "data-persona=student"), may_complain=["favicon.ico"])
    await open_chat(page)
    await write(page, "What is an ILP?")
    await page.get_by_label("Your message").fill("not sent")
    assert "not sent" not in await page.evaluate("JSON.stringify(sessionStorage)")
    await page.get_by_role("button", name="Close and clear").click()
    await page.get_by_role("button", name="Yes, clear it").click()
    await expect(page.get_by_role("dialog")).to_be_hidden()
    assert len(side.speaker.forgotten) == 1
    assert "token" not in await page.evaluate("JSON.stringify(sessionStorage)")


async def test_it_stays_small(side):
    files = [
        file for file in (Path(pages.__file__).parent / "widget").iterdir() if file.name not in ("page.css", "icon.svg")
    ]
    words = json.dumps(await (await side.client.get("/chat/words.json")).json()).encode()
    total = sum(len(gzip.compress(file.read_bytes())) for file in files) + len(gzip.compress(words))
    assert len(files) >= 8 and total < 17_000, total
