"""What the rest of the program asks of the content, by a copy of the project's own whose `cost` the tests know."""

from dataclasses import replace
from datetime import date

import pytest

from bot.content import LegalDays, load_content


@pytest.fixture
def content(folder):
    return load_content(folder.path)


def at_a_school_with(content, **settings):
    return replace(content, school=replace(content.school, **settings))


def test_an_answer_carries_its_title_sources_next_topics_and_day(content):
    answer = content.answer("cost", "en")
    assert (answer.topic, answer.language, answer.title) == ("cost", "en", "What it costs")
    assert answer.next == ("rights", "iep") and answer.reviewed == date(2026, 11, 22)
    assert [source.id for source in answer.sources] == ["seed"] and answer.sources[0].publisher
    assert content.title("cost", "en") == "What it costs"


def test_placeholders_are_filled_everywhere(content):
    answer = content.answer("cost", "en")
    assert answer.body.startswith("It costs nothing. Call 225-555-0100.")
    assert answer.more == "Ask the school counselor at any time."


def test_a_student_reads_the_student_part(content):
    assert content.answer("cost", "en", "student").body.startswith("You pay nothing.")
    assert content.answer("cost", "en", "staff").body == content.answer("cost", "en", "parent").body
    assert content.answer("affirm", "en", "student").body


@pytest.mark.parametrize("persona", ["parent", "student"])
def test_a_conditional_part_is_added_only_where_it_holds(content, persona):
    there, elsewhere = (at_a_school_with(content, iap_is_504=setting) for setting in (True, False))
    assert there.answer("cost", "en", persona).body.endswith("\n\nHere it is the 504 plan.")
    assert "504" not in elsewhere.answer("cost", "en", persona).body


@pytest.mark.parametrize(
    ("condition", "settings"),
    [
        ("not iap_is_504", {"iap_is_504": False}),
        ("ilp_means=career_plan", {"ilp_means": "career_plan"}),
        ("kind=private", {"kind": "private"}),
        ("not kind=public", {"kind": "charter"}),
        ("not federal_funds", {"federal_funds": False}),
        ("legal_days", {"legal_days": LegalDays(15, "15 days.", "seed")}),
    ],
)
def test_every_kind_of_condition_asks_for_the_schools_setting(folder, condition, settings):
    folder.replace("en/cost.md", "if iap_is_504", f"if {condition}")
    content = load_content(folder.path)
    assert "Here it is" not in content.answer("cost", "en").body
    assert "Here it is" in at_a_school_with(content, **settings).answer("cost", "en").body


def test_a_limit_of_the_law_is_told_with_its_own_source(folder):
    folder.replace("en/cost.md", ":: if iap_is_504\nHere it is the 504 plan.", ":: if legal_days\n{legal_days}")
    folder.set("school.yml", "legal_days", {"days": "15", "text": "Fifteen school days.", "source": "idea_evaluation"})
    answer = load_content(folder.path).answer("cost", "en")
    assert answer.body.endswith("Fifteen school days.")
    assert [source.id for source in answer.sources] == ["seed", "idea_evaluation"]


def test_a_phrase_is_filled_with_the_schools_and_the_given_values(content):
    assert content.phrase("crisis.state_hotline", "en", hotline="1-855-452-5437").endswith(
        "in Louisiana, call 1-855-452-5437."
    )


def test_what_a_family_typed_is_not_looked_through_for_placeholders(content):
    assert "{phone}" in content.phrase("crisis.state_hotline", "en", hotline="{phone}")


def test_phrases_under_a_key_keep_their_order_and_their_own_placeholders(content):
    under = content.phrases("crisis.self_harm", "en")
    assert list(under) == ["about_self", "about_child", "about_friend"]
    assert "{hotline}" in content.phrases("crisis", "en")["state_hotline"]
    assert content.phrases("no_such_key", "en") == {}


def test_an_unknown_name_is_a_key_error(content):
    for ask in (
        lambda: content.phrase("no.such.phrase", "en"),
        lambda: content.answer("lunch", "en"),
        lambda: content.answer("cost", "xx"),
        lambda: content.letter("no_such_letter", "en"),
    ):
        with pytest.raises(KeyError):
            ask()


def test_a_letter_has_a_subject_and_a_body(content):
    letter = content.letter("family_received", "en", reference="K7QX3MPA")
    assert "K7QX3MPA" in letter.subject and content.school.name in letter.body
    assert "{reference}" not in letter.body


def test_an_address_that_nobody_confirmed_says_so(folder):
    folder.write("en/_test.yml", "seen:\n  department: '{education_department}'\n")
    words = load_content(folder.path).phrase("unconfirmed_address", "en")
    unconfirmed, confirmed = [], []
    for state, found in (("LA", unconfirmed), ("KY", confirmed)):
        folder.set("school.yml", "state", state)
        found.append(load_content(folder.path).phrase("seen.department", "en"))
    assert unconfirmed[0].startswith("Louisiana Department of Education, https://") and words in unconfirmed[0]
    assert confirmed[0].startswith("Kentucky Department of Education, https://") and words not in confirmed[0]


def test_a_state_without_an_address_names_its_department_alone(folder):
    folder.write("en/_test.yml", "seen:\n  department: '{education_department}'\n")
    folder.set("school.yml", "state", "PR")
    assert load_content(folder.path).phrase("seen.department", "en") == "Puerto Rico Department of Education"


def test_topics_say_which_plan_an_aspect_belongs_to(content):
    topics = content.topics
    assert topics.aspects["what_is"] == {"ilp": "what_is_ilp", "iap": "what_is_iap", "504": "section_504", "iep": "iep"}
    assert topics.plan_of("iap_request") == "iap" and topics.plan_of("cost") is None
    assert len(topics.all_ids) == len(set(topics.all_ids)) and {"what_is_ilp", "cost", "crisis"} <= set(topics.all_ids)
