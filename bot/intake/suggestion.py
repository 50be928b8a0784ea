"""What the interview "Which plan?" suggests to one family: the rows of suggestions.yml that hold, put together. A
suggestion only grows with what is told; it decides on nobody, and asks for no papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import Content
from bot.content.school import School
from bot.content.suggestions import SUGGESTED, SuggestionRow
from bot.intake.plan_request import Need
from bot.intake.routing import needs_told


@dataclass(frozen=True)
class Suggestion:
    """`plan`: what to ask for, as a plan request takes it; `also`: what can be asked for beside it (504,
    IEP_evaluation); `reasons`: keys of the phrases under `suggestion.reasons`; `coordinator`: a disability may be
    behind it, so that a coordinator reads the request whatever plan it names."""

    plan: str
    also: tuple[str, ...]
    reasons: tuple[str, ...]
    coordinator: bool


def suggest(content: Content, answers: Mapping[str, str], needs: tuple[Need, ...]) -> Suggestion:
    """`answers`: question of the interview -> what was said to it; one that was not answered is not there. Total."""
    facts = _facts(content.school, answers, needs)
    rows = [row for row in content.suggestions.rows if row.holds(facts)]
    if not any(row.suggests for row in rows):
        rows.insert(0, content.suggestions.otherwise)
    return _together(rows)


def in_words(content: Content, language: str, kept: Mapping[str, Any]) -> str:
    """A suggestion as a text, for the request: what, and why. `kept`: its fields by their names."""
    plans, reasons = content.phrases("suggestion.plans", language), content.phrases("suggestion.reasons", language)
    also = "; ".join(plans[plan] for plan in kept["also"])
    told = {"plan": plans[kept["plan"]], "reasons": " ".join(reasons[reason] for reason in kept["reasons"])}
    key = "suggestion.for_school_also" if also else "suggestion.for_school"
    return content.phrase(key, language, **told, **({"also": also} if also else {}))


def _facts(school: School, answers: Mapping[str, str], needs: tuple[Need, ...]) -> dict[str, tuple[str, ...]]:
    """By the keys of a row's `when`."""
    return {question: (said,) for question, said in answers.items()} | {
        "need": tuple(needs_told(needs)),
        "ilp_means": (school.ilp_means,),
        "iap_is_504": (str(school.iap_is_504).lower(),),
        "federal_funds": (str(school.federal_funds).lower(),),
        "kind": (school.kind,),
    }


def _together(rows: list[SuggestionRow]) -> Suggestion:
    found = [plan for plan in SUGGESTED if any(row.suggests == plan for row in rows)]
    own = [plan for plan in found if plan in ("ILP", "IAP")]
    plan = "both" if len(own) == 2 else next(iter(found), "not_sure")
    return Suggestion(
        plan=plan,
        also=tuple(one for one in found if one not in (*own, plan)),
        reasons=tuple(dict.fromkeys(row.reason for row in rows)),
        coordinator=any(row.coordinator for row in rows),
    )
