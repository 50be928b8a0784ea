"""What the project itself says to families: sound, complete, and easy to read."""

import re
from pathlib import Path

import pytest
import yaml

from bot.content import check_content, load_content, needed
from bot.content.faults import Faults
from bot.content.languages import read_language

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "data/content"
SEED_FACTS = yaml.safe_load((Path(__file__).parent / "seed_facts.yml").read_text())
NEVER = [  # promises that nobody can keep, and words that decide or command
    r"help is on (the|its) way",
    r"\b(is|are|stays?|kept) (confidential|secret)\b",
    r"\byou are safe\b",
    r"someone will (contact|call) you",
    r"\bthe user\b",
    r"\byou must\b",
    r"\byour child (qualifies|does not qualify)\b",
    r"\bguaranteed?\b",
]


@pytest.fixture(scope="module")
def content():
    return load_content(FOLDER)


def texts_of(content):
    for language in content.by_language.values():
        yield from ((answer.topic, text) for answer in language.answers.values() for text in answer.texts())
        yield from language.named_texts().items()


def test_the_content_has_no_fault(monkeypatch):
    monkeypatch.chdir(PROJECT)
    assert check_content(Path("data/content")) == []


def test_every_topic_has_an_answer_for_parents_and_for_students(content):
    for language in content.languages:
        for topic in content.topics.all_ids:
            for persona in ("parent", "student", "staff"):
                answer = content.answer(topic, language, persona)
                assert answer.body and answer.title and not re.search(r"[{}]", answer.body + (answer.more or ""))


@pytest.mark.parametrize("words", NEVER)
def test_nothing_is_said_that_may_not_be_said(content, words):
    said = [where for where, text in texts_of(content) if re.search(words, text, re.IGNORECASE)]
    assert said == []


def test_no_yaml_of_the_content_is_taken_for_training_data():
    for file in [*FOLDER.rglob("*.yml"), *FOLDER.rglob("*.yaml")]:
        for number, line in enumerate(file.read_text().splitlines(), 1):
            assert not re.match(r"\s*(nlu|rules|stories|responses):", line), f"{file}, line {number}"


@pytest.mark.parametrize("fact", SEED_FACTS, ids=lambda fact: fact["fact"])
def test_the_article_that_the_guide_started_from_is_answerable(content, fact):
    for topic in fact["topics"]:
        answer = content.by_language["en"].answers[topic]
        told = " ".join(" ".join(answer.texts()).replace("**", "").lower().split())
        missing = [words for words in fact["words"] if not any(word in told for word in words.lower().split("|"))]
        assert not missing, f"the answer on {topic} does not tell: {fact['fact']}"


def test_the_list_of_needed_texts_is_not_stale():
    language = read_language(FOLDER / "en", (), {}, Faults())
    assert needed.read_needed() == needed.needed_by(language), "run `python -m bot.content`"


def test_no_person_is_invented_and_no_address_is_real(content):
    for role in content.school.roles.values():
        for contact in role.contacts:
            assert contact.name is None
            assert contact.email.endswith(".example.org") and "555-01" in (contact.phone or "")
