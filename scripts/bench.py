"""Measures a Guidepost of its own, over HTTP as a browser would, and sets the numbers beside the bars of the design.
It touches no data of a school: records and letters lie in a temporary folder, the model is the one in var/."""

import itertools
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.talk import NoAnswer, ask
from bot.training import ROOT, ensure_model

TURNS = 120  # of one conversation, so that the cost of a long one shows
QUESTIONS = (
    "what is an ilp",
    "my daughter has dyslexia, can she get more time in tests?",
    "how do I ask for a plan",
    "who is allowed to see the plan",
    "whats the diffrence between an ILP and an IAP",
    "how long does it take until somebody answers me",
    "the school said no, what can I do now?",
    "can you order me a pizza",
)


def main() -> None:
    ensure_model(ROOT / "var")
    with TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        Path(folder, "models").symlink_to(ROOT / "var" / "models")
        environment = {"GUIDEPOST_DATA": folder, "GUIDEPOST_PORT": str(port), "GUIDEPOST_RATE_LIMIT": "off"}
        began = time.perf_counter()
        program = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(address, program)
            show("start to ready", f"{time.perf_counter() - began:.1f} s", "15 s")
            times = [turn * 1000 for turn in turns(address)]
            memory = int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(program.pid)])) * 1024
        finally:
            program.terminate()
            program.wait(timeout=60)
    inside = sorted(times)
    show("a turn, median", f"{statistics.median(times):.0f} ms", "25 ms")
    show("a turn, 95th percentile", f"{inside[int(len(inside) * 0.95)]:.0f} ms", "60 ms")
    around = [statistics.median(times[turn - 4 : turn + 4]) for turn in (8, 100)]
    show("turns around the 100th against the 8th", f"{around[1] / around[0]:.2f}x", "1.5x")
    show("memory after these turns", f"{memory // 1_000_000} MB", "500 MB")


def wait_until_ready(address: str, program: "subprocess.Popen[bytes]") -> None:
    while program.poll() is None:
        try:
            ask(address, "GET", "/ready")
            return
        except NoAnswer:
            time.sleep(0.05)
    sys.exit("Guidepost did not start; 'make run' tells why.")


def turns(address: str) -> list[float]:
    """Seconds of each turn, as the one who asks sees them."""
    token = ask(address, "POST", "/chat/conversations", body={})["conversation"]
    seconds = []
    for question in itertools.islice(itertools.cycle(QUESTIONS), TURNS):
        began = time.perf_counter()
        ask(address, "POST", "/chat/messages", token, {"text": question})
        seconds.append(time.perf_counter() - began)
    return seconds


def show(what: str, found: str, bar: str) -> None:
    print(f"{what:40} {found:>10}   (bar: {bar})", flush=True)


if __name__ == "__main__":
    main()
