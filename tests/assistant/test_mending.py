"""The component that mends slips, as a trained model has it: learned from phrases, written, read again."""

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.mending import MENDED, Mending

SAID = ["what is an iap", "what goes into an iap", "dyscalculia help", "dyscalculia and the iap"]


@pytest.fixture(scope="module")
def component(tmp_path_factory):
    storage, resource = LocalModelStorage(tmp_path_factory.mktemp("model")), Resource("mending")
    config = Mending.get_default_config()
    kept = Mending.create(config, storage, resource, None).train(TrainingData([Message({TEXT: said}) for said in SAID]))
    return Mending.load(config, storage, kept, None)


def mended(component, text):
    (message,) = component.process([Message({TEXT: text})])
    assert message.get(TEXT) == text, "what was typed stays"
    assert MENDED not in message.as_dict(only_output_properties=True)
    return message.get(MENDED)


def test_words_of_our_phrases_and_of_english_are_known(component):
    assert mended(component, "Explain dyscalculai, pleese?") == "explain dyscalculia, please?"


def test_a_pressed_button_is_left_alone(component):
    (message,) = component.process([Message({"intent": {"name": "inform"}})])
    assert message.get(MENDED) is None


def test_phrases_are_mended_for_training(component):
    (message,) = component.process_training_data(TrainingData([Message({TEXT: "an accomodation"})])).training_examples
    assert message.get(MENDED) == "an accommodation"
