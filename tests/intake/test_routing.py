from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import Summer
from bot.content.school import GRADES, NEEDS, PERSONAS, PLANS
from bot.intake.plan_request import NEED_KINDS, NEED_STATUSES, Need
from bot.intake.routing import COORDINATORS, HEALTH, NO_DISABILITY, SIGNS, Facts, route

DAY = date(2026, 11, 23)
ALWAYS = (date(2000, 1, 1), date(2099, 12, 31))


def facts(**changes):
    return Facts(**({"language": "en", "persona": "parent", "plan": "ILP", "grade": "7"} | changes))


def owner(content, absences=(), day=DAY, **changes):
    return route(content, facts(**changes), day, dict.fromkeys(absences, ALWAYS)).owner


def told(content, **changes):
    return {other.role: other.reason for other in route(content, facts(**changes), DAY, {}).also}


def with_school(content, **changes):
    return replace(content, school=replace(content.school, **changes))


@pytest.mark.parametrize(
    ("plan", "role"),
    [
        ("ILP", "counsellor"),
        ("not_sure", "counsellor"),
        ("IAP", "student_services"),
        ("both", "student_services"),
        ("504", "section_504_coordinator"),
        ("IEP_evaluation", "special_education_coordinator"),
    ],
)
def test_the_plan_decides_who_gets_it(content, plan, role):
    handed = owner(content, plan=plan)
    assert handed.role == role and handed.contact.role == role
    assert handed.reason in [rule.reason for rule in content.school.routing]


def test_the_grade_decides_by_the_campus_that_teaches_it(content):
    assert owner(content, grade="3").role == "special_education_coordinator"
    assert owner(content, grade="3", campus="middle_high").role == "counsellor"
    assert owner(content, grade=None).role == "counsellor"


def test_a_need_decides_before_the_plan(content):
    assert owner(content, needs=(Need("need", "english_learner"),)).role == "english_learner_coordinator"
    assert owner(content, needs=(Need("need", "english_learner", "denied"),)).role == "counsellor"


def test_within_a_role_the_contact_who_speaks_the_familys_language_comes_first(content):
    assert owner(content).contact.id == "counsellor"
    assert owner(content, language="es").contact.id == "counsellor_2"
    assert owner(content, interpreter="es").contact.id == "counsellor_2"
    other = owner(content, language="es", plan="504")
    assert other.contact.id == "section_504" and "interpreter" in other.reason


def test_among_those_who_can_take_it_who_has_the_fewest_requests_gets_it(content):
    def takes(workload, **changes):
        return route(content, facts(**changes), DAY, {}, workload).owner.contact.id

    assert takes({"counsellor": 3, "counsellor_2": 2}) == "counsellor_2"
    assert takes({"counsellor": 2, "counsellor_2": 2}) == takes({}) == "counsellor"
    assert takes({"counsellor_2": 99}, language="es") == "counsellor_2"  # who speaks with the family comes before that


def test_a_colleague_in_the_same_role_stands_in_first(content):
    assert owner(content, absences=["counsellor"]).contact.id == "counsellor_2"


def test_then_the_deputy_takes_it_and_the_reason_says_so(content):
    handed = owner(content, absences=["counsellor", "counsellor_2"])
    assert (handed.role, handed.contact.id) == ("student_services", "student_services")
    assert "school counselor" in handed.reason and "student services" in handed.reason


def test_deputies_of_deputies_follow_and_the_main_office_comes_last(content):
    gone = ["special_education", "section_504"]
    assert owner(content, absences=gone, plan="IEP_evaluation").contact.id == "student_services"
    assert owner(content, absences=[*gone, "student_services"], plan="IEP_evaluation").contact.id == "office"


def test_an_absence_of_school_yml_holds_from_its_first_to_its_last_day(content):
    gifted = {"needs": (Need("need", "gifted"),)}
    first, last = content.school.roles["gifted_coordinator"].contacts[0].away
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    took = [owner(content, day=day, **gifted).role for day in days]
    assert took == ["gifted_coordinator", "counsellor", "counsellor", "gifted_coordinator"]


def test_when_everybody_is_away_the_main_office_still_gets_it(content):
    everybody = [contact.id for role in content.school.roles.values() for contact in role.contacts]
    assert owner(content, absences=everybody).contact.id == "office"


def test_deputies_in_a_circle_end_at_the_main_office(content):
    roles = dict(content.school.roles)
    for one, other in (("counsellor", "nurse"), ("nurse", "counsellor")):
        contacts = tuple(replace(contact, deputy=other) for contact in roles[one].contacts)
        roles[one] = replace(roles[one], contacts=contacts)
    circle = with_school(content, roles=roles)
    assert owner(circle, absences=["counsellor", "counsellor_2", "nurse"]).contact.id == "office"


def test_a_role_that_nobody_holds_falls_to_its_school(content):
    roles = {id: replace(role, contacts=()) for id, role in content.school.roles.items()}
    handed = owner(with_school(content, roles=roles))
    assert (handed.role, handed.contact) == ("main_office", None)


def test_where_no_rule_fits_the_main_office_gets_it(content):
    handed = owner(content, plan=None)
    assert handed.role == "main_office" and "No rule" in handed.reason


def test_in_summer_one_role_gets_everything(content):
    summer = with_school(content, summer=Summer(DAY, DAY, "principal"))
    assert owner(summer).role == "principal" and "summer" in owner(summer).reason
    assert owner(summer, day=DAY + timedelta(days=1)).role == "counsellor"


def test_a_condition_is_told_to_the_504_coordinator_whatever_the_plan(content):
    for status in ("said", "suspected"):
        assert "section_504_coordinator" in told(content, needs=(Need("condition", "adhd", status),))
    assert told(content, needs=(Need("condition", "adhd", "denied"),)) == {}
    assert told(content) == {}


def test_asking_for_accommodations_or_an_evaluation_is_a_sign_as_well(content):
    assert "section_504_coordinator" in told(content, plan="IAP")
    assert "special_education_coordinator" in told(content, evaluation=True)
    assert told(content, plan="504") == {} and told(content, plan="IEP_evaluation") == {}  # a coordinator owns it


@pytest.mark.parametrize(
    ("need", "who"),
    [
        (Need("condition", "ell"), "english_learner_coordinator"),
        (Need("need", "enrichment"), "counsellor"),  # for the gifted program's coordinator, who is away
        (Need("need", "seating"), "counsellor"),
    ],
)
def test_what_is_no_sign_of_a_disability_is_told_to_no_coordinator(content, need, who):
    assert owner(content, needs=(need,)).role == who
    assert not set(told(content, needs=(need,))) & set(COORDINATORS)


@pytest.mark.parametrize("name", ["evaluation", "mobility", "temporary", "medical_care"])
def test_some_needs_are_a_sign_in_themselves(content, name):
    assert "section_504_coordinator" in told(content, needs=(Need("need", name),))
    assert told(content, needs=(Need("need", name, "denied"),)) == {}


def test_the_nurse_is_told_of_what_is_about_health(content):
    for name in HEALTH:
        assert {"nurse", "section_504_coordinator"} <= set(told(content, needs=(Need("condition", name),)))


def test_routing_knows_needs_by_the_names_under_which_they_are_found():
    found = yaml.safe_load((Path(__file__).parents[2] / "data/words/en.yml").read_text(encoding="utf-8"))["tell"]
    assert {*HEALTH, *SIGNS, *NO_DISABILITY} <= {*found["condition"], *found["need"]}


def test_nobody_is_told_of_what_they_own(content):
    handed = route(content, facts(plan="IEP_evaluation", needs=(Need("condition", "adhd"),)), DAY, {})
    everyone = [handed.owner, *handed.also]
    assert len({to.contact.id for to in everyone}) == len(everyone)


needs = st.lists(
    st.builds(Need, st.sampled_from(NEED_KINDS), st.sampled_from([*NEEDS, "adhd"]), st.sampled_from(NEED_STATUSES)),
    max_size=3,
).map(tuple)
any_facts = st.builds(
    Facts,
    language=st.sampled_from(["en", "es", "vi"]),
    persona=st.sampled_from(PERSONAS),
    plan=st.sampled_from(PLANS) | st.none(),
    grade=st.sampled_from(GRADES) | st.none(),
    campus=st.sampled_from(["elementary", "middle_high"]) | st.none(),
    interpreter=st.none() | st.just("es"),
    evaluation=st.booleans(),
    needs=needs,
)
people = st.sampled_from(
    [
        "office",
        "principal",
        "counsellor",
        "counsellor_2",
        "special_education",
        "section_504",
        "student_services",
        "nurse",
    ]
)


@settings(max_examples=300, deadline=None)
@given(any_facts, st.sets(people), st.dates(date(2026, 6, 1), date(2028, 1, 1)))
def test_every_request_has_an_owner_and_a_reason_and_a_sign_reaches_a_coordinator(content, given_facts, away, day):
    decided = route(content, given_facts, day, dict.fromkeys(away, ALWAYS))
    everyone = [decided.owner, *decided.also]
    assert all(to.contact and to.contact.email and to.reason and "{" not in to.reason for to in everyone)
    assert all(to.contact.role == to.role for to in everyone)
    there = [to.contact.id for to in everyone if to.contact.id not in away]
    assert len(there) == len(everyone) or "office" in away
    sign = any(
        need.kind == "condition" and need.status != "denied" and need.name == "adhd" for need in given_facts.needs
    )
    coordinators_there = not away & {"special_education", "section_504"}
    if (sign or given_facts.evaluation or given_facts.plan == "504") and coordinators_there:
        assert {to.role for to in everyone} & set(COORDINATORS)
