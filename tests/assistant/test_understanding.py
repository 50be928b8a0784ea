"""What the classifier keeps and tells. A small encoder stands in for the network, which has its own tests."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import Letters
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant.understanding import LONG, TopicClassifier, asking
from bot.assistant.vectors import READ, Read, clean, pieces, read_twice

PHRASES = {
    "cost": ["does it cost money", "what does it cost", "is the plan free", "must i pay for the ilp"],
    "privacy": ["who can see the plan", "who reads my words", "will other students see it", "is it private"],
    "greeting": ["hello there", "good morning", "hi", "hello"],
}


def said(text, intent=None):
    texts = [clean(text)] if intent else pieces(text)
    read = Read(tuple(texts), read_twice(Letters(), texts))
    return Message({TEXT: text, READ: read} | ({INTENT: intent} if intent else {}))


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The component as a trained model has it: learned, written, read again."""
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    context = ExecutionContext(GraphSchema({}))
    config, resource = TopicClassifier.get_default_config(), Resource("topics")
    phrases = [said(text, intent) for intent, texts in PHRASES.items() for text in texts]
    kept = TopicClassifier.create(config, storage, resource, context).train(TrainingData(phrases))
    return TopicClassifier.load(config, storage, kept, context), storage


# Long stories

STORY = "She reads and reads and nothing stays in her head at all these days. " * 4


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Is it free?", None),
        (STORY + "Who can help us? Thank you so much.", "who can help us?"),
        (STORY + "What is it? Who can help us?\nI am at my wits' end.", "who can help us?"),
        (STORY + "I would like to have a plan.", "i would like to have a plan."),
        (STORY + "Please help. Thanks.", clean(STORY.split(". ")[0] + ".")),
        ("word " * 60, None),
    ],
)
def test_a_long_story_is_read_by_its_asking_part_too(text, part):
    texts = pieces(text)
    assert [texts[place] for place in asking(texts)] == [texts[0], *([part] if part else [])]


@given(st.text(alphabet="ab ?.!\n", max_size=300))
def test_only_a_long_story_has_an_asking_part_of_its_own(text):
    texts = pieces(text)
    places = asking(texts)
    assert places[0] == 0 and len(places) <= 2
    assert len(places) == 1 or (len(text.split()) > LONG and len(texts[places[1]].split()) > 2)


# The classifier


@given(st.text(max_size=400))
def test_shares_sum_to_one(trained, text):
    shares = trained[0].shares(said(text or "-").get(READ))
    assert shares.shape == (len(PHRASES),) and shares.sum() == pytest.approx(1, abs=1e-4) and (shares >= 0).all()


def test_what_was_learned_is_known(trained):
    for intent, phrases in PHRASES.items():
        for phrase in phrases:
            (message,) = trained[0].process([said(phrase.upper())])
            ranking = message.get("intent_ranking")
            assert message.get(INTENT) == ranking[0] and ranking[0]["name"] == intent
            shares = [one["confidence"] for one in ranking]
            assert shares == sorted(shares, reverse=True) and len(ranking) == min(10, len(PHRASES))
            assert {TEXT, INTENT, "intent_ranking"} <= {*message.as_dict(only_output_properties=True), TEXT}


def test_a_pressed_button_is_left_alone(trained):
    pressed = Message({INTENT: {"name": "inform", "confidence": 1.0}})
    assert trained[0].process([pressed])[0].get(INTENT)["name"] == "inform"


def test_no_phrase_is_kept_as_words_in_the_model(trained):
    """Phrases are numbers there; single words and pairs are kept, as features."""
    folder = next(trained[1]._storage_path.glob("topics"))
    kept = json.loads((folder / "words.json").read_text())
    words = [word for kind in kept["words"] for word in kind]
    assert set(kept) == {"names", "words"} and all(len(word.split()) <= 2 for word in words)
    with np.load(folder / "weights.npz", allow_pickle=False) as numbers:
        assert all(numbers[name].dtype.kind in "fi" for name in numbers.files)
