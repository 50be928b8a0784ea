"""What the school changes in its files while the program runs is used within seconds; or refused, the old one kept."""

import shutil

import pytest
from asking import send
from family import Family
from program import Program, eventually

from bot.training import ROOT


@pytest.fixture(scope="module")
def editable(tmp_path_factory, model):
    """A program with content of its own."""
    folder = tmp_path_factory.mktemp("editable")
    shutil.copytree(ROOT / "data" / "content", folder / "content")
    running = Program(folder / "data", model, folder / "content").start()
    yield running
    running.stop()


def edit(program, old, new, name="school.yml"):
    file = program.content / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_phone_number_and_a_new_rule_are_used_without_a_restart(editable):
    family = Family(editable.address)
    first = editable.request(send(family)["reference"])
    edit(editable, "phone: 225-555-0100", "phone: 225-555-0171")
    rule = "  - when: {plan: '504', grade: '6'}\n    role: english_learner_coordinator\n    reason: A rule of today.\n"
    edit(editable, "routing:\n", f"routing:\n{rule}")
    assert eventually(lambda: "225-555-0171" in str(family.say("how do I reach the office by phone?")))
    second = editable.request(send(Family(editable.address))["reference"])
    assert (first["role"], second["role"]) == ("section_504_coordinator", "english_learner_coordinator")


def test_a_broken_file_is_told_and_the_old_words_stay(editable):
    edit(editable, "goal_days: 5", "goal_days: soon")
    assert eventually(lambda: "has faults, and is not used" in editable.said())
    assert "`goal_days`" in editable.said()
    assert send(Family(editable.address))["reference"]
    edit(editable, "goal_days: soon", "goal_days: 6")
    assert eventually(lambda: editable.said().count("is used from now on") >= 2)


def test_who_left_the_school_has_no_request_any_more(editable):
    reference = send(Family(editable.address))["reference"]
    assert editable.request(reference)["contact"] == "english_learners"
    edit(editable, "{id: english_learners,", "{id: new_here,")
    assert eventually(lambda: editable.request(reference)["contact"] == "new_here")
    assert eventually(lambda: editable.letters(reference))
