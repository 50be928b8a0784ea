"""Any pipeline that Rasa would train is trained and asked here, too, whatever its components are called."""

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.assistant.encoder import Encoder
from bot.training import ROOT
from scripts.evaluate import pipeline
from scripts.evaluate.material import NeedsTold, Question
from scripts.evaluate.measure import Found, ask_held_out, compare_needs, cross_validate
from scripts.evaluate.pipeline import Pipeline, Said, Understood, read_pipeline, vectors_kept

PHRASES = {
    "cost": ["does it cost money", "what does it cost", "is the plan free", "must we pay money", "the cost of it"],
    "privacy": ["who can see it", "who reads my words", "can others see it", "is it private", "who sees this"],
}
SETTINGS = [  # a tokenizer, a featurizer that learns, a classifier, and two of ours that need no network
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "LogisticRegressionClassifier", "max_iter": 100},
    {"name": "bot.assistant.findings.Findings"},
    {"name": "bot.assistant.certainty.Certainty", "threshold": 0.5, "margin": 0.1},
]


@pytest.fixture
def phrases():
    return [Message({TEXT: text, INTENT: intent}) for intent, texts in PHRASES.items() for text in texts]


@pytest.fixture
def trained(phrases, tmp_path):
    return Pipeline(SETTINGS, phrases, tmp_path)


def test_what_is_learnt_is_understood(trained):
    free, seen = trained.read([Said("what does the IAP cost"), Said("who can see")])
    assert (free.intent, free.plans) == ("cost", ("iap",))
    assert seen.intent == "privacy"
    assert sum(share for _, share in seen.ranking) == pytest.approx(1, abs=0.01)


def test_the_fallback_is_no_topic_of_the_ranking(trained):
    (unknown,) = trained.read([Said("zzz")])
    assert unknown.intent == "nlu_fallback"
    assert {name for name, _ in unknown.ranking} == {"cost", "privacy"}


def test_training_leaves_the_phrases_as_they_were(phrases, trained):
    assert all(set(one.data) == {TEXT, INTENT} for one in phrases)


def test_a_lead_is_told_of_short_rankings_too():
    assert Understood("x", (("x", 0.6), ("y", 0.25)), ()).lead == (0.6, pytest.approx(0.35))
    assert Understood("x", (("x", 0.6),), ()).lead == (0.6, 0.6)
    assert Understood("x", (), ()).lead == (0, 0)


@pytest.mark.parametrize("config", ["config.yml", "scripts/bench/rasa_default.yml"])
def test_every_component_of_the_pipelines_is_known(config):
    for settings in read_pipeline(ROOT / config):
        assert DefaultV1Recipe._from_registry(settings["name"]).clazz


def test_texts_are_encoded_once(monkeypatch):
    asked = []

    def vectors(self, texts):
        asked.extend(texts)
        return pipeline.np.array([[len(text)] for text in texts])

    monkeypatch.setattr(Encoder, "vectors", vectors)
    encoder = Encoder.__new__(Encoder)
    with vectors_kept({}):
        assert encoder.vectors(["one", "three", "one"]).tolist() == [[3], [5], [3]]
        assert encoder.vectors(["three", "eleven"]).tolist() == [[5], [6]]
    assert asked == ["one", "three", "eleven"]
    assert Encoder.vectors is vectors


def test_every_phrase_is_read_by_a_pipeline_that_had_not_learnt_it(phrases, content):
    found = Found()
    cross_validate(SETTINGS, phrases, content.topics, 5, True, {}, found)
    assert sorted(one.text for one in found.folds) == sorted(one.get(TEXT) for one in phrases)
    assert len(found.folds_misspelt) == 5
    assert all(clean.topics == slip.topics for clean, slip in found.folds_misspelt)
    # A word that stands in one phrase alone is unknown to whoever reads that phrase.
    private = next(one for one in found.folds if one.text == "is it private")
    assert private.understood.ranking[0][1] < 0.9


def test_a_quick_look_reads_fewer_folds(phrases, content):
    found = Found()
    cross_validate(SETTINGS, phrases, content.topics, 1, False, {}, found)
    assert len(found.folds) == 2
    assert not found.folds_misspelt


def test_held_out_questions_are_read_clean_and_with_slips(trained):
    found, question = Found(), Question("what does it cost", frozenset({"cost"}), hard=True)
    ask_held_out(trained, {"q": [question]}, {}, {"h": ["who can see"]}, True, found)
    assert found.questions["q"][0].understood.intent == "cost"
    assert found.questions["q"][0].hard
    assert found.questions_misspelt["q"][0].text != question.text
    assert found.harmless == {"h": [("who can see", False)]}


def test_needs_are_compared_label_by_label():
    told = NeedsTold(
        "My son was diagnosed with ADHD and I think he has dyslexia.",
        frozenset({"adhd", "dyslexia", "autism"}),
        frozenset(),
    )
    conditions = compare_needs([told])["conditions"]
    assert conditions == {"right": 1, "too_many": 1, "missed": 2}  # dyslexia is only suspected; autism is not told
