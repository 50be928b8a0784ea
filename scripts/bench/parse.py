"""Loads a trained model in this process and lets it read texts one at a time, as an assistant would: how long loading
and each text took, how much memory it came to, what was understood. Knows nothing of which pipeline it is.

    python -m scripts.bench.parse MODEL.tar.gz TEXTS.json     TEXTS: a list of texts; one JSON object on stdout
"""

import time

BEGAN = time.perf_counter()  # before anything of Rasa's: its imports are part of a start

import asyncio  # noqa: E402
import json  # noqa: E402
import logging  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
import warnings  # noqa: E402
from pathlib import Path  # noqa: E402

KIB = 1 if sys.platform == "darwin" else 1024  # bytes in a unit of ru_maxrss
WARM = 3  # texts read before times are taken


def main(model: str, texts_file: str) -> None:
    warnings.simplefilter("ignore")
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    texts = json.loads(Path(texts_file).read_text("utf-8"))
    agent = Agent.load(model)
    loaded = time.perf_counter() - BEGAN
    told = asyncio.run(read(agent, texts))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB
    print(json.dumps({"load_seconds": loaded, "memory": memory} | told))


async def read(agent, texts):
    """`seconds` and `cpu_seconds` of each text and, in `found`, its intent and ranking [[name, share], ...]."""
    for text in texts[:WARM]:
        await agent.parse_message(text)
    seconds, cpu_seconds, found = [], [], []
    for text in texts:
        began, used = time.perf_counter(), time.process_time()
        parsed = await agent.parse_message(text)
        seconds.append(time.perf_counter() - began)
        cpu_seconds.append(time.process_time() - used)
        ranking = [[one["name"], one["confidence"]] for one in parsed.get("intent_ranking") or []]
        found.append({"intent": (parsed.get("intent") or {}).get("name"), "ranking": ranking})
    return {"seconds": seconds, "cpu_seconds": cpu_seconds, "found": found}


if __name__ == "__main__":
    main(*sys.argv[1:])
