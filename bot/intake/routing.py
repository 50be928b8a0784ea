"""Decides who gets a request: the first rule of school.yml that holds names a role, and whoever holds it and is there
gets it; else a deputy; the main office last. Each decision says in words why. It writes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content import Content
from bot.content.school import NEEDS, Contact, School
from bot.intake.plan_request import Need

COORDINATORS = ("section_504_coordinator", "special_education_coordinator")
ASKS_FOR_MORE = ("IAP", "both", "504", "IEP_evaluation")  # a sign of a disability in itself, whatever else is told
# Names of needs, as data/words has them:
HEALTH = frozenset(
    ["arthritis", "chronic_illness", "concussion", "diabetes", "epilepsy", "food_allergy", "medical", "medical_care"]
)
SIGNS = ("evaluation", "mobility", "temporary")  # that ask for an evaluation, or come with an injury or a disability
NO_DISABILITY = {
    "ell": "english_learner",
    "language_support": "english_learner",
    "gifted": "gifted",
    "enrichment": "gifted",
}
Workload = Mapping[str, int]  # contact id -> requests that go on
NOBODY_COUNTED: Workload = {}
Absences = Mapping[str, tuple[date, date]]  # contact id -> first and last day away, as the desk has set it


@dataclass(frozen=True)
class Facts:
    """What routing looks at; None and () where it is not known. `has_plan`: what the student has already;
    `coordinator`: the interview found that a disability may be behind it."""

    language: str
    persona: str
    plan: str | None = None
    has_plan: str | None = None
    grade: str | None = None
    campus: str | None = None
    interpreter: str | None = None
    evaluation: bool = False
    coordinator: bool = False
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class HandedTo:
    """`contact` is None where a role has nobody; the school's own address is written to then."""

    role: str
    contact: Contact | None
    reason: str


@dataclass(frozen=True)
class Route:
    """Who owns a request, and who is told of it as well."""

    owner: HandedTo
    also: tuple[HandedTo, ...]


def route(content: Content, facts: Facts, day: date, absences: Absences, workload: Workload = NOBODY_COUNTED) -> Route:
    """Who gets a request on `day` (the school's date). Total: there is always an owner."""
    school, known = content.school, known_facts(content.school, facts)
    owner, role = owner_of(content, facts, known, day, absences, workload)
    told = [(rule.role, rule.reason) for rule in school.also_tell if rule.holds(known)]
    if _sign_of_disability(facts) and not {role, *(named for named, _ in told)} & set(COORDINATORS):
        told.append((_coordinator(school, facts), content.phrase("routing.disability", school.languages[0])))
    also: dict[Contact | None, HandedTo] = {}
    for named, why in told:
        other = hand_to(content, named, why, facts, day, absences)
        if other.contact != owner.contact:
            also.setdefault(other.contact, other)
    return Route(owner, tuple(also.values()))


def owner_of(
    content: Content,
    facts: Facts,
    known: Mapping[str, Collection[str]],
    day: date,
    absences: Absences,
    workload: Workload = NOBODY_COUNTED,
) -> tuple[HandedTo, str]:
    """Who owns it, and the role that the rules name. `known`: the facts as known_facts has them."""
    role, reason = _owner(content, known, day)
    return hand_to(content, role, reason, facts, day, absences, workload), role


def hand_to(
    content: Content,
    role: str,
    reason: str,
    facts: Facts,
    day: date,
    absences: Absences,
    workload: Workload = NOBODY_COUNTED,
) -> HandedTo:
    """The contact who takes what belongs to `role`: one who is there, best one who speaks with the family, among those
    who has the fewest requests; else a deputy; else the main office."""
    school, said_in = content.school, content.school.languages[0]
    wanted = [language for language in (facts.interpreter, facts.language) if language]
    contact = _present(school, role, wanted, day, absences, workload, ())
    if contact is None:
        there = school.roles[school.fallback].contacts
        contact = _present(school, school.fallback, wanted, day, absences, workload, ()) or (
            there[0] if there else None
        )
    takes = contact.role if contact else school.fallback
    if takes != role:
        titles = {"away": school.roles[role].title, "role": school.roles[takes].title}
        reason = f"{reason} {content.phrase('routing.deputy', said_in, **titles)}"
    if contact and wanted[0] != said_in and wanted[0] not in contact.languages:
        reason = f"{reason} {content.phrase('routing.interpreter', said_in)}"
    return HandedTo(takes, contact, reason)


def _owner(content: Content, known: Mapping[str, Collection[str]], day: date) -> tuple[str, str]:
    school = content.school
    if school.summer and school.summer.first <= day <= school.summer.last:
        return school.summer.role, content.phrase("routing.summer", school.languages[0])
    for rule in school.routing:
        if rule.holds(known):
            return rule.role, rule.reason
    return school.fallback, content.phrase("routing.no_rule", school.languages[0])


def _present(
    school: School,
    role: str,
    wanted: list[str],
    day: date,
    absences: Absences,
    workload: Workload,
    passed: tuple[str, ...],
) -> Contact | None:
    """Someone of the role, or of its deputies' roles, who is not away; `passed` are the roles already asked."""
    contacts = school.roles[role].contacts
    there = [contact for contact in contacts if not away(contact, day, absences)]
    there.sort(key=lambda contact: workload.get(contact.id, 0))  # of equal ones the first of school.yml stays first
    for language in wanted:
        for contact in there:
            if language in contact.languages:
                return contact
    if there:
        return there[0]
    for deputy in dict.fromkeys(contact.deputy for contact in contacts):
        if deputy and deputy not in (*passed, role):
            found = _present(school, deputy, wanted, day, absences, workload, (*passed, role))
            if found:
                return found
    return None


def away(contact: Contact, day: date, absences: Absences) -> bool:
    first, last = absences.get(contact.id, (date.max, date.min))
    return contact.is_away(day) or first <= day <= last


def known_facts(school: School, facts: Facts) -> dict[str, Collection[str]]:
    """The facts by the keys of a rule's `when`; a campus that was not told follows from a grade that it alone has."""
    teaching = [campus.id for campus in school.campuses if facts.grade in campus.grades]
    campus = (facts.campus,) if facts.campus else tuple(teaching) if len(teaching) == 1 else ()
    return {
        "plan": (facts.plan,) if facts.plan else (),
        "has_plan": (facts.has_plan,) if facts.has_plan else (),
        "grade": (facts.grade,) if facts.grade else (),
        "campus": campus,
        "need": needs_told(facts.needs),
        "language": {language for language in (facts.language, facts.interpreter) if language},
        "persona": (facts.persona,),
    }


def needs_told(needs: tuple[Need, ...]) -> set[str]:
    """What was told, as far as routing tells it apart. A condition that is suspected counts, one denied does not."""
    found = set()
    for need in needs:
        name = NO_DISABILITY.get(need.name, need.name)
        if need.status == "denied":
            continue
        if name in HEALTH:
            found.add("health")
        if name in NEEDS:
            found.add(name)
        elif need.kind == "condition" or name in SIGNS:
            found.add("disability")
    return found


def _sign_of_disability(facts: Facts) -> bool:
    told = needs_told(facts.needs)
    return (
        facts.evaluation or facts.coordinator or facts.plan in ASKS_FOR_MORE or "disability" in told or "health" in told
    )


def _coordinator(school: School, facts: Facts) -> str:
    order = COORDINATORS if not facts.evaluation and facts.plan != "IEP_evaluation" else COORDINATORS[::-1]
    return next((role for role in order if role in school.roles), school.fallback)
