"""Writes the report with its pictures: numbers first, then how far the assistant's certainty can be trusted, then what
it confuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.content import Topics
from scripts.evaluate import pictures
from scripts.evaluate.confidence import MARGINS, THRESHOLDS, bins, calibration_error, coverage_at, leads, settings_table
from scripts.evaluate.confusion import Pair, worst_pairs
from scripts.evaluate.measure import FOLDS, MISSPELT, Found
from scripts.evaluate.summary import PHRASES, false_alarm, in_scope, summary
from scripts.evaluate.verdict import Judged

EXPLAINED = f"""\
*Right at first*: the first answer is on an accepted topic. *Offered*: the assistant was not sure, asked back, and one
of its choices is right. *Answered wrongly*: it answered something else, which is the worst that can happen.

Our phrases are read in {FOLDS} parts, each by an assistant that learnt the others. Only the topic under which a phrase
stands counts as right, where a question may have several good answers: compare phrases with phrases of another version.
Every {MISSPELT}th is read once more with slips. Questions are read by an assistant that learnt all phrases, at the
start of a conversation."""
HONEST = """\
The calibration error is the mean distance between the share that the best topic had and the part that was right, over
ten bins. Danger is left out here and below: its words decide, not a share."""


@dataclass(frozen=True)
class Run:
    """`made`: what was measured, when, at which version. `threshold`, `margin`: those of config.yml, if it has them."""

    made: str
    threshold: float | None
    margin: float | None


def write_report(found: Found, topics: Topics, run: Run, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / "understanding.md"
    file.write_text("\n\n".join(_sections(found, topics, run, folder)) + "\n", "utf-8")
    return file


def _sections(found: Found, topics: Topics, run: Run, folder: Path) -> Iterator[str]:
    sets = {PHRASES: found.folds, **{name: in_scope(judged) for name, judged in found.questions.items()}}
    sets = {name: judged for name, judged in sets.items() if judged}
    curves = {name: leads(judged, topics) for name, judged in sets.items()}
    yield f"# How well Guidepost understands\n\n{run.made}\n\n## The numbers"
    yield summary(found, topics)
    yield EXPLAINED
    pictures.draw_reliability({name: bins(*curve) for name, curve in curves.items()}, folder / "reliability.png")
    pictures.draw_risk(curves, folder / "risk.png")
    yield "## How honest its certainty is\n\n![Share against part that was right](reliability.png)"
    honest = [
        (
            name,
            f"{calibration_error(bins(*curve)):.3f}",
            *(f"{100 * coverage_at(risk, *curve):.0f} %" for risk in (0.02, 0.05)),
        )
        for name, curve in curves.items()
    ]
    yield _table(("", "calibration error", "can be answered with 2 % wrong", "with 5 % wrong"), honest)
    yield HONEST
    yield "![Answered against wrong](risk.png)\n\n## Threshold and margin"
    yield (
        "Each cell, in per cent: right at first / asked back or refused / answered wrongly. Rows: the threshold that"
        f" the best topic's share must reach; columns: its margin over the next; two likely topics are both"
        f" answered. config.yml has {run.threshold} and {run.margin}."
    )
    for name, judged in sets.items():
        yield f"**{name}**\n\n{_settings(judged, topics)}"
    if found.folds:
        pairs = worst_pairs(found.folds, topics)
        pictures.draw_confusion(pairs, folder / "confusion.png")
        yield f"## The {len(pairs)} pairs of topics confused most\n\n![Confused pairs](confusion.png)"
        yield "By the best topic, whether or not the assistant was sure enough to answer with it."
        yield "\n".join(_pair(number, pair) for number, pair in enumerate(pairs, 1))
    missed = [told.text for heard in found.danger.values() for told, one in heard if one.intent != "crisis"]
    alarms = [text for heard in found.harmless.values() for text, alarm in heard if alarm]
    alarms += [one.text for one in found.folds if false_alarm(one)]
    for head, texts in (("Danger that was not heard", missed), ("Heard as danger, and none", alarms)):
        if texts:
            yield f"## {head}\n\n" + "\n".join(f"- “{text}”" for text in texts)
    spent = ", ".join(f"{step} {seconds:.0f} s" for step, seconds in found.seconds.items())
    yield f"## What this took\n\n{spent}."


def _settings(judged: Sequence[Judged], topics: Topics) -> str:
    cells = {
        pair: f"{one.right:.1f} / {100 - one.right - one.second - one.wrong:.1f} / {one.wrong:.1f}"
        for pair, one in settings_table(judged, topics).items()
    }
    rows = [(f"{threshold:g}", *(cells[threshold, margin] for margin in MARGINS)) for threshold in THRESHOLDS]
    return _table(("", *(f"margin {margin:g}" for margin in MARGINS)), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, ["---"] * len(head), *rows))


def _pair(number: int, pair: Pair) -> str:
    taken = f"{pair.forth} x the first taken for the second, {pair.back} x the other way"
    examples = [
        f"   - “{text}” is on {meant}; the other had a share of {share:.2f}" for text, meant, share in pair.examples
    ]
    return "\n".join([f"{number}. **{pair.first}** and **{pair.second}**: {taken}", *examples])
