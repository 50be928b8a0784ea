"""Whatever school it is, and however it changes meanwhile: each request has an owner whom that school names, with a
reason, and somebody was written to."""

import uuid
from dataclasses import replace
from datetime import date, datetime, timezone

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.content.school import GRADES, NEEDS, PERSONAS, PLANS, PLANS_THERE, Contact, Role, RoutingRule, Summer
from bot.intake.absences import set_absence
from bot.intake.handling import hand_off
from bot.intake.late import tell_late
from bot.intake.owners import find_owners
from bot.intake.plan_request import Need
from bot.intake.records import reading
from bot.intake.routing import Facts, route
from bot.intake.staff import all_staff, create_staff
from bot.intake.submit import submit_request
from bot.intake.tables import hand_off as hand_offs
from bot.intake.tables import letter, request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
DAYS = st.dates(date(2026, 11, 1), date(2026, 12, 31))
ROLES = ("office", "counsellor", "coordinator", "nurse", "principal")
WHEN = {"plan": PLANS, "has_plan": PLANS_THERE, "grade": GRADES, "need": NEEDS, "persona": PERSONAS}
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: tuple(sorted(days)))


@st.composite
def schools(draw, like):
    """A school as school.yml may have it: roles that nobody holds, people away, deputies in circles, any rules."""
    named = draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True))
    roles = {id: Role(id, f"the {id}", "x", tuple(draw(contacts(id, named)))) for id in named}
    rules = st.lists(st.builds(RoutingRule, whens(), st.sampled_from(named), st.just("A rule.")), max_size=5).map(tuple)
    summer = st.none() | st.builds(lambda days, role: Summer(*days, role), PERIODS, st.sampled_from(named))
    return replace(
        like,
        roles=roles,
        routing=draw(rules),
        also_tell=draw(rules),
        fallback=draw(st.sampled_from(named)),
        summer=draw(summer),
    )


def contacts(role, named):
    one = st.builds(
        Contact,
        id=st.integers(1, 3).map(lambda number: f"{role}_{number}"),
        role=st.just(role),
        email=st.integers(1, 9).map(lambda number: f"{role}{number}@example.org"),
        phone=st.none(),
        name=st.none(),
        languages=st.lists(st.sampled_from(["en", "es"]), unique=True).map(tuple),
        away=st.none() | PERIODS,
        deputy=st.none() | st.sampled_from(named),
    )
    return st.lists(one, max_size=3, unique_by=lambda contact: contact.id)


def whens():
    some = {key: st.lists(st.sampled_from(values), min_size=1, max_size=2).map(tuple) for key, values in WHEN.items()}
    return st.fixed_dictionaries({}, optional=some)


FACTS = st.builds(
    Facts,
    language=st.sampled_from(["en", "es", "vi"]),
    persona=st.sampled_from(PERSONAS),
    plan=st.none() | st.sampled_from(PLANS),
    has_plan=st.none() | st.sampled_from(PLANS_THERE),
    grade=st.none() | st.sampled_from(GRADES),
    interpreter=st.none() | st.just("es"),
    evaluation=st.booleans(),
    needs=st.lists(st.builds(Need, st.just("need"), st.sampled_from(NEEDS)), max_size=2).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), facts=FACTS, day=DAYS)
def test_at_any_school_a_request_has_an_owner_of_that_school_and_a_reason(content, data, facts, day):
    school = data.draw(schools(content.school))
    decided = route(replace(content, school=school), facts, day, {})
    for to in (decided.owner, *decided.also):
        held = [contact.id for contact in school.roles[to.role].contacts]
        assert (to.contact.id in held) if to.contact else (to.role == school.fallback and not held)
        assert to.reason and "{" not in to.reason
    there = [
        one for role in school.roles.values() if role.id == decided.owner.role for one in role.contacts
        if not one.is_away(day)
    ]  # fmt: skip
    assert not there or decided.owner.contact in there, "who is there goes before who is away"


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_however_a_school_changes_each_request_keeps_an_owner_who_was_written_to(
    sqlite_records, content, secret, new_request, data
):
    now = replace(content, school=data.draw(schools(content.school)))
    ids = []
    for _ in range(3):
        asked = {"plan": data.draw(st.sampled_from(PLANS)), "grade": data.draw(st.sampled_from(GRADES))}
        filed = submit_request(sqlite_records, now, secret, new_request(draft=str(uuid.uuid4()), **asked), NOW)
        ids.append(filed.reference)
    if not all_staff(sqlite_records):
        create_staff(sqlite_records, "one", "One", "x" * 12, None, False, NOW)
    [staff] = all_staff(sqlite_records)
    for _ in range(3):
        now = replace(content, school=data.draw(schools(content.school)))
        everyone = [one.id for role in now.school.roles.values() for one in role.contacts]
        if everyone:
            set_absence(sqlite_records, data.draw(st.sampled_from(everyone)), (NOW.date(), NOW.date()), None, NOW)
        find_owners(sqlite_records, now, NOW)
        assert find_owners(sqlite_records, now, NOW) == 0, "done again, it changes nothing"
        tell_late(sqlite_records, now, NOW)
        with reading(sqlite_records) as connection:
            rows = connection.execute(select(request).where(request.c.reference.in_(ids))).all()
            letters = connection.execute(select(letter)).all()
            given_to = connection.execute(select(hand_offs).order_by(hand_offs.c.id)).all()
        for row in rows:
            held = {one.id: one.email for one in now.school.roles[row.role].contacts}
            assert row.contact in held if row.contact else row.role == now.school.fallback
            last = [one for one in given_to if one.request_id == row.id and one.kind == "owner"][-1]
            assert (last.role, last.contact) == (row.role, row.contact)
            addresses = [one.address for one in letters if one.request_id == row.id]
            assert addresses, "somebody was written to"
        role = data.draw(st.sampled_from(sorted(now.school.roles)))
        hand_off(sqlite_records, now, rows[0].id, role, "Because.", staff, NOW)
