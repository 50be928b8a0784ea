"""Reads school.yml into a School, one value after the other. What must fit together across values (routing, deputies,
crisis) is school_faults.py's work."""

from collections.abc import Collection
from datetime import date, time
from pathlib import Path

from bot.content import values
from bot.content.faults import Faults
from bot.content.school import (
    ILP_MEANINGS,
    KINDS,
    NEEDS,
    PERSONAS,
    PLANS,
    PLANS_THERE,
    WEEKDAYS,
    Campus,
    Contact,
    Crisis,
    Holiday,
    Hours,
    LegalDays,
    Retention,
    Role,
    RoutingRule,
    School,
    Summer,
)
from bot.content.section import Section
from bot.content.yaml_file import read_yaml

FILE = "school.yml"
NEVER = date.min  # stands for a day that could not be read; the fault stops the program
TEN_YEARS = 3650


def read_school(folder: Path, states: Collection[str], sources: Collection[str], faults: Faults) -> School:
    """What could be read of school.yml, not to be used if there are faults. `states`, `sources`: the known ids."""
    file = Section(read_yaml(folder / FILE, faults), folder / FILE, faults)
    campuses = tuple(_campus(section) for section in file.sections("campuses"))
    roles_section = file.section("roles")
    named = roles_section.named(values.identifier) if roles_section else {}
    roles = {id: _role(id, section, named) for id, section in named.items()}
    hours, hours_text = _hours_with_text(file.section("hours"))
    school = School(
        name=file.required("name", str, ""),
        kind=file.required("kind", values.one_of(KINDS, "kind of school"), KINDS[0]),
        federal_funds=file.required("federal_funds", values.flag, False),
        state=file.required("state", values.one_of(states, "state of states.yml"), ""),
        time_zone=file.required("time_zone", values.time_zone, "UTC"),
        phone=file.required("phone", values.phone, ""),
        email=file.required("email", values.email, ""),
        languages=file.listed("languages", values.language),
        iap_is_504=file.required("iap_is_504", values.flag, False),
        ilp_means=file.required("ilp_means", values.one_of(ILP_MEANINGS, "meaning of ILP"), ILP_MEANINGS[0]),
        campuses=campuses,
        hours=hours,
        hours_text=hours_text,
        holidays=tuple(_holiday(section) for section in file.sections("holidays")),
        summer=_summer(file.section("summer", needed=False), roles),
        roles=roles,
        routing=tuple(_rule(section, campuses, roles) for section in file.sections("routing")),
        also_tell=tuple(_rule(section, campuses, roles) for section in file.sections("also_tell", needed=False)),
        fallback=file.required("fallback", values.one_of(roles, "role of this file"), ""),
        goal_days=file.required("goal_days", values.number(1, 60), 1),
        legal_days=_legal_days(file.section("legal_days", needed=False), sources),
        crisis=_crisis(file.section("crisis"), roles),
        retention=_retention(file.section("retention")),
        child_abuse_hotline=file.optional("child_abuse_hotline", values.phone),
        team_channel=bool(file.optional("team_channel", values.flag)),
    )
    file.finish()
    return school


def _campus(section: Section) -> Campus:
    ranges = section.listed("grades", values.grades)
    campus = Campus(
        id=section.required("id", values.identifier, ""),
        name=section.required("name", str, ""),
        grades=tuple(grade for part in ranges for grade in part),
    )
    section.finish()
    return campus


def _role(id: str, section: Section, roles: Collection[str]) -> Role:
    role = Role(
        id=id,
        title=section.required("title", str, ""),
        description=section.required("description", str, ""),
        contacts=tuple(_contact(id, contact, roles) for contact in section.sections("contacts")),
    )
    section.finish()
    return role


def _contact(role: str, section: Section, roles: Collection[str]) -> Contact:
    away = section.section("away", needed=False)
    contact = Contact(
        id=section.required("id", values.identifier, ""),
        role=role,
        email=section.required("email", values.email, ""),
        phone=section.optional("phone", values.phone),
        name=section.optional("name", str),
        languages=section.listed("languages", values.language, needed=False),
        away=_period(away, one_day=False) if away else None,
        deputy=section.optional("deputy", values.one_of(roles, "role of this file")),
    )
    if away:
        away.finish()
    section.finish()
    return contact


def _period(section: Section, one_day: bool) -> tuple[date, date]:
    first = section.required("from", values.day, NEVER)
    last = (section.optional("to", values.day) or first) if one_day else section.required("to", values.day, NEVER)
    if NEVER not in (first, last) and last < first:
        section.fault("to", "is before `from`; correct one of the two.")
    return first, last


def _holiday(section: Section) -> Holiday:
    holiday = Holiday(section.required("name", str, ""), *_period(section, one_day=True))
    section.finish()
    return holiday


def _summer(section: Section | None, roles: Collection[str]) -> Summer | None:
    if section is None:
        return None
    role = section.required("role", values.one_of(roles, "role of this file"), "")
    summer = Summer(*_period(section, one_day=False), role)
    section.finish()
    return summer


def _hours_with_text(section: Section | None) -> tuple[Hours, str]:
    text = section.required("text", str, "") if section else ""
    return _hours(section), text


def _hours(section: Section | None) -> Hours:
    days: dict[int, tuple[time, time]] = {}
    if section is not None:
        for number, name in enumerate(WEEKDAYS):
            opening = section.optional(name, values.opening)
            if opening:
                days[number] = opening
        if not any(section.has(name) for name in WEEKDAYS):
            section.fault("monday", "is missing, and so is every other day; give one, like `monday: 07:30-15:30`.")
        section.finish()
    return Hours(days)


def _rule(section: Section, campuses: Collection[Campus], roles: Collection[str]) -> RoutingRule:
    when = section.section("when", needed=False)
    rule = RoutingRule(
        when=_when(when, campuses) if when else {},
        role=section.required("role", values.one_of(roles, "role of this file"), ""),
        reason=section.required("reason", str, ""),
    )
    section.finish()
    return rule


def _when(section: Section, campuses: Collection[Campus]) -> dict[str, tuple[str, ...]]:
    known = {
        "plan": values.one_of(PLANS, "plan"),
        "has_plan": values.one_of(PLANS_THERE, "plan that a student may have"),
        "campus": values.one_of([campus.id for campus in campuses], "campus of this file"),
        "need": values.one_of(NEEDS, "need that routing knows"),
        "language": values.language,
        "persona": values.one_of(PERSONAS, "persona"),
    }
    when = {key: section.listed(key, convert, needed=False) for key, convert in known.items()}
    ranges = section.listed("grade", values.grades, needed=False)
    when["grade"] = tuple(grade for part in ranges for grade in part)
    section.finish()
    return {key: found for key, found in when.items() if found}


def _legal_days(section: Section | None, sources: Collection[str]) -> LegalDays | None:
    if section is None:
        return None
    legal = LegalDays(
        days=section.required("days", values.number(1, 365), 1),
        text=section.required("text", str, ""),
        source=section.required("source", values.one_of(sources, "source of sources.yml"), ""),
    )
    section.finish()
    return legal


def _crisis(section: Section | None, roles: dict[str, Role]) -> Crisis:
    if section is None:
        return Crisis((), Hours({}), 1)
    contacts = {contact.id: contact for role in roles.values() for contact in role.contacts}
    known = values.one_of(contacts, "contact of the roles above")
    ids, night_ids = section.listed("contacts", known), section.listed("after_hours", known, needed=False)
    crisis = Crisis(
        contacts=tuple(contacts[id] for id in dict.fromkeys(ids)),
        watched=_hours(section.section("watched")),
        minutes_until_next=section.required("minutes_until_next", values.number(1, 240), 1),
        after_hours=tuple(contacts[id] for id in dict.fromkeys(night_ids)),
    )
    section.finish()
    return crisis


def _retention(section: Section | None) -> Retention:
    if section is None:
        return Retention(1, 1, 1, 1)
    days = values.number(1, TEN_YEARS)
    retention = Retention(
        conversations=section.required("conversations", days, 1),
        requests=section.required("requests", days, 1),
        danger=section.required("danger", days, 1),
        missed_questions=section.required("missed_questions", days, 1),
    )
    section.finish()
    return retention
