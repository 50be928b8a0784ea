from datetime import datetime, timedelta, timezone

import pytest

from bot.intake.missed import keep_missed_question, missed_questions

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


def test_missed_questions_are_kept_latest_first(records):
    for number in range(3):
        at = NOW + timedelta(hours=number)
        keep_missed_question(records, "en", "parent", "not_sure", f"question {number}", ["iep", "cost"], at)
    kept = missed_questions(records, NOW + timedelta(hours=1))
    assert [one.text for one in kept] == ["question 2", "question 1"] and kept[0].guesses == ("iep", "cost")


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("mail me at ana.b+c@example.org please", "mail me at … please"),
        ("call 225-555-0199 or (225) 555 0199", "call … or …"),
        ("in grade 7 for 45 minutes, 2026", "in grade 7 for 45 minutes, 2026"),
        ("\x00 half \ud83d", "half ?"),
        pytest.param("x" * 900, "x" * 500, id="long"),
    ],
)
def test_addresses_and_numbers_are_taken_out(sqlite_records, asked, kept):
    keep_missed_question(sqlite_records, "en", "parent", "not_sure", asked, [], NOW)
    assert [one.text for one in missed_questions(sqlite_records, NOW)] == [kept]
