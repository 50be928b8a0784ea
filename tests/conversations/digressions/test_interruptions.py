"""Every question of every form, and everything that may come in between. The forms and their questions are read from
the domain, so a new one is tried by itself."""

import pytest
from asking import BUT_INQUIRIES, EVERY

# What leaves the question where it is


@BUT_INQUIRIES
def test_a_question_is_answered_and_then_the_form_asks_again(staying, form, slot):
    family = staying(form, slot)
    for text, topic in (("what is an ilp?", "what_is_ilp"), ("who gets to see this plan", "privacy")):
        family.say(text)
        assert (family.topics[0], family.asks, len(family.messages)) == (topic, slot, 2), family.text


@BUT_INQUIRIES
def test_a_topics_button_is_answered_and_then_the_form_asks_again(staying, form, slot):
    family = staying(form, slot)
    family.say("what is an iap?")
    [button] = [choice for choice in family.messages[0]["choices"] if choice.get("topic") == "iap_contents"]
    family.press(button["label"])
    assert (family.topics[0], family.asks, len(family.messages)) == ("iap_contents", slot, 2)


@EVERY
def test_who_does_not_understand_is_asked_again(staying, form, slot):
    family = staying(form, slot)
    for text in ("what do you mean?", "what do you mean", "can you say that again", "huh?"):
        family.say(text)
        assert family.asks == slot and "error" not in family.kinds


@EVERY
def test_what_is_said_of_the_form_itself_is_answered_and_the_question_comes_back(staying, content, form, slot):
    family = staying(form, slot)
    for text, key in (
        ("why do you need to know that?", f"ask.{slot}.why"),
        ("hold on", "say.take_your_time"),
        ("wait, it's for both my kids", "say.one_child_each"),
    ):
        family.say(text)
        assert family.asks == slot and content.phrase(key, "en") in family.messages[0]["body"], family.text
    family.say("why?")
    assert family.messages[-1]["body"].startswith(content.phrase("say.back_to", "en")), "worded as a return"


@pytest.mark.parametrize("slot", ["grade", "description", "reach"])
def test_a_question_after_wait_is_answered(staying, slot):
    family = staying("request_form", slot)
    family.say("wait. who will see this?")
    assert family.asks == slot and family.topics[0] == "privacy", family.text


@EVERY
def test_politeness_is_answered_and_is_no_answer(staying, form, slot):
    family = staying(form, slot)
    for text, topic in (("thank you", "thanks"), ("hello", "greeting")):
        family.say(text)
        assert (family.topics[0], family.asks) == (topic, slot) and not family.messages[0]["choices"]


@EVERY
def test_gibberish_is_told_and_ends_with_a_person(staying, content, form, slot):
    family = staying(form, slot)
    for _ in range(2):
        family.say("?!? ... ---")
        assert family.asks == slot and family.kinds[0] == "clarify"
    assert family.kinds == ["clarify", "contact", family.kinds[-1]] and content.school.phone in family.text
    assert "talk_to_person" in [choice.get("topic") for choice in family.messages[1]["choices"]]


@EVERY
def test_emoji_are_no_answer(staying, form, slot):
    family = staying(form, slot)
    for text in ("\N{SLIGHTLY SMILING FACE}", "\N{GRINNING FACE}" * 2000):
        family.say(text)
        assert family.asks == slot and "error" not in family.kinds


@EVERY
def test_blank_and_endless_texts_are_refused_and_change_nothing(staying, form, slot):
    family = staying(form, slot)
    for text, status in (("", 422), ("  \n ", 422), ("/", 422), ("a" * 2001, 413)):
        refused = family.post(text=text)
        assert (refused.status_code, refused.headers["Content-Type"].partition(";")[0]) == (
            status,
            "application/problem+json",
        )
    family.say("say that again")
    assert family.asks == slot


@EVERY
def test_an_old_button_repeats_the_present_question_and_nothing_else(staying, form, slot):
    family = staying(form, slot)
    family.say("say that again")
    question = family.messages[-1]
    [again] = family.post(choice=family.old).json()["messages"]
    assert (again["asks"], again["kind"], again["body"]) == (slot, question["kind"], question["body"])
