"""The table behind "Which plan?", from suggestions.yml: what a family can ask for after which answers, why, and on what
that rests. Rows only add. It decides on nobody; bot.intake.suggestion reads it for one family."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import values
from bot.content.faults import Faults
from bot.content.languages import Language
from bot.content.school import ILP_MEANINGS, KINDS, NEEDS
from bot.content.section import Section
from bot.content.yaml_file import read_yaml

FILE = "suggestions.yml"
SUGGESTED = ("ILP", "IAP", "504", "IEP_evaluation")
YES_OR_NO = ("true", "false")
ANSWERS = {  # of the interview: question -> what can be said to it
    "help_wanted": ("goals", "barriers", "both", "teaching", "challenge", "future", "not_sure"),
    "makes_harder": ("yes", "perhaps", "english", "no"),
    "how_long": ("short", "long", "not_sure"),
    "plan_now": ("none", "ILP", "IAP", "504", "IEP", "not_sure"),
}
KNOWN = ANSWERS | {
    "need": NEEDS,
    "ilp_means": ILP_MEANINGS,
    "iap_is_504": YES_OR_NO,
    "kind": KINDS,
    "federal_funds": YES_OR_NO,
}


@dataclass(frozen=True)
class SuggestionRow:
    """`when`: key of KNOWN -> the values for which it holds; empty: always. `suggests`: one of SUGGESTED, or None;
    `coordinator`: a disability may be behind it; `reason`: the end of a phrase's key; `sources`: ids."""

    when: Mapping[str, tuple[str, ...]]
    suggests: str | None
    coordinator: bool
    reason: str
    sources: tuple[str, ...]

    def holds(self, facts: Mapping[str, Collection[str]]) -> bool:
        return all(set(told) & set(facts.get(key, ())) for key, told in self.when.items())


@dataclass(frozen=True)
class Suggestions:
    """`otherwise` is for a family to whom no row suggests a plan."""

    rows: tuple[SuggestionRow, ...]
    otherwise: SuggestionRow

    def sources_of(self, reason: str) -> tuple[str, ...]:
        named = (id for row in (*self.rows, self.otherwise) if row.reason == reason for id in row.sources)
        return tuple(dict.fromkeys(named))


def read_suggestions(folder: Path, sources: Collection[str], faults: Faults) -> Suggestions:
    file = Section(read_yaml(folder / FILE, faults), folder / FILE, faults)
    rows = tuple(_row(section, sources) for section in file.sections("rows"))
    last = file.section("otherwise")
    file.finish()
    return Suggestions(rows, _row(last, sources) if last else SuggestionRow({}, None, False, "", ()))


def check_reasons(suggestions: Suggestions, language: Language, folder: Path, faults: Faults) -> None:
    """Every reason has its sentence in the language."""
    for reason in dict.fromkeys(row.reason for row in (*suggestions.rows, suggestions.otherwise)):
        if f"suggestion.reasons.{reason}" not in language.phrases:
            faults.add(folder / FILE, f"`reason` names '{reason}', which has no sentence in {language.folder.name}/.")


def _row(section: Section, sources: Collection[str]) -> SuggestionRow:
    when = section.section("when", needed=False)
    row = SuggestionRow(
        when=_when(when) if when else {},
        suggests=section.optional("suggests", values.one_of(SUGGESTED, "plan to suggest")),
        coordinator=bool(section.optional("coordinator", values.flag)),
        reason=section.required("reason", values.identifier, ""),
        sources=section.listed("sources", values.one_of(sources, "source of sources.yml")),
    )
    section.finish()
    return row


def _when(section: Section) -> dict[str, tuple[str, ...]]:
    named = {key: section.listed(key, values.one_of(known, "answer"), needed=False) for key, known in KNOWN.items()}
    section.finish()
    return {key: told for key, told in named.items() if told}
