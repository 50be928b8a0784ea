"""Our way to understand against Rasa's default one, on our phrases: the same ones to learn from, the same held-out ones
to read, in the same run. From all phrases Rasa's would learn too long, so both learn a part of each intent's.

    python -m scripts.bench pipelines [--phrases 20] [--held-out 10]     phrases for each intent
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable, Sequence
from functools import cache

from bot.assistant.reader import readers
from bot.content import Topics, load_content
from bot.quiet import hush
from bot.training import ROOT
from scripts.bench.contest import DEFAULT, FALLBACK, OURS, Contestant, Measured, Said, measure, split
from scripts.evaluate.slips import with_slips

SEED = 20261127
MB = 1_000_000
Right = Callable[[str, str, str], bool]  # text, its intent, the one found


def main(arguments: Sequence[str] = ()) -> None:
    asked = argparse.ArgumentParser(prog="python -m scripts.bench pipelines", description=__doc__)
    asked.add_argument("--phrases", type=int, default=20)
    asked.add_argument("--held-out", type=int, default=10)
    given = asked.parse_args(arguments)
    taught, held = split(our_phrases(), given.phrases, given.held_out, SEED)
    print(f"At most {given.phrases} phrases for each intent to learn from, {given.held_out} to read; seed {SEED}.")
    print(contest(taught, held, same_topic, rules=True))


def contest(
    taught: Sequence[Said],
    held: Sequence[Said],
    right: Right,
    rules: bool,
    who: Sequence[Contestant] = (OURS, DEFAULT),
) -> str:
    """Both learn and read; a table of what came of it, as Markdown. Every text is read once more with slips."""
    rng = random.Random(SEED)
    texts = [text for text, _ in held] + [with_slips(text, rng) for text, _ in held]
    intents = {intent for _, intent in taught}
    columns = {one.name: figures(measure(one, taught, texts, rules), held, right, intents) for one in who}
    told = f"{len(taught):,} phrases of {len(intents)} intents learnt, {len(held):,} others read, and with slips again."
    return f"{told}\n\n{table(columns)}"


def table(columns: dict[str, dict[str, float]]) -> str:
    """Two columns, and how many times the first one's figure the second's is."""
    first, second = columns.values()
    lines = [f"| | {' | '.join(columns)} | ratio |", "| --- | --- | --- | --- |"]
    for what, mine in first.items():
        ratio = f"{second[what] / mine:.2f}" if mine else "-"
        lines.append(f"| {what} | {mine:,.1f} | {second[what]:,.1f} | {ratio} |")
    return "\n".join(lines)


def figures(one: Measured, held: Sequence[Said], right: Right, intents: set[str]) -> dict[str, float]:
    """What stands in a pipeline's column. Of the texts: those as they are first, then as many with slips."""
    count = len(held)
    hits = [right(*held[at % count], one.first(at, intents) or FALLBACK) for at in range(2 * count)]
    sure = [one.found[at]["intent"] != FALLBACK for at in range(count)]
    wrong = [yes and not right(*held[at], one.found[at]["intent"]) for at, yes in enumerate(sure)]
    millis = sorted(second * 1000 for second in one.seconds)
    return {
        "right at first choice, %": 100 * sum(hits[:count]) / count,
        "the same with slips, %": 100 * sum(hits[count:]) / count,
        "sure enough to answer, %": 100 * sum(sure) / count,
        "answered wrongly, %": 100 * sum(wrong) / count,
        "training, s": one.train_seconds,
        "training, CPU s": one.train_cpu,
        "training, peak MB": one.train_memory / MB,
        "load, s": one.load_seconds,
        "loaded and read, peak MB": one.memory / MB,
        "a message, median ms": statistics.median(millis),
        "a message, 95th percentile ms": millis[int(len(millis) * 0.95)],
        "a message, median CPU ms": 1000 * statistics.median(one.cpu_seconds),
    }


def our_phrases() -> list[Said]:
    """Every English phrase that the assistant is trained with, and its intent."""
    hush()
    from scripts.evaluate.material import training_phrases  # brings Rasa, which is to be hushed first

    return [(one.get("text"), one.get("intent")) for one in training_phrases()]


def same_topic(text: str, meant: str, found: str) -> bool:
    """Two intents are the same where they lead to one answer; the plan named is read by our words for both."""
    from scripts.evaluate.verdict import answers

    plans = [one.value for one in readers()["en"].read(text) if one.entity == "plan"]
    return bool(set(answers(meant, plans, topics())) & set(answers(found, plans, topics())))


@cache
def topics() -> Topics:
    return load_content(ROOT / "data" / "content").topics
