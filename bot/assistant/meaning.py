"""From what was understood to the topics that are answered: an aspect ("what is in it?") becomes a topic of a plan.
Pure: no tracker, no words."""

from collections.abc import Sequence

from bot.content import Topics

BOTH = ("ilp", "iap")
COMPARISONS = {"what_is", "section_504", "ilp_vs_iap", "iap_vs_504_vs_iep"}  # of two named plans, all of them compare
SAME_AS = {"skip": "deny", "cancel": "deny", "send_question": "talk_to_person"}  # where none of its own follows


def topics_of(intent: str, plans: Sequence[str], last_topic: str | None, topics: Topics) -> tuple[str, ...]:
    """The topic ids that answer `intent`: one, or two where a plan could be either; () for an intent without an answer.

    The plan meant is the one named, else the one of the last topic, else both, the ILP first.
    """
    intent = SAME_AS.get(intent, intent)
    if intent in COMPARISONS and set(plans) and set(plans) <= {*BOTH, "504", "iep"} and len(set(plans)) > 1:
        return ("ilp_vs_iap",) if set(plans) == set(BOTH) else ("iap_vs_504_vs_iep",)
    under = topics.aspects.get(intent)
    if under is None:
        return (intent,) if intent in topics.all_ids else ()
    named = [plan for plan in plans if plan in (*BOTH, "504", "iep")]
    last_plan = topics.plan_of(last_topic) if last_topic else None
    meant = named or ([last_plan] if last_plan else list(BOTH))
    found = [_under(under, plan) for plan in meant]
    return tuple(dict.fromkeys(found))[:2]


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
