"""The component inside Rasa: trained, stored, loaded, and asked about messages."""

import json

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import findings
from bot.assistant.findings import Findings

RULES = {
    "small": ["the", "her"],
    "silent": ["'s"],
    "endings": [["s", "", 3]],
    "irregular": {},
    "not_misspelt": [],
    "groups": {},
    "tell": {"plan": {"ilp": ["ilp"]}, "condition": {"adhd": ["adhd"]}, "need": {"seating": ["front row"]}, "mark": {}},
}


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Where a component with few words has been trained."""
    spanish = {**RULES, "tell": {"plan": {"iep": ["pei"]}}}
    monkeypatch.setattr(findings, "read_rules", lambda: {"en": RULES, "es": spanish})
    storage, resource = LocalModelStorage.create(tmp_path), Resource("findings")
    Findings.create({}, storage, resource, None).train(TrainingData([]))
    return storage, resource


@pytest.fixture
def loaded(stored, monkeypatch):
    monkeypatch.setattr(findings, "read_rules", lambda: pytest.fail("a model needs no words file"))
    return Findings.load({}, *stored, None)


def entities(component, text, **metadata):
    [message] = component.process([Message({TEXT: text, **metadata})])
    return message.as_dict(only_output_properties=True).get(ENTITIES)


def test_a_trained_model_holds_the_words_as_json(stored):
    storage, resource = stored
    with storage.read_from(resource) as folder:
        assert [file.name for file in folder.iterdir()] == ["words.json"]
        assert json.loads((folder / "words.json").read_text())["en"] == RULES


def test_entities_have_rasas_form_and_a_status(loaded):
    assert entities(loaded, "ADHD, an ILP") == [
        {"entity": "condition", "value": "adhd", "start": 0, "end": 4, "extractor": "Findings", "status": "said"},
        {"entity": "plan", "value": "ilp", "start": 9, "end": 12, "extractor": "Findings"},
    ]


def test_entities_found_by_others_stay(loaded):
    other = {"entity": "city", "value": "Baton Rouge", "start": 0, "end": 1}
    assert entities(loaded, "ilp", entities=[other])[0] == other


def test_the_language_comes_with_the_message(loaded):
    def found(**metadata):
        return [one["value"] for one in entities(loaded, "pei", **metadata)]

    assert found(metadata={"language": "es"}) == ["iep"]
    assert found(metadata={"language": "fr"}) == found(metadata=None) == found() == []


def test_a_message_without_text_is_left_alone(loaded):
    assert entities(loaded, None) is None
    assert entities(loaded, "") is None


def test_changed_words_ask_for_a_new_training(monkeypatch):
    monkeypatch.setattr(findings, "read_rules", lambda: {"en": RULES})
    before = Findings.fingerprint_addon({})
    monkeypatch.setattr(findings, "read_rules", lambda: {"en": {**RULES, "silent": []}})
    assert Findings.fingerprint_addon({}) != before
