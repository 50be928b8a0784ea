"""Two pipelines are set beside each other fairly: the same phrases, none of them asked, ratios of what was measured."""

import json
import sys

import pytest
import yaml

from scripts.bench import contest
from scripts.bench.contest import Contestant, Measured, as_training_data, split
from scripts.bench.pipelines import figures, same_topic, table
from scripts.bench.public import at_most, read

COUNTS = {"cost": 30, "privacy": 10, "stigma": 3}
SAID = [(f"{intent} {at}", intent) for intent, count in COUNTS.items() for at in range(count)]


def test_nothing_that_is_asked_was_learnt():
    taught, asked = split(SAID, phrases=12, held_out=4, seed=1)
    assert not set(taught) & set(asked)
    counts = {intent: [sum(one == intent for _, one in part) for part in (taught, asked)] for _, intent in SAID}
    assert counts == {"cost": [12, 4], "privacy": [8, 2], "stigma": [3, 0]}


def test_the_split_is_the_same_in_every_run():
    assert split(SAID, 5, 5, seed=3) == split(list(reversed(SAID)), 5, 5, seed=3)


def test_phrases_become_training_data_that_rasa_reads():
    written = yaml.safe_load(as_training_data([("what [is] it: free?", "cost"), ("- really", "cost")]))
    assert written["nlu"] == [{"intent": "cost", "examples": [{"text": "what  is  it: free?"}, {"text": "- really"}]}]


def test_figures_and_ratios():
    def found(intent, *ranking):
        return {"intent": intent, "ranking": ranking}

    told = (
        found("cost", ("cost", 0.9)),
        found("nlu_fallback", ("nlu_fallback", 0.7), ("privacy", 0.3)),  # right, had it been sure
        found(
            "crisis", ("crisis", 1.0), ("privacy", 0.2)
        ),  # nobody taught it crisis; it is a wrong answer all the same
        found("cost", ("cost", 0.9)),  # with slips
        found("cost", ("cost", 0.9)),
        found("privacy", ("privacy", 0.9)),
    )
    seconds = (0.010, 0.020, 0.030, 0.040, 0.050, 0.060)
    one = Measured(10, 20, 300_000_000, 4, 100_000_000, seconds, seconds[::-1], told)
    held = [("is it free", "cost"), ("who sees it", "privacy"), ("who reads it", "privacy")]
    told = figures(one, held, lambda text, meant, found: meant == found, {"cost", "privacy"})
    assert [round(value, 1) for value in told.values()] == [100, 66.7, 66.7, 33.3, 10, 20, 300, 4, 100, 35, 60, 35]
    rows = table({"a": {"seconds": 2.0, "wrong": 0.0}, "b": {"seconds": 3.0, "wrong": 1.0}}).splitlines()
    assert rows[2:] == ["| seconds | 2.0 | 3.0 | 1.50 |", "| wrong | 0.0 | 1.0 | - |"]


def test_intents_that_lead_to_one_answer_are_the_same():
    assert same_topic("what is a 504", "what_is", "section_504")
    assert not same_topic("what is an IAP", "what_is", "contents")


def test_a_missing_environment_is_one_sentence(tmp_path):
    nobody = Contestant("Nobody", tmp_path / "bin" / "python", tmp_path / "config.yml", tmp_path / "models")
    with pytest.raises(SystemExit, match="Nobody needs the environment"):
        contest.measure(nobody, SAID, ["is it free"], rules=False)


def test_a_pipeline_learns_and_reads_in_processes_of_its_own(tmp_path):
    pipeline = [{"name": "KeywordIntentClassifier"}]
    config = {"recipe": "default.v1", "assistant_id": "x", "language": "en", "pipeline": pipeline}
    (tmp_path / "config.yml").write_text(yaml.safe_dump(config))
    models = tmp_path / "small" / "models"
    one = contest.measure(
        Contestant("Small", contest.OURS.python.__class__(sys.executable), tmp_path / "config.yml", models),
        [("free", "cost"), ("money", "cost"), ("private", "privacy"), ("secret", "privacy")],
        ["is it free", "who can read it, is it private"],
        rules=False,
    )
    assert [found["intent"] for found in one.found] == ["cost", "privacy"]
    assert len(one.seconds) == 2
    assert 0 < max(one.seconds) < one.load_seconds
    assert min(one.cpu_seconds) > 0
    assert one.train_cpu > 1
    assert 50e6 < one.memory < 2e9
    assert [file.name for file in models.glob("*.tar.gz")] == ["small.tar.gz"]


# Public data


def test_clinc_is_read(tmp_path):
    parts = {
        "train": [["order a taxi", "taxi"], ["i need a cab", "taxi"]],
        "test": [["get me a taxi", "taxi"]],
        "oos_test": [["what is love", "oos"]],
    }
    (tmp_path / "data_full.json").write_text(json.dumps(parts))
    taught, held = read(tmp_path / "data_full.json")
    assert taught == [("order a taxi", "taxi"), ("i need a cab", "taxi")]
    assert held == [("get me a taxi", "taxi")]


def test_banking_is_read(tmp_path):
    (tmp_path / "train.csv").write_text('text,category\n"My card, it is lost",lost_card\n')
    (tmp_path / "test.csv").write_text("text,category\nwhere is my card,lost_card\n")
    assert read(tmp_path) == ([("My card, it is lost", "lost_card")], [("where is my card", "lost_card")])


def test_each_intent_gives_as_many_as_wanted():
    some = at_most(SAID, 4)
    assert [sum(intent == one for _, one in some) for intent in ("cost", "privacy", "stigma")] == [4, 4, 3]
    assert some == at_most(SAID, 4)
