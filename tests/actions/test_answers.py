"""What is heard in a message as the answer to a question. Nothing is heard that was not said: a wrong number on a
request reaches nobody."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions import answers
from actions.answers import PLANS, Said, closed, email_in, phone_in, yes_or_no
from bot.content.school import GRADES
from bot.content.school import PLANS as FILED_AS
from bot.content.values import EMAIL
from bot.intake.codes import ALPHABET, as_typed, code_for, is_reference, new_reference

ANYTHING = st.text(max_size=300)
# Words between which an answer may stand; none of them holds a number or an address.
AROUND = st.sampled_from(["", "please write to ", "it is ", "my mother's: ", "hm... ", "(evenings) "])
AFTER = st.sampled_from(["", ".", "!", "?", ", thank you", " after work", ") or so"])
OPEN = [answers.words, answers.more_words, answers.name, answers.reach, answers.language, answers.number]
CLOSED = [closed("papers", ("have", "none")), yes_or_no("consent"), answers.plan, answers.grade]


def typed(text, intent="nlu_fallback", share=0.9, **entities):
    return Said(text.strip(), intent, share, tuple(entities.items()), pressed=False)


def pressed(intent="inform", **entities):
    return Said("", intent, 1.0, tuple(entities.items()), pressed=True)


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


# Ways to be reached


@pytest.mark.parametrize(
    "number",
    [
        "225-555-0100",
        "(225) 555-0100",
        "+1 (225) 555-0100",
        "1-225-555-0100",
        "225.555.0100",
        "225 555 0100",
        "225–555–0100",
        "2255550100",
        "555-0100",
        "+52 55 1234 5678",
        "011 52 55 1234 5678",
        "225-555-0100 ext. 12",
        "225-555-0100 x12",
    ],
)
@given(before=AROUND, after=AFTER)
def test_a_telephone_number_is_heard_whole(content, number, before, after):
    assert phone_in(before + number + after) == number
    assert answers.reach(typed(before + number + after), content) == (before + number + after).strip()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("225-555-0100 225-555-0199", "225-555-0100"),
        ("225-555-0100\n225-555-0199", "225-555-0100"),
        ("225-555-0100 or 225-555-0199", "225-555-0100"),
        ("2255550100 4 pm", "2255550100"),
        ("maria.2255550111@example.org or 225-555-0100", "225-555-0100"),
        ("maria2255550111@example.org", None),
        ("12345678901234567890", None),
        ("room 12, 3 to 4", None),
        ("555-01", None),
    ],
)
def test_of_several_numbers_one_is_heard_and_none_is_made_up(text, number):
    assert phone_in(text) == number


@given(st.text(alphabet="0123456789 -().+/,x\n", max_size=60))
def test_a_heard_number_stands_in_the_text_between_other_things(text):
    heard = phone_in(text)
    if heard is not None:
        before, _, after = text.partition(heard)
        assert not before[-1:].isdigit() and not after[:1].isdigit()
        assert 7 <= len(re.sub(r"\D", "", heard.split("x")[0])) <= 15


@given(st.from_regex(EMAIL, fullmatch=True), AROUND, AFTER)
def test_an_address_is_heard_whole(content, address, before, after):
    plain = address.strip(".")
    assert email_in(before + plain + after) == (plain if EMAIL.fullmatch(plain) else None)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("(maria@example.org)", "maria@example.org"),
        ("<maria@example.org>", "maria@example.org"),
        ("'maria@example.org'", "maria@example.org"),
        ("mailto:maria@example.org", "maria@example.org"),
        ("maria@example.org/225-555-0100", "maria@example.org"),
        ("maria at example.org", None),
        ("maria@example", None),
        ("a@b@example.org", None),
        ("josé@example.org", None),
        ("maria@example.org@example.org", None),
    ],
)
def test_of_what_is_no_address_nothing_is_made(text, address):
    assert email_in(text) == address


@given(st.text(alphabet="ab.@é /,<>'-", max_size=40))
def test_a_heard_address_stands_in_the_text_alone(text):
    heard = email_in(text)
    if heard is not None:
        before, _, after = text.partition(heard)
        assert EMAIL.fullmatch(heard)
        assert not before[-1:].isalpha() and before[-1:] != "@" and not after[:1].isalpha() and after[:1] != "@"


@pytest.mark.parametrize("text", ["find me at 225-555-0100", "you can find me under maria@example.org"])
def test_who_can_be_found_at_a_number_is_not_looked_for_at_school(content, text):
    assert answers.reach(typed(text), content) == text


def test_find_me_at_school_is_an_answer(content):
    assert answers.reach(typed("Find me at school please"), content) == "find_me_at_school"
    assert answers.reach(pressed(reach="find_me_at_school"), content) == "find_me_at_school"
    assert answers.reach(typed("you know where"), content) is None


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


# References and codes


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8), st.sampled_from(["", " ", "-"]), st.booleans())
def test_a_number_is_heard_however_it_is_written(content, number, gap, small):
    written = f"{number[:4]}{gap}{number[4:]}"
    written = written.lower() if small else written
    for text in (written, f"it is {written}.", f"my number: {written}, thanks"):
        assert answers.number(typed(text), content) == number


@pytest.mark.parametrize(
    "text", ["forgot it", "no thanks", "whatever", "I lost it", "where is it", "ABCD2346", "2346", "225-555-0100"]
)
def test_words_are_no_number(content, text):
    assert answers.number(typed(text), content) is None


def test_every_reference_and_code_of_ours_is_heard(content, secret):
    for draft in range(300):
        code, reference = code_for(secret, str(draft)), new_reference()
        assert answers.number(typed(f"The code is {code}"), content) == code
        assert answers.number(typed(f"about {reference}?"), content) == reference and is_reference(reference)


@given(ANYTHING)
def test_a_heard_number_stands_in_the_text(content, text):
    heard = answers.number(typed(text), content)
    assert heard is None or heard in as_typed(text)


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
