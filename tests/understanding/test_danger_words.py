"""Danger is heard in every wording that we could think of, through slips and disguises, and ordinary questions are let
pass. The phrases stand in danger_en.yml."""

import random
import re
import string
from pathlib import Path

import pytest
import yaml

from bot.assistant.danger import Danger, DangerReader, read_words
from bot.assistant.spelling import ordinary_words

ROOT = Path(__file__).parents[2]
PHRASES = read_words(Path(__file__).with_name("danger_en.yml"))
ORDINARY = PHRASES["ordinary"]
DANGER = {
    phrase: Danger(kind, about, level)
    for kind, by_about in PHRASES["danger"].items()
    for about, by_level in by_about.items()
    for level, phrases in by_level.items()
    for phrase in phrases
}


def training_phrases():
    """(intent, phrase) of every English phrase that the assistant is trained with."""
    for file in sorted((ROOT / "data" / "nlu" / "en").glob("*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            for line in block.get("examples", "").splitlines() if "intent" in block else ():
                yield block["intent"], re.sub(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))


@pytest.fixture(scope="module")
def words():
    return read_words(ROOT / "data" / "words" / "danger_en.yml")


@pytest.fixture(scope="module")
def reader(words):
    return DangerReader(words, ordinary_words(said for intent, said in training_phrases() if intent != "crisis"))


def with_slips(text, rng):
    """One or two slips of the finger, inside words of four letters and more."""
    letters = list(text)
    spots = [i for word in re.finditer(r"[^\W\d_]{4,}", text) for i in range(word.start() + 1, word.end() - 1)]
    for i in rng.sample(spots, min(len(spots), rng.choice((1, 2)))):
        slip = rng.choice(("swap", "drop", "double", "wrong"))
        if slip == "swap":
            letters[i], letters[i + 1] = letters[i + 1], letters[i]
        else:
            letters[i] = {"drop": "", "double": letters[i] * 2, "wrong": rng.choice(string.ascii_lowercase)}[slip]
    return "".join(letters)


def test_there_are_enough_phrases_to_judge_by():
    assert len(DANGER) >= 160
    assert len(set(ORDINARY)) >= 300
    assert {danger.kind for danger in DANGER.values()} == {"self_harm", "abuse", "violence", "missing_child"}


def test_all_danger_is_heard(reader):
    assert [phrase for phrase in DANGER if reader.hear(phrase) is None] == []


def test_its_kind_whom_it_is_about_and_its_level_are_told(reader):
    told = {phrase: reader.hear(phrase) for phrase in DANGER}
    assert {p: (told[p], wanted) for p, wanted in DANGER.items() if told[p] != wanted} == {}


def test_capitals_and_missing_punctuation_change_nothing(reader):
    assert [p for p in DANGER if reader.hear(p.upper()) != reader.hear(p)] == []
    assert [p for p in DANGER if "." not in p and reader.hear(re.sub(r"[',?]", "", p)) is None] == []


def test_danger_is_heard_inside_a_long_story(reader):
    before = "My daughter is in 7th grade and has had ADHD since second grade. We moved here in May. "
    after = " Her old school gave her extra time, and I want to know who can help us with the plan."
    assert [phrase for phrase in DANGER if reader.hear(f"{before}{phrase}.{after}") is None] == []


def test_ordinary_questions_raise_at_most_one_false_alarm_in_a_hundred(reader):
    alarms = [phrase for phrase in ORDINARY if reader.hear(phrase)]
    assert len(alarms) <= len(ORDINARY) / 100, alarms


def test_one_or_two_slips_cost_little(reader):
    rng = random.Random(20261122)
    slipped = [with_slips(phrase, rng) for phrase in DANGER for _ in range(3)]
    lost = [phrase for phrase in slipped if reader.hear(phrase) is None]
    assert len(lost) <= 0.03 * len(slipped), lost


def test_slips_turn_no_ordinary_question_into_danger(reader):
    rng = random.Random(20261122)
    slipped = [with_slips(phrase, rng) for phrase in ORDINARY for _ in range(3)]
    alarms = [phrase for phrase in slipped if reader.hear(phrase)]
    assert len(alarms) <= 0.01 * len(slipped), alarms


def test_the_phrases_of_the_training_data_fall_on_the_right_side(reader):
    crisis = [said for intent, said in training_phrases() if intent == "crisis"]
    others = [said for intent, said in training_phrases() if intent != "crisis"]
    unheard = [said for said in crisis if reader.hear(said) is None]  # those are the classifier's share
    alarms = [said for said in others if reader.hear(said)]
    assert len(unheard) <= 0.05 * len(crisis), unheard
    assert len(alarms) <= 0.005 * len(others), alarms


@pytest.mark.parametrize(
    "text",
    [
        "k!ll myself",
        "k*ll myself",
        "k1ll mys3lf",
        "i want to kill my self",
        "iwanttokillmyself",
        "killmyself",
        "S.U.I.C.I.D.E",
        "s u i c i d e",
        "thinking of sui cide",
        "i am sui\u00adci\u200bdal",
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I’m gonna kms",
        "i waaaanna dieeee",
        "WANT TO DIE!!!",
        "i\nwant\nto die",
    ],
)
def test_disguises_are_seen_through(reader, text):
    assert reader.hear(text)


@pytest.mark.parametrize(
    "text",
    [
        "he isn't suicidal, just sad",
        "she has never tried to hurt herself",
        "I'm not going to kill myself, I'm just tired",
        "my son doesn't want to die, he is anxious",
        "what does the school do if a student says they want to kill themselves",
        "what is your policy when a kid brings a gun to school",
        "in the book he kills himself",
        "lol jk I was only joking about killing myself",
    ],
)
def test_what_is_denied_or_asked_in_general_is_told_to_nobody(reader, text):
    heard = reader.hear(text)
    assert heard is None or heard.level == "show"


@pytest.mark.parametrize(
    "text",
    [
        "this homework is killing me and I want to die",
        "My back is killing me. Honestly I'm going to end my life.",
        "he takes his pills at lunch and last night he swallowed the whole bottle",
        "I'm not joking, I want to kill myself",
        "I can't stop cutting myself",
        "I'd die of embarrassment if they knew that my dad hits me",
    ],
)
def test_harmless_words_beside_it_do_not_hide_danger(reader, text):
    assert reader.hear(text).level == "notify"


def test_he_is_the_child_to_a_parent_and_somebody_else_to_a_student(reader):
    assert reader.hear("he wants to die").about == "child"
    assert reader.hear("he wants to die", other="friend").about == "friend"


def test_what_no_line_fits_still_tells_whom_it_is_about(reader):
    assert reader.guess("my son talks strangely", "self_harm", "show") == Danger("self_harm", "child", "show")
    assert reader.guess("zzz", "violence", "notify") == Danger("violence", "self", "notify")


@pytest.mark.parametrize("line", ["i want (to die", "i want to) die", "i want? & die", "{nobodys_list} dies", "? die"])
def test_a_line_that_cannot_be_read_is_named(words, line):
    broken = {**words, "harmless": [*words["harmless"], line]}
    with pytest.raises(ValueError, match=re.escape(line)):
        DangerReader(broken)


def test_no_line_stands_twice_and_none_rings_at_nothing(words, reader):
    lines = [
        line
        for by_who in words["danger"].values()
        for by_level in by_who.values()
        for lines in by_level.values()
        for line in lines
    ]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []
    assert reader.hear("") is None
    assert reader.hear("... ?!") is None
    assert reader.hear("what the **** is an ILP") is None
