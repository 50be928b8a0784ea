"""Trains the assistant's model when what it is made from has changed. Rasa does it in a process of its own, which gives
its memory back; the model that is there stays in place until the new one is whole."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import GuidepostError
from bot.quiet import ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]
# The lock too: a model loads only beside the versions of the libraries that it was trained with.
MADE_FROM = (
    "config.yml",
    "domain.yml",
    "uv.lock",
    "data/nlu",
    "data/rules",
    "data/words",
    "data/danger",
    "bot/assistant",
)
# Rasa checks the data once more before a training unless told not to; `make test` does that.
TRAIN = (
    "train",
    "--force",
    "--skip-validation",
    "--data",
    "data/nlu",
    "data/rules",
    "--domain",
    "domain.yml",
    "--config",
    "config.yml",
)
NAME = "guidepost"


class TrainingFailed(GuidepostError):
    """Rasa made no model. The text is a sentence on why, and where Rasa's whole account lies."""


def model_file(data: Path) -> Path:
    """Where the model of a data folder lies, be it there or not."""
    return data / "models" / f"{NAME}.tar.gz"


def ensure_model(data: Path) -> Path:
    """The model for the present files: the one that is there, or one that is trained now, told on the terminal."""
    model, mark = model_file(data), fingerprint()
    if model.exists() and _mark_of(model).exists() and _mark_of(model).read_text() == mark:
        return model
    return train(data)


def train(data: Path) -> Path:
    """Train anew, in one to two minutes. Raises TrainingFailed, and OSError when the disk is full."""
    model, mark = model_file(data), fingerprint()
    model.parent.mkdir(parents=True, exist_ok=True)
    log, began = model.with_name("training.log"), time.monotonic()
    print("Training the assistant (one to two minutes) ...", flush=True)
    with TemporaryDirectory(prefix="training-", dir=model.parent) as folder:
        _run_rasa(Path(folder), log)
        _mark_of(model).unlink(missing_ok=True)  # a stop between the next two lines costs one more training
        Path(folder, f"{NAME}.tar.gz").replace(model)
        _mark_of(model).write_text(mark)
    print(f"Trained in {time.monotonic() - began:.0f} s.", flush=True)
    return model


def fingerprint() -> str:
    """A hash of every file that the model is made from."""
    together = hashlib.sha256()
    for file in _files():
        together.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return together.hexdigest()


def _files() -> Iterator[Path]:
    for name in MADE_FROM:
        place = ROOT / name
        inside = sorted(file for file in place.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
        yield from inside if place.is_dir() else [place]


def _mark_of(model: Path) -> Path:
    return model.with_name(f"{NAME}.sha256")


def _run_rasa(folder: Path, log: Path) -> None:
    """`rasa train` into the folder, its account into the log; tells on the terminal which part is being trained."""
    cache = {"RASA_MAX_CACHE_SIZE": "0", "RASA_CACHE_DIRECTORY": str(folder / "cache")}  # the mark does its job
    with (
        log.open("w") as account,
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "rasa", *TRAIN, "--fixed-model-name", NAME, "--out", str(folder)],
            cwd=ROOT,
            env={**os.environ, **ENVIRONMENT, **cache},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as rasa,
    ):
        try:
            for coloured in rasa.stdout or ():
                line = re.sub(r"\x1b\[[\d;]*m", "", coloured)
                account.write(line)
                if part := re.search(r"Starting to train component '(\w+)'", line):
                    print(f"  {part[1]} ...", flush=True)
        except BaseException:  # Ctrl-C, too
            rasa.kill()
            raise
    if rasa.returncode != 0 or not (folder / f"{NAME}.tar.gz").exists():
        raise TrainingFailed(f"The assistant could not be trained: {_reason(log)} Rasa's whole account: {log}")


def _reason(log: Path) -> str:
    """The first error that Rasa names in its account, as a sentence."""
    text = log.read_text(errors="replace")
    if "No space left on device" in text:
        return "the disk is full; free some space and try again."
    named = re.search(
        r"^[\w.]*(?:Error|Exception|IsNotInstalled): (.+(?:\n(?!Traceback|\[|The above).+){0,3})", text, re.MULTILINE
    )
    return " ".join(named[1].split()).rstrip(".") + "." if named else "it gave no reason."
