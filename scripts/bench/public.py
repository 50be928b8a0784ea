"""The same contest on public data that nobody here wrote, so that anyone can repeat it. The files are not part of this
project: CLINC150's data_full.json, or Banking77's folder with train.csv and test.csv.

    python -m scripts.bench public PATH [--phrases 20] [--held-out 10]     phrases for each intent
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scripts.bench.contest import DEFAULT, OURS, Said
from scripts.bench.pipelines import SEED, contest

Halves = tuple[list[Said], list[Said]]  # to learn from, to be read


def main(arguments: Sequence[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m scripts.bench public", description=__doc__)
    asked.add_argument("path", type=Path)
    asked.add_argument("--phrases", type=int, default=20)
    asked.add_argument("--held-out", type=int, default=10)
    given = asked.parse_args(arguments)
    try:
        taught, held = read(given.path)
    except (OSError, KeyError, ValueError) as error:
        sys.exit(f"{given.path} could not be read as CLINC150 or Banking77: {error!r}.")
    print(
        f"{given.path.name}: at most {given.phrases} phrases for each intent to learn from, {given.held_out} to read."
    )
    # In folders of their own: the models that know our phrases stay where they are.
    who = [replace(one, models=one.models.parent / "public") for one in (OURS, DEFAULT)]
    some = at_most(taught, given.phrases), at_most(held, given.held_out)
    print(contest(*some, lambda text, meant, found: meant == found, rules=False, who=who))


def read(path: Path) -> Halves:
    """Raises OSError, KeyError or ValueError where the files are others than those named above."""
    return banking(path) if path.is_dir() else clinc(path)


def clinc(file: Path) -> Halves:
    """Its 150 intents; the texts that belong to none are left out, for neither pipeline is taught what is outside."""
    parts = json.loads(file.read_text("utf-8"))
    return tuple([(text, intent) for text, intent in parts[part]] for part in ("train", "test"))


def banking(folder: Path) -> Halves:
    halves = []
    for name in ("train.csv", "test.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            halves.append([(row["text"].strip(), row["category"]) for row in csv.DictReader(file)])
    return halves[0], halves[1]


def at_most(said: Sequence[Said], count: int) -> list[Said]:
    """So many of each intent's, drawn alike in every run."""
    by_intent: dict[str, list[Said]] = defaultdict(list)
    for one in said:
        by_intent[one[1]].append(one)
    rng = random.Random(SEED)
    return [one for some in by_intent.values() for one in rng.sample(some, min(count, len(some)))]
