"""Telephone numbers, addresses, references and codes are heard whole, or not at all: a wrong number on a request
reaches nobody."""

import re

import pytest
from family_says import pressed, typed
from hypothesis import given
from hypothesis import strategies as st

from actions import answers
from actions.answers import email_in, phone_in
from bot.content.values import EMAIL
from bot.intake.codes import ALPHABET, as_typed, code_for, is_reference, new_reference

# Words between which an answer may stand; none of them holds a number or an address.
AROUND = st.sampled_from(["", "please write to ", "it is ", "my mother's: ", "hm... ", "(evenings) "])
AFTER = st.sampled_from(["", ".", "!", "?", ", thank you", " after work", ") or so"])


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


@given(st.text(max_size=300))
def test_a_heard_number_stands_in_the_text(content, text):
    heard = answers.number(typed(text), content)
    assert heard is None or heard in as_typed(text)
