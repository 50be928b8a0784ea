"""The questions of the forms as messages, and the page on which a family checks what it said."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.heard import Heard
from bot.assistant.questions import CHECKED, OPTIONAL, ask

PERSONAS = ("parent", "student", "staff")
SPECIAL = re.compile(r"(?<!\\)(?:\\\\)*[*_`\[\]<>#|]")  # a mark that nothing makes harmless

ANSWERED = {
    "for_whom": "child", "grade": "7", "campus": "middle_high", "plan": "IEP_evaluation", "evaluation_sentence": "yes",
    "description": "Reading takes all evening.", "papers": "none", "requester_name": "Maria Example",
    "student_name": "", "reach": "maria@example.org", "best_time": "", "may_leave_message": "no", "interpreter": "no",
    "talk_first": None, "draft": "draft-1",
    "needs": [["condition", "adhd", "suspected"], ["need", "extra_time", "said"]],
}  # fmt: skip


@pytest.fixture(scope="session")
def heard():
    """Someone who is asked; keywords fill slots."""

    def make(persona="parent", **slots):
        return Heard("inform", (), {}, (), "en", persona, (), 0, (), slots)

    return make


def entities(message):
    return [choice["entities"] for choice in message["choices"]]


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_question_has_a_text_and_names_its_slot(content, heard, domain_file, persona):
    asked = [response for response in domain_file["responses"] if response.startswith("utter_ask_")]
    assert len(asked) > 20
    for response in asked:
        message = ask(content, heard(persona), response)
        assert message["body"] and "{" not in message["body"]
        assert message["kind"] in ("question", "check_answers")
        assert message["asks"] == response.removeprefix("utter_ask_") in domain_file["slots"]
        assert all(choice["label"] and choice["intent"] in intents(domain_file) for choice in message["choices"])


def intents(domain_file):
    return {next(iter(intent)) for intent in domain_file["intents"]}


def test_a_question_may_be_named_with_its_form(content, heard):
    assert ask(content, heard(), "utter_ask_request_form_grade") == ask(content, heard(), "utter_ask_grade")


def test_a_button_carries_the_value_of_its_slot(content, heard):
    message = ask(content, heard(), "utter_ask_papers")
    assert entities(message) == [{"papers": value} for value in ("have", "none", "cant_get", "help", "not_needed")]
    assert {choice["intent"] for choice in message["choices"]} == {"inform"}


def test_a_student_is_asked_in_other_words(content, heard):
    parent, student = (ask(content, heard(persona), "utter_ask_grade")["body"] for persona in ("parent", "student"))
    assert parent != student


def test_only_a_student_can_be_found_at_school(content, heard):
    assert entities(ask(content, heard("student"), "utter_ask_reach")) == [{"reach": "find_me_at_school"}]
    assert entities(ask(content, heard("parent"), "utter_ask_reach")) == []


def test_only_schools_with_the_grade_are_offered(content, heard):
    def offered(grade):
        return [one["campus"] for one in entities(ask(content, heard(grade=grade), "utter_ask_campus"))]

    assert offered(None) == [campus.id for campus in content.school.campuses]
    for grade in ("PK", "5", "6", "12"):
        assert offered(grade) == [campus.id for campus in content.school.campuses if grade in campus.grades] != []


def test_what_may_be_left_out_can_be_skipped(content, heard, domain_file):
    for response in domain_file["responses"]:
        if response.startswith("utter_ask_"):
            message = ask(content, heard(), response)
            skips = [choice for choice in message["choices"] if choice["intent"] == "skip"]
            assert len(skips) == (message["asks"] in OPTIONAL)


# The page of answers


def test_the_page_shows_every_answer_in_words_and_offers_to_change_it(content, heard):
    message = ask(content, heard(**ANSWERED), "utter_ask_check")
    assert message["kind"] == "check_answers" and message["asks"] == "check"
    lines = dict(re.findall(r"^- \*\*(.+?):\*\* (.*)$", message["body"], re.M))
    names = content.phrases("field", "en")
    told = [slot for slot in CHECKED if ANSWERED.get(slot) is not None]
    assert list(lines) == [names[slot] for slot in told]
    assert lines[names["plan"]] == content.phrase("ask.plan.choices.IEP_evaluation", "en")
    assert lines[names["campus"]] == content.school.campuses[1].name
    assert lines[names["student_name"]] == lines[names["best_time"]] == names["nothing"]
    assert lines[names["may_leave_message"]] == content.phrase("ask.may_leave_message.choices.no", "en")
    assert lines[names["needs"]] == "finishing tests or work in time", "no condition is shown"
    send, *change, letter = message["choices"]
    assert letter["intent"] == "request_letter"
    assert (send["intent"], send["entities"]) == ("send_request", {"draft": "draft-1"})
    assert [choice["entities"] for choice in change] == [{"change_field": slot} for slot in told]
    assert all(choice["intent"] == "change_answer" for choice in change)
    assert content.phrase("ask.check.note", "en") in message["body"], "sending is no permission to test"


@pytest.mark.parametrize("slot", CHECKED)
def test_every_answer_has_a_name(content, slot):
    assert content.phrases("field", "en")[slot]


def test_no_id_is_shown_to_a_family(content, heard):
    values = {
        slot: [key.removeprefix("choices.") for key in content.phrases(f"ask.{slot}", "en") if "choices." in key]
        for slot in CHECKED
    } | {"grade": ["PK", "K"], "campus": [campus.id for campus in content.school.campuses]}
    for slot, known in values.items():
        for value in known:
            body = ask(content, heard(**{slot: value}), "utter_ask_check")["body"]
            assert f"** {value}\n" not in body or value in ("yes", "no"), f"{slot}: {value}"


@given(st.text(alphabet=st.sampled_from("*_`[]()<>#|\\-+1.!&~ \n\r\tabc") | st.characters(codec="utf-8"), max_size=200))
def test_markdown_in_a_family_s_words_is_harmless(content, heard, text):
    body = ask(content, heard(description=text, requester_name="Maria"), "utter_ask_check")["body"]
    (line,) = [line for line in body.split("\n") if line.startswith("- **What is hard")]
    shown = line.partition(":** ")[2]
    assert not SPECIAL.search(shown)
    assert re.sub(r"\\([\\*_`\[\]<>#|])", r"\1", shown) in (re.sub(r"\s+", " ", text), "not given", "yes", "no") or (
        text == "find_me_at_school"
    )
    assert [one.partition(":**")[0] for one in body.split("\n") if one.startswith("- ")] == [
        "- **What is hard, in your words",
        "- **Your name",
    ], "the words make no line of their own"


def test_what_was_not_understood_is_offered_as_the_question_whole_though_its_label_is_short(content, heard):
    for words in ("is there a late bus", "is there a late bus " * 20):
        offered = replace(heard(), missed=words.strip())
        [choice] = ask(content, offered, "utter_ask_question_words")["choices"]
        assert choice["entities"] == {"question_words": words.strip()} and len(choice["label"]) < 80
    assert ask(content, heard(), "utter_ask_question_words")["choices"] == []


def test_who_is_to_be_found_at_school_is_offered_no_way_to_leave_the_name_out(content, heard):
    for way, choices in (("find_me_at_school", 0), ("maria@example.org", 1)):
        assert len(ask(content, heard(question_reach=way), "utter_ask_question_name")["choices"]) == choices


def test_a_question_is_checked_with_its_own_draft_and_no_note_on_tests(content, heard):
    told = {"question_words": "**When**?", "question_reach": "find_me_at_school", "question_draft": "draft-1"}
    for persona in ("parent", "student"):
        page = ask(content, heard(persona, draft="another", **told), "utter_ask_question_check")
        assert page["kind"] == "check_answers" and page["choices"][0]["entities"] == {"draft": "draft-1"}
        assert "test" not in page["body"] and r"\*\*When\*\*?" in page["body"] and "find me" in page["body"].lower()
        assert [choice["entities"].get("change_field") for choice in page["choices"][1:]] == list(told)[:2]
    assert "counselor reads it first" in page["body"]
