"""Nobody keeps others waiting, and other sites can't use the chat from their visitors' browsers."""

import dataclasses

import pytest
import pytest_asyncio
from chat_side import assert_problem, bearer

from bot.chat.chat import CHAT
from bot.chat.limits import MOST_BUCKETS, Limit, neighbourhood

SITE = "https://www.riverbend.example"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_bucket_empties_and_fills_again():
    clock = Clock()
    limit = Limit(burst=2, per_second=0.5, clock=clock)
    assert [limit.wait("a"), limit.wait("a"), limit.wait("a"), limit.wait("b")] == [0, 0, 2, 0]
    clock.now += 2
    assert limit.wait("a") == 0 and limit.wait("a") == 2
    clock.now += 1000
    assert [limit.wait("a"), limit.wait("a"), limit.wait("a")] == [0, 0, 2]


def test_buckets_do_not_fill_the_memory():
    limit = Limit(burst=1, per_second=0.001)
    for number in range(MOST_BUCKETS + 50):
        limit.wait(str(number))
    assert len(limit._buckets) == MOST_BUCKETS


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_one_household_counts_as_one_address(address, counted):
    assert neighbourhood(address) == counted


@pytest_asyncio.fixture(loop_scope="session")
async def limited(open_side, settings):
    return await open_side(settings=dataclasses.replace(settings, rate_limit=True))


async def test_too_many_messages_in_one_conversation_have_to_wait(limited):
    (token, _), (other, _) = await limited.begin(), await limited.begin()
    statuses = [(await limited.say(token, text="hello")).status for _ in range(21)]
    assert statuses == [200] * 20 + [429]
    answer = await limited.say(token, text="hello")
    await assert_problem(answer, 429, "too-many")
    assert int(answer.headers["Retry-After"]) in (1, 2)
    assert (await limited.say(other, text="hello")).status == 200


async def test_too_many_conversations_from_one_address_have_to_wait(limited):
    answers = [await limited.client.post("/chat/conversations", json={}) for _ in range(41)]
    assert [answer.status for answer in answers] == [201] * 40 + [429]
    assert int(answers[-1].headers["Retry-After"]) <= 3


async def test_too_many_guesses_from_one_address_have_to_wait(limited):
    statuses = [(await limited.client.get("/chat/messages", headers=bearer("guess.ed"))).status for _ in range(130)]
    assert set(statuses[:120]) == {401} and statuses[-1] == 429


async def test_a_forwarded_address_counts_only_behind_our_own_proxies(open_side, settings):
    async def begun(side, *forwarded):
        headers = {"X-Forwarded-For": ", ".join(forwarded)} if forwarded else {}
        await side.client.post("/chat/conversations", json={}, headers=headers)
        return list(side.app[CHAT].limits.starts._buckets)[-1]

    on = dataclasses.replace(settings, rate_limit=True)
    direct, behind_one = await open_side(settings=on), await open_side(settings=on, proxies=1)
    assert await begun(direct, "198.51.100.9") == "127.0.0.1"
    assert (
        await begun(behind_one, "203.0.113.1", "198.51.100.9") == "198.51.100.9"
    )  # the first is the visitor's own claim
    assert await begun(behind_one) == "127.0.0.1"
    assert await begun(behind_one, "nonsense") == "127.0.0.1"


async def test_only_the_schools_own_site_may_use_the_chat_from_a_browser(open_side):
    side = await open_side(sites=[SITE])
    asks = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    for origin, allowed in ((SITE, SITE), ("https://evil.example", None), ("null", None)):
        before = await side.client.options("/chat/conversations", headers={"Origin": origin} | asks)
        answer = await side.client.post("/chat/conversations", json={}, headers={"Origin": origin})
        refused = await side.client.get("/chat/messages", headers={"Origin": origin})
        script = await side.client.get("/chat/chat.js", headers={"Origin": origin})
        for each in (before, answer, refused, script):
            assert each.headers.get("Access-Control-Allow-Origin") == allowed
            assert "Access-Control-Allow-Credentials" not in each.headers and each.headers["Vary"].startswith("Origin")
        assert before.status == 204
        if allowed:
            assert before.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
