"""The families' side as a test meets it."""

from dataclasses import dataclass

from aiohttp import web
from aiohttp.test_utils import TestClient
from speaker import Speaker

from bot.content import Content
from bot.intake.records import Records
from bot.settings import Settings

PROBLEM = "application/problem+json"


@dataclass
class Side:
    """The families' side as a client meets it, and what stands behind it."""

    client: TestClient
    app: web.Application
    content: Content
    records: Records
    speaker: Speaker
    settings: Settings

    async def begin(self, **wanted):
        answer = await self.client.post("/chat/conversations", json=wanted)
        assert answer.status == 201, await answer.text()
        begun = await answer.json()
        return begun["conversation"], begun["messages"]

    async def say(self, token, **said):
        return await self.client.post("/chat/messages", json=said, headers=bearer(token))

    async def so_far(self, token):
        answer = await self.client.get("/chat/messages", headers=bearer(token))
        assert answer.status == 200, await answer.text()
        return (await answer.json())["messages"]


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


async def assert_problem(answer, status, name):
    assert (answer.status, answer.content_type) == (status, PROBLEM), await answer.text()
    problem = await answer.json()
    assert problem["status"] == status and problem["type"] == f"urn:guidepost:{name}"
    assert problem["title"] and problem["detail"]
    return problem
