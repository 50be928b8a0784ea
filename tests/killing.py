"""Runs work in a real child process and kills it with SIGKILL at a random moment. The seed is printed; set
GUIDEPOST_TEST_SEED to it to see the same moments again."""

import multiprocessing
import os
import random
import time

ROUNDS = int(os.environ.get("GUIDEPOST_TEST_KILLS") or 25)  # `make soak` kills 300 times
FORK = multiprocessing.get_context("fork")  # the child has everything imported: all of its time is work


def seeded():
    seed = int(os.environ.get("GUIDEPOST_TEST_SEED") or time.time_ns())
    print(f"GUIDEPOST_TEST_SEED={seed}")
    return random.Random(seed)


def killed(work, after):
    """What `work(say)` said before it was killed `after` seconds past its start; `say` takes a line of text."""
    reads, writes = os.pipe()
    started = FORK.Event()

    def child():
        os.close(reads)
        started.set()
        work(lambda line: os.write(writes, f"{line}\n".encode()))

    process = FORK.Process(target=child)
    process.start()
    os.close(writes)
    started.wait(30)
    time.sleep(after)
    process.kill()
    process.join(30)
    with os.fdopen(reads) as said:
        return said.read().splitlines(), process.exitcode
