"""How slips of the finger are mended, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.slips import Mender, counted

SAID = [
    "what is an accommodation plan",
    "my stepdad helps with reading",
    "my stepdad reads",
    "extra time on tests",
    "who can give extra time",
    "the ilp meeting form",
    "is the ilp free",
]
COMMON = "what is an my with on who can give the form from there time tests free and for meeting accommodation"
ENGLISH = dict.fromkeys(COMMON.split(" "), 90_000)
ENGLISH |= {"lime": 60_000, "tome": 40, "helps": 2_000, "reading": 5_000, "plant": 4_000, "gap": 3_000}


@pytest.fixture(scope="module")
def mender():
    return Mender(ENGLISH, *counted(SAID), {"u": "you", "whats": "what is", "b4": "before"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("acommodation", "accommodation"),
        ("accomodaton", "accommodation"),
        ("ACCOMMODTAION plan?", "accommodation plan?"),
        ("readin", "reading"),
        ("extra tmie", "extra time"),
        ("a meetng,\nfro m", "a meeting,\nfro m"),
    ],
)
def test_a_slip_is_mended(mender, typed, read):
    assert mender.mend(typed) == read


def test_neighbours_tell_which_word_was_meant(mender):
    assert mender.mend("extra tlme") == "extra time"


@pytest.mark.parametrize(
    "text", ["my stepdad", "gap", "tome", "plant", "ab", "zzzzqqqq", "1234", "x" * 40, "", "👍", "ñandú"]
)
def test_words_and_what_is_like_no_word_stay(mender, text):
    assert mender.mend(text) == text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whats an i.a.p.", "what is an iap"),
        ("504plan", "504 plan"),
        ("iapplan", "iap plan"),
        ("can u b4", "can you before"),
        ("room 504b", "room 504b"),
        ("It’s", "it's"),
    ],
)
def test_chat_spelling_is_read_out(mender, typed, read):
    assert mender.mend(typed) == read


@given(st.text(max_size=200))
def test_everything_that_is_no_word_stays_in_its_place(mender, text):
    kept = [letter for letter in mender.mend(text) if letter in "?!,;:\n"]
    assert kept == [letter for letter in text.lower() if letter in "?!,;:\n"]


def test_another_language_stays(mender):
    assert mender.mend("quiero un plan para mi hija, readin") == "quiero un plan para mi hija, readin"


@given(st.lists(st.sampled_from(sorted(ENGLISH)), max_size=12))
def test_plain_english_stays(mender, words):
    assert mender.mend(" ".join(words)) == " ".join(words)


BRIEF = ("good night", "got to go", "504 plan cost", "kill me", "tell me")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("good ngqt", "good night"),
        ("504 plan czt!", "504 plan cost"),
        ("kkill me", "kill me"),  # of two that are near, the nearest
        ("good nqqqt", "good nqqqt"),  # three slips: no guess
        ("good night to you all ngqt", "good night to you all ngqt"),  # not brief
        ("504 plan", "504 plan"),
    ],
)
def test_a_brief_phrase_is_known_as_a_whole(typed, read):
    assert (
        Mender(
            {"all": 900_000, "kill": 900_000}, *counted([*BRIEF, *BRIEF, "to you all", "to you all"]), brief=BRIEF
        ).mend(typed)
        == read
    )


def test_of_two_brief_phrases_as_near_none_is_guessed():
    brief = ("kill me", "bill me")
    assert Mender({}, *counted([*brief, *brief]), brief=brief)._brief_meant(["zill", "me"]) is None
