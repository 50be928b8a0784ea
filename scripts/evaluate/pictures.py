"""Draws the pictures of the report. Shapes and labels tell what colours tell, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np

from scripts.evaluate.confidence import Bin, Floats, calibration_error, risk_by_coverage
from scripts.evaluate.confusion import Pair

mpl.use("Agg")  # no window

from matplotlib import pyplot as plt
from matplotlib.ticker import MaxNLocator

BLUE, ORANGE, GREY = "#1f5a96", "#c8641e", "#8a8a8a"
SIZE = (7, 5)  # inches


def draw_confusion(pairs: Sequence[Pair], file: Path) -> None:
    """Two bars for each pair: the first taken for the second, and the other way."""
    figure, axes = plt.subplots(figsize=(9, 0.45 * len(pairs) + 1.6))
    places = np.arange(len(pairs))
    axes.barh(places - 0.2, [pair.forth for pair in pairs], 0.38, color=BLUE, label="first topic taken for the second")
    axes.barh(places + 0.2, [pair.back for pair in pairs], 0.38, color=ORANGE, hatch="//", label="second for the first")
    axes.set_yticks(places, [f"{pair.first}  /  {pair.second}" for pair in pairs])
    axes.invert_yaxis()
    axes.set_xlabel("phrases whose best topic was the other one")
    axes.set_title(f"The {len(pairs)} pairs of topics taken for each other most often")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="upper right", bbox_to_anchor=(1, -0.06), ncol=2, frameon=False)
    _save(figure, file)


def draw_reliability(curves: dict[str, Sequence[Bin]], file: Path) -> None:
    figure, axes = plt.subplots(figsize=SIZE)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle=":", label="honest: share = part that is right")
    for (name, found), marker, colour in zip(curves.items(), "osD^vP", _colours(), strict=False):
        told = f"{name} (error {calibration_error(found):.3f})"
        axes.plot([one.share for one in found], [one.right for one in found], marker=marker, color=colour, label=told)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="share of the best topic", ylabel="part that was right")
    axes.set_title("How honest the assistant's certainty is")
    axes.legend(loc="upper left", fontsize=8)
    _save(figure, file)


def draw_risk(curves: dict[str, tuple[Floats, np.ndarray]], file: Path) -> None:
    figure, axes = plt.subplots(figsize=SIZE)
    highest = 0.05
    for (name, (shares, rights)), style, colour in zip(
        curves.items(), ("-", "--", "-.", ":"), _colours(), strict=False
    ):
        coverage, risk = risk_by_coverage(shares, rights)
        axes.plot(100 * coverage, 100 * risk, linestyle=style, color=colour, label=name)
        highest = max(highest, float(risk[len(risk) // 2 :].max(initial=0)))
    axes.axhline(2, color=GREY, linewidth=1, linestyle=":", label="2 % wrong")
    axes.set(xlim=(0, 100), ylim=(0, 100 * highest * 1.1), xlabel="% of questions answered, the surest first")
    axes.set_ylabel("% of those answered wrongly")
    axes.set_title("What answering more questions costs in wrong answers")
    axes.legend(loc="upper left", fontsize=8)
    _save(figure, file)


def _colours() -> tuple[str, ...]:
    return (BLUE, ORANGE, "#2d7d46", "#7a3b8f", "#444444", "#a8862a")


def _save(figure: plt.Figure, file: Path) -> None:
    figure.tight_layout()
    figure.savefig(file, dpi=130)
    plt.close(figure)
