"""The chat on real records and real content, with a small assistant in place of the trained one."""

from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from chat_side import Side
from speaker import Speaker

from bot.chat.mount import mount_chat
from bot.content import load_content
from bot.settings import Settings


@pytest.fixture(scope="session")
def content():
    return load_content(Path(__file__).parents[2] / "data/content")


@pytest.fixture
def settings(tmp_path, sqlite_url):
    environ = {
        "GUIDEPOST_DATA": str(tmp_path / "var"),
        "GUIDEPOST_DATABASE_URL": sqlite_url,
        "GUIDEPOST_RATE_LIMIT": "off",
    }
    return Settings.from_environment(environ)


@pytest.fixture
async def open_side(content, settings, sqlite_records):
    """A function that opens the families' side; keywords go to mount_chat."""
    clients = []

    async def opened(settings=settings, **mounted):
        app, speaker = web.Application(), Speaker(content)
        mount_chat(app, settings, content, sqlite_records, speaker, **mounted)
        client = TestClient(TestServer(app))
        await client.start_server()
        clients.append(client)
        return Side(client, app, content, sqlite_records, speaker, settings)

    yield opened
    for client in clients:
        await client.close()


@pytest.fixture
async def side(open_side):
    return await open_side()
