"""The table behind "Which plan?", row by row, and what holds for all answers: something is always suggested, nobody is
turned down, and more to tell never makes a suggestion smaller."""

import itertools
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load_content
from bot.content.school import ILP_MEANINGS, KINDS, PLANS
from bot.content.suggestions import ANSWERS
from bot.intake.plan_request import Need
from bot.intake.suggestion import _facts, in_words, suggest
from bot.training import ROOT

CONTENT = load_content(ROOT / "data" / "content")
LARGER = {"not_sure": {}, "ILP": {"ILP"}, "IAP": {"IAP"}, "both": {"ILP", "IAP"}}
NEEDS = [
    Need("condition", "adhd"),
    Need("condition", "anxiety", "suspected"),
    Need("condition", "dyslexia", "denied"),
    Need("condition", "diabetes"),
    Need("condition", "gifted"),
    Need("condition", "ell"),
    Need("need", "extra_time"),
    Need("need", "career_planning"),
]
answered = st.fixed_dictionaries({}, optional={name: st.sampled_from(said) for name, said in ANSWERS.items()})
told = st.lists(st.sampled_from(NEEDS), unique=True, max_size=4).map(tuple)
schools = st.builds(
    lambda **settings: at_a_school(**settings),
    ilp_means=st.sampled_from(ILP_MEANINGS),
    iap_is_504=st.booleans(),
    kind=st.sampled_from(KINDS),
    federal_funds=st.booleans(),
)


def at_a_school(**settings):
    return replace(CONTENT, school=replace(CONTENT.school, **settings))


def suggested(*needs, school=CONTENT, **answers):
    return suggest(school, answers, needs)


def plans(suggestion):
    """Everything that the family reads it can ask for."""
    return {*LARGER.get(suggestion.plan, {suggestion.plan}), *suggestion.also}


ADHD, DENIED, DIABETES, GIFTED, ELL = NEEDS[0], NEEDS[2], NEEDS[3], NEEDS[4], NEEDS[5]
APART = {"iap_is_504": False}
ROWS = [
    # answers, needs, settings of the school -> plan, also, reasons among others, whether a coordinator is to know
    ({"help_wanted": "goals"}, (), {}, "ILP", (), {"goals"}, False),
    ({"help_wanted": "both"}, (), {}, "both", (), {"goals", "barriers", "iap_is_504"}, True),
    ({"help_wanted": "challenge"}, (), {}, "ILP", (), {"challenge"}, False),
    ({"help_wanted": "challenge"}, (), {"ilp_means": "gifted"}, "ILP", (), {"challenge"}, False),
    ({}, (GIFTED,), {}, "ILP", (), {"challenge"}, False),
    ({"help_wanted": "future"}, (), {}, "ILP", (), {"future"}, False),
    ({"help_wanted": "future"}, (), {"ilp_means": "career_plan"}, "ILP", (), {"future"}, False),
    ({"makes_harder": "english"}, (), {}, "ILP", (), {"english"}, False),
    ({"makes_harder": "english"}, (), {"ilp_means": "english_learner"}, "ILP", (), {"english"}, False),
    ({}, (ELL,), {}, "ILP", (), {"english"}, False),
    ({"help_wanted": "goals"}, (), {"ilp_means": "career_plan"}, "not_sure", (), {"other_name", "open"}, False),
    ({"help_wanted": "both"}, (), {"ilp_means": "gifted"}, "IAP", (), {"other_name", "barriers"}, True),
    ({"help_wanted": "challenge"}, (), {"ilp_means": "career_plan"}, "not_sure", (), {"other_name"}, False),
    ({"help_wanted": "future"}, (), {"ilp_means": "gifted"}, "not_sure", (), {"other_name"}, False),
    ({"makes_harder": "english"}, (), {"ilp_means": "gifted"}, "not_sure", (), {"other_name"}, False),
    ({}, (ELL,), {"ilp_means": "career_plan"}, "not_sure", (), {"other_name"}, False),
    ({}, (GIFTED,), {"ilp_means": "career_plan"}, "not_sure", (), {"other_name"}, False),
    ({"help_wanted": "barriers"}, (), {}, "IAP", (), {"barriers", "iap_is_504"}, True),
    ({"help_wanted": "barriers"}, (), APART, "IAP", (), {"barriers"}, True),
    ({"makes_harder": "yes"}, (), {}, "IAP", (), {"harder", "iap_is_504"}, True),
    ({"makes_harder": "perhaps"}, (), {}, "IAP", (), {"perhaps", "iap_is_504"}, True),
    ({"makes_harder": "yes"}, (), APART, "IAP", ("504",), {"harder", "ask_504"}, True),
    ({"makes_harder": "perhaps"}, (), APART, "IAP", ("504",), {"perhaps", "ask_504"}, True),
    ({}, (ADHD,), APART, "IAP", ("504",), {"told", "ask_504"}, True),
    ({}, (ADHD,), {}, "IAP", (), {"told", "iap_is_504"}, True),
    ({"makes_harder": "yes"}, (), APART | {"federal_funds": False}, "IAP", ("504",), {"no_federal_funds"}, True),
    ({}, (ADHD,), APART | {"federal_funds": False}, "IAP", ("504",), {"told", "no_federal_funds"}, True),
    ({"makes_harder": "yes", "how_long": "short"}, (), {}, "IAP", (), {"short"}, True),
    ({"help_wanted": "teaching"}, (), {}, "IEP_evaluation", (), {"teaching"}, True),
    ({"help_wanted": "teaching"}, (), {"kind": "private"}, "IEP_evaluation", (), {"teaching_private"}, True),
    ({"help_wanted": "goals", "makes_harder": "perhaps"}, (), {}, "both", ("IEP_evaluation",),
     {"goals", "perhaps", "learning_and_harder"}, True),
    ({"help_wanted": "goals"}, (ADHD,), {}, "both", ("IEP_evaluation",), {"goals", "told", "learning_and_harder"},
     True),
    ({"plan_now": "ILP"}, (), {}, "not_sure", (), {"has_plan", "open"}, False),
    ({"plan_now": "IAP"}, (), {}, "not_sure", (), {"has_plan", "has_504"}, True),
    ({"plan_now": "IAP"}, (), APART, "not_sure", (), {"has_plan"}, False),
    ({"plan_now": "504"}, (), {}, "not_sure", (), {"has_504"}, True),
    ({"help_wanted": "goals", "plan_now": "IEP"}, (), {}, "ILP", (), {"goals", "has_iep"}, True),
    ({}, (DIABETES,), {}, "IAP", (), {"told", "health"}, True),
    ({}, (DENIED,), {}, "not_sure", (), {"open"}, False),
    ({"help_wanted": "not_sure", "makes_harder": "no", "plan_now": "none"}, (), {}, "not_sure", (), {"open"}, False),
    ({}, (), {}, "not_sure", (), {"open", "no_papers"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("answers", "needs", "settings", "plan", "also", "reasons", "coordinator"), ROWS)
def test_these_answers_suggest_this_for_these_reasons(answers, needs, settings, plan, also, reasons, coordinator):
    found = suggest(at_a_school(**settings), answers, needs)
    assert (found.plan, found.also, found.coordinator) == (plan, also, coordinator)
    assert reasons <= set(found.reasons) and "no_papers" in found.reasons


def test_every_row_of_the_table_is_tried_above():
    tried = [_facts(at_a_school(**settings).school, answers, needs) for answers, needs, settings, *_ in ROWS]
    for row in CONTENT.suggestions.rows:
        assert any(row.holds(facts) for facts in tried), f"no example above makes this row hold: {row}"
    reasons = {reason for *_, reasons, _ in ROWS for reason in reasons}
    assert reasons == {row.reason for row in (*CONTENT.suggestions.rows, CONTENT.suggestions.otherwise)}


@given(schools, answered, told)
def test_something_is_always_suggested_with_a_reason_and_a_source(school, answers, needs):
    found = suggest(school, answers, needs)
    assert found.plan in PLANS and set(found.also) <= {"504", "IEP_evaluation"} and found.reasons
    for reason in found.reasons:
        assert school.suggestions.sources_of(reason) and set(school.suggestions.sources_of(reason)) <= set(
            school.sources
        )
        assert school.phrase(f"suggestion.reasons.{reason}", "en")
    assert not {"not_sure"} & plans(found)


@given(schools, answered, told, told)
def test_more_to_tell_never_makes_a_suggestion_smaller(school, answers, needs, more):
    fewer, all_told = suggest(school, answers, needs), suggest(school, answers, (*needs, *more))
    assert plans(fewer) <= plans(all_told) and fewer.coordinator <= all_told.coordinator


@given(schools, answered, told, st.sampled_from(sorted(ANSWERS)))
def test_an_answer_takes_nothing_from_what_the_others_suggest(school, answers, needs, question):
    without = {name: said for name, said in answers.items() if name != question}
    assert plans(suggest(school, without, needs)) <= plans(suggest(school, answers, needs))


@given(schools, answered, told)
def test_a_sign_of_a_disability_always_brings_a_coordinator_in(school, answers, needs):
    found = suggest(school, answers, needs)
    disability = any(need.kind == "condition" and need.name in ("adhd", "anxiety", "diabetes") for need in needs)
    if answers.get("makes_harder") in ("yes", "perhaps") or answers.get("plan_now") in ("504", "IEP") or disability:
        assert found.coordinator
    assert found.coordinator or not plans(found) & {"IAP", "504", "IEP_evaluation"}


def test_papers_and_help_tried_before_are_asked_nowhere():
    asked = itertools.chain(ANSWERS, *(row.when for row in CONTENT.suggestions.rows))
    assert not {"papers", "tried", "documentation"} & set(asked)


def test_no_reason_decides_who_qualifies():
    for reason, text in CONTENT.phrases("suggestion.reasons", "en").items():
        assert "qualif" not in text and "not eligible" not in text, reason
    assert "can't say who qualifies" in CONTENT.phrase("suggestion.only", "en")


@given(schools, answered, told)
def test_a_suggestion_can_be_told_to_the_school_in_words(school, answers, needs):
    found = suggest(school, answers, needs)
    text = in_words(school, "en", asdict(found))
    assert text.startswith(school.phrase(f"suggestion.plans.{found.plan}", "en")) and "{" not in text
    assert all(school.phrase(f"suggestion.plans.{plan}", "en") in text for plan in found.also)
