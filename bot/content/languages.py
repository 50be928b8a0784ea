"""What the school says in one language: its answers, phrases and letters, read from one folder. Every language says the
same things as the first one, so that no family reads less than another."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.answers import AnswerFile, read_answer
from bot.content.faults import Faults, instead, shown
from bot.content.letters import FOLDER as LETTERS
from bot.content.letters import LetterText, letter_files, read_letters
from bot.content.phrases import Phrase, phrase_files, read_phrases
from bot.content.placeholders import names_in
from bot.content.sources import Source


@dataclass(frozen=True)
class Language:
    folder: Path
    answers: Mapping[str, AnswerFile]
    phrases: Mapping[str, Phrase]
    letters: Mapping[str, LetterText]

    def named_texts(self) -> dict[str, str]:
        """Every phrase and letter, by a name as a sentence can use it."""
        phrases = {f"phrase `{key}`": phrase.text for key, phrase in self.phrases.items()}
        letters = {f"letter '{name}'": f"{text.subject}\n{text.body}" for name, text in self.letters.items()}
        return phrases | letters


def read_language(folder: Path, topics: tuple[str, ...], sources: Mapping[str, Source], faults: Faults) -> Language:
    answers = {}
    for topic in topics:
        found = read_answer(folder / f"{topic}.md", topics, sources, faults)
        if found is not None:
            answers[topic] = found
    _stray_files(folder, topics, faults)
    return Language(folder, answers, read_phrases(folder, faults), read_letters(folder, faults))


def _stray_files(folder: Path, topics: tuple[str, ...], faults: Faults) -> None:
    answers = {folder / f"{topic}.md" for topic in topics}
    ours = {*answers, *phrase_files(folder), *letter_files(folder), folder / LETTERS}
    present = [*folder.glob("*"), *(folder / LETTERS).glob("*")]
    for file in sorted(file for file in present if file not in ours and not file.name.startswith(".")):
        if file.suffix == ".md" and file.parent == folder:
            hint = instead(file.stem, topics)
            faults.add(file, f"'{file.stem}' is no topic of topics.yml, so nobody reads this; {hint}")
        else:
            faults.add(file, "this file is none of the assistant's; take it out of this folder.")


def check_parity(first: Language, other: Language, faults: Faults) -> None:
    """The other language has the phrases and letters of the first one, with the same placeholders in them."""
    texts, others = first.named_texts(), other.named_texts()
    for name, text in texts.items():
        if name not in others:
            faults.add(other.folder, f"the {name} is missing here; translate the one of {shown(first.folder)}.")
        elif set(names_in(text)) != set(names_in(others[name])):
            faults.add(other.folder, f"the {name} has other {{placeholders}} than in {shown(first.folder)}.")
    for name in others:
        if name not in texts:
            faults.add(other.folder, f"the {name} is not in {shown(first.folder)}; take it out or add it there.")
