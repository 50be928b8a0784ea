"""From what was understood to the topics that are answered: an aspect ("what is in it?") becomes a topic of a plan, and
a mere follow-up ("and the other one?") asks again what was asked last. Pure: no tracker, no words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bot.content import Topics

BOTH = ("ilp", "iap")
PLANS = (*BOTH, "504", "iep")
OTHER = "other"  # "the other plan": than the one spoken of
COMPARISONS = {"what_is", "section_504", "ilp_vs_iap", "iap_vs_504_vs_iep"}  # of two named plans, all of them compare
ON_SEVERAL = {"ilp_vs_iap", "both_plans", "which_plan", "iap_vs_504_vs_iep"}  # afterwards no plan is meant alone
ASPECT_OF = {"section_504": ("what_is", "504"), "iep": ("what_is", "iep")}  # topics that are an aspect of a plan, too
SAME_AS = {  # said where it begins nothing
    "skip": "deny", "cancel": "deny", "send_question": "talk_to_person", "find_plan": "which_plan",
    "show_step": "request_steps",
}  # fmt: skip
FOLLOW_UP = "follow_up"
# Topics whose one answer holds for every plan: "how long does it take?", "and for an IAP?"
OF_EVERY_PLAN = {
    "request_steps", "who_to_contact", "assessment", "planning_meeting", "meeting_rights", "consent", "implementation",
    "plan_review", "timeline", "school_does_not_offer", "disagreement", "limited_resources", "communication",
    "documentation", "informal_help", "moving_schools", "private_school", "privacy", "language_access", "cost",
    "stigma", "good_grades",
}  # fmt: skip


class Known(Enum):
    """How it is known which plan is meant. OPEN: it is not, and both are answered; NONE: no plan matters."""

    NAMED = auto()
    BEFORE = auto()
    HINTED = auto()
    OPEN = auto()
    NONE = auto()


@dataclass(frozen=True)
class About:
    """What an answer was about: the intent, and the plan spoken of last, there or before (None: none, or several)."""

    intent: str
    plan: str | None = None


@dataclass(frozen=True)
class Meant:
    """`topics`: what answers it, two at most; () when nothing does. `others`: the same of the plan not meant, where it
    was only guessed which is. `again`: what was asked before is asked for another plan or child."""

    topics: tuple[str, ...]
    about: About
    known: Known = Known.NONE
    others: tuple[str, ...] = ()
    again: bool = False


def meaning_of(
    intent: str, named: Sequence[str], hints: Collection[str], before: About | None, topics: Topics
) -> Meant:
    """`named`: plans of the message, in order; `hints`: plans that its words make likely. The plan meant is the one
    named, else the one spoken of before, else the one hinted at, else both, the ILP first."""
    intent, last = SAME_AS.get(intent, intent), before.plan if before else None
    again, pointed = intent == FOLLOW_UP, OTHER in named and not set(named) & set(PLANS)
    plans = ["iap" if last == "ilp" else "ilp"] if pointed and last else [plan for plan in named if plan in PLANS]
    if again:
        intent = _asked_again(before, plans, pointed, topics)
    if intent in COMPARISONS and len(set(plans)) > 1:
        both = "ilp_vs_iap" if set(plans) == set(BOTH) else "iap_vs_504_vs_iep"
        return Meant((both,), About(both))
    one = plans[0] if len(set(plans)) == 1 else None
    under = topics.aspects.get(intent)
    if under is None:
        answered = (intent,) if intent in topics.all_ids else ()
        aspect, plan = ASPECT_OF.get(intent, (intent, None))
        plan = one or plan or (None if intent in ON_SEVERAL or plans else last)
        return Meant(answered, About(aspect, plan), Known.NONE, again=again)
    hinted = next(iter(set(hints))) if len(set(hints)) == 1 else None
    guesses = ((one, Known.BEFORE if pointed else Known.NAMED), (last, Known.BEFORE), (hinted, Known.HINTED))
    none_known = (None, Known.NAMED if plans else Known.OPEN)
    plan, known = none_known if len(set(plans)) > 1 else next((each for each in guesses if each[0]), none_known)
    found = _unique(under, [plan] if plan else plans or BOTH)
    guessed = known in (Known.BEFORE, Known.HINTED)
    others = tuple(id for id in _unique(under, BOTH) if id not in found) if guessed else ()
    return Meant(found, About(intent, plan), known, others, again)


def _asked_again(before: About | None, plans: Sequence[str], pointed: bool, topics: Topics) -> str:
    """The intent that a follow-up asks: the same as before, if that can be asked of another plan; else what it is."""
    if before is None:
        return "what_is" if plans or pointed else FOLLOW_UP
    same = not (plans or pointed) or before.intent in {*topics.aspects, *OF_EVERY_PLAN}
    return before.intent if same else "what_is"


def _unique(under: dict[str, str], plans: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_under(under, plan) for plan in plans))[:2]


def _under(under: dict[str, str], plan: str) -> str:
    """A 504 plan's contents are answered with the accommodation plan's; all that is asked of an IEP with the IEP's."""
    if plan in under:
        return under[plan]
    return "iep" if plan == "iep" else under["iap"]


def choice_for(topic: str, topics: Topics) -> tuple[str, dict[str, str]]:
    """The intent and entities of a button that asks for `topic`."""
    for aspect, under in topics.aspects.items():
        for plan, id in under.items():
            if id == topic and topic not in topics.topics:
                return aspect, {"plan": plan}
    return topic, {}
