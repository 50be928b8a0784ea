"""A change of what the school says is taken over whole or not at all, and only once its editor is through."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content.live import Live, Look
from bot.content.load import load_content
from bot.errors import ContentFaults

SAMPLE = Path(__file__).parents[2] / "data" / "content"
PHONE = "225-555-0100"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(SAMPLE, tmp_path / "content")


def edit(folder, old, new, name="school.yml"):
    """As an editor does it: the file is new, and a moment has passed."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    later = file.stat().st_mtime_ns + 10_000_000
    file.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(file, ns=(later, later))


def looks(live):
    """What came of it once it lay still."""
    return [live.look(), live.look()][-1]


def test_a_folder_that_does_not_change_is_read_once(folder, monkeypatch):
    live = Live.open(folder)
    monkeypatch.setattr("bot.content.live.load_content", lambda folder: pytest.fail("read again"))
    assert [live.look() for _ in range(3)] == [Look.SAME] * 3


def test_a_change_is_taken_over_once_it_lies_still(folder):
    live = Live.open(folder)
    before = live.content
    edit(folder, PHONE, "225-555-0199")
    assert live.look() is Look.SAME and live.content is before
    assert live.look() is Look.TAKEN and live.content.school.phone == "225-555-0199"
    assert before.school.phone == PHONE and live.look() is Look.SAME


def test_a_fault_keeps_the_old_one_and_is_told_once(folder):
    live = Live.open(folder)
    edit(folder, "goal_days: 5", "goal_days: soon")
    assert looks(live) is Look.REFUSED and live.content.school.goal_days == 5
    assert len(live.faults) == 1 and "goal_days" in live.faults[0]
    assert live.look() is Look.SAME and live.faults
    edit(folder, "goal_days: soon", "goal_days: 7")
    assert looks(live) is Look.TAKEN and live.content.school.goal_days == 7 and not live.faults


def test_while_an_editor_writes_nothing_is_read(folder):
    live, file = Live.open(folder), folder / "school.yml"
    whole = file.read_bytes()
    for end in (0, 100, 2000, len(whole)):
        file.write_bytes(whole[:end])
        os.utime(file, ns=(end + 1, end + 1))
        assert live.look() is Look.SAME
    assert live.look() is Look.TAKEN and not live.faults


def test_what_is_changed_while_it_is_read_is_not_taken_over_by_half(folder, monkeypatch):
    live = Live.open(folder)
    edit(folder, PHONE, "225-555-0199")

    def read_and_edited(place):
        content = load_content(place)
        edit(folder, "goal_days: 5", "goal_days: 7")
        return content

    with monkeypatch.context() as busy:
        busy.setattr("bot.content.live.load_content", read_and_edited)
        assert looks(live) is Look.SAME and live.content.school.phone == PHONE
    assert looks(live) is Look.TAKEN
    assert (live.content.school.phone, live.content.school.goal_days) == ("225-555-0199", 7)


def test_what_is_changed_while_the_program_starts_is_seen(folder, monkeypatch):
    def read_and_edited(place):
        content = load_content(place)
        edit(folder, PHONE, "225-555-0199")
        return content

    with monkeypatch.context() as busy:
        busy.setattr("bot.content.live.load_content", read_and_edited)
        live = Live.open(folder)
    assert looks(live) is Look.TAKEN and live.content.school.phone == "225-555-0199"


def test_a_folder_that_is_gone_changes_nothing_that_is_said(folder):
    live = Live.open(folder)
    folder.rename(folder.with_name("away"))
    assert looks(live) is Look.REFUSED and live.content.school.phone == PHONE
    folder.with_name("away").rename(folder)
    assert looks(live) is Look.TAKEN and not live.faults


def test_what_editors_leave_beside_a_file_is_no_change(folder):
    live = Live.open(folder)
    for name in (".school.yml.swp", "school.yml~", "#school.yml#"):
        (folder / name).write_text("half")
    assert looks(live) is Look.SAME


def test_an_answer_that_is_changed_is_said(folder):
    live = Live.open(folder)
    edit(folder, "title:", "title: Now,", "en/cost.md")
    assert looks(live) is Look.TAKEN and live.content.title("cost", "en").startswith("Now,")


def test_at_the_start_faults_are_raised(folder):
    edit(folder, "goal_days: 5", "goal_days: soon")
    with pytest.raises(ContentFaults):
        Live.open(folder)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(["3", "9", "soon", "0"]), min_size=1, max_size=5))
def test_after_any_edits_the_last_good_one_is_used(tmp_path_factory, edits):
    folder = shutil.copytree(SAMPLE, tmp_path_factory.mktemp("live") / "content")
    live, good, now = Live.open(folder), 5, "5"
    for days in edits:
        edit(folder, f"goal_days: {now}", f"goal_days: {days}")
        looks(live)
        good, now = (int(days) if days in ("3", "9") else good), days
        assert live.content.school.goal_days == good and bool(live.faults) == (days in ("soon", "0"))
