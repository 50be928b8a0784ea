"""Reads a Markdown file of ours: the front matter between two lines of dashes, and the text below it."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.content.faults import Faults
from bot.content.section import Section
from bot.content.yaml_file import parse_yaml, read_text

DASHES = "---"
MARKS = re.compile(r"([\\*_`\[\]<>#|])")


@dataclass(frozen=True)
class MarkdownFile:
    """`line` is the line (from 1) on which the text begins."""

    front: Section
    text: str
    line: int


def read_markdown(file: Path, faults: Faults) -> MarkdownFile | None:
    text = read_text(file, faults)
    if text is None:
        return None
    lines = text.splitlines()
    dashes = [number for number, line in enumerate(lines) if line.rstrip() == DASHES][:2]
    if len(dashes) < 2 or dashes[0] != 0:
        faults.add(file, "the front matter is missing; begin with a line `---`, the keys, and another line `---`.")
        return None
    entries = parse_yaml("\n".join(lines[1 : dashes[1]]), file, faults, first_line=2)
    below = "\n".join(line.rstrip() for line in lines[dashes[1] + 1 :])
    return MarkdownFile(Section(entries, file, faults), below.strip("\n"), dashes[1] + 2)


def verbatim(text: str) -> str:
    """A text that stays as it was typed where Markdown is shown."""
    return MARKS.sub(r"\\\1", text)
