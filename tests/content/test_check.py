from datetime import date, timedelta

import pytest

from bot.content import check_content, remind

TODAY = date(2026, 11, 30)
HARD = "Individualized accommodation documentation necessitates comprehensive interdisciplinary collaboration. " * 3
EASY = "We can help you with it. "


def on_cost(folder, today=TODAY):
    return [fault for fault in check_content(folder.path, today) if "en/cost.md" in fault]


def test_a_good_answer_has_no_fault(folder):
    assert on_cost(folder) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("It costs nothing.", HARD, "the answer with its `:: if` parts reads at grade"),
        ("You pay nothing.", HARD, "`:: student` with its `:: if` parts reads at grade"),
        ("Ask the {role.counsellor} at any time.", HARD, "`:: more` reads at grade"),
        ("Here it is the 504 plan.", HARD * 3, "the answer with its `:: if` parts reads at grade"),
        ("It costs nothing.", EASY * 21, "the answer with its `:: if` parts has 134 words; shorten it to 120"),
        ("Ask the {role.counsellor} at any time.", EASY * 21, "`:: more` has 126 words; shorten it to 120"),
        ("reviewed: 2026-11-22", "reviewed: 2026-12-24", "`reviewed` says 2026-12-24, a day to come"),
    ],
)
def test_what_is_hard_for_a_family_is_named(folder, old, new, words):
    folder.replace("en/cost.md", old, new)
    assert any(words in fault for fault in on_cost(folder))


def test_a_part_for_another_kind_of_school_must_be_easy_too(folder):
    folder.replace("en/cost.md", "if iap_is_504\nHere it is the 504 plan.", f"if kind=private\n{HARD * 3}")
    assert any("reads at grade" in fault for fault in on_cost(folder))


def test_short_texts_and_letters_are_measured_as_well(folder):
    folder.write("en/_test.yml", f"test:\n  hard: {HARD}\n  label: Interdisciplinary collaboration\n")
    folder.write("en/letters/test.md", f"---\nsubject: x\n---\n{HARD}\n")
    faults = "\n".join(check_content(folder.path, TODAY))
    assert "en/_test.yml, line 2: `test.hard` reads at grade" in faults and "test.label" not in faults
    assert "en/letters/test.md: the letter reads at grade" in faults


def test_the_check_names_faults_of_both_kinds_at_once(folder):
    folder.replace("en/cost.md", "[seed]", "[sead]")
    folder.replace("en/cost.md", "It costs nothing.", HARD)
    faults = "\n".join(on_cost(folder))
    assert "'sead'" in faults and "reads at grade" in faults


def test_the_check_of_a_folder_that_is_not_there_is_a_list_of_sentences(folder):
    assert check_content(folder.path / "nowhere", TODAY)


def test_an_answer_that_nobody_reviewed_for_two_years_is_a_reminder(folder):
    late = date(2026, 11, 22) + timedelta(days=731)
    assert any("en/cost.md: nobody has reviewed this since 2026-11-22" in text for text in remind(folder.path, late))
    assert not any("en/cost.md" in text for text in remind(folder.path, late - timedelta(days=1)))
    assert on_cost(folder, late) == []


def test_holidays_that_are_over_are_a_reminder(folder):
    assert any("`holidays` is over" in text for text in remind(folder.path, date(2027, 9, 7)))
    assert not any("holidays" in text for text in remind(folder.path, date(2027, 9, 6)))
