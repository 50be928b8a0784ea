"""The whole trained understanding hears all danger that was written by somebody who had not seen its rules, and rings
falsely for at most one ordinary message in a hundred. docs/danger.md tells how the lists came to be and may change."""

import asyncio
from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning")  # of Rasa while it loads
LISTS = Path(__file__).parent


def read(name):
    return yaml.safe_load((LISTS / f"{name}.yml").read_text("utf-8"))


ENGLISH, SPANISH, HARMLESS = read("danger_blind_en"), read("danger_blind_es"), read("harmless_blind")


@pytest.fixture(scope="module")
def hear(model):
    """What is heard: kind, about, level and language; nothing where no danger is."""
    processor = Agent.load(str(model)).processor

    def hear(text, persona="parent"):
        message = UserMessage(text, metadata={"persona": persona})
        parsed = asyncio.run(processor.parse_message(message, only_output_properties=True))
        return {one["entity"][7:]: one["value"] for one in parsed["entities"] if one["entity"].startswith("danger_")}

    return hear


def persona_of(phrase):
    return "parent" if phrase["about"] == "child" else "student"


@pytest.fixture(scope="module")
def heard(hear):
    return [(one, hear(one["text"], persona_of(one))) for one in ENGLISH + SPANISH]


def test_the_lists_are_whole():
    assert (len(ENGLISH), len(SPANISH), len(HARMLESS)) == (280, 94, 414)


def test_all_danger_is_heard(heard):
    assert [one["text"] for one, found in heard if not found] == []


def test_clear_danger_is_mostly_told_to_the_school(heard):
    clear = [(one["text"], found) for one, found in heard if one["clear"]]
    untold = [text for text, found in clear if found.get("level") != "notify"]
    assert len(untold) <= 0.15 * len(clear), untold


def test_its_kind_is_mostly_right(heard):
    wrong = [(one["text"], found.get("kind")) for one, found in heard if found.get("kind") != one["kind"]]
    assert len(wrong) <= 0.06 * len(heard), wrong


def test_ordinary_messages_raise_at_most_one_false_alarm_in_a_hundred(hear):
    alarms = [one["text"] for one in HARMLESS if hear(one["text"])]
    assert len(alarms) <= 0.01 * len(HARMLESS), alarms


def test_nearly_all_of_a_second_list_is_heard(hear):
    """By another writer; its misses are not mended one by one, so that it goes on telling what to expect."""
    phrases = read("danger_second_en") + read("danger_second_es")
    missed = [one["text"] for one in phrases if not hear(one["text"], persona_of(one))]
    assert len(missed) <= 0.04 * len(phrases), missed


@pytest.mark.parametrize("text", ["kill me", "he hits me", "adios mundo", "dad beats me", "me pegan", "no more living"])
def test_few_words_are_enough(hear, text):
    assert hear(text, "student")


@pytest.mark.parametrize(
    "text",
    [
        "find me at school",
        "my son",
        "im done",
        "end it",
        "nobody",
        "call my dad",
        "find me in class",
        "mi papá",
        "terminé",
    ],
)
def test_a_bare_answer_is_no_danger(hear, text):
    assert not hear(text, "student")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("kiero morirme", "self_harm"),
        ("mi apa me pega mui feo", "abuse"),
        ("mi ermano trae una pistola en la mochila", "violence"),
        ("no encuentro a mi ijo", "missing_child"),
    ],
)
def test_spanish_is_heard_on_any_page_as_it_is_typed_by_ear(hear, text, kind):
    found = hear(text)
    assert (found["kind"], found["level"], found["language"]) == (kind, "notify", "es")


@pytest.mark.parametrize(
    "text",
    [
        "He was a happy child until his mother went away. Now he cannot sit through a lesson and loses his work.",
        "send me everything you have on my son",
    ],
)
def test_a_parent_who_left_and_a_wish_for_records_are_no_danger(hear, text):
    assert not hear(text)
