"""Danger at every question of every form: help first, the form closed, the words nowhere else, and the way back."""

from asking import EVERY, SLOTS, answer_until, left_at

DANGERS = [
    "I want to kill myself tonight",
    "my dad beats me with a belt",
    "someone is bringing a gun to school tomorrow",
    "my daughter never came home from school and is missing",
]


@EVERY
def test_danger_is_heard_closes_the_form_and_is_written_nowhere_else(staying, program, form, slot):
    family, words = staying(form, slot), DANGERS[SLOTS.index((form, slot)) % len(DANGERS)]
    before = len(program.rows("SELECT id FROM request WHERE kind = 'danger'"))
    family.say(words)
    assert set(family.kinds) == {"crisis"} and set(family.topics) == {"crisis"} and family.asks is None
    assert "911" in family.text and "told the school" in family.text
    assert "That is not what I meant" in family.choices
    notices = program.rows("SELECT * FROM request WHERE kind = 'danger' ORDER BY id")
    assert len(notices) == before + 1 and notices[-1]["description"] == words
    assert words not in program.kept_of(family)
    assert words not in str(program.rows("SELECT * FROM request WHERE kind != 'danger'"))
    assert words not in program.said()
    if form == "request_form":
        family.press("Go on with my request")
        assert family.asks == left_at(slot) and answer_until(family, "check") and words not in family.text
    else:
        assert [m["topic"] for m in family.say("what is an ilp?")] == ["what_is_ilp"]
