from dataclasses import replace
from datetime import date

import pytest

from bot.content.school import RoutingRule
from bot.errors import SettingsFault
from bot.intake.routes import routing_table, who_gets, without_owner

DAY = date(2027, 2, 1)


def with_rules(content, *rules):
    return replace(content, school=replace(content.school, routing=(*content.school.routing, *rules)))


def test_the_table_names_every_rule_who_gets_it_and_what_no_rule_takes(content):
    table = routing_table(content, DAY, {})
    assert [line.rule for line in table] == [*content.school.routing, None]
    assert [line.to.role for line in table] == [*(rule.role for rule in content.school.routing), "main_office"]
    assert all(line.combinations for line in table)


def test_who_stands_in_is_named_while_somebody_is_away(content):
    away = {"special_education": (DAY, DAY)}
    assert routing_table(content, DAY, away)[1].to.role == "section_504_coordinator"


def test_every_combination_of_the_sample_school_has_an_owner(content):
    assert without_owner(content, DAY, {}) == ()


def test_where_nobody_is_named_at_all_it_is_told(content):
    roles = {id: replace(role, contacts=()) for id, role in content.school.roles.items()}
    assert without_owner(replace(content, school=replace(content.school, roles=roles)), DAY, {})


def test_a_rule_that_others_together_leave_nothing_is_never_reached(content):
    late = RoutingRule({"plan": ("ILP", "IAP")}, "nurse", "x")  # each taken by another rule; the check sees pairs only
    assert routing_table(with_rules(content, late), DAY, {})[-2].combinations == 0


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ({"plan": "IAP", "grade": "7"}, "student_services"),
        ({"plan": "ILP", "grade": "3"}, "special_education_coordinator"),
        ({"plan": "iap", "persona": "Student"}, "counsellor"),
        ({"plan": "ILP", "need": "gifted"}, "gifted_coordinator"),
        ({}, "main_office"),
    ],
)
def test_who_would_get_this_is_answered(content, told, role):
    assert who_gets(content, told, DAY, {}).owner.role == role


def test_health_is_told_to_the_nurse(content):
    assert "nurse" in [to.role for to in who_gets(content, {"plan": "ILP", "need": "health,gifted"}, DAY, {}).also]


def test_a_rule_may_ask_which_plan_a_student_has_already(content):
    first = RoutingRule({"has_plan": ("504", "IEP")}, "special_education_coordinator", "There is a plan already.")
    school = replace(content.school, routing=(first, *content.school.routing))
    told = {"plan": "ILP", "grade": "7"}
    for has, role in (("IEP", first.role), ("ILP", "counsellor")):
        assert who_gets(replace(content, school=school), told | {"has_plan": has}, DAY, {}).owner.role == role
    assert routing_table(replace(content, school=school), DAY, {})[0].combinations


def test_a_plan_that_is_there_already_is_told_to_who_looks_after_it(content):
    also = who_gets(content, {"plan": "ILP", "grade": "7", "has_plan": "IEP"}, DAY, {}).also
    assert "special_education_coordinator" in [to.role for to in also]


@pytest.mark.parametrize(
    "told", [{"plan": "xx"}, {"has_plan": "both"}, {"moon": "full"}, {"need": "health,xx"}, {"grade": "13"}]
)
def test_a_fact_that_is_none_is_told(content, told):
    with pytest.raises(SettingsFault):
        who_gets(content, told, DAY, {})
