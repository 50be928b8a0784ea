"""Families who write in another language: told, in it where the school has a sentence, how to get an interpreter; and
what they answer in a form is kept as they wrote it."""

import pytest
from odd import LANGUAGES, UNKNOWN, checked, told_slots


@pytest.mark.parametrize(("language", "text"), LANGUAGES, ids=[f"{code} {text[:12]}" for code, text in LANGUAGES])
def test_another_language_is_told_in_it_how_to_get_an_interpreter(begin, content, language, text):
    family = begin()
    own, english = checked(family, text)
    assert (own["lang"], english["lang"], set(family.topics)) == (language, "en", {"language_access"})
    for message in family.messages:
        assert content.school.phone in message["body"] and "911" in message["body"]
    assert content.phrase(f"other_language.{language}", "en") == own["body"]
    topics = [choice.get("topic") for choice in english["choices"]]
    assert "language_access" in topics and "talk_to_person" in topics
    family.press("Send my question to the office")
    family.press("Send this")
    assert family.asks == "question_reach", "it can be sent as it was written"


@pytest.mark.parametrize("text", UNKNOWN.values(), ids=UNKNOWN)
def test_a_language_without_a_sentence_of_ours_is_told_in_english(begin, content, text):
    family = begin()
    [told] = checked(family, text)
    assert told["topic"] == "language_access" and content.school.phone in told["body"]


@pytest.mark.parametrize(
    "text",
    ["what is an ilp, por favor", "my son Jesús de la Cruz has ADHD, what can we ask for?", "que sera sera",
     "Is there a Spanish teacher?", "we live in Los Angeles near La Brea", "no me gusta but what is an ilp and how",
     "The para is out, who helps him?"],
)  # fmt: skip
def test_english_with_a_foreign_word_or_name_is_english(begin, text):
    family = begin()
    checked(family, text)
    assert all(message["lang"] == "en" for message in family.messages) and "I can only read" not in family.text


@pytest.mark.parametrize("text", ["José María Núñez de la Peña", "Nguyễn Thị Hoa", "张伟", "محمد العلي", "Ирина"])
@pytest.mark.parametrize("form", ["request_form-requester_name", "call_form-call_name"])
def test_a_name_of_any_language_is_a_name(at, program, form, text):
    form, _, slot = form.partition("-")
    family = at(form, slot)
    checked(family, text)
    assert slot in told_slots(program, family) and family.asks not in (slot, None)


@pytest.mark.parametrize(
    ("language", "text"), [each for each in LANGUAGES if "?" not in each[1] and "？" not in each[1]]
)
def test_a_story_in_another_language_is_kept_as_it_was_told(at, language, text):
    if text.endswith("؟"):
        return
    family = at("request_form", "description")
    checked(family, text)
    assert family.asks == "description_more"
