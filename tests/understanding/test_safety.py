"""The component that stands last in the pipeline: what it makes of words of danger and of what sounds like it."""

import json

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.safety import DangerListener
from bot.assistant.vectors import SentenceVectors

DANGER = ["the lions will get me", "a lion is behind the door", "i see lions in the hall", "lions come at night"]
NONE = [
    "lion is a game we play",
    "what is for lunch",
    "where is the library",
    "does the plan cover lunch",
    "jk",
    "just kidding",
    "forget it",
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The component and the vectors, learned from a handful of phrases: lions are a danger no word file knows."""
    folder = tmp_path_factory.mktemp("phrases")
    (folder / "en.yml").write_text(json.dumps({"violence": DANGER, "none": NONE}))
    said = [
        Message({"text": "does the plan cover lunch", "intent": "cost"}),
        Message({"text": "who pays for lunch", "intent": "cost"}),
        Message({"text": "zzzxq", "intent": "crisis"}),
    ]
    data = TrainingData(said)
    vectors_storage, vectors = LocalModelStorage(tmp_path_factory.mktemp("vectors")), Resource("vectors")
    component = SentenceVectors.create({}, vectors_storage, vectors, None)
    component.train(data)
    component.process_training_data(data)
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("danger")
    config = {**DangerListener.get_default_config(), "phrases": str(folder)}
    DangerListener.create(config, storage, resource, None).train(data)
    return storage, resource, SentenceVectors.load({}, vectors_storage, vectors, None)


@pytest.fixture(scope="module")
def listener(kept):
    storage, resource, _ = kept
    return DangerListener.load(DangerListener.get_default_config(), storage, resource, None)


@pytest.fixture
def understood(listener, kept):
    def understood(text, *ranking, persona="parent", entities=()):
        told = [{"name": name, "confidence": share} for name, share in ranking]
        message = Message(
            {
                "text": text,
                "intent": told[0] if told else None,
                "intent_ranking": told,
                "entities": list(entities),
                "metadata": {"persona": persona},
            }
        )
        listener.process(kept[2].process([message]))
        return message

    return understood


def danger(message):
    """kind, about, level"""
    return tuple(entity["value"] for entity in message.get("entities") if entity["entity"].startswith("danger_"))[:3]


def test_words_of_danger_overrule_any_intent(understood):
    for first in ("greeting", "nlu_fallback", "affirm"):
        message = understood("i want to die", (first, 0.99), ("thanks", 0.01))
        assert message.get("intent") == {"name": "crisis", "confidence": 1.0}
        assert [one["name"] for one in message.get("intent_ranking")] == ["crisis", first, "thanks"]
        assert danger(message) == ("self_harm", "self", "notify")


def test_they_need_no_classifier(understood):
    assert danger(understood("my dad hits me")) == ("abuse", "self", "notify")


def test_spanish_words_are_heard_beside_the_english_ones(understood):
    message = understood("me quiero morir")
    assert danger(message) == ("self_harm", "self", "notify")
    assert [one["value"] for one in message.get("entities") if one["entity"] == "danger_language"] == ["es"]


def test_what_else_was_found_in_the_message_stays(understood):
    plan = {"entity": "plan", "value": "ilp", "start": 0, "end": 3}
    message = understood("ilp? i want to die", ("what_is", 0.9), entities=[plan])
    assert message.get("entities")[0] == plan
    assert {entity["extractor"] for entity in message.get("entities")[1:]} == {"DangerListener"}


def test_he_is_somebody_else_to_a_student(understood):
    assert danger(understood("he wants to die", ("crisis", 0.9)))[1] == "child"
    assert danger(understood("he wants to die", ("crisis", 0.9), persona="student"))[1] == "friend"


def test_what_sounds_like_danger_is_heard_though_no_words_of_it_were_found(understood):
    for text in ("the lions will get me", "Where is the library? The lions will get me."):
        message = understood(text, ("cost", 0.9))
        assert message.get("intent")["name"] == "crisis" and danger(message)[0] == "violence"


def test_crisis_among_the_topics_alone_is_no_danger(understood):
    message = understood("what is for lunch", ("crisis", 0.5), ("thanks", 0.3), ("affirm", 0.1))
    assert message.get("intent") == {"name": "thanks", "confidence": 0.3} and danger(message) == ()
    message = understood("what is for lunch", ("crisis", 0.5), ("thanks", 0.1), ("affirm", 0.1), ("deny", 0.1))
    assert message.get("intent")["name"] == "nlu_fallback"


def test_an_ordinary_message_is_left_as_it_is(understood):
    message = understood("where is the library", ("what_is", 0.9), ("crisis", 0.05))
    assert message.get("intent") == {"name": "what_is", "confidence": 0.9}
    assert len(message.get("intent_ranking")) == 2 and message.get("entities") == []


@pytest.mark.parametrize("text", ["i was joking", "jk", "just kidding", "nvm im fine", "forget it", "era broma"])
def test_what_may_take_danger_back_is_marked_and_changes_no_intent(understood, text):
    message = understood(text, ("deny", 0.9))
    assert message.get("intent")["name"] == "deny"
    assert [(one["entity"], one["value"]) for one in message.get("entities")] == [("taken_back", "yes")]


def test_the_model_keeps_words_and_numbers_and_no_phrase(kept):
    storage, resource, _ = kept
    with storage.read_from(resource) as folder:
        assert sorted(file.name for file in folder.iterdir()) == [
            "alarm.json",
            "alarm.npz",
            "danger.json",
            "phrases.onnx",
        ]
        written = json.loads((folder / "danger.json").read_text())
        assert "lions will get" not in (folder / "alarm.json").read_text()
    assert "lunch" in written["ordinary"] and "zzzxq" not in written["ordinary"]


def test_nothing_of_what_was_said_is_logged(understood, caplog):
    with caplog.at_level(0):
        understood("i want to die, my name is Zebulon", ("crisis", 0.9))
    assert "Zebulon" not in caplog.text and "die" not in caplog.text


def test_short_words_are_no_name(listener):
    for text, sounds in (("it is the end", True), ("Maria Lopez", False), ("José María Núñez de la Peña", False)):
        assert listener._can_sound(Message({"text": text, "entities": []})) is sounds
