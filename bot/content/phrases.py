"""The short texts of one language, by dotted key, out of every _*.yml of its folder. It never fills a placeholder."""

import re
from dataclasses import dataclass
from pathlib import Path

from bot.content.faults import Faults, shown
from bot.content.yaml_file import Entry, read_yaml

KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Phrase:
    """`file` and `line` say where an editor finds it."""

    text: str
    file: Path
    line: int


def phrase_files(language_folder: Path) -> list[Path]:
    return sorted(language_folder.glob("_*.yml"))


def read_phrases(language_folder: Path, faults: Faults) -> dict[str, Phrase]:
    """Dotted key -> phrase, in the order of the files."""
    phrases: dict[str, Phrase] = {}
    origins: dict[str, Path] = {}  # of every key, and of every name above a key
    for file in phrase_files(language_folder):
        for key, entry in _texts(read_yaml(file, faults), "", file, faults):
            parts = key.split(".")
            above = [".".join(parts[:depth]) for depth in range(1, len(parts))]
            clash = next((known for known in above if known in phrases), key if key in origins else None)
            if clash:
                faults.add(file, f"`{key}` stands in {shown(origins[clash])} as well; keep one of the two.", entry.line)
                continue
            phrases[key] = Phrase(str(entry.value).strip(), file, entry.line)
            for name in (key, *above):
                origins.setdefault(name, file)
    return phrases


def _texts(entries: dict[str, Entry], prefix: str, file: Path, faults: Faults) -> list[tuple[str, Entry]]:
    found: list[tuple[str, Entry]] = []
    for name, entry in entries.items():
        key = f"{prefix}{name}"
        if not KEY.fullmatch(name):
            faults.add(file, f"`{key}` is no usable key; use letters, digits and underscores.", entry.line)
        elif isinstance(entry.value, dict):
            found += _texts(entry.value, f"{key}.", file, faults)
        elif not isinstance(entry.value, str) or not entry.value.strip():
            faults.add(file, f"`{key}` has no text; write one, in quotes if it is short.", entry.line)
        else:
            found.append((key, entry))
    return found
