"""Many writers of one file take turns in the order in which they came; none starves, and none waits for ever."""

import threading
import time

import pytest

from bot.errors import RecordsUnavailable
from bot.intake.records import THREADS, Records
from bot.intake.turns import Turns, turns_at


def test_first_come_first_served():
    turns, order, came = Turns(), [], threading.Semaphore(0)

    def write(number):
        came.release()
        with turns.take(10):
            order.append(number)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    with turns.take(1):
        for number, writer in enumerate(writers):
            writer.start()
            came.acquire()
            while len(turns._waiting) < number + 2:
                time.sleep(0.001)
    for writer in writers:
        writer.join()
    assert order == list(range(8))


def test_two_never_have_the_turn_at_once():
    turns, inside, most = Turns(), [], []

    def write():
        for _ in range(50):
            with turns.take(10):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert max(most) == 1 and len(most) == 400


def test_who_has_waited_long_enough_is_told_and_holds_up_nobody():
    turns = Turns()
    with turns.take(1), pytest.raises(RecordsUnavailable), turns.take(0.01):
        raise AssertionError("it was not its turn")
    with turns.take(0.01):
        assert len(turns._waiting) == 1


def test_who_fails_gives_the_turn_on():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.take(1):
        1 / 0  # noqa: B018
    with turns.take(0.01):
        assert len(turns._waiting) == 1


def test_all_who_open_one_file_wait_in_one_queue(tmp_path):
    assert turns_at(tmp_path / "a.db") is turns_at(tmp_path / "a.db") is not turns_at(tmp_path / "b.db")


def test_every_thread_has_a_connection_to_a_server(migrated_server):
    records = Records.open(migrated_server[0])
    held = [records.engine.connect() for _ in range(THREADS)]
    assert len(held) == THREADS
    for connection in held:
        connection.close()
    records.close()
