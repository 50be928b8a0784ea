"""The desk on real records and the sample school's content, with a staff member of each right."""

import os
import shutil
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from desk_side import PASSWORD, SUNDAY_NIGHT, Side
from playwright.async_api import async_playwright

from bot.content.live import Live
from bot.desk.mount import mount_desk
from bot.intake.calls import NewCall, ask_for_call, send_question
from bot.intake.danger import DangerNotice, notify_danger
from bot.intake.records import Records
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request
from bot.settings import Settings

HERE = Path(__file__).parent
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def staffed_file(migrated_file, tmp_path_factory):
    """A database with the school's staff: a password takes a while to hash, so this is done once."""
    file = shutil.copy(migrated_file, tmp_path_factory.mktemp("staffed") / "guidepost.db")
    records = Records.open(f"sqlite:///{file}")
    for login, name, contact, danger, opens in (
        ("office", "Olga Office", "office", False, True),
        ("counsel", "Carl Counsel", "counsellor", False, True),
        ("principal", "Petra Principal", "principal", True, True),
        ("viewer", "Vera Viewer", None, False, False),
    ):
        create_staff(records, login, name, PASSWORD, contact, danger, SUNDAY_NIGHT, opens_requests=opens)
    records.close()
    return file


@pytest.fixture
def records(staffed_file, tmp_path):
    opened = Records.open(f"sqlite:///{shutil.copy(staffed_file, tmp_path / 'guidepost.db')}")
    yield opened
    opened.close()


@pytest.fixture
def settings(records, tmp_path):
    environ = {"GUIDEPOST_DATA": str(tmp_path / "var"), "GUIDEPOST_DATABASE_URL": f"sqlite:///{records.file}"}
    return Settings.from_environment(environ)


@pytest.fixture
def live(content):
    """What the school says now; a test may change it."""
    return Live(content)


@pytest_asyncio.fixture(loop_scope="session")
async def open_side(settings, content, live, records):
    """A function that opens the desk in a browser of its own."""
    app = web.Application()
    mount_desk(app, settings, live, records)
    server, clients = TestServer(app), []

    async def opened():
        client = TestClient(server)
        await client.start_server()
        clients.append(client)
        return Side(client, content, records)

    yield opened
    for client in clients:
        await client.close()


@pytest_asyncio.fixture(loop_scope="session")
async def side(open_side):
    return await open_side()


@pytest_asyncio.fixture(loop_scope="session")
async def at_work(side):
    """The desk with somebody of the office signed in."""
    await side.enter()
    return side


@pytest.fixture
def page(at_work, file_request):
    """A function that files a request and returns its page's address."""

    def made(**changes):
        return f"/desk/requests/{at_work.request_id(file_request(**changes).reference)}"

    return made


@pytest.fixture
def file_request(records, content, secret, new_request):
    """A function that files a plan request, and returns what the family was told."""

    def filed(at=SUNDAY_NIGHT, **changes):
        return submit_request(records, content, secret, new_request(**changes), at)

    return filed


@pytest.fixture
def file_call(records, content, secret):
    def filed(at=SUNDAY_NIGHT, **changes):
        told = {"draft": str(uuid.uuid4()), "conversation": None, "channel": "chat", "language": "en"}
        told |= {"persona": "parent", "requester_name": "Nina Example", "phone": "225-555-0199"}
        return ask_for_call(records, content, secret, NewCall(**(told | changes)), at)

    return filed


@pytest.fixture
def file_question(records, content, secret):
    def filed(at=SUNDAY_NIGHT, **changes):
        told = {"draft": str(uuid.uuid4()), "conversation": None, "channel": "chat", "language": "en"}
        told |= {"persona": "parent", "requester_name": "Nina Example", "email": "nina@example.org"}
        told |= {"description": "Is there a late bus?"}
        return send_question(records, content, secret, NewCall(**(told | changes)), at)

    return filed


@pytest.fixture
def file_danger(records, content, tmp_path):
    """A function that writes a notice of danger down, as the chat does."""

    def filed(at=SUNDAY_NIGHT, **changes):
        told = {"key": str(uuid.uuid4()), "kind": "self_harm", "about": "self", "at": at, "language": "en"}
        told |= {"persona": "student", "words": "I cannot go on like this", "who": "Sam", "where": "in the gym"}
        notify_danger(records, content, tmp_path / "spool", DangerNotice(**(told | changes)))

    return filed


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
async def visit(browser, side):
    """A function that opens a page of the desk, signed in as somebody or nobody. What its policy refuses, what breaks
    in it and what it asks of another place is a failure."""
    complaints, places, contexts = [], set(), []
    place = urlsplit(str(side.client.make_url("/"))).netloc

    async def opened(path="/desk/", login=None, width=1280, height=800, **settings):
        contexts.append(await browser.new_context(viewport={"width": width, "height": height}, **settings))
        page = await contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(said.text) if "policy" in said.text.lower() else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: places.add(urlsplit(request.url).netloc))
        if login:
            kept = {"name": "guidepost_desk", "value": side.session(login), "httpOnly": True, "sameSite": "Lax"}
            await contexts[-1].add_cookies([kept | {"domain": "127.0.0.1", "path": "/desk"}])
        await page.goto(str(side.client.make_url(path)))
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert complaints == []
    assert places <= {place}
