"""Measures how danger is heard: the blind lists of tests/understanding through the whole pipeline of a trained model,
and its time. `python scripts/danger.py [model.tar.gz] [-v]`; -v names what was missed. Writes nothing."""

import asyncio
import logging
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.training import ROOT

LISTS = ROOT / "tests" / "understanding"
WORDS_OF_HARMLESS = "ordinary"


def read(name: str) -> list[dict]:
    return yaml.safe_load((LISTS / f"{name}.yml").read_text("utf-8"))


def training_phrases() -> Iterator[tuple[str, str]]:
    """(intent, phrase) of every English phrase that the assistant is trained with."""
    for file in sorted((ROOT / "data" / "nlu" / "en").glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines() if "intent" in block else ():
                yield block["intent"], re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))


class Listener:
    """A model's whole understanding, without a conversation."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)
        self._processor = Agent.load(str(model)).processor

    def hear(self, text: str, persona: str) -> dict[str, str]:
        """kind, about and level; empty where no danger was heard."""
        from rasa.core.channels.channel import UserMessage

        message = UserMessage(text, metadata={"persona": persona})
        parsed = asyncio.run(self._processor.parse_message(message, only_output_properties=True))
        return {one["entity"][7:]: one["value"] for one in parsed["entities"] if one["entity"].startswith("danger_")}


def main() -> None:
    verbose = "-v" in sys.argv
    given = [word for word in sys.argv[1:] if word != "-v"]
    listener = Listener(Path(given[0]) if given else ROOT / "var" / "models" / "guidepost.tar.gz")
    for language in ("en", "es"):
        _tell_heard(listener, f"danger_blind_{language}", verbose)
    harmless = [one["text"] for one in read("harmless_blind")]
    _tell_alarms(listener, "harmless_blind", harmless, verbose)
    others = [said for intent, said in training_phrases() if intent != "crisis"]
    _tell_alarms(listener, "ordinary phrases of data/nlu/en", others, verbose)
    took = []
    for text in harmless:
        began = time.perf_counter()
        listener.hear(text, "parent")
        took.append(1000 * (time.perf_counter() - began))
    print(f"Understanding a message, everything counted: median {statistics.median(took):.1f} ms")


def _tell_heard(listener: Listener, name: str, verbose: bool) -> None:
    counts: Counter[str] = Counter()
    for one in read(name):
        persona = "parent" if one["about"] == "child" else "student"
        heard = listener.hear(one["text"], persona)
        group = "clear" if one["clear"] else "hinted"
        counts[group] += 1
        counts[f"{group} heard"] += bool(heard)
        counts[f"{group} notified"] += heard.get("level") == "notify"
        counts["kind"] += heard.get("kind") == one["kind"]
        counts["about"] += heard.get("about") == one["about"]
        if verbose and not heard:
            print(f"  missed: {one['text']}")
    print(name, *(f"{group}: {counts[group]}" for group in sorted(counts)), sep="\n  ")


def _tell_alarms(listener: Listener, name: str, texts: list[str], verbose: bool) -> None:
    alarms = {text: heard for text in texts if (heard := listener.hear(text, "parent"))}
    for text, heard in alarms.items() if verbose else ():
        print(f"  false alarm ({heard['level']}, {heard['kind']}): {text}")
    notified = sum(heard["level"] == "notify" for heard in alarms.values())
    print(f"{name}: {len(alarms)} false alarms of {len(texts)} ({len(alarms) / len(texts):.1%}), {notified} notified")


if __name__ == "__main__":
    main()
