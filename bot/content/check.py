"""What `guidepost check` tells an editor beyond what stops a start: texts that are too long or too hard to read, days
of review that can't be, and, as a reminder, what nobody has looked at for long."""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from bot.content.answers import AnswerFile
from bot.content.content import Content
from bot.content.faults import Faults, shown
from bot.content.languages import Language
from bot.content.letters import FOLDER as LETTERS
from bot.content.load import load_content, read_content
from bot.content.placeholders import fill
from bot.content.school import ILP_MEANINGS, KINDS, School
from bot.content.school_file import FILE as SCHOOL_FILE

MOST_WORDS = 120
HIGHEST_GRADE = 8.0  # Flesch-Kincaid: what a reader in the eighth grade of school follows
READ_BY_GRADE = "en"  # the measure counts English syllables and says nothing on other languages
NOT_ENGLISH = re.compile(r"other_language\.(?!english$)")  # sentences for those who read no English
LABEL_WORDS = 15  # below, a phrase is a label, and the measure jumps with every word
REVIEW_EVERY = timedelta(days=730)


def check_content(folder: Path, today: date | None = None) -> list[str]:
    """Every fault of the content, one sentence each; none if it is good to go."""
    faults = Faults()
    content = read_content(folder, faults)
    tomorrow = (today or _today()) + timedelta(days=1)  # it may be tomorrow already where the editor is
    for code, language in content.by_language.items():
        _check_answers(content, language, content.values(code), code == READ_BY_GRADE, tomorrow, faults)
        if code == READ_BY_GRADE:
            _check_short_texts(language, content.values(code), faults)
    return faults.sentences


def remind(folder: Path, today: date | None = None) -> list[str]:
    """What is not wrong, but should be looked at soon. Raises ContentFaults."""
    content, today = load_content(folder), today or _today()
    reminders = []
    for language in content.by_language.values():
        for answer in language.answers.values():
            if answer.reviewed + REVIEW_EVERY < today:
                file = shown(language.folder / f"{answer.topic}.md")
                reminders.append(f"{file}: nobody has reviewed this since {answer.reviewed}; read it again.")
    if not any(holiday.last >= today for holiday in content.school.holidays):
        reminders.append(f"{shown(folder / SCHOOL_FILE)}: the last of the `holidays` is over; add those to come.")
    return reminders


def plain(markdown: str) -> str:
    """The words as they are read: without the signs of lists and bold type."""
    return re.sub(r"^\s*(-|\d+\.) ", "", markdown, flags=re.MULTILINE).replace("**", "").strip()


def _today() -> date:
    return datetime.now(timezone.utc).date()


def _check_answers(
    content: Content, language: Language, values: dict[str, str], by_grade: bool, tomorrow: date, faults: Faults
) -> None:
    settings = _every_setting(content.school)
    for answer in language.answers.values():
        file = language.folder / f"{answer.topic}.md"
        if answer.reviewed > tomorrow:
            faults.add(file, f"`reviewed` says {answer.reviewed}, a day to come; give the day of the last look.")
        for part, texts in _parts(answer, settings):
            prose = [plain(fill(text, values)) for text in texts]
            words = max(len(text.split()) for text in prose)
            if words > MOST_WORDS:
                faults.add(file, f"{part} has {words} words; shorten it to {MOST_WORDS}, or use `:: more`.")
            if by_grade:
                for sentence in _too_hard(prose):
                    faults.add(file, f"{part} {sentence}")


def _check_short_texts(language: Language, values: dict[str, str], faults: Faults) -> None:
    for key, phrase in language.phrases.items():
        prose = plain(fill(phrase.text, values))
        if len(prose.split()) >= LABEL_WORDS and not NOT_ENGLISH.match(key):
            for sentence in _too_hard([prose]):
                faults.add(phrase.file, f"`{key}` {sentence}", phrase.line)
    for name, letter in language.letters.items():
        lines = fill(letter.body, values).splitlines()
        sentences = "\n".join(line for line in lines if line.endswith((".", "?", "!")))  # leaves out "Grade: 7"
        for sentence in _too_hard([sentences]):
            faults.add(language.folder / LETTERS / f"{name}.md", f"the letter {sentence}")


def _every_setting(school: School) -> list[School]:
    """The school with its settings turned every way that an answer can ask for: an answer is to be good in all."""
    limits = {school.legal_days, None}
    every = itertools.product((True, False), (True, False), ILP_MEANINGS, KINDS, limits)
    return [
        replace(school, iap_is_504=iap, federal_funds=funds, ilp_means=means, kind=kind, legal_days=limit)
        for iap, funds, means, kind, limit in every
    ]


def _parts(answer: AnswerFile, settings: list[School]) -> Iterator[tuple[str, list[str]]]:
    """What a family can read at once: how to name it, and how it can read with its `:: if` parts."""
    with_parts = " with its `:: if` parts" if answer.conditional else ""
    yield f"the answer{with_parts}", _distinct(answer.body_for(school, "parent") for school in settings)
    if answer.student:
        yield f"`:: student`{with_parts}", _distinct(answer.body_for(school, "student") for school in settings)
    if answer.more:
        yield "`:: more`", [answer.more]


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _too_hard(texts: list[str]) -> Iterator[str]:
    """The hardest of these texts, if it is too hard; one that is empty has its own fault."""
    import textstat  # half a second the first time, and only a check needs it

    grade = max((textstat.flesch_kincaid_grade(text) for text in texts if text), default=0.0)
    if grade > HIGHEST_GRADE:
        yield f"reads at grade {grade:.1f}; use shorter sentences and words until it is {HIGHEST_GRADE:.0f} or less."
