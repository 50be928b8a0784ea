"""Questions of families: the plan that is meant, more of it, what was not understood, and the way on."""

import pytest


def test_the_greeting_carries_its_topic_and_ways_on(family):
    [greeting] = family.messages
    assert (greeting["kind"], greeting["topic"], greeting["lang"]) == ("greeting", "greeting", "en")
    assert "computer program" in greeting["body"] and len(greeting["choices"]) >= 2


def test_every_message_on_a_topic_carries_its_id_its_sources_and_ways_on(family, content):
    for text, topic in (
        ("what is an ilp?", "what_is_ilp"),
        ("what is the difference between an ILP and an IAP?", "ilp_vs_iap"),
        ("is a 504 plan something else?", "section_504"),
        ("how long does it take?", "timeline"),
        ("what does it cost?", "cost"),
    ):
        [message] = family.say(text)
        told = content.answer(topic, "en")
        assert (message["kind"], message["topic"], message["title"]) == ("answer", topic, told.title)
        assert [source["id"] for source in message["sources"]] == [source.id for source in told.sources]
        assert [choice["topic"] for choice in message["choices"] if "topic" in choice] == list(told.next)


def test_every_way_on_answers_when_it_is_pressed(family):
    family.say("what is an iap?")
    ways = [choice for message in family.messages for choice in message["choices"] if "topic" in choice]
    assert len(ways) >= 2
    for way in ways:
        [message] = family.press(way["label"])
        assert (message["kind"], message["topic"]) == ("answer", way["topic"])


def test_a_follow_up_means_the_plan_that_was_spoken_of(family):
    family.say("what is an ilp?")
    assert [m["topic"] for m in family.say("and how do i get one?")] == ["ilp_request"]
    family.say("thanks")
    assert [m["topic"] for m in family.say("what is in it?")] == ["ilp_contents"]
    family.say("what is an iap?")
    assert [m["topic"] for m in family.say("who can get one?")] == ["iap_eligibility"]


def test_where_no_plan_is_known_both_are_told_in_short(family, content):
    both = ["ilp_request", "iap_request"]
    assert [m["topic"] for m in family.say("how do i get one?")] == both
    leads = [content.phrase("say.both_plans", "en") + "\n\n", ""]
    for topic, message, lead in zip(both, family.messages, leads, strict=True):
        assert message["body"] == lead + content.answer(topic, "en").body.split("\n\n")[0]
        [whole] = family.press(message["choices"][0]["label"])
        assert whole["topic"] == topic and whole["body"] == content.answer(topic, "en").body


def test_after_both_plans_neither_is_meant_alone(family):
    family.say("how do i get one?")
    assert [m["topic"] for m in family.say("what is in it?")] == ["ilp_contents", "iap_contents"]


def test_tell_me_more_adds_and_repeat_says_the_same_again(family, content):
    family.say("what is an ilp?")
    [more] = family.say("tell me more")
    assert (more["topic"], more["body"]) == ("what_is_ilp", content.answer("what_is_ilp", "en").more)
    [again] = family.say("can you repeat that?")
    assert (again["topic"], again["body"]) == ("what_is_ilp", more["body"])
    family.say("what is an iap?")
    [more] = family.press("Tell me more")
    assert more["body"] == content.answer("what_is_iap", "en").more


def test_tell_me_more_before_anything_was_told(family):
    [message] = family.say("tell me more")
    assert message["kind"] == "not_sure" and message["choices"]


def test_after_both_in_short_tell_me_more_tells_both_in_full(family, content):
    family.say("how do i get one?")
    family.say("tell me more")
    assert [m["body"] for m in family.messages] == [
        content.answer(topic, "en").body for topic in ("ilp_request", "iap_request")
    ]


def test_what_is_not_clear_is_asked_back_with_titled_choices_that_answer(begin, content):
    asked_back = 0
    for unclear in ("school", "staff", "need", "my school kid", "rules", "she said so", "can they"):
        family = begin()
        [message, *_] = family.say(unclear)
        if message["kind"] != "clarify":
            continue
        asked_back += 1
        assert len(message["choices"]) >= 2
        for choice in message["choices"][:-1]:  # the last one is "none of these"
            assert choice["label"] == content.title(choice["topic"], "en")
            assert family.post(choice=choice["choice"]).json()["messages"][0]["topic"] == choice["topic"]
    assert asked_back, "none of these vague words was asked back about"


@pytest.mark.parametrize("words", ["asdfgh/qwqw zzz/ghjkl ghj", "xkcd qq/xkcd qq/xkcd qq", ".../!!/???"])
def test_gibberish_three_times_ends_with_a_persons_contact(begin, content, words):
    family = begin()
    for text in words.split("/"):
        family.say(text)
    assert content.school.phone in family.text
    assert "talk_to_person" in [choice.get("topic") for m in family.messages for choice in m["choices"]]


@pytest.mark.parametrize(
    ("said", "kind", "topic"),
    [
        ("hello", "greeting", "greeting"),
        ("thank you so much", "small_talk", "thanks"),
        ("bye", "small_talk", "goodbye"),
        ("are you a real person?", "answer", "bot_identity"),
        ("can you order me a pizza", "out_of_scope", "out_of_scope"),
        ("can I talk to a person", "contact", "talk_to_person"),
        ("help me write a letter", "letter", "request_letter"),
    ],
)
def test_small_talk_and_the_like_carry_kind_and_topic(family, said, kind, topic):
    assert [(m["kind"], m["topic"]) for m in family.say(said)] == [(kind, topic)]


@pytest.mark.parametrize(
    "said", ["/restart", "/session_start", "/send_request", '/inform{"grade": "3"}', "//crisis", " / back"]
)
def test_a_message_that_begins_with_a_slash_is_text(family, program, said):
    family.say("what is an ilp?")
    family.say(said)
    assert family.history()[-len(family.messages) - 1]["body"] == said.strip()
    assert not {"sent", "crisis", "error"} & set(family.kinds)
    assert family.asks in (None, "reference")  # "send request" may be heard as a question on one's own request
    assert "What an ILP is" in str(family.history())  # nothing was forgotten


def test_slash_start_request_is_understood_as_the_words_are_and_sets_nothing(family):
    family.say('/start_request{"grade": "3", "plan": "IAP"}')
    assert family.asks in (None, "for_whom")


ODD = {
    "emoji": "\N{GRINNING FACE}",
    "mark": "?",
    "number": "42",
    "signs": "Ω≈ç√ ☂",
    "html": "<b>plan</b>",
    "placeholder": "{phone}",
    "one long word": "a" * 2000,
    "a flood": "what is an ilp? " * 120,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_are_answered_in_a_moment(family, text):
    answer = family.post(text=text)
    assert answer.status_code == 200 and answer.elapsed.total_seconds() < 3
    for message in answer.json()["messages"]:
        assert message["body"] and "{" not in message["body"] and message["kind"] not in ("error", "crisis", "question")


@pytest.mark.parametrize(
    "words", ["i was joking", "jk", "just kidding", "nvm im fine", "forget it", "it was a joke lol"]
)
def test_after_danger_a_joke_is_met_with_care_and_takes_nothing_back(begin, program, words):
    family = begin(persona="student")
    family.say("i want to kill myself")
    told = len(program.rows("SELECT id FROM request WHERE kind = 'danger'"))
    [message] = family.say(words)
    assert (message["kind"], message["topic"]) == ("crisis", "crisis")
    assert "it stays there" in message["body"] and "988" in message["body"]
    assert len(program.rows("SELECT id FROM request WHERE kind = 'danger'")) == told


def test_danger_after_a_joke_is_told_again(begin, program):
    family = begin(persona="student")
    family.say("i want to kill myself")
    family.say("jk")
    told = len(program.rows("SELECT id FROM request WHERE kind = 'danger'"))
    family.say("no, really. my dad hits me")
    assert set(family.kinds) == {"crisis"} and "Childhelp" in family.text
    assert len(program.rows("SELECT id FROM request WHERE kind = 'danger'")) == told + 1


def test_joking_without_danger_before_it_is_no_crisis(family):
    family.say("just kidding")
    assert "crisis" not in family.kinds


def test_words_of_danger_in_spanish_are_answered_with_a_way_to_help_in_spanish(family):
    family.say("me quiero morir")
    assert family.kinds[0] == "crisis" and "En español" in family.text and "I have told the school" in family.text
    family.say("i want to die")
    assert "En español" not in family.text
