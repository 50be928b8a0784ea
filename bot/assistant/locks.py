"""One conversation, one message at a time. A waiting message goes on the moment the one before it is done (Rasa's own
store looks again once a second). One process serves a conversation, so the lock lives in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore

WAIT_SECONDS = 20  # a turn takes milliseconds; after this the family is told to try again


class WakingLocks(LockStore):  # type: ignore[misc]
    """Locks by conversation id; those nobody holds or waits for vanish by themselves."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = WAIT_SECONDS, wait_time_in_seconds: float = 0
    ) -> AsyncIterator[TicketLock]:
        """Hold the conversation's lock. Raises LockError after `lock_lifetime` seconds of waiting."""
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        try:
            await asyncio.wait_for(lock.acquire(), lock_lifetime)
        except asyncio.TimeoutError as error:
            raise LockError("An earlier message of the conversation is still being answered.") from error
        try:
            yield TicketLock(conversation_id)
        finally:
            lock.release()
