"""A request that was left is gone on with where it was, with all answers given before."""

from asking import answer_until, ask_for_a_plan
from program import conversation_id


def test_an_old_button_repeats_the_present_question(family):
    family.say("I want to ask for a plan")
    first = family.choice("My child")
    family.press("My child")
    for asked in ("grade", "campus", "plan", "description", "papers"):
        assert answer_until(family, asked)
        question = family.messages[-1]["body"]
        [again] = family.post(choice=first).json()["messages"]
        assert (again["kind"], again["asks"], again["body"]) == ("question", asked, question)
    assert answer_until(family, "check") and "My child" in family.text


def test_a_stopped_request_keeps_its_answers_until_it_is_gone_on_with(family):
    ask_for_a_plan(family, until="papers")
    family.say("stop")
    assert "Nothing was sent" in family.text and family.asks is None
    assert [m["topic"] for m in family.say("what is an iap?")] == ["what_is_iap"]
    family.say("go on with my request")
    assert family.asks == "papers"
    family.say("stop")
    family.say("I want to ask for a plan")
    assert family.asks == "papers" and "already gave some answers" in family.text
    family.press("Start over")
    assert family.asks == "for_whom"
    assert answer_until(family, "check", description="She needs breaks.") and "He reads slowly" not in family.text


def test_without_consent_nothing_is_sent_and_the_answers_stay(family, program):
    ask_for_a_plan(family, until="consent")
    family.press("No, stop here")
    assert family.asks is None and "Nothing was sent" in family.text
    assert not program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token))
    family.press("Go on")
    assert family.asks == "consent"
