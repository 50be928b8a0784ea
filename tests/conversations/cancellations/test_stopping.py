"""Stop, and "forget it": the first keeps every answer, the second asks before it forgets them."""

from asking import EVERY, SLOTS, ask_for_a_plan, left_at
from program import conversation_id


@EVERY
def test_stop_ends_the_form_and_a_request_can_be_gone_on_with(staying, form, slot):
    family = staying(form, slot)
    family.say(("stop", "I want to stop now")[SLOTS.index((form, slot)) % 2])
    assert family.asks is None and "Nothing was sent" in family.text
    assert family.kinds == ["small_talk"]
    if form == "request_form":
        family.say("what is an ilp?")
        family.press("Go on with my request")
        assert family.asks == left_at(slot), "it goes on where it stopped, with all earlier answers"


def test_forget_it_is_asked_back_and_then_all_is_gone(family, program):
    ask_for_a_plan(family, until="reach", description="He reads like a snail.")
    family.say("forget it")
    assert family.asks == "forget_sure" and "forget all the answers" in family.text
    family.say("no")
    assert family.asks == "reach"
    family.say("oh forget it!")
    family.say("yes")
    assert family.asks is None and "Your answers are gone" in family.text
    family.say("I want to ask for a plan")
    assert family.asks == "for_whom" and "snail" not in family.text
    assert not program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))


def test_what_is_said_at_that_question_forgets_nothing(family):
    ask_for_a_plan(family, until="papers")
    family.say("forget it")
    for said, kind in (("what is an ilp?", "answer"), ("hmm", "clarify"), ("why?", "answer"), ("forget it", "clarify")):
        family.say(said)
        assert (family.asks, family.kinds[0]) == ("forget_sure", kind)
    family.press("No, keep them")
    assert family.asks == "papers"
