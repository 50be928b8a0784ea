"""Reads the small Markdown of what is said in the chat, for paper: paragraphs, "- " and "1. " lists, **bold**; \\* is a
plain *. A line of a paragraph stays a line of its own, as in a letter. The widget reads the same in its markdown.js."""

import re
from dataclasses import dataclass

POINT = re.compile(r"\s*(?:[-*]|(\d+)[.)])\s+(.*)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
BLANK = re.compile(r"(_{4,})")
ESCAPED = re.compile(r"\\([\\*_`[\]<>#|])")
PRIVATE = 0xE000  # escaped marks wait here, where no pattern takes them for marks
WAITING = re.compile("[\ue000-\ue07f]")


@dataclass(frozen=True)
class Run:
    """`blank`: a line to write on; nothing to be read out."""

    text: str
    bold: bool = False
    blank: bool = False


@dataclass(frozen=True)
class Block:
    """`tag`: p, ul or ol. `lines`: of a paragraph, or the points of a list; `start`: the first point's number."""

    tag: str
    lines: tuple[tuple[Run, ...], ...]
    start: int = 1


def blocks(text: str) -> list[Block]:
    hidden = ESCAPED.sub(lambda mark: chr(PRIVATE + ord(mark[1])), text)
    found = list[Block]()
    for part in re.split(r"\n\s*\n", hidden.strip("\n")):
        for number, line in enumerate(part.split("\n")):
            point = POINT.fullmatch(line)
            tag = "p" if not point else "ol" if point[1] else "ul"
            runs = _runs(point[2] if point else line)
            if found and found[-1].tag == tag and (point or number):
                found[-1] = Block(tag, (*found[-1].lines, runs), found[-1].start)
            else:
                found.append(Block(tag, (runs,), int(point[1]) if point and point[1] else 1))
    return found


def _runs(line: str) -> tuple[Run, ...]:
    """Every second part of a split is what it was split at."""
    runs = list[Run]()
    for place, part in enumerate(BOLD.split(line)):
        pieces = [part] if place % 2 else BLANK.split(part)
        runs += [Run(_shown(one), bool(place % 2), bool(number % 2)) for number, one in enumerate(pieces) if one]
    return tuple(runs)


def _shown(text: str) -> str:
    return WAITING.sub(lambda mark: chr(ord(mark[0]) - PRIVATE), text)
