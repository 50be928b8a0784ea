"""The routing table as a person reads it: every rule with who would get what it takes today, and the proof that every
combination of facts has an owner and that no rule is there for nothing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations, product

from bot.content import Content
from bot.content.school import GRADES, NEEDS, PERSONAS, PLANS, PLANS_THERE, RoutingRule
from bot.errors import SettingsFault
from bot.intake.plan_request import Need
from bot.intake.routing import Absences, Facts, HandedTo, Route, hand_to, known_facts, owner_of, route

OTHER = "xx"  # stands for every language that no rule and no contact names
AS_NEED = {"disability": Need("condition", "adhd"), "health": Need("need", "medical_care")}
SAID = ("plan", "has_plan", "grade", "campus", "persona", "language", "interpreter")


@dataclass(frozen=True)
class Line:
    """A rule, and who gets what it takes now; `number` 0: what no rule takes. `combinations`: how many of all."""

    number: int
    rule: RoutingRule | None
    to: HandedTo
    combinations: int


def routing_table(content: Content, day: date, absences: Absences) -> tuple[Line, ...]:
    """Every rule in order, and last what no rule takes. A rule with no combinations is never reached."""
    school = content.school
    taken = [0] * (len(school.routing) + 1)
    for facts in combinations_of(content):
        known = known_facts(school, facts)
        first = next((number for number, rule in enumerate(school.routing, 1) if rule.holds(known)), 0)
        taken[first] += 1
    usual = Facts(school.languages[0], PERSONAS[0])
    lines = [
        Line(number, rule, hand_to(content, rule.role, rule.reason, usual, day, absences), taken[number])
        for number, rule in enumerate(school.routing, 1)
    ]
    no_rule = hand_to(content, school.fallback, "", usual, day, absences)
    return (*lines, Line(0, None, no_rule, taken[0]))


def without_owner(content: Content, day: date, absences: Absences) -> tuple[Facts, ...]:
    """The combinations of facts for which nobody is named; () where every request has an owner."""
    return tuple(
        facts
        for facts in combinations_of(content)
        if owner_of(content, facts, known_facts(content.school, facts), day, absences)[0].contact is None
    )


def combinations_of(content: Content) -> Iterator[Facts]:
    """All that routing could be asked about a request of this school."""
    school = content.school
    rules = (*school.routing, *school.also_tell)
    spoken = {language for rule in rules for language in rule.when.get("language", ())} | {*school.languages, OTHER}
    places: list[tuple[str | None, str | None]] = [(None, None), *((grade, None) for grade in school.grades)]
    places += [(grade, campus.id) for campus in school.campuses for grade in (None, *campus.grades)]
    there = {plan for rule in rules for plan in rule.when.get("has_plan", ())}
    told = [[AS_NEED.get(name, Need("need", name)) for name in names] for names in _subsets(NEEDS)]
    plans = list(product((None, *PLANS), (None, *sorted(there))))
    for (plan, has), (grade, campus), persona, language, needs in product(
        plans, places, PERSONAS, sorted(spoken), told
    ):
        yield Facts(language, persona, plan, has, grade, campus, needs=tuple(needs))


def who_gets(content: Content, told: Mapping[str, str], day: date, absences: Absences) -> Route:
    """The route of a request with these facts: plan, has_plan, grade, campus, persona, language, interpreter; need
    (several with commas). Raises SettingsFault, which says what would be right."""
    school = content.school
    allowed = {
        "plan": PLANS,
        "has_plan": PLANS_THERE,
        "grade": GRADES,
        "campus": tuple(campus.id for campus in school.campuses),
        "persona": PERSONAS,
        "need": NEEDS,
    }
    for name, value in told.items():
        if name not in (*SAID, "need"):
            raise SettingsFault(f"'{name}' decides nothing; give {', '.join((*SAID, 'need'))}.")
        for one in value.split(","):
            if one.lower() not in [each.lower() for each in allowed.get(name, (one,))]:
                raise SettingsFault(f"{name}: '{one}' is not known; it is one of {', '.join(allowed[name])}.")
    told = {name: _as_named(value, allowed.get(name, ())) for name, value in told.items()}
    needs = [AS_NEED.get(name, Need("need", name)) for name in told.get("need", "").split(",") if name]
    usual = {"language": school.languages[0], "persona": PERSONAS[0]}
    facts = Facts(**(usual | {name: told[name] for name in SAID if name in told}), needs=tuple(needs))  # type: ignore[arg-type]
    return route(content, facts, day, absences)


def _as_named(value: str, allowed: Collection[str]) -> str:
    """plan=iap is IAP."""
    names = {each.lower(): each for each in allowed}
    return ",".join(names.get(one.lower(), one) for one in value.split(","))


def _subsets(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, count) for count in range(len(names) + 1))
