"""Reads a YAML file into entries that know their line. Every value stays text, so that `no`, `504`, `7:30` or a date
mean what the editor typed and not what YAML makes of them."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.content.faults import Faults

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's is ten times as fast, where it was built in

# Rasa takes any .yml under data/ in which a line begins so for training data, and then fails on it.
TRAINING_WORDS = ("nlu:", "rules:", "stories:", "responses:")

HINTS = {
    "mapping values are not allowed": "a text with a colon in it needs quotes around it",
    "cannot start any token": "use blanks, not tabs, and put quotes around a text that begins with a sign",
    "unexpected end of stream": "a quote was opened and not closed",
}


@dataclass(frozen=True)
class Entry:
    """A text, a list or a mapping, and the line (from 1) on which it begins."""

    value: "str | list[Entry] | dict[str, Entry]"
    line: int


def read_text(file: Path, faults: Faults) -> str | None:
    """The whole text of a file, or None and a fault."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.add(file, "this file is missing; put it back.")
    except UnicodeDecodeError:
        faults.add(file, "this file is not saved as UTF-8; save it again with that encoding.")
    except OSError as error:
        faults.add(file, f"this file can't be read ({error.strerror}); look at its permissions.")
    return None


def read_yaml(file: Path, faults: Faults) -> dict[str, Entry]:
    """The mapping that a file holds, or an empty one and a fault."""
    text = read_text(file, faults)
    if text is None:
        return {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith(TRAINING_WORDS):
            word = line.lstrip().split(":")[0]
            faults.add(file, f"`{word}:` makes Rasa take this file for training data; name this key otherwise.", number)
    return parse_yaml(text, file, faults)


def parse_yaml(text: str, file: Path, faults: Faults, first_line: int = 1) -> dict[str, Entry]:
    """The mapping that a text holds, or an empty one and a fault; `first_line` is where the text stands in the file."""
    try:
        node = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "it can't be read"
        hint = next((hint for part, hint in HINTS.items() if part in problem), "look at indentation, colons and quotes")
        faults.add(file, f"this is not YAML ({problem}): {hint}.", mark.line + first_line if mark else None)
        return {}
    except yaml.YAMLError:
        faults.add(file, "there is a character in it that YAML does not allow; type that line anew.")
        return {}
    try:
        entry = _entry(node, file, faults, first_line) if node is not None else Entry("", first_line)
    except RecursionError:
        faults.add(file, "an entry holds itself (by & and *); write it out instead.")
        return {}
    if not isinstance(entry.value, dict) or not entry.value:
        faults.add(file, "there must be lines of the form `key: value` here; put them back.", entry.line)
        return {}
    return entry.value


def _entry(node: yaml.Node, file: Path, faults: Faults, first_line: int) -> Entry:
    line = node.start_mark.line + first_line
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Entry] = {}
        for key, value in node.value:
            at = key.start_mark.line + first_line
            if not isinstance(key, yaml.ScalarNode):
                faults.add(file, "a list or mapping can't be a key; write `key: value`.", at)
            elif key.value in mapping:
                faults.add(file, f"`{key.value}` stands here for the second time; keep one of the two.", at)
            else:
                entry = _entry(value, file, faults, first_line)
                mapping[key.value] = Entry(entry.value, at)
        return Entry(mapping, line)
    if isinstance(node, yaml.SequenceNode):
        return Entry([_entry(item, file, faults, first_line) for item in node.value], line)
    nothing = not getattr(node, "style", None) and node.value in ("null", "~")
    return Entry("" if nothing else str(node.value), line)
