"""The answers of one language, one Markdown file for each topic: read, and put together for one school and one reader.
What makes a good answer (length, reading grade, its day of review) is check.py's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.content.conditions import Condition, read_condition
from bot.content.faults import Faults, instead
from bot.content.markdown import MarkdownFile, read_markdown
from bot.content.placeholders import fill
from bot.content.school import School
from bot.content.sources import Source
from bot.content.values import day, one_of

SECTION = ":: "
MORE, STUDENT, IF = "more", "student", "if "
NOT_OURS = {
    re.compile(r"^\s*#"): "a heading",
    re.compile(r"^\s*[*+] "): "a list with a sign that is no dash",
    re.compile(r"^\s*>"): "a quotation",
    re.compile(r"\]\("): "a link",
    re.compile(r"</?[A-Za-z]"): "HTML",
    re.compile(r"[`|]"): "code or a table",
}


@dataclass(frozen=True)
class Answer:
    """What one reader is told on a topic. `body` and `more` are small Markdown; `next` are topic ids."""

    topic: str
    language: str
    title: str
    body: str
    more: str | None
    sources: tuple[Source, ...]
    next: tuple[str, ...]
    reviewed: date


@dataclass(frozen=True)
class AnswerFile:
    """An answer as it is written. `conditional` paragraphs are added after the body where their condition holds."""

    topic: str
    title: str
    sources: tuple[str, ...]
    next: tuple[str, ...]
    reviewed: date
    body: str
    more: str | None = None
    student: str | None = None
    conditional: tuple[tuple[Condition, str], ...] = field(default=())

    def texts(self) -> list[str]:
        variants = [text for text in (self.more, self.student) if text]
        return [self.title, self.body, *variants, *(text for _, text in self.conditional)]

    def body_for(self, school: School, persona: str) -> str:
        body = self.student if persona == "student" and self.student else self.body
        return "\n\n".join([body, *(text for condition, text in self.conditional if condition.holds(school))])

    def told(
        self, school: School, language: str, persona: str, sources: Mapping[str, Source], values: Mapping[str, str]
    ) -> Answer:
        body = self.body_for(school, persona)
        named = [sources[id] for id in self.sources]
        if school.legal_days and "{legal_days}" in body:
            named.append(sources[school.legal_days.source])
        return Answer(
            topic=self.topic,
            language=language,
            title=fill(self.title, values),
            body=fill(body, values),
            more=fill(self.more, values) if self.more else None,
            sources=tuple(dict.fromkeys(named)),
            next=self.next,
            reviewed=self.reviewed,
        )


def read_answer(
    file: Path, topics: tuple[str, ...], sources: Mapping[str, Source], faults: Faults
) -> AnswerFile | None:
    """None if the file can't be read at all; not to be used if there are faults."""
    found = read_markdown(file, faults)
    if found is None:
        return None
    front = found.front
    title, reviewed = front.required("title", str, ""), front.required("reviewed", day, date.min)
    says = front.optional("says", one_of(("school",), "word for who says it"))
    named = front.listed("sources", one_of(sources, "source of sources.yml"), needed=says is None)
    following = front.listed("next", one_of(topics, "topic"))
    front.finish()
    for wrong in dict.fromkeys(id for id in following if id == file.stem or following.count(id) > 1):
        front.fault("next", f"names '{wrong}' twice or names this answer itself; name other topics.")
    if following and not 2 <= len(following) <= 3:
        front.fault("next", f"names {len(following)} topics; name two or three.")
    body, named_sections, conditional = _sections(found, file, faults)
    return AnswerFile(
        topic=file.stem,
        title=title,
        sources=named,
        next=following,
        reviewed=reviewed,
        body=body,
        more=named_sections.get(MORE),
        student=named_sections.get(STUDENT),
        conditional=conditional,
    )


def _sections(
    found: MarkdownFile, file: Path, faults: Faults
) -> tuple[str, dict[str, str], tuple[tuple[Condition, str], ...]]:
    """The body, the named sections, the conditional ones."""
    blocks: list[tuple[str, int, list[str]]] = [("", found.line, [])]
    for number, line in enumerate(found.text.splitlines(), found.line):
        if line.startswith("::"):
            blocks.append((line.removeprefix("::").strip(), number, []))
        else:
            blocks[-1][2].append(line)
            _check_markdown(line, number, file, faults)
    named: dict[str, str] = {}
    conditional: list[tuple[Condition, str]] = []
    for name, number, lines in blocks:
        text = "\n".join(lines).strip()
        if not text:
            where = f"`{SECTION}{name}`" if name else "the front matter"
            faults.add(file, f"there is no text under {where}; write it.", number)
        if name in named:
            faults.add(file, f"`{SECTION}{name}` stands here for the second time; keep one of the two.", number)
        elif name in ("", MORE, STUDENT):
            named[name] = text
        elif name.startswith(IF):
            try:
                conditional.append((read_condition(name.removeprefix(IF).strip()), text))
            except ValueError as error:
                faults.add(file, f"`{SECTION}{name}` {error}", number)
        else:
            hint = instead(name, (MORE, STUDENT, "if iap_is_504"))
            faults.add(file, f"`{SECTION}{name}` is no part of an answer; {hint}", number)
    return named.pop(""), named, tuple(conditional)


def _check_markdown(line: str, number: int, file: Path, faults: Faults) -> None:
    for pattern, what in NOT_OURS.items():
        if pattern.search(line):
            faults.add(file, f"{what} can't be shown; write plain paragraphs, lists and **bold** only.", number)
    if line.count("**") % 2:
        faults.add(file, "there is an odd number of `**` in this line; bold begins and ends with one.", number)
