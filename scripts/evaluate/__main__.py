"""Measures how well families are understood, on phrases and questions that the assistant has not learnt.

    python -m scripts.evaluate [--questions FILE] [--needs FILE] [--typos] [--folds 5]

It reads what lies in tests/understanding and the files named, and writes reports/understanding.md and the table in
docs/understanding.md. Questions: a JSON object a line, {"q", "topics": [accepted ids], "hard"?, "persona"?}. Needs:
{"text", "conditions", "needs"}.
"""

from __future__ import annotations

import argparse
import subprocess
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.quiet import hush

hush()  # before anything of Rasa's

from bot.content import load_content  # noqa: E402
from bot.training import ROOT  # noqa: E402
from scripts.evaluate import material, measure  # noqa: E402
from scripts.evaluate.pipeline import Pipeline, Settings, Vectors, read_pipeline, vectors_kept  # noqa: E402
from scripts.evaluate.report import Run, write_report  # noqa: E402
from scripts.evaluate.summary import put_into, summary  # noqa: E402

DOCUMENT = ROOT / "docs" / "understanding.md"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m scripts.evaluate", description=__doc__)
    asked.add_argument("--questions", type=Path, action="append", default=[], help="more held-out questions")
    asked.add_argument("--needs", type=Path, action="append", default=[], help="descriptions with their needs")
    asked.add_argument("--typos", action="store_true", help="ask once more with slips of the finger")
    asked.add_argument("--folds", type=int, default=measure.FOLDS, help="fewer: a quick look; the table stays as it is")
    given = asked.parse_args()
    topics = load_content(ROOT / "data" / "content").topics
    settings, phrases = read_pipeline(ROOT / "config.yml"), material.training_phrases()
    found = measure.Found()
    questions = material.questions(given.questions)
    found.needs = {name: measure.compare_needs(told) for name, told in material.needs(given.needs).items()}
    kept: Vectors = {}
    with TemporaryDirectory() as folder:
        measure.cross_validate(settings, phrases, topics, given.folds, given.typos, kept, found)
        measure.tell("all phrases")
        with measure.timed(found, "a training on all phrases"), vectors_kept(kept):
            pipeline = Pipeline(settings, phrases, Path(folder))
        with measure.timed(found, "held-out questions"):
            measure.ask_held_out(pipeline, questions, material.danger(), material.harmless(), given.typos, found)
    run = Run(_made(len(phrases), given.typos), *_decides(settings))
    file = write_report(found, topics, run, ROOT / "reports")
    table = summary(found, topics)
    if given.folds == measure.FOLDS:
        DOCUMENT.write_text(put_into(DOCUMENT.read_text("utf-8"), f"{run.made}\n\n{table}"), "utf-8")
    print(f"{table}\n\nThe report: {file}")


def _made(phrases: int, typos: bool) -> str:
    version = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    slips = f" Slips of the finger: one or two in a text, seed {measure.SEED}." if typos else ""
    day = datetime.now(timezone.utc).date()
    return f"Measured on {day} at {version or 'an unknown version'}, {phrases:,} phrases.{slips}"


def _decides(settings: list[Settings]) -> tuple[float | None, float | None]:
    """Threshold and margin of the component that has them."""
    one = next((one for one in settings if "threshold" in one), {})
    return one.get("threshold"), one.get("margin")


if __name__ == "__main__":
    main()
