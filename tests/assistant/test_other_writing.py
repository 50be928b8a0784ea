"""What the component makes of another language and of signs; that danger overrules it."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.other_writing import OtherWriting, read_writing, said_by_signs


@pytest.fixture(scope="module")
def writing():
    return OtherWriting(None, None, read_writing())


def heard(writing, text, language="en", **known):
    message = Message({"text": text, "metadata": {"language": language}, **known})
    [message] = writing.process([message])
    return message


def test_another_language_becomes_a_question_on_interpreters_and_says_which(writing):
    ranking = [{"name": "crisis", "confidence": 0.6}, {"name": "language_access", "confidence": 0.1}]
    message = heard(writing, "necesito ayuda para mi hijo", intent_ranking=ranking, entities=[{"entity": "plan"}])
    assert message.get("intent") == {"name": "language_access", "confidence": 1.0}
    assert [one["name"] for one in message.get("intent_ranking")] == ["language_access", "crisis"]
    assert [one["entity"] for one in message.get("entities")] == ["plan", "speaks"]
    assert message.get("entities")[1]["value"] == "es"


def test_english_and_conversations_in_another_language_are_left_as_they_are(writing):
    for text, language in (("what is an ilp", "en"), ("necesito ayuda", "es"), ("", "en")):
        message = heard(writing, text, language)
        assert message.get("intent") is None and not message.get("entities")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("\U0001f44d", "affirm"),
        ("\U0001f44d\U0001f3fd\U0001f44d", "affirm"),
        ("✔️", "affirm"),
        ("\U0001f44e", "deny"),
        ("❤️ \U0001f64f!", "thanks"),
        ("\U0001f44b", "greeting"),
        ("\U0001f622\U0001f64f", "sad"),
        (":(", "sad"),
        ("\U0001f44d\U0001f44e", None),
        ("\U0001f642", None),
        ("?", None),
        ("\U0001f44d ok", None),
        ("...", None),
        ("", None),
        ("\U0001f469‍\U0001f467", None),
    ],
)
def test_signs_say_one_thing_or_nothing(writing, text, intent):
    assert said_by_signs(text, read_writing()["signs"]) == intent
    told = heard(writing, text).get("intent")
    mute = not set(text) & set("ok?") and text
    assert told == ({"name": intent or "nlu_fallback", "confidence": 1.0} if intent or mute else None)


def test_danger_stands_after_it_and_so_overrules_it():
    from bot.training import ROOT

    lines = [line for line in (ROOT / "config.yml").read_text().splitlines() if "- name: bot.assistant" in line]
    assert "safety.DangerListener" in lines[-1] and "other_writing.OtherWriting" in lines[-2]
