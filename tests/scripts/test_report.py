"""The report tells numbers first, names the pairs confused most, and rewrites only its own place in the document."""

from collections import Counter

import pytest

from scripts.evaluate.confusion import worst_pairs
from scripts.evaluate.material import DangerTold
from scripts.evaluate.measure import Found
from scripts.evaluate.pipeline import FALLBACK, Understood
from scripts.evaluate.report import Run, write_report
from scripts.evaluate.summary import CLOSES, OPENS, f1, put_into, summary
from scripts.evaluate.verdict import Judged


def judged(text, topic, *ranking, intent=None, hard=False, entities=()):
    return Judged(text, frozenset({topic}), Understood(intent or ranking[0][0], ranking, entities), hard)


@pytest.fixture
def found():
    folds = [
        judged("what does it cost", "cost", ("cost", 0.9)),
        judged("who pays", "cost", ("privacy", 0.6), ("cost", 0.3)),
        judged("must we pay", "cost", ("privacy", 0.8)),
        judged("who reads it", "privacy", ("cost", 0.4), ("privacy", 0.35), intent=FALLBACK),
        judged("is it shared", "privacy", ("stigma", 0.7)),
    ]
    outside, unclear = judged("?", "out_of_scope", ("cost", 0.9)), judged("?!", "cost", ("privacy", 0.9), hard=True)
    questions = [folds[0], outside, unclear]
    heard = Understood("crisis", (("crisis", 1.0),), (("danger_kind", "self_harm"), ("danger_level", "show")))
    told = DangerTold("a phrase of danger", "self_harm", "self", True)
    return Found(
        folds=folds,
        folds_misspelt=[(folds[0], judged("waht does it cost", "cost", ("privacy", 0.7)))],
        questions={"questions": questions},
        needs={"needs": {"conditions": Counter(right=3, missed=1), "needs": Counter(right=1, too_many=2)}},
        danger={"danger": [(told, heard), (told, Understood("cost", (("cost", 0.9),), ()))]},
        harmless={"harmless": [("dying to join", True), ("killing time", False)]},
        seconds={"cross-validation": 12.0},
    )


def test_pairs_are_counted_in_both_directions_and_the_surest_mistakes_come_first(content, found):
    first, second = worst_pairs(found.folds, content.topics)
    assert (first.first, first.second, first.forth, first.back) == ("cost", "privacy", 2, 1)
    assert [text for text, _, _ in first.examples] == ["must we pay", "who pays"]
    assert (second.first, second.second, second.forth, second.back) == ("privacy", "stigma", 1, 0)


def test_the_summary_has_a_row_for_each_thing_asked(content, found):
    rows = [line for line in summary(found, content.topics).splitlines() if line.startswith("|")]
    assert rows[2:] == [
        "| our phrases, held out | 5 | 20.0 % | 40.0 % | 60.0 % |",
        "| a part of them | 1 | 100.0 % | 100.0 % | 0.0 % |",
        "| the same part with slips | 1 | 0.0 % | 0.0 % | 100.0 % |",
        "| questions | 1 | 100.0 % | 100.0 % | 0.0 % |",
        "| of all questions: none of its business | 1 | 0.0 % | 0.0 % | 100.0 % |",
        "| of all questions: too unclear for anybody | 1 | 0.0 % | 0.0 % | 100.0 % |",
    ]


def test_danger_alarms_and_needs_are_told(content, found):
    told = summary(found, content.topics)
    assert (
        "1 of 2 heard; 1 as the right kind, 0 about the right person; the school is told of 0 of 1 clear ones" in told
    )
    assert "False alarms of danger in harmless: 1 of 2." in told
    assert "False alarms of danger in held-out phrases: 0 of 5." in told
    assert "F1 in needs: conditions 0.86, needs 0.50, both 0.73." in told


def test_f1_of_nothing_is_nothing():
    assert f1(Counter()) == 0


def test_the_report_has_its_pictures_and_what_went_wrong(content, found, tmp_path):
    file = write_report(found, content.topics, Run("Measured.", 0.45, 0.12), tmp_path / "reports")
    text = file.read_text()
    assert text.index("## The numbers") < text.index("## How honest") < text.index("## Threshold and margin")
    for picture in ("confusion.png", "reliability.png", "risk.png"):
        assert f"({picture})" in text
        assert (file.parent / picture).read_bytes().startswith(b"\x89PNG")
    assert "config.yml has 0.45 and 0.12" in text
    assert "1. **cost** and **privacy**: 2 x the first taken for the second, 1 x the other way" in text
    assert "## Danger that was not heard\n\n- “a phrase of danger”" in text
    assert "## Heard as danger, and none\n\n- “dying to join”" in text


def test_the_report_of_questions_alone_needs_no_folds(content, found, tmp_path):
    found.folds, found.folds_misspelt = [], []
    text = write_report(found, content.topics, Run("Measured.", None, None), tmp_path).read_text()
    assert "confused most" not in text
    assert "| questions | 1 |" in text


def test_only_what_stands_between_the_marks_is_rewritten():
    document = f"before\n{OPENS}\nold\n{CLOSES}\nafter"
    assert put_into(document, r"new \1") == f"before\n{OPENS}\nnew \\1\n{CLOSES}\nafter"
    with pytest.raises(ValueError, match="There is no"):
        put_into("no marks", "new")


def test_the_document_has_its_marks():
    from scripts.evaluate.__main__ import DOCUMENT

    assert put_into(DOCUMENT.read_text(), "new").count(CLOSES) == 1
