"""A turn of the chat, as a family waits for it, beside the bars of the design; then where its time goes.

python -m scripts.bench turns"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession

from scripts.bench.families import QUESTIONS, REQUEST, TIMEOUT, Family, percentile
from scripts.bench.programs import Running, guidepost

ROUNDS = 6  # of all questions, in a long conversation and in new ones by turns, so that both meet the same machine
BEFORE = 100 - ROUNDS * len(QUESTIONS) // 2  # messages of the long one before them: they lie around the 100th


@dataclass(frozen=True)
class Times:
    """Seconds of each turn: in new conversations (messages 1 to 8), around the 100th message, and in the form."""

    new: list[float]
    old: list[float]
    form: list[float]


def main(arguments: Sequence[str] = ()) -> None:
    show("load average before, on how many cores", f"{os.getloadavg()[0]:.1f}, {os.cpu_count()}")
    with guidepost() as running:
        show("start to ready", f"{running.ready_seconds:.1f} s", "15 s")
        times = asyncio.run(talk(running))
        memory = running.memory()
    questions = times.new + times.old
    show("a turn, median", f"{percentile(questions, 0.5):.0f} ms", "25 ms")
    show("a turn, 95th percentile", f"{percentile(questions, 0.95):.0f} ms", "60 ms")
    show("around message 100 against around message 5", f"{ratio(times):.2f}x", "1.5x")
    show("a turn in a request, median", f"{percentile(times.form, 0.5):.0f} ms")
    show("a turn in a request, 95th percentile", f"{percentile(times.form, 0.95):.0f} ms")
    show("memory after these turns", f"{memory:.0f} MB", "500 MB")
    where_time_goes("questions", form=False)
    where_time_goes("a request", form=True)
    show("load average after", f"{os.getloadavg()[0]:.1f}")


async def talk(running: Running) -> Times:
    times = Times([], [], [])
    async with ClientSession(timeout=TIMEOUT) as session:

        async def family() -> Family:
            made = Family(session, running.address)
            await made.begin()
            return made

        long = await family()
        for place in range(BEFORE):
            await long.say(QUESTIONS[place % len(QUESTIONS)])
        for _ in range(ROUNDS):
            fresh = await family()
            for question in QUESTIONS:
                times.new.append(await fresh.say(question))
                times.old.append(await long.say(question))
            times.form.extend([await fresh.say(said) for said in REQUEST])
    return times


def ratio(times: Times) -> float:
    return percentile(times.old, 0.5) / percentile(times.new, 0.5)


def where_time_goes(what: str, form: bool) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "stages.json")
        with guidepost(file) as running:
            asked = asyncio.run(one_by_one(running, form))
        told = json.loads(file.read_text())
    spent = {stage: seconds / told["turns"] * 1000 for stage, seconds in told["spent"].items()}
    spent["http"] = sum(asked) / len(asked) * 1000 - sum(spent.values())
    print(f"where the time goes: {what} (mean of {told['turns']} turns, with stopwatches)")
    for stage, millis in sorted(spent.items(), key=lambda one: -one[1]):
        show(f"  {stage}", f"{millis:.1f} ms  {millis / sum(spent.values()):4.0%}")
    show("  all", f"{sum(spent.values()):.1f} ms")
    show("  the processor's time", f"{told['processor_seconds'] / told['turns'] * 1000:.1f} ms")


async def one_by_one(running: Running, form: bool) -> list[float]:
    """Every turn of a few conversations, one after the other."""
    seconds = []
    async with ClientSession(timeout=TIMEOUT) as session:
        for _ in range(ROUNDS):
            family = Family(session, running.address)
            await family.begin()
            seconds += [await family.say(said) for said in (REQUEST if form else QUESTIONS * 2)]
    return seconds


def show(what: str, found: str, bar: str = "") -> None:
    print(f"{what:45} {found:>16}" + (f"   (bar: {bar})" if bar else ""), flush=True)
