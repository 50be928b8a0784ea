"""Writers of one SQLite file take turns, first come, first served. SQLite lets those who wait try again after pauses
that grow: under many writers an unlucky one would wait for half a minute."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bot.errors import RecordsUnavailable


class Turns:
    """Of this process; other processes that write to the same file are met in SQLite's own way."""

    def __init__(self) -> None:
        self._changing, self._waiting = threading.Lock(), deque[threading.Event]()  # the first one's turn it is

    @contextmanager
    def take(self, seconds: float) -> Iterator[None]:
        """Wait for one's turn, and hold it. Raises RecordsUnavailable after `seconds`."""
        mine = threading.Event()
        with self._changing:
            self._waiting.append(mine)
            self._waiting[0].set()
        try:
            if not mine.wait(seconds):
                raise RecordsUnavailable("Too many writers wait for the records.")
            yield
        finally:
            with self._changing:
                self._waiting.remove(mine)
                if self._waiting:
                    self._waiting[0].set()


@cache
def turns_at(file: Path) -> Turns:
    """The same for everybody who opens `file`."""
    return Turns()
