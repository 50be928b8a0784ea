"""How texts are made ready for the classifier, and what it keeps and tells. A small encoder stands in for the network,
which has its own tests."""

import json
import random
import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import understanding
from bot.assistant.encoder import WIDTH
from bot.assistant.understanding import LONG, TopicClassifier, asking_parts, clean, misspell, nameless, read_twice

LONG_WORDS = re.compile(r"[^\W\d_]{4,}")
PHRASES = {
    "cost": ["does it cost money", "what does it cost", "is the plan free", "must i pay for the ilp"],
    "privacy": ["who can see the plan", "who reads my words", "will other students see it", "is it private"],
    "greeting": ["hello there", "good morning", "hi", "hello"],
}


class Letters:
    """Counts letters and pairs of them, in the network's place."""

    def __init__(self, *files, **how):
        self.asked = []

    def vectors(self, texts):
        self.asked.append(list(texts))
        found = np.full((len(texts), WIDTH), 1e-3, np.float32)
        for row, text in zip(found, texts, strict=True):
            for pair in pairwise(text):
                row[(ord(pair[0]) * 31 + ord(pair[1])) % WIDTH] += 1
        return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The component as a trained model has it: learned, written, read again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(understanding, "build_network", lambda folder, to: to.write_bytes(b""))
        patch.setattr(understanding, "Encoder", Letters)
        storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
        context = ExecutionContext(GraphSchema({}))
        config, resource = TopicClassifier.get_default_config(), Resource("topics")
        said = [Message({TEXT: text, INTENT: intent}) for intent, texts in PHRASES.items() for text in texts]
        kept = TopicClassifier.create(config, storage, resource, context).train(TrainingData(said))
        yield TopicClassifier.load(config, storage, kept, context), storage


# Cleaning


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  What  IS\nthis ", "what is this"),
        ("pleeeease", "pleease"),
        ("Noooo!!!", "noo!!!"),
        ("11111", "11111"),
        ("ÉÉÉcole", "éécole"),
        ("", ""),
    ],
)
def test_cleaned_texts(text, read):
    assert clean(text) == read


@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "name",
    [
        "ilp", "ilps", "iap", "iep", "ieps", "504", "504s", "504 plan", "section 504", "section 504 plans",
        "learning plan", "accommodation plan", "accommodations plan", "individual learning plan",
        "individualized education program", "individualised learning plans", "individual accommodation plan",
    ],
)  # fmt: skip
def test_a_plan_without_its_name_is_a_plan(name):
    assert nameless(f"what is in the {name}?") == "what is in the plan?"


@pytest.mark.parametrize("text", ["filp", "5040", "mailp", "a lesson plan", "ilpo", "what is a plan"])
def test_what_names_no_plan_stays(text):
    assert nameless(text) == text


@given(st.text(alphabet="ilpae504 sn?.", max_size=40))
def test_taking_names_out_twice_changes_nothing_more(text):
    assert nameless(nameless(text)) == nameless(text)


# Long stories

STORY = "She reads and reads and nothing stays in her head at all these days. " * 4


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Is it free?", ["Is it free?"]),
        (STORY + "Who can help us? Thank you so much.", ["Who can help us?"]),
        (STORY + "What is it? Who can help us?\nI am at my wits' end.", ["Who can help us?"]),
        (STORY + "I would like to have a plan.", ["I would like to have a plan."]),
        (STORY + "Please help. Thanks.", [STORY.split(". ")[0] + "."]),
        ("word " * 60, []),
    ],
)
def test_a_long_story_is_read_by_its_asking_part_too(text, parts):
    whole = [] if parts == [text] else [text]
    assert asking_parts(text) == [*whole, *parts]


@given(st.text(alphabet="ab ?.!\n", max_size=300))
def test_the_asking_part_stands_in_the_text(text):
    parts = asking_parts(text)
    assert parts[0] == text and len(parts) <= 2 and all(part in text for part in parts)
    assert len(parts) == 1 or (len(text.split()) > LONG and len(parts[1].split()) > 2)


# Slips of the finger


@given(st.text(max_size=80) | st.from_regex(r"([a-z]{1,9} ){1,9}", fullmatch=True), st.integers(0, 2**32))
def test_slips_never_touch_a_short_word(text, seed):
    slipped = misspell(text, random.Random(seed))
    assert abs(len(slipped) - len(text)) <= 2
    others = [re.escape(part) for part in LONG_WORDS.split(text)]
    assert re.fullmatch(r"[^\W\d_]*".join(others), slipped), "only words of four letters or more may change"


@given(st.from_regex(r"([a-z]{4,9} ){1,9}", fullmatch=True), st.integers(0, 2**32))
def test_the_first_letter_of_a_word_stays(text, seed):
    slipped = misspell(text, random.Random(seed)).split()
    assert [word[0] for word in slipped] == [word[0] for word in text.split()]


def test_slips_are_the_same_for_the_same_seed_and_of_every_kind():
    made = {misspell("plans", random.Random(seed)) for seed in range(300)}
    assert made == {misspell("plans", random.Random(seed)) for seed in range(300)}
    assert {"lpans"} & made == set() and {"palns", "plns", "plaans"} <= made


# Reading twice


def test_each_text_is_read_with_and_without_the_plans_names():
    reader = Letters()
    texts = ["what is an ilp", "hello", "what is an plan"]
    vectors = read_twice(reader, texts)
    alone = Letters().vectors([*texts, "what is an plan", "hello", "what is an plan"])
    assert vectors.shape == (3, 2 * WIDTH)
    assert vectors[:, :WIDTH] == pytest.approx(alone[:3])
    assert vectors[:, WIDTH:] == pytest.approx(understanding.NAMED * alone[3:])
    assert sorted(reader.asked[0]) == sorted(set(texts)), "a text without a name is encoded once"


# The classifier


@given(st.text(max_size=400))
def test_shares_sum_to_one(trained, text):
    shares = trained[0].shares(text)
    assert shares.shape == (len(PHRASES),) and shares.sum() == pytest.approx(1, abs=1e-4) and (shares >= 0).all()


def test_what_was_learned_is_known(trained):
    for intent, phrases in PHRASES.items():
        for phrase in phrases:
            (message,) = trained[0].process([Message({TEXT: phrase.upper()})])
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
