"""What is heard in a message as the answer to a question. Nothing is heard that was not said."""

import pytest
from family_says import pressed, typed
from hypothesis import given
from hypothesis import strategies as st

from actions import answers
from actions.answers import PLANS, Said, closed, yes_or_no
from bot.content.school import GRADES
from bot.content.school import PLANS as FILED_AS

ANYTHING = st.text(max_size=300)
OPEN = [answers.words, answers.more_words, answers.name, answers.reach, answers.language, answers.number]
CLOSED = [closed("papers", ("have", "none")), yes_or_no("consent"), answers.plan, answers.grade]


# Any message


@given(ANYTHING, st.sampled_from(["affirm", "deny", "skip", "inform", "what_is", "crisis", ""]), st.floats(0, 1))
def test_no_message_raises_and_answers_are_texts(content, text, intent, share):
    said = Said.of({"text": text, "intent": {"name": intent, "confidence": share}, "entities": []})
    for hears in OPEN + CLOSED:
        heard = hears(said, content)
        assert heard is None or (isinstance(heard, str) and heard)
    assert said.asks in (True, False)


@given(ANYTHING)
def test_closed_questions_hear_only_what_they_know(content, text):
    said = typed(text)
    assert closed("papers", ("have", "none"))(said, content) is None
    assert yes_or_no("consent")(said, content) in ("yes", "no", None)
    assert answers.plan(said, content) in ("both", "not_sure", None)
    assert answers.grade(said, content) in (*content.school.grades, None)


@given(st.text(max_size=3000))
def test_open_answers_are_kept_as_typed(content, text):
    for hears in (answers.words, answers.more_words):
        heard = hears(typed(text), content)
        assert heard is None or (heard == text.strip() and len(heard) <= answers.MOST)


def test_a_message_is_read_from_the_tracker():
    message = {
        "text": "  he has a paper ",
        "intent": {"name": "inform", "confidence": 0.7},
        "entities": [{"entity": "papers", "value": "have"}, {"entity": "grade", "value": 7}, {"value": "lost"}],
    }
    assert Said.of(message) == Said("he has a paper", "inform", 0.7, (("papers", "have"), ("grade", "7")), False)
    button = message | {"text": "", "metadata": {"pressed": "yes"}}
    assert Said.of(button).pressed and Said.of(button).text == ""
    assert Said.of({}) == Said("", "", 0.0, (), False)


# Names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maria Example", "Maria Example"),
        ("my name is Maria Example.", "Maria Example"),
        ("My name’s Maria", "Maria"),
        ("I’m Maria", "Maria"),
        ("i'm maria", "maria"),
        ("Hi, this is Maria", "Maria"),
        ("José Ángel Ñuñez-O’Neil", "José Ángel Ñuñez-O’Neil"),
        ("李明", "李明"),
        ("Ian", "Ian"),
        ("Imani Hill", "Imani Hill"),
        ("Noah", "Noah"),
        ("Skip Jones", "Skip Jones"),
        ("no", None),
        ("Skip this.", None),
        ("yes", None),
        ("N/A", None),
        ("why do you need that?", None),
        ("maria@example.org", None),
        ("225-555-0100", None),
        ("…", None),
        ("we are the parents of a boy in third grade", None),
    ],
)
def test_names(content, text, name):
    assert answers.name(typed(text), content) == name


@given(ANYTHING)
def test_a_name_is_the_end_of_what_was_typed(content, text):
    heard = answers.name(typed(text), content)
    assert heard is None or (heard in text and 1 <= len(heard.split()) <= 6)


# Descriptions


@pytest.mark.parametrize(
    "text", ["Dyslexia", "ADHD", "he reads slowly", "他读书很难", "يجد صعوبة في القراءة", "no friends"]
)
def test_a_word_can_be_a_description(content, text):
    assert answers.more_words(typed(text), content) == text


@pytest.mark.parametrize("text", ["no", "Yes.", "ok", "none", "skip this", "n/a", "7", "12345", "...", "idk"])
def test_a_bare_yes_no_or_number_is_none(content, text):
    assert answers.more_words(typed(text), content) is None


# Grades and plans


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("7", "7"),
        ("7th", "7"),
        ("grade 11", "11"),
        ("Grade 11th.", "11"),
        ("k", "K"),
        ("Pre-K", "PK"),
        ("prek", "PK"),
        ("PK", "PK"),
        ("13", None),
        ("0", None),
        ("7 or 8", None),
        ("he is 7 years old", None),
        ("", None),
    ],
)
def test_a_bare_grade(content, text, grade):
    assert answers.grade(typed(text), content) == grade


@pytest.mark.parametrize("grade", GRADES)
def test_a_grade_found_in_a_sentence(content, grade):
    assert answers.grade(typed("he goes there", grade=grade), content) == grade


def test_a_grade_that_the_school_does_not_have_is_not_heard(content):
    assert answers.grade(typed("13th", grade="13"), content) is None


@pytest.mark.parametrize(
    ("text", "found", "plan"),
    [
        ("an ILP", ["ilp"], "ILP"),
        ("an IAP", ["iap"], "IAP"),
        ("a 504 plan", ["504"], "504"),
        ("an IEP", ["iep"], "IEP_evaluation"),
        ("ILP and IAP", ["ilp", "iap"], "both"),
        ("both please", [], "both"),
        ("I'm not sure", [], "not_sure"),
        ("I don’t know", [], "not_sure"),
        ("I don't know what a 504 is", ["504"], "not_sure"),
        ("not sure, ILP or IAP", ["ilp", "iap"], "not_sure"),
        ("I don't know much, but I want an ILP", ["ilp"], "ILP"),
        ("an ILP for both my children", ["ilp"], "ILP"),
        ("help with math for both of my kids", [], None),
        ("both of them", [], "both"),
        ("dunno", [], "not_sure"),
        ("I would not know dear", [], "not_sure"),
        ("the one that works", [], "not_sure"),
        ("whatever you think is best", [], "not_sure"),
        ("the best one", [], None),
    ],
)
def test_plans(content, text, found, plan):
    said = Said(text, "inform", 0.9, tuple(("plan", one) for one in found), pressed=False)
    assert answers.plan(said, content) == plan


@pytest.mark.parametrize("plan", FILED_AS)
def test_a_pressed_plan_is_taken_as_it_is(content, plan):
    assert answers.plan(pressed(plan=plan), content) == plan


def test_every_plan_that_is_heard_can_be_filed():
    assert {*PLANS.values(), "both", "not_sure"} == set(FILED_AS)


# Yes, no, languages


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Yes", "yes"),
        ("yeah sure", "yes"),
        ("Okay.", "yes"),
        ("ok", "yes"),
        ("Sure, go ahead", "yes"),
        ("No", "no"),
        ("nope", "no"),
        ("no thank you", "no"),
        ("no problem, you may", None),
        ("not sure", None),
        ("they may", "yes"),
        ("You can leave one", "yes"),
        ("they can't", None),
        ("you can’t call me", None),
        ("they may not", None),
        ("you may never call me", None),
        ("nobody is home", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_yes_and_no(content, text, heard):
    assert yes_or_no("consent")(typed(text), content) == heard


def test_yes_and_no_by_button_and_by_intent(content):
    assert yes_or_no("consent")(pressed(consent="no"), content) == "no"
    assert yes_or_no("consent")(pressed(consent="perhaps"), content) is None
    assert yes_or_no("consent")(typed("that would be great", intent="affirm"), content) == "yes"
    assert yes_or_no("consent")(typed("rather nothing of the kind", intent="deny"), content) == "no"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Spanish", "Spanish"),
        ("yes, Haitian Creole", "Haitian Creole"),
        ("Yes please. Vietnamese", "Vietnamese"),
        ("no", "no"),
        ("None", "no"),
        ("not needed", "no"),
        ("I don’t need one", "no"),
        ("skip", "no"),
        ("English", "no"),
        ("yes", None),
        ("is it free?", None),
        ("Please, Spanish", "Spanish"),
        ("yes spanish please", "spanish"),
        ("中文", "中文"),
        ("Q’eqchi’", "Q’eqchi’"),
        ("Spanish/English", "Spanish/English"),
        ("sure", None),
        ("ok", None),
        ("of course", None),
        ("my mother speaks Spanish at home", None),
        ("????", None),
    ],
)
def test_languages_of_an_interpreter(content, text, language):
    assert answers.language(typed(text), content) == language


# Questions


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What is an ILP?", True),
        ("what is an ilp", True),
        ("is it free", True),
        ("she can read well?", True),
        ("He can not read", False),
        ("Will Smith", True),  # a name, which only the share of the intent tells apart
        ("how he reads is slow and then he cries for hours and hours each day", False),
        ("?" * 5, True),
        ("word " * 41 + "?", False),
        ("", False),
    ],
)
def test_what_reads_as_a_question(text, asks):
    assert typed(text).asks is asks


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("you have them already", "have"),
        ("the school has it on file", "have"),
        ("we have the old iep", "have"),
        ("I've got a report from the hospital", "have"),
        ("just a note from his doctor", "have"),
        ("yes, we still have the testing", "have"),
        ("we have no report", None),
        ("do we have to get a report?", None),
        ("it's in his file", "have"),
        ("they should have it", None),
        ("the nurse lost them", None),
    ],
)
def test_papers_that_the_school_has_are_papers(content, text, heard):
    assert answers.papers(typed(text), content) == heard
