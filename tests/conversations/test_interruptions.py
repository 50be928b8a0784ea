"""Every question of every form, and everything that may come in between. The forms and their questions are read from
the domain, so a new one is tried by itself."""

from asking import BUT_INQUIRIES, EVERY, SLOTS, answer_until

DANGERS = [
    "I want to kill myself tonight",
    "my dad beats me with a belt",
    "someone is bringing a gun to school tomorrow",
    "my daughter never came home from school and is missing",
]


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
def test_politeness_is_answered_and_is_no_answer(staying, form, slot):
    family = staying(form, slot)
    for text, topic in (("thank you", "thanks"), ("hello", "greeting")):
        family.say(text)
        assert (family.topics[0], family.asks) == (topic, slot) and not family.messages[0]["choices"]


@EVERY
def test_gibberish_is_told_and_ends_with_a_person(staying, content, form, slot):
    family = staying(form, slot)
    for _ in range(3):
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


# What ends the form


@EVERY
def test_stop_ends_the_form_and_a_request_can_be_gone_on_with(staying, form, slot):
    family = staying(form, slot)
    family.say(("stop", "I want to stop now")[SLOTS.index((form, slot)) % 2])
    assert family.asks is None and "Nothing was sent" in family.text
    assert family.kinds == ["small_talk"]
    if form == "request_form":
        family.say("what is an ilp?")
        family.press("Go on with my request")
        assert family.asks == slot, "it goes on where it stopped, with all earlier answers"


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
        assert family.asks == slot and answer_until(family, "check") and words not in family.text
    else:
        assert [m["topic"] for m in family.say("what is an ilp?")] == ["what_is_ilp"]
