"""What is found in families' words, each rule with sentences. What must be found of conditions and needs stands in
`families_say.yml`."""

import json
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant import reader
from bot.assistant.encoder import weights_folder
from bot.assistant.reader import LONG, UNKNOWN, needs_in, read_rules, readers

SENTENCES = yaml.safe_load((Path(__file__).parent / "families_say.yml").read_text("utf-8"))
RULES = read_rules()["en"]
READER = readers()["en"]
LABELS = set(RULES["tell"]["condition"]) | set(RULES["tell"]["need"]) - {"nothing"}


def found(text, entity):
    return [one.value for one in READER.read(text) if one.entity == entity]


def conditions(text):
    return {label: status for kind, label, status in needs_in(text) if kind == "condition"}


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda one: one["says"])
def test_what_a_sentence_tells_is_found(sentence):
    assert {label for _, label, status in needs_in(sentence["says"]) if status != "denied"} >= set(sentence["tells"])


def test_each_condition_and_need_has_a_sentence():
    assert {label for one in SENTENCES for label in one["tells"]} == LABELS - {"nothing"}


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I have a question.",
        "What is the difference between the two plans?",
        "Who do I talk to about this?",
        "Thank you, goodbye!",
        "How long does it take?",
        "Can I change my phone number?",
        "What is for lunch on Friday?",
        "I want to add a note to my request",
        "that is odd",
        "He is good at math and loves to read.",
        "Writing to you about my request.",
    ],
)
def test_small_talk_and_questions_tell_no_need(text):
    assert needs_in(text) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("He has ADHD", {"adhd": "said"}),
        ("diagnosed with dyslexia, dysgraphia and ADHD", {"dyslexia": "said", "dysgraphia": "said", "adhd": "said"}),
        ("because of his ADHD he needs breaks", {"adhd": "said"}),
        ("I think his ADHD is the reason", {"adhd": "said"}),
        ("He can't get any help for his dyslexia", {"dyslexia": "said"}),
        ("My son has no friends, ADHD and anxiety", {"adhd": "said", "anxiety": "said"}),
        ("not only ADHD but also anxiety", {"adhd": "said", "anxiety": "said"}),
        ("my child has add", {"adhd": "said"}),
        ("we think he may be dyslexic", {"dyslexia": "suspected"}),
        ("I suspect ADHD", {"adhd": "suspected"}),
        ("could it be dyscalculia?", {"dyscalculia": "suspected"}),
        ("We believe he has dyslexia or ADHD", {"dyslexia": "suspected", "adhd": "suspected"}),
        ("waiting to be tested for dyslexia", {"dyslexia": "suspected"}),
        ("undiagnosed ADHD", {"adhd": "suspected"}),
        ("His teacher thinks he has ADHD", {"adhd": "suspected"}),
        ("he was never diagnosed but we believe it's autism", {"autism": "suspected"}),
        ("He has ADHD. It has not been diagnosed yet.", {"adhd": "suspected"}),
        ("We have no diagnosis yet. Everybody says autism.", {"autism": "suspected"}),
        ("signs of dysgraphia", {"dysgraphia": "suspected"}),
        ("she has autism traits", {"autism": "suspected"}),
        ("diagnosed with anxiety and maybe OCD", {"anxiety": "said", "ocd": "suspected"}),
        ("he is not autistic", {"autism": "denied"}),
        ("she doesn't have ADHD", {"adhd": "denied"}),
        ("He doesn't have dyslexia or ADHD", {"dyslexia": "denied", "adhd": "denied"}),
        ("no food allergies", {"food_allergy": "denied"}),
        ("the doctor ruled out epilepsy", {"epilepsy": "denied"}),
        ("autism was ruled out", {"autism": "denied"}),
        ("his brother has autism", {}),
        ("ADHD runs in the family", {}),
    ],
)
def test_a_condition_is_said_suspected_or_denied(text, told):
    assert conditions(text) == told


def test_a_help_that_is_not_wanted_is_denied():
    assert ("need", "extra_time", "denied") in needs_in("She doesn't need extra time")
    assert ("need", "extra_time", "said") in needs_in("She needs extra time")


def test_a_subject_is_a_need_beside_trouble_and_none_beside_ease():
    assert ("need", "math_support", "said") in needs_in("reading is fine but math is a nightmare")
    assert "reading_support" not in {label for _, label, _ in needs_in("reading is fine but math is a nightmare")}
    assert "math_support" not in {label for _, label, _ in needs_in("He is great at math.")}


@pytest.mark.parametrize(
    "misspelt", ["dislexia", "anixety", "epilepsey", "asburgers", "learning disabilty", "diabetis"]
)
def test_slips_of_the_finger_are_mended(misspelt):
    assert conditions(f"he has {misspelt}")


def test_an_ordinary_word_is_no_slip_of_another():
    tokens = json.loads((weights_folder() / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    british = re.compile(r"is(e|ed|ing|ations?)$")  # is mended on purpose: "organised"
    ordinary = [word for word in tokens if word.isascii() and word.isalpha() and len(word) >= LONG - 1]
    taken = {
        word for word in ordinary if READER._known(READER._compared(word)) not in (UNKNOWN, READER._compared(word))
    }
    assert {word for word in taken if not british.search(word)} <= {
        *("russia", "constance", "everton", "academie", "universite", "mechanized", "translit", "practised")
    }


@pytest.mark.parametrize(
    ("text", "plans"),
    [
        ("What is an ILP?", ["ilp"]),
        ("individualized learning plans", ["ilp"]),
        ("indivdual learning plan", ["ilp"]),
        ("the ICAP is due", ["ilp"]),
        ("our career and academic plan", ["ilp"]),
        ("what's in an iap", ["iap"]),
        ("an INDIVIDUAL ACCOMMODATION PLAN", ["iap"]),
        ("an accomodation plan", ["iap"]),
        ("Section 504", ["504"]),
        ("a 504 accommodation plan", ["504"]),
        ("a five-oh-four plan", ["504"]),
        ("IEPs and 504s", ["iep", "504"]),
        ("individualized education program", ["iep"]),
        ("special ed plan", ["iep"]),
        ("ILP or IAP?", ["ilp", "iap"]),
        ("504/IEP", ["504", "iep"]),
        ("the plan", []),
        ("a lesson plan", []),
        ("room 504", []),
    ],
)
def test_plans_are_known_by_all_their_names(text, plans):
    assert found(text, "plan") == plans


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("3rd grade", ["3"]),
        ("a third grader", ["3"]),
        ("grade 5", ["5"]),
        ("she is a sophomore", ["10"]),
        ("my kindergartner", ["K"]),
        ("he is in first", ["1"]),
        ("She's in 9th and likes it", ["9"]),
        ("9th", ["9"]),
        ("pre-K", ["PK"]),
        ("8TH GRADE", ["8"]),
        ("starts seventh, and", ["7"]),
        ("in senior year", ["12"]),
        ("grade B", []),
        ("his grades are bad", []),
        ("a 504", []),
        ("5 minutes", []),
        ("in first place", []),
        ("two grades behind", []),
        ("reads at a 2nd grade level", []),
        ("since kindergarten", []),
        ("K-12", []),
        ("the 3rd of May", []),
        ("my 7 year old", []),
    ],
)
def test_a_grade_is_found_where_it_is_sure(text, grades):
    assert found(text, "grade") == grades


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("my 7 year old", ["7"]),
        ("a seven-year-old", ["7"]),
        ("she's 9 and", ["9"]),
        ("He is 12.", ["12"]),
        ("I'm 16", ["16"]),
        ("5 minutes", []),
        ("he is 3 grades behind", []),
    ],
)
def test_an_age_in_years_is_found(text, ages):
    assert found(text, "age") == ages


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("my son", "for_whom", "child"),
        ("our 7 year old", "for_whom", "child"),
        ("my granddaughter needs help", "for_whom", "child"),
        ("for myself", "for_whom", "myself"),
        ("I'm a student", "for_whom", "myself"),
        ("me", "for_whom", "myself"),
        ("one of my students", "for_whom", "student_of_mine"),
        ("a boy in my class", "for_whom", "student_of_mine"),
        ("for my brother", "for_whom", "other"),
        ("we have a doctor's letter", "papers", "have"),
        ("an evaluation report", "papers", "have"),
        ("we have no doctor's letter", "papers", "none"),
        ("he's not diagnosed", "papers", "none"),
        ("we can't afford a doctor", "papers", "cant_get"),
        ("no papers needed", "papers", "not_needed"),
        ("change the grade", "change_field", "grade"),
        ("I asked for the wrong plan", "change_field", "plan"),
        ("edit the description", "change_field", "description"),
        ("change the papers", "change_field", "papers"),
        ("fix my name", "change_field", "requester_name"),
        ("please correct his name", "change_field", "student_name"),
        ("my email is wrong", "change_field", "reach"),
        ("change the interpreter", "change_field", "interpreter"),
        ("change who it is for", "change_field", "for_whom"),
    ],
)
def test_answers_to_the_request_are_found(text, entity, value):
    assert found(text, entity) == [value]


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("explain it to me", "for_whom"),
        ("do I need a doctor's note?", "papers"),
        ("my phone number is below", "change_field"),
        ("his grade", "change_field"),
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(text, entity):
    assert found(text, entity) == []


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([*re.findall(r"\S+", str(SENTENCES)), "\n", "ADHD", "not"])).map(" ".join)
)
def test_any_text_is_read_and_what_is_found_stands_in_it(text):
    for one in READER.read(text):
        assert 0 <= one.start < one.end <= len(text)
        assert (one.status in ("said", "suspected", "denied")) == (one.entity in ("condition", "need"))


def test_what_is_found_is_the_text_at_its_place():
    text = "My daughter’s  IEP —\n she can't sit still."
    assert {text[one.start : one.end] for one in READER.read(text)} == {"My daughter", "IEP", "n't sit still"}


def test_words_of_texts_are_forgotten_after_a_while(monkeypatch):
    fresh = reader.Reader("en", RULES)
    monkeypatch.setattr(reader, "REMEMBERED", len(fresh._cutter.vocab.strings) + 10)
    fresh.read("qwertz " + " ".join(f"zzq{i}x" for i in range(50)))
    fresh.read("he has ADHD")
    assert "qwertz" not in fresh._cutter.vocab.strings


def test_each_group_of_words_is_used_and_no_line_is_a_yes_or_no_of_yaml():
    text = (reader.WORDS / "en.yml").read_text("utf-8")
    assert [name for name in RULES["groups"] if f"{{{name}}}" not in text] == []
    words = [word for name in ("small", "silent", "not_misspelt") for word in RULES[name]]
    assert [word for word in words if not isinstance(word, str)] == []


def test_a_language_without_words_is_read_as_english():
    assert needs_in("ADHD", "xx") == needs_in("ADHD", "en") != ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("and the other one?", ["other"]),
        ("What about the other plan", ["other"]),
        ("ok thanks, and the IAP?", ["plan"]),
        ("504 plan", ["plan"]),
        ("same for the iep", ["plan"]),
        ("and for my younger son?", ["child"]),
        ("what about my 5 year old", ["child"]),
        ("what is an IAP?", []),
        ("Would the other one qualify?", []),
        ("my son", []),
        ("and how do I get one?", []),
        ("I want a plan for my son", []),
    ],
)
def test_words_that_only_point_back_are_a_follow_up(text, told):
    assert found(text, "follow_up") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("how do I get the other one?", ["other"]),
        ("what goes into the other plan?", ["other"]),
        ("does the other one qualify", []),
        ("the other kids have an ILP", ["ilp"]),
    ],
)
def test_the_other_plan_is_a_plan(text, told):
    assert found(text, "plan") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who gets accommodations?", {"iap"}),
        ("can she sit up front", {"iap"}),
        ("is it for a medical condition", {"iap"}),
        ("what is in it for his career", {"ilp"}),
        ("do they choose courses", {"ilp"}),
        ("goals and extra time", {"ilp", "iap"}),
        ("accommodations or modifications", set()),
        ("how long does it take?", set()),
    ],
)
def test_words_hint_at_a_plan(text, told):
    assert set(found(text, "plan_hint")) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("im in 9th grade and need help in math", {"student"}),
        ("I am a student", {"student"}),
        ("my mom doesn't know", {"student"}),
        ("can I ask for extra time myself", {"student"}),
        ("my teacher won't let me", {"student"}),
        ("I'm the parent", {"parent"}),
        ("i am her mother", {"parent"}),
        ("as a father I worry", {"parent"}),
        ("I am not a student", {"parent"}),
        ("my daughter is in 9th grade", {"parent"}),
        ("can I record the meeting", set()),
        ("I want to ask for a plan", set()),
        ("the student is in 9th grade", set()),
        ("he is in 9th grade", set()),
    ],
)
def test_who_speaks_is_heard(text, told):
    assert set(found(text, "speaker")) - {"me", "has"} == told
