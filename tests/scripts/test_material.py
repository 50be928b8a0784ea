"""What is asked is read as it stands, and a line that can't be read is named."""

from collections import Counter

import pytest
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from scripts.evaluate import material
from scripts.evaluate.material import DangerTold, NeedsTold, Question


@pytest.fixture
def nothing_kept(tmp_path, monkeypatch):
    (tmp_path / "kept").mkdir()
    monkeypatch.setattr(material, "KEPT", tmp_path / "kept")
    return tmp_path


def phrases(**counts):
    return [
        Message({TEXT: f"{intent} {at}", INTENT: intent}) for intent, count in counts.items() for at in range(count)
    ]


def test_every_phrase_is_asked_once_and_every_fold_has_its_part_of_each_intent():
    all_phrases = phrases(cost=12, privacy=50, stigma=3)
    parts = material.folds(all_phrases, 5, seed=1)
    assert sorted(one.get(TEXT) for part in parts for one in part) == sorted(one.get(TEXT) for one in all_phrases)
    counts = [Counter(one.get(INTENT) for one in part) for part in parts]
    assert all(count["privacy"] == 10 and count["cost"] in (2, 3) for count in counts)
    assert {len(part) for part in parts} == {13}


@pytest.mark.filterwarnings("ignore")  # Rasa's reader of YAML is old
def test_a_phrase_that_stands_twice_is_asked_once(tmp_path):
    (tmp_path / "nlu.yml").write_text("""
version: "3.1"
nlu:
- intent: cost
  examples: |
    - is it free
    - is it [free](price)
    - who pays
""")
    assert [one.get(TEXT) for one in material.training_phrases(tmp_path)] == ["is it free", "who pays"]


def test_the_folds_are_the_same_in_every_run():
    told = [[[one.get(TEXT) for one in part] for part in material.folds(phrases(cost=9), 3, seed=7)] for _ in range(2)]
    assert told[0] == told[1]


def test_questions_are_those_kept_here_and_those_named(nothing_kept):
    (nothing_kept / "kept" / "questions.jsonl").write_text('{"id": "1", "q": "Is it free?", "topics": ["cost"]}\n\n')
    named = nothing_kept / "more.jsonl"
    named.write_text('{"q": "can i ask", "topics": ["privacy", "cost"], "hard": true, "persona": "student"}\n')
    assert material.questions([named]) == {
        "questions.jsonl, kept elsewhere": [Question("Is it free?", frozenset({"cost"}))],
        "more.jsonl, kept elsewhere": [Question("can i ask", frozenset({"privacy", "cost"}), True, "student")],
    }


def test_a_file_of_this_project_is_called_by_its_place():
    assert material.label(material.ROOT / "tests" / "x.jsonl") == "tests/x.jsonl"


@pytest.mark.parametrize(
    ("line", "fault"), [("{nonsense", "no JSON object"), ("3", "no JSON object"), ('{"q": "?"}', "'topics' is missing")]
)
def test_a_line_that_cannot_be_read_is_named(nothing_kept, line, fault):
    file = nothing_kept / "more.jsonl"
    file.write_text('{"q": "ok", "topics": []}\n' + line)
    with pytest.raises(ValueError, match=rf"more\.jsonl:2: .*{fault}"):
        material.questions([file])


def test_needs_are_read(nothing_kept):
    file = nothing_kept / "needs.jsonl"
    file.write_text('{"text": "He may have ADHD.", "conditions": ["adhd_suspected"], "needs": []}')
    assert material.needs([file]) == {
        "needs.jsonl, kept elsewhere": [NeedsTold("He may have ADHD.", frozenset({"adhd_suspected"}), frozenset())]
    }


def test_danger_files_that_are_lists_are_read_and_others_left(tmp_path):
    (tmp_path / "danger_blind.yml").write_text("- {text: help, kind: self_harm, about: self, clear: yes}\n")
    (tmp_path / "danger_en.yml").write_text("danger: {self_harm: {}}\n")
    assert list(material.danger(tmp_path).values()) == [[DangerTold("help", "self_harm", "self", True)]]


def test_harmless_texts_may_be_bare(tmp_path):
    (tmp_path / "harmless.yml").write_text("- dying to join\n- {text: killing time}\n")
    assert list(material.harmless(tmp_path).values()) == [["dying to join", "killing time"]]
