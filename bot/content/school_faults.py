"""Finds what does not fit together in school.yml although each value alone is right: above all a request that nobody
would get."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.content.faults import Faults
from bot.content.school import PLANS, RoutingRule, School


def check_school(school: School, file: Path, faults: Faults) -> None:
    """Call only if school.yml could be read without a fault."""
    for sentence in (
        *_same_ids(school),
        *_own_deputies(school),
        *_deputies_in_a_circle(school),
        *_fallback(school),
        *_uncovered(school),
        *_never_reached(school),
        *_crisis(school),
    ):
        faults.add(file, sentence)


def _same_ids(school: School) -> Iterator[str]:
    contacts = [contact.id for role in school.roles.values() for contact in role.contacts]
    for id, times in Counter(contacts).items():
        if times > 1:
            yield f"the contact id '{id}' stands at {times} places; give each contact an id of its own."
    for id, times in Counter(campus.id for campus in school.campuses).items():
        if times > 1:
            yield f"`campuses` has the id '{id}' {times} times; give each campus an id of its own."
    for language, times in Counter(school.languages).items():
        if times > 1:
            yield f"`languages` names '{language}' {times} times; name it once."


def _own_deputies(school: School) -> Iterator[str]:
    for role in school.roles.values():
        for contact in role.contacts:
            if contact.deputy == role.id:
                yield f"`roles.{role.id}`: the contact '{contact.id}' is its own deputy; name another role."


def _deputies_in_a_circle(school: School) -> Iterator[str]:
    deputies = {
        role.id: [contact.deputy for contact in role.contacts if contact.deputy and contact.deputy != role.id]
        for role in school.roles.values()
    }
    reported: set[frozenset[str]] = set()
    for start in deputies:
        paths = [[start]]
        while paths:
            path = paths.pop()
            for deputy in deputies[path[-1]]:
                if deputy == start and frozenset(path) not in reported:
                    reported.add(frozenset(path))
                    circle = " -> ".join([*path, start])
                    yield f"`roles`: deputies go round in a circle ({circle}); let one of them be '{school.fallback}'."
                elif deputy not in path:
                    paths.append([*path, deputy])


def _fallback(school: School) -> Iterator[str]:
    if all(contact.away for contact in school.roles[school.fallback].contacts):
        yield (
            f"`fallback`: every contact of '{school.fallback}' has `away` dates, and it must always be there; "
            "add a contact without them."
        )


def _uncovered(school: School) -> Iterator[str]:
    """Plan, campus and grade alone must find an owner: need, language and persona are often not known."""
    for plan in PLANS:
        for campus in school.campuses:
            left = [grade for grade in campus.grades if not _owned(school, plan, campus.id, grade)]
            if left:
                grades = "every grade" if len(left) == len(campus.grades) else f"grade {', '.join(left)}"
                yield f"`routing`: nobody gets {plan} for {grades} at '{campus.id}'; add a rule for it."


def _owned(school: School, plan: str, campus: str, grade: str) -> bool:
    facts = {"plan": (plan,), "campus": (campus,), "grade": (grade,)}
    return any(rule.holds(facts) for rule in school.routing)


def _never_reached(school: School) -> Iterator[str]:
    for number, rule in enumerate(school.routing, 1):
        for earlier_number, earlier in enumerate(school.routing[: number - 1], 1):
            if _covers(earlier, rule):
                yield (
                    f"`routing.{number}` is never reached, for `routing.{earlier_number}` takes all of it; "
                    "move it up or take it out."
                )
                break


def _covers(earlier: RoutingRule, later: RoutingRule) -> bool:
    return all(key in later.when and set(later.when[key]) <= set(found) for key, found in earlier.when.items())


def _crisis(school: School) -> Iterator[str]:
    if len(school.crisis.contacts) < 2:
        yield "`crisis.contacts` names fewer than two contacts; one alone may be away, so add another."
    for contact in dict.fromkeys((*school.crisis.contacts, *school.crisis.after_hours)):
        if not contact.phone:
            yield f"`crisis.contacts`: '{contact.id}' has no phone; add one to that contact."
