"""Faults in what the school says, gathered so that an editor reads all of them at once: one sentence each, naming
the file, the place and what to do."""

import difflib
from collections.abc import Iterable
from pathlib import Path


class Faults:
    """One list for all who read; nothing is raised before everything was read."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def add(self, file: Path, sentence: str, line: int | None = None) -> None:
        place = shown(file) if line is None else f"{shown(file)}, line {line}"
        self.sentences.append(f"{place}: {sentence}")


def shown(file: Path) -> str:
    """The path as somebody who stands in the project's folder would type it."""
    path = file.absolute()
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def instead(word: str, known: Iterable[str]) -> str:
    """The second half of a sentence on a word that is not known: the likeliest one, or all of them."""
    names = list(known)
    lowered = {name.lower(): name for name in names}
    near = difflib.get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{lowered[near[0]]}'?"
    if not names:
        return "take it out."
    return f"known are: {', '.join(names)}." if len(names) <= 15 else "take it out, or look at the list of names."
