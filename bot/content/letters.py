"""The letters of one language, from its letters folder: a subject and plain text. It never fills a placeholder."""

from dataclasses import dataclass
from pathlib import Path

from bot.content.faults import Faults
from bot.content.markdown import read_markdown

FOLDER = "letters"


@dataclass(frozen=True)
class LetterText:
    subject: str
    body: str


def letter_files(language_folder: Path) -> list[Path]:
    return sorted((language_folder / FOLDER).glob("*.md"))


def read_letters(language_folder: Path, faults: Faults) -> dict[str, LetterText]:
    """Name of the letter -> its text."""
    letters = {}
    for file in letter_files(language_folder):
        found = read_markdown(file, faults)
        if found is None:
            continue
        subject = found.front.required("subject", str, "")
        found.front.finish()
        if not found.text.strip():
            faults.add(file, "the letter has no text below its front matter; write it.")
        letters[file.stem] = LetterText(subject, found.text)
    return letters
