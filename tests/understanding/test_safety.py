"""The component that stands last in the pipeline: what it makes of words of danger and of the classifier's share."""

import json

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.safety import DangerListener

SHARE = DangerListener.get_default_config()["share"]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("danger")
    said = [
        Message({"text": "does the plan cover lunch", "intent": "cost"}),
        Message({"text": "zzzxq", "intent": "crisis"}),
    ]
    DangerListener.create(DangerListener.get_default_config(), storage, resource, None).train(TrainingData(said))
    return storage, resource


@pytest.fixture(scope="module")
def listener(kept):
    return DangerListener.load(DangerListener.get_default_config(), *kept, None)


def understood(listener, text, *ranking, persona="parent", entities=()):
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
    listener.process([message])
    return message


def danger(message):
    return tuple(entity["value"] for entity in message.get("entities") if entity["entity"].startswith("danger_"))


def test_words_of_danger_overrule_any_intent(listener):
    for first in ("greeting", "nlu_fallback", "affirm"):
        message = understood(listener, "i want to die", (first, 0.99), ("thanks", 0.01))
        assert message.get("intent") == {"name": "crisis", "confidence": 1.0}
        assert [one["name"] for one in message.get("intent_ranking")] == ["crisis", first, "thanks"]
        assert danger(message) == ("self_harm", "self", "notify")


def test_they_need_no_classifier(listener):
    assert danger(understood(listener, "my dad hits me")) == ("abuse", "self", "notify")


def test_what_else_was_found_in_the_message_stays(listener):
    plan = {"entity": "plan", "value": "ilp", "start": 0, "end": 3}
    message = understood(listener, "ilp? i want to die", ("what_is", 0.9), entities=[plan])
    assert message.get("entities")[0] == plan
    assert {entity["extractor"] for entity in message.get("entities")[1:]} == {"DangerListener"}


def test_he_is_somebody_else_to_a_student(listener):
    assert danger(understood(listener, "he wants to die", ("crisis", 0.9)))[1] == "child"
    assert danger(understood(listener, "he wants to die", ("crisis", 0.9), persona="student"))[1] == "friend"


def test_a_high_share_of_crisis_shows_help_though_no_words_were_found(listener):
    for ranking in ((("crisis", SHARE), ("thanks", 0.1)), (("nlu_fallback", 0.6), ("thanks", 0.45), ("crisis", SHARE))):
        message = understood(listener, "qwerty uiop asdf ghjkl zxcv", *ranking)
        assert message.get("intent")["name"] == "crisis"
        assert danger(message)[2] == "show"


def test_a_bare_answer_is_no_danger_without_words_of_danger(listener):
    assert understood(listener, "my son", ("crisis", 0.9), ("thanks", 0.1)).get("intent")["name"] == "thanks"
    assert danger(understood(listener, "kill myself", ("thanks", 0.9)))[2] == "notify"


def test_a_low_share_that_nothing_supports_gives_way_to_the_next_best(listener):
    message = understood(listener, "qwerty", ("crisis", SHARE - 0.01), ("thanks", 0.3), ("affirm", 0.1))
    assert message.get("intent") == {"name": "thanks", "confidence": 0.3}
    assert danger(message) == ()
    message = understood(listener, "qwerty", ("crisis", SHARE - 0.01), ("thanks", 0.1), ("affirm", 0.1), ("deny", 0.1))
    assert message.get("intent")["name"] == "nlu_fallback"


def test_an_idiom_explains_all_but_the_highest_share(listener):
    idiom = "my back is killing me, is there an elevator"
    assert understood(listener, idiom, ("crisis", 0.9), ("health_plan", 0.1)).get("intent")["name"] == "health_plan"
    assert understood(listener, idiom, ("crisis", 0.99), ("health_plan", 0.01)).get("intent")["name"] == "crisis"


def test_an_ordinary_message_is_left_as_it_is(listener):
    message = understood(listener, "what is an ilp", ("what_is", 0.9), ("crisis", 0.05))
    assert message.get("intent") == {"name": "what_is", "confidence": 0.9}
    assert len(message.get("intent_ranking")) == 2
    assert message.get("entities") == []


def test_the_model_keeps_words_as_json_and_none_from_the_phrases_of_danger(kept):
    storage, resource = kept
    with storage.read_from(resource) as folder:
        assert [file.name for file in folder.iterdir()] == ["danger.json"]
        written = json.loads((folder / "danger.json").read_text())
    assert "lunch" in written["ordinary"]
    assert "zzzxq" not in written["ordinary"]


def test_nothing_of_what_was_said_is_logged(listener, caplog):
    with caplog.at_level(0):
        understood(listener, "i want to die, my name is Zebulon", ("crisis", 0.9))
    assert "Zebulon" not in caplog.text
    assert "die" not in caplog.text
