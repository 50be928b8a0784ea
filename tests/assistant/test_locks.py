"""One message of a conversation at a time, in order, and no waiting longer than needed."""

import asyncio
import gc
import time

import pytest
from rasa.core.lock_store import LockError

from bot.assistant.locks import WakingLocks


@pytest.fixture
def locks():
    return WakingLocks()


async def hold(locks, said, number, seconds=0.01):
    async with locks.lock("one"):
        said.append(f"{number} begins")
        await asyncio.sleep(seconds)
        said.append(f"{number} ends")


async def test_messages_are_answered_one_by_one_in_their_order(locks):
    said = []
    await asyncio.gather(*(hold(locks, said, number) for number in range(10)))
    assert said == [f"{number} {what}" for number in range(10) for what in ("begins", "ends")]


async def test_a_waiting_message_goes_on_at_once(locks):
    moments = []

    async def second():
        async with locks.lock("one"):
            moments.append(time.perf_counter())

    async with locks.lock("one"):
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.05)
        assert moments == []
        freed = time.perf_counter()
    await waiting
    assert moments[0] - freed < 0.1, "Rasa's own store looks once a second"


async def test_conversations_do_not_wait_for_each_other(locks):
    async with locks.lock("one"), locks.lock("two", lock_lifetime=0.05), locks.lock("three", lock_lifetime=0.05):
        pass


async def test_who_waits_too_long_is_told_and_holds_nothing(locks):
    async with locks.lock("one"):
        for _ in range(2):
            with pytest.raises(LockError):
                async with locks.lock("one", lock_lifetime=0.02):
                    pass
    async with locks.lock("one", lock_lifetime=0.02):
        pass


async def test_a_failure_inside_frees_the_lock(locks):
    with pytest.raises(ZeroDivisionError):
        async with locks.lock("one"):
            1 / 0  # noqa: B018
    async with locks.lock("one", lock_lifetime=0.02):
        pass


async def test_who_gives_up_waiting_keeps_nobody_waiting(locks):
    async with locks.lock("one"):
        waiting = asyncio.create_task(hold(locks, [], 1))
        await asyncio.sleep(0)
        last = asyncio.create_task(hold(locks, [], 2))
        await asyncio.sleep(0)
        waiting.cancel()
    await asyncio.wait_for(last, 1)
    assert waiting.cancelled()


async def test_unused_locks_vanish(locks):
    async with locks.lock("one"):
        waiting = asyncio.create_task(hold(locks, [], 1))
        await asyncio.sleep(0)
        assert list(locks._locks) == ["one"]
    await waiting
    for number in range(100):
        async with locks.lock(str(number)):
            pass
    gc.collect()
    assert list(locks._locks) == []
