"""Questions that point back to what was said, several questions in one message, and who is speaking."""

import pytest
from asking import answer_until

ASKS = {  # of a plan: a question that names it, the same question without a name
    "what_is": ("what is an {}?", "what is it?"),
    "contents": ("what goes into an {}?", "what goes into it?"),
    "eligibility": ("who can get an {}?", "who can get one?"),
    "examples": ("can you give me an example of an {}?", "can you give me an example?"),
    "request": ("how do I get an {}?", "and how do I get one?"),
}
OTHER = {"ilp": "iap", "iap": "ilp"}
ASPECTS = pytest.mark.parametrize("aspect", ASKS)
DIRECTIONS = pytest.mark.parametrize("plan", OTHER)


@pytest.fixture(scope="module")
def topic(content):
    return lambda aspect, plan: content.topics.aspects[aspect][plan]


# The plan last spoken of


@DIRECTIONS
@ASPECTS
def test_the_other_plan_is_asked_the_same(begin, topic, content, aspect, plan):
    for words in ("and the other one?", f"ok thanks, and the {OTHER[plan].upper()}?", "what about the other plan"):
        family = begin()
        assert family.say(ASKS[aspect][0].format(plan.upper()))[0]["topic"] == topic(aspect, plan)
        family.say(words)
        assert family.topics == [topic(aspect, OTHER[plan])], words
        assert content.answer(family.topics[0], "en").body in family.text
    family.say("and the other one?")
    assert family.topics == [topic(aspect, plan)], "and back again"


@DIRECTIONS
@ASPECTS
def test_the_plan_stays_and_is_named_when_the_message_does_not(begin, topic, content, aspect, plan):
    for between in ([], ["does it cost anything?"], ["how long does it take?", "thanks"]):
        family = begin()
        family.say(ASKS["contents" if aspect == "what_is" else "what_is"][0].format(plan.upper()))
        for words in between:
            family.say(words)
        if aspect == "what_is":  # "what is it" may mean anything; the button cannot
            family.say(f"and the {OTHER[plan]}?")
            plan = OTHER[plan]
            family.say("who can get one?")
            assert family.topics == [topic("eligibility", plan)]
        else:
            family.say(ASKS[aspect][1])
            assert family.topics == [topic(aspect, plan)], between
        assert content.phrase(f"plans.{plan}", "en") in family.messages[0]["body"].split("\n\n")[0]
        offered = [choice.get("topic") for choice in family.messages[0]["choices"]]
        assert offered[0] in content.topics.all_ids and content.topics.plan_of(offered[0]) == OTHER[plan]


@DIRECTIONS
@ASPECTS
def test_the_button_for_the_other_plan_switches_as_words_do(family, topic, content, aspect, plan):
    family.say(ASKS[aspect][0].format(plan.upper()))
    family.say("and the other one?")
    family.press(content.title(topic(aspect, plan), "en"))
    assert family.topics == [topic(aspect, plan)]
    assert [m["topic"] for m in family.say("and the other one?")] == [topic(aspect, OTHER[plan])]


VAGUE = (
    "goals", "plan example", "accommodations kid", "qualify", "plan stuff", "example", "he wants it", "which kids",
    "in it", "the plan thing", "school", "need",
)  # fmt: skip


def test_after_a_guess_was_pressed_its_plan_is_spoken_of(begin, content):
    for unclear in VAGUE:
        family = begin()
        [message, *_] = family.say(unclear)
        guessed = [c for c in message["choices"] if content.topics.plan_of(c.get("topic", "cost")) in OTHER]
        if message["kind"] != "clarify" or not guessed:
            continue
        family.press(guessed[-1]["label"])
        plan = content.topics.plan_of(guessed[-1]["topic"])
        family.say("and the other one?")
        assert family.topics == [guessed[-1]["topic"].replace(plan, OTHER[plan])]
        return
    raise AssertionError("none of these vague words was asked back about with a plan on a button")


def test_a_question_on_no_plan_holds_for_another_plan(family, content):
    family.say("how long does it take to get an ilp?")
    first = family.topics
    family.say("and for an iap?")
    assert family.topics == first == ["timeline"]
    assert family.messages[0]["body"].startswith(
        content.phrase("say.holds_for_plan", "en", plan=content.phrase("plans.iap", "en"))
    )
    family.say("what goes into it?")
    assert family.topics == ["iap_contents"], "the plan named in between is the one spoken of"


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("ilp", "what_is_ilp"),
        ("IAP?", "what_is_iap"),
        ("504 plan", "section_504"),
        ("an accommodation plan", "what_is_iap"),
    ],
)
def test_a_plan_alone_at_the_start_is_told_what_it_is(family, said, topic):
    assert [m["topic"] for m in family.say(said)] == [topic]


def test_for_another_child_the_same_holds_and_a_request_can_be_begun(family, content):
    family.say("how do I get an iap?")
    for words in ("what about my other daughter, she is in 2nd grade", "and for my younger son?"):
        family.say(words)
        assert family.topics == ["iap_request"]
    assert content.phrase("say.each_child", "en") in family.text
    family.press(content.title("start_request", "en"))
    assert family.asks == "for_whom"


def test_another_child_before_anything_was_said_is_asked_back_about(family):
    [message] = family.say("and for my younger son?")
    assert message["kind"] in ("clarify", "not_sure") and "start_request" in [
        c.get("topic") for c in message["choices"]
    ]


def test_words_tell_which_plan_is_likely_meant(begin, content):
    for said, topic, other in (
        ("my daughter has adhd, how do i get one?", "iap_request", "ilp_request"),
        ("my son needs extra time. how do i get one?", "iap_request", "ilp_request"),
    ):
        family = begin()
        family.say(said)
        assert family.topics == [topic]
        assert other in [choice.get("topic") for choice in family.messages[0]["choices"]]
        plan = content.topics.plan_of(topic)
        assert content.phrase("say.plan_hinted", "en", plan=content.phrase(f"plans.{plan}", "en")) in family.text


def test_the_plan_chosen_in_the_form_is_the_one_spoken_of(family):
    family.say("what is an ilp?")
    family.say("I want to ask for a plan")
    answer_until(family, "description", plan="[An accommodation plan")
    family.say("what goes into one?")
    assert family.topics[0] == "iap_contents" and family.asks == "description"


# Several questions


@pytest.mark.parametrize(
    ("said", "topics"),
    [
        ("Is it free? How long does it take?", ["cost", "timeline"]),
        ("what is an ILP and how do I get one?", ["what_is_ilp", "ilp_request"]),
        ("how long does it take and who can see the plan?", ["timeline", "privacy"]),
        ("What is an ILP? What is an IAP?", ["what_is_ilp", "what_is_iap"]),
        (
            "what does it cost\nhow long does it take\ncan I bring a friend to the meeting",
            ["cost", "timeline", "meeting_rights"],
        ),
        ("Hello, how long does it take?", ["timeline"]),
        ("Hi! What is an IAP?", ["what_is_iap"]),
        ("Is it free? I mean, does it cost anything?", ["cost"]),
    ],
)
def test_each_question_gets_its_answer_and_none_gets_two(family, said, topics):
    family.say(said)
    assert family.topics == topics
    assert set(family.kinds) == {"answer"}


def test_after_two_questions_the_last_one_is_the_one_before(family):
    family.say("how long does it take and what goes into an ILP?")
    assert family.topics == ["timeline", "ilp_contents"]
    assert [m["topic"] for m in family.say("and the other one?")] == ["iap_contents"]


def test_two_questions_inside_a_form_are_answered_and_then_it_asks_again(family):
    family.say("I want to ask for a plan")
    family.say("Is it free? How long does it take?")
    assert family.topics[:2] == ["cost", "timeline"] and family.asks == "for_whom"


def test_a_story_with_a_question_is_answered_and_can_become_a_request(family, content):
    family.say(
        "My son is in 4th grade and has dyslexia. He reads very slowly and cries over his homework every night. "
        "How long does it take to get a 504 plan?"
    )
    assert family.topics == ["timeline"]
    family.press(content.phrase("say.write_down", "en"))
    assert answer_until(family, "check")
    for told in ("My child", "A 504 plan"):
        assert told in family.text
    assert "**Grade:** 4" in family.text


# Asking back


def test_none_of_these_leads_on(begin, content):
    for unclear in ("school", "staff", "need", "my school kid", "rules"):
        family = begin()
        [message, *_] = family.say(unclear)
        if message["kind"] != "clarify":
            continue
        assert 2 <= len(message["choices"]) <= 4
        [on] = family.press(content.phrase("say.none_of_these", "en"))
        assert on["kind"] == "not_sure"
        assert [c["label"] for c in on["choices"]][:2] == [
            content.phrase("question.offer", "en"),
            content.title("talk_to_person", "en"),
        ]
        return
    raise AssertionError("none of these vague words was asked back about")


def test_three_misses_of_any_kind_end_with_a_person(family, content):
    for said in ("asdfgh qwqw", "can you order me a pizza", "zzz ghjkl ghj"):
        family.say(said)
    assert content.school.phone in family.text and content.phrase("question.offer", "en") in family.choices


# Who speaks


@pytest.mark.parametrize(
    "said",
    [
        "im in 9th grade and need help in math",
        "i have adhd, can i get extra time on my tests?",
        "can i ask for extra time myself",
        "my mom doesn't know, can i still ask for a plan",
        "I am a student. How long does it take?",
    ],
)
def test_a_student_who_says_so_is_spoken_to_as_one(family, content, said):
    family.say(said)
    family.say("what is an ilp?")
    assert family.messages[0]["body"] == content.answer("what_is_ilp", "en", "student").body


@pytest.mark.parametrize(
    "said",
    [
        "can I record the meeting?",
        "I want to know how long it takes",
        "I have a question about cost",
        "do I have to sign it?",
        "can I bring a friend to the meeting?",
        "I have a son with ADHD, is there a plan for him?",
        "my daughter failed her math test, what can I do?",
    ],
)
def test_a_parent_who_says_i_stays_a_parent(family, content, said):
    family.say(said)
    family.say("what is an ilp?")
    assert family.messages[0]["body"] == content.answer("what_is_ilp", "en").body


def test_who_only_says_who_they_are_is_thanked(begin, content):
    family = begin(persona="student")
    family.say("I'm the parent")
    assert family.text.strip() == content.phrase("say.speaking_to.parent", "en")


@pytest.mark.parametrize("said", ["I'm the parent", "i am her mother. what does it cost?", "this is for my son"])
def test_a_parent_who_was_taken_for_a_student_can_say_so(begin, content, said):
    family = begin(persona="student")
    family.say(said)
    family.say("what is an ilp?")
    assert family.messages[0]["body"] == content.answer("what_is_ilp", "en").body
