"""How a message is read as vectors: cleaned, as a whole and sentence by sentence, with and without the plans' names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import Letters
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.assistant import vectors
from bot.assistant.encoder import WIDTH
from bot.assistant.vectors import MOST, NAMED, READ, SentenceVectors, clean, nameless, pieces, read_twice


@pytest.fixture
def component(tmp_path, monkeypatch):
    """As a trained model has it: written, read again."""
    monkeypatch.setattr(vectors, "build_network", lambda folder, to: to.write_bytes(b""))
    monkeypatch.setattr(vectors, "Encoder", Letters)
    storage, context = LocalModelStorage(tmp_path), ExecutionContext(GraphSchema({}))
    made = SentenceVectors.create({}, storage, Resource("vectors"), context)
    return SentenceVectors.load({}, storage, made.train(TrainingData([])), context)


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


# Sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Is it free?", []),
        ("Is it FREE? Who pays", ["is it free?", "who pays"]),
        ("One line\nand another", ["one line", "and another"]),
        ("Dr. No. 5 ...", ["dr.", "no.", "5 ..."]),
        ("?!\n\n;", []),
    ],
)
def test_a_message_is_read_whole_and_by_its_sentences(text, sentences):
    assert pieces(text) == [clean(text), *sentences]


def test_of_very_many_sentences_the_first_and_the_last_are_read():
    read = pieces(" ".join(f"number {i}." for i in range(40)))
    assert read[1] == "number 0." and read[-1] == "number 39." and len(read) == MOST + 1


@given(st.text(alphabet="ab ?.!\n", max_size=300))
def test_sentences_stand_in_the_text_and_one_alone_is_not_read_twice(text):
    whole, *sentences = pieces(text)
    assert all(one in whole for one in sentences) and len(sentences) != 1


# Reading twice


def test_each_text_is_read_with_and_without_the_plans_names():
    reader = Letters()
    texts = ["what is an ilp", "hello", "what is an plan"]
    vectors = read_twice(reader, texts)
    alone = Letters().vectors([*texts, "what is an plan", "hello", "what is an plan"])
    assert vectors.shape == (3, 2 * WIDTH)
    assert vectors[:, :WIDTH] == pytest.approx(alone[:3])
    assert vectors[:, WIDTH:] == pytest.approx(NAMED * alone[3:])
    assert sorted(reader.asked[0]) == sorted(set(texts)), "a text without a name is encoded once"


# The component


def test_a_message_carries_what_was_read_of_it(component):
    (message,) = component.process([Message({TEXT: "What is an ILP? WHO pays"})])
    read = message.get(READ)
    assert read.texts == ("what is an ilp? who pays", "what is an ilp?", "who pays")
    assert read.vectors == pytest.approx(read_twice(Letters(), list(read.texts)))
    assert READ not in message.as_dict(only_output_properties=True), "vectors stay inside"


def test_phrases_are_read_whole_in_training(component):
    said = TrainingData([Message({TEXT: "Is it free? Say!", "intent": "cost"})])
    (message,) = component.process_training_data(said).training_examples
    assert message.get(READ).texts == ("is it free? say!",) and message.get(READ).vectors.shape == (1, 2 * WIDTH)


def test_a_pressed_button_is_not_read(component):
    (message,) = component.process([Message({"intent": {"name": "inform"}})])
    assert message.get(READ) is None
