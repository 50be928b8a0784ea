"""Lets two pipelines learn the same phrases and read the same texts, each in processes of its own, with Rasa's own
commands. What counts as right is the caller's business."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.quiet import ENVIRONMENT
from bot.training import ROOT
from scripts.bench.parse import KIB

FALLBACK = "nlu_fallback"
Said = tuple[str, str]  # text, intent


@dataclass(frozen=True)
class Contestant:
    """`python`: of the environment that has what its components need. `models`: the folder that keeps its model."""

    name: str
    python: Path
    config: Path
    models: Path


@dataclass(frozen=True)
class Measured:
    """Seconds, CPU seconds and peak bytes of the training; seconds to load, peak bytes; both seconds of each text."""

    train_seconds: float
    train_cpu: float
    train_memory: int
    load_seconds: float
    memory: int
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    found: tuple[dict, ...]

    def first(self, place: int, taught: set[str]) -> str | None:
        """The best ranked intent that was taught, whether or not the pipeline was sure enough of it."""
        return next((name for name, _ in self.found[place]["ranking"] if name in taught), None)


OURS = Contestant(
    "Guidepost", ROOT / ".venv" / "bin" / "python", ROOT / "config.yml", ROOT / ".tools" / "guidepost" / "models"
)
DEFAULT = Contestant(
    "Rasa's default",
    ROOT / ".tools" / "rasa-default" / "bin" / "python",
    Path(__file__).with_name("rasa_default.yml"),
    ROOT / ".tools" / "rasa-default" / "models",
)


def measure(who: Contestant, taught: Sequence[Said], texts: Sequence[str], rules: bool) -> Measured:
    """Let one learn `taught` and read `texts`. `rules`: it learns our domain and rules, too, so that `rasa run` can
    serve the model; foreign phrases go without."""
    if not who.python.exists():
        sys.exit(f"{who.name} needs the environment {who.python.parent.parent}: 'make bench' makes it (3 GB).")
    model, phrases = who.models / f"{who.models.parent.name}.tar.gz", who.models / "nlu.yml"
    who.models.mkdir(parents=True, exist_ok=True)
    phrases.write_text(as_training_data(taught), "utf-8")
    given = ["--data", str(phrases), "data/rules", "--domain", "domain.yml", "--force", "--skip-validation"]
    command = ["train", *given] if rules else ["train", "nlu", "--nlu", str(phrases)]
    out = ["--config", str(who.config), "--out", str(who.models), "--fixed-model-name", who.models.parent.name]
    began = time.perf_counter()
    usage = _run(who, "training", ["rasa", *command, *out])
    train_seconds = time.perf_counter() - began
    (who.models / "texts.json").write_text(json.dumps(list(texts)), "utf-8")
    _run(who, "reading", ["scripts.bench.parse", str(model), str(who.models / "texts.json")])
    read = json.loads((who.models / "reading.log").read_text("utf-8").splitlines()[-1])
    return Measured(
        train_seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * KIB,
        read["load_seconds"],
        read["memory"],
        tuple(read["seconds"]),
        tuple(read["cpu_seconds"]),
        tuple(read["found"]),
    )


def _run(who: Contestant, step: str, command: list[str]) -> resource.struct_rusage:
    """What the system counted for one process; what it printed lies in <step>.log."""
    print(f"{who.name}: {step} ... (load average {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)
    log = who.models / f"{step}.log"
    with log.open("w") as account:
        process = subprocess.Popen(
            [str(who.python), "-W", "ignore", "-m", *command],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT, "RASA_MAX_CACHE_SIZE": "0"},
            stdin=subprocess.DEVNULL,
            stdout=account,
            stderr=subprocess.STDOUT if step == "training" else subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)  # so that nobody waits for it once more
    if process.returncode != 0:
        sys.exit(f"{who.name} failed in {step}; its account: {log}")
    return usage


def as_training_data(said: Sequence[Said]) -> str:
    """Rasa's YAML; brackets, which are marks in it, become blanks."""
    by_intent: dict[str, list[dict[str, str]]] = {}
    for text, intent in said:
        by_intent.setdefault(intent, []).append({"text": re.sub(r"[\[\]{}()|]", " ", text)})
    blocks = [{"intent": intent, "examples": examples} for intent, examples in by_intent.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False)


def split(said: Sequence[Said], phrases: int, held_out: int, seed: int) -> tuple[list[Said], list[Said]]:
    """For each intent: at most `held_out` phrases (and never more than a fifth) to be read, at most `phrases` others
    to learn from."""
    rng = random.Random(seed)
    by_intent: dict[str, list[str]] = {}
    for text, intent in sorted(set(said)):
        by_intent.setdefault(intent, []).append(text)
    taught, asked = [], []
    for intent, texts in by_intent.items():
        rng.shuffle(texts)
        kept = min(held_out, len(texts) // 5)
        asked += [(text, intent) for text in texts[:kept]]
        taught += [(text, intent) for text in texts[kept : kept + phrases]]
    return taught, asked
