"""Finds placeholders that nothing would fill: a family would read the braces."""

from pathlib import Path

from bot.content.faults import Faults, instead
from bot.content.languages import Language
from bot.content.letters import FOLDER as LETTERS
from bot.content.needed import Needed
from bot.content.placeholders import SCHOOL_NAMES, has_stray_brace, names_in
from bot.content.school import School


def check_placeholders(language: Language, school: School, needed: Needed, faults: Faults) -> None:
    """A text that the list of needed ones does not know yet may name any value: its author is writing code for it."""
    known = [*SCHOOL_NAMES, *(f"role.{role}" for role in school.roles)]
    places = {f"phrase `{key}`": (phrase.file, phrase.line) for key, phrase in language.phrases.items()}
    letters = {f"letter '{name}'": language.folder / LETTERS / f"{name}.md" for name in language.letters}
    for answer in language.answers.values():
        for text in answer.texts():
            _check(text, known, faults, language.folder / f"{answer.topic}.md")
    for name, text in language.named_texts().items():
        values = needed.get(name, tuple(names_in(text)))
        _check(text, [*values, *known], faults, *places.get(name, (letters.get(name, language.folder),)))


def _check(text: str, known: list[str], faults: Faults, file: Path, line: int | None = None) -> None:
    for name in dict.fromkeys(names_in(text)):
        if name not in known:
            faults.add(file, f"nothing fills {{{name}}}; {instead(name, known)}", line)
    if has_stray_brace(text):
        faults.add(file, "there is a single brace in a text; a placeholder has two, like {phone}.", line)
