"""The chat on real records and real content, with a small assistant in place of the trained one."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from chat_side import Side
from playwright.async_api import async_playwright
from speaker import Speaker

from bot.chat.mount import mount_chat
from bot.content import load_content
from bot.content.live import Live
from bot.settings import Settings

HERE = Path(__file__).parent
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def content():
    return load_content(HERE.parents[1] / "data/content")


@pytest.fixture
def settings(tmp_path, sqlite_url):
    environ = {
        "GUIDEPOST_DATA": str(tmp_path / "var"),
        "GUIDEPOST_DATABASE_URL": sqlite_url,
        "GUIDEPOST_RATE_LIMIT": "off",
    }
    return Settings.from_environment(environ)


@pytest_asyncio.fixture(loop_scope="session")
async def open_side(content, settings, sqlite_records):
    """A function that opens the families' side; keywords go to mount_chat."""
    clients = []

    async def opened(settings=settings, **mounted):
        app, speaker = web.Application(), Speaker(content)
        mount_chat(app, settings, Live(content), sqlite_records, speaker, **mounted)
        client = TestClient(TestServer(app))
        await client.start_server()
        clients.append(client)
        return Side(client, app, content, sqlite_records, speaker, settings)

    yield opened
    for client in clients:
        await client.close()


@pytest_asyncio.fixture(loop_scope="session")
async def side(open_side):
    return await open_side()


def pytest_collection_modifyitems(items):
    """One event loop for all tests here, so that they can share one browser."""
    for item in items:
        if item.path.parent == HERE and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "browser: needs Chromium; skipped where there is none, unless GUIDEPOST_TEST_ALL=1"
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser():
    """The system's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None and os.environ.get("GUIDEPOST_TEST_ALL") != "1":
        pytest.skip("there is no Chromium on this machine")
    assert program, "GUIDEPOST_TEST_ALL=1 wants the browser tests too, and there is no Chromium on this machine"
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=program, args=QUIET)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser):
    """A function that opens a page. Whatever the page complains of, or asks of another place, is a failure."""
    complaints, places, known, contexts = [], set(), set(), []

    async def opened(address, width=1280, height=800, may_complain=(), **settings):
        contexts.append(await browser.new_context(viewport={"width": width, "height": height}, **settings))
        page = await contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: places.add(urlsplit(request.url).netloc))
        known.add(urlsplit(str(address)).netloc)
        visit.forgiven += may_complain
        await page.goto(str(address))
        return page

    visit = opened
    visit.forgiven, visit.known = [], known
    yield visit
    for context in contexts:
        await context.close()
    assert places <= known, f"asked of a third party: {places - known}"
    assert [each for each in complaints if not any(part in each for part in visit.forgiven)] == []
