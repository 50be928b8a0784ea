"""Many conversations at once: messages a second, and how long nineteen of twenty families wait at most. Beside it, in
the same run and with the same messages, Rasa's own server with its default configuration.

python -m scripts.bench crowd"""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Sequence
from contextlib import ExitStack

from aiohttp import ClientSession, TCPConnector

from scripts.bench.families import QUESTIONS, TIMEOUT, Family, Sender, percentile
from scripts.bench.programs import Running, guidepost, stock, stock_model

CROWDS = (8, 32)
EACH = 16  # messages of each conversation


def main(arguments: Sequence[str] = ()) -> None:
    with ExitStack() as open_ones:
        bots: list[tuple[Running, type[Family] | type[Sender]]] = [(open_ones.enter_context(guidepost()), Family)]
        if model := stock_model():
            bots.append((open_ones.enter_context(stock(model)), Sender))
        else:
            print("Rasa's stock server is left out: 'python -m scripts.bench pipelines' makes its model first.")
        for running, speaker in bots:
            asyncio.run(crowd(running, speaker, 2))  # what is done once, at the first messages, is done now
            print(f"{running.name}: ready after {running.ready_seconds:.1f} s", flush=True)
        for conversations in CROWDS:
            print(f"{conversations} conversations at once, load average {os.getloadavg()[0]:.1f}")
            for running, speaker in bots:
                print(measured(running, speaker, conversations), flush=True)


def measured(running: Running, speaker: type[Family] | type[Sender], conversations: int) -> str:
    began = time.perf_counter()
    seconds = asyncio.run(crowd(running, speaker, conversations))
    rate = len(seconds) / (time.perf_counter() - began)
    wait = f"median {percentile(seconds, 0.5):.0f} ms, 95th percentile {percentile(seconds, 0.95):.0f} ms"
    return f"  {running.name:20} {rate:6.1f} messages a second, {wait}, memory {running.memory():.0f} MB"


async def crowd(running: Running, speaker: type[Family] | type[Sender], conversations: int) -> list[float]:
    """Each says its next message as soon as the last one is answered, and each begins with another one."""
    async with ClientSession(timeout=TIMEOUT, connector=TCPConnector(limit=0)) as session:

        async def talk(number: int) -> list[float]:
            one = speaker(session, running.address)
            await one.begin()
            messages = itertools.islice(itertools.cycle(QUESTIONS), number, number + EACH)
            return [await one.say(said) for said in messages]

        return list(itertools.chain(*await asyncio.gather(*map(talk, range(conversations)))))
