"""Which phrases and letters the program asks for and with which values, so that a text that an editor took out, or a
placeholder that nothing fills, is a fault at the start and not a hole in what a family reads.

The list stands in needed.yml beside this. Whoever lets the code ask for another phrase writes the list anew with
`python -m bot.content`, which takes it from the project's own English content; a test says when it is stale."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from bot.content.faults import Faults
from bot.content.languages import Language
from bot.content.placeholders import SCHOOL_NAMES, names_in
from bot.content.yaml_file import Loader

FILE = Path(__file__).with_name("needed.yml")
Needed = Mapping[str, tuple[str, ...]]  # name of a text, as Language.named_texts has it -> names of its values


def read_needed() -> Needed:
    texts = yaml.load(FILE.read_text(encoding="utf-8"), Loader=Loader)
    return {name: tuple(values.split()) for name, values in texts.items()}


def check_needed(language: Language, needed: Needed, faults: Faults) -> None:
    texts = language.named_texts()
    for name in needed:
        if name not in texts:
            faults.add(language.folder, f"the {name} is missing; put it back, for the program shows it.")


def needed_by(language: Language) -> Needed:
    """The list as it should be for this content."""
    texts = language.named_texts()
    return {name: tuple(dict.fromkeys(filter(_is_a_value, names_in(text)))) for name, text in sorted(texts.items())}


def _is_a_value(name: str) -> bool:
    return name not in SCHOOL_NAMES and not name.startswith("role.")


def write_needed(language: Language) -> None:
    lines = {name: " ".join(values) for name, values in needed_by(language).items()}
    head = "# Made by `python -m bot.content`: what the program shows, and the values that it fills in.\n"
    FILE.write_text(head + yaml.safe_dump(lines, sort_keys=True, width=200), encoding="utf-8")
