"""Every reply is a message of the chat contract: complete, in the school's words, for everybody who may ask."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.answering import KINDS
from bot.assistant.asking_back import BESIDE, GUESSES, PATIENCE
from bot.assistant.replies import Replies
from bot.content.school import PLANS
from bot.intake.danger import ABOUT
from bot.intake.danger import KINDS as DANGERS
from bot.intake.statuses import STATUSES

PERSONAS = ("parent", "student", "staff")
SAID = {"greeting", "answer", "clarify", "not_sure", "out_of_scope", "question", "check_answers", "sent", "status",
        "contact", "letter", "crisis", "small_talk", "error"}  # fmt: skip
FILED = {"reference": "2346789C", "code": "HJKMNPQR", "goal_day": "Friday"}
VALUES = {  # what the actions pass along
    "utter_sent": [FILED | {"parts": parts, "received_on": "Monday", "role": "counselor", "role_phone": "225-555-0102"}
                   for parts in ("body next", "again body next keep", "body next letter keep words")],
    "utter_status": [{"status": status, "reference": "2346789C", "role": "counselor", "received_on": "Monday",
                      "goal_day": "-", "replies": "[]"}
                     for status in (*STATUSES, "decided_yes", "decided_partly", "decided_no")],
    "utter_say": [{"key": "say.send_unknown", "kind": "error"}],
    "utter_say_with_way_on": [{"key": "say.give_up", "kind": "contact", "topic": "talk_to_person"}],
    "utter_after_crisis": [{"key": key, "watched": watched}
                           for key in ("told_school", "not_told_school") for watched in ("yes", "no")],
    "utter_call_filed": [FILED],
    "utter_suggestion": [{"plan": plan, "also": also, "reasons": "goals told no_papers"}
                         for plan in PLANS for also in ("", "504 IEP_evaluation")
                         if plan not in also.split()],
    "utter_meeting": [{"when": when} for when in ("2026-12-01", "2026-12-01T15:00 2026-12-08T15:00")],
    "utter_noted": [{"key": "say.noted", "grade": "K", "plan": "504", "requester_name": "*Ana*"},
                    {"key": "say.changed"}],
    "utter_why": [{"slot": "reach"}, {"slot": "danger_who"}],
}  # fmt: skip


def message(intent="what_is", persona="parent", ranking=(), **entities):
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    ranked = [{"name": name, "confidence": share} for name, share in ranking]
    told = {"language": "en", "persona": persona}
    return UserUttered("...", {"name": intent, "confidence": 1.0}, found, {"intent_ranking": ranked}, metadata=told)


def unclear(*torn, **entities):
    one = message("nlu_fallback", ranking=[(intent, 0.4) for intent in torn], **entities)
    one.parse_data["torn"] = list(torn)
    return one


def reply(*messages):
    return BotUttered(None, {"custom": {"messages": list(messages)}})


def complete(one, content, domain):
    """Whether a message keeps to the contract."""
    assert one["kind"] in SAID and one["body"].strip() and "{" not in one["body"]
    assert one.get("topic", "cost") in content.topics.all_ids
    assert all(set(source) <= {"id", "title", "publisher", "url"} for source in one["sources"])
    for choice in one["choices"]:
        assert choice["label"].strip() and "{" not in choice["label"] and choice["intent"] in domain.intents
        assert set(choice) <= {"label", "topic", "intent", "entities"}
        assert choice.get("topic", "cost") in content.topics.all_ids
    labels = [choice["label"] for choice in one["choices"]]
    assert len(labels) == len(set(labels)), "no button stands there twice"
    return True


def others(domain_file):
    return [name for name in domain_file["responses"] if not name.startswith("utter_ask_")]


# Everything that can be said


def test_replies_and_domain_name_the_same(replies, domain_file):
    assert {*replies._says, "utter_answer"} == set(others(domain_file))


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("slots", [{}, {"draft": "draft-1", "grade": "7"}], ids=["nothing begun", "request begun"])
async def test_everything_of_the_domain_can_be_said(say, content, domain, domain_file, persona, slots):
    for utter in domain_file["responses"]:
        for values in VALUES.get(utter, [{}]):
            messages = await say(utter, message(persona=persona), values=values, **slots)
            assert messages
            for one in messages:
                assert complete({"sources": [], **one}, content, domain)


@pytest.mark.parametrize("persona", PERSONAS)
async def test_every_topic_has_an_answer(say, replies, content, domain, persona):
    for topic in content.topics.all_ids:
        button = replies.choice(topic, "en")
        (one,) = await say("utter_answer", message(button["intent"], persona, **button["entities"]))
        assert complete(one, content, domain)
        assert one["topic"] == topic and one["kind"] == KINDS.get(topic, "answer") and one["title"]
        answer = content.answer(topic, "en", persona)
        assert one["body"].startswith(answer.body)
        assert [source["id"] for source in one["sources"]] == [source.id for source in answer.sources]
        assert [choice.get("topic") for choice in one["choices"][-len(answer.next) :]] == list(answer.next)


async def test_every_intent_is_answered_when_nothing_was_said_before(say, content, domain):
    for intent in domain.intents:
        messages = await say("utter_answer", message(intent))
        assert messages and all(complete(one, content, domain) for one in messages)


# Two plans, more, again


async def test_a_question_on_neither_plan_is_answered_for_both_in_short(say, content):
    first, second = await say("utter_answer", message("contents"))
    assert (first["topic"], second["topic"]) == ("ilp_contents", "iap_contents")
    lead = content.phrase("say.both_plans", "en")
    for one, line in ((first, f"{lead}\n\n"), (second, "")):
        assert one["body"] == line + content.answer(one["topic"], "en").body.split("\n\n")[0]
        assert [choice["topic"] for choice in one["choices"]] == [one["topic"]], "a button leads to all of it"


async def test_of_plans_that_were_named_nothing_is_said_but_their_answers(say, content):
    told = UserUttered(
        "...", {"name": "eligibility"}, [{"entity": "plan", "value": plan} for plan in ("504", "iep")], {}
    )
    messages = await say("utter_answer", told)
    assert [one["topic"] for one in messages] == ["iap_eligibility", "iep"]
    for one in messages:
        assert one["body"] == content.answer(one["topic"], "en").body.split("\n\n")[0]


async def test_parts_are_answered_each_and_point_back_to_the_one_before(say, content):
    parts = [
        {"text": "...", "intent": intent, "share": 0.9, "plans": plans, "hints": []}
        for intent, plans in (("what_is", ["iap"]), ("cost", []), ("request", []))
    ]
    told = UserUttered("...", {"name": "what_is"}, [], {"parts": parts})
    messages = await say("utter_answer", told)
    assert [one["topic"] for one in messages] == ["what_is_iap", "cost", "iap_request"]
    assert content.phrase("plans.iap", "en") in messages[2]["body"].split("\n\n")[0]


@pytest.mark.parametrize(("words", "offered"), [(5, False), (30, True)])
async def test_a_story_beside_a_question_can_become_a_request(say, words, offered):
    entities = {"condition": "dyslexia", "grade": "4", "for_whom": "child", "plan": "504"}
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    told = UserUttered("word " * words, {"name": "timeline"}, found, {})
    (one,) = await say("utter_answer", told)
    buttons = [choice for choice in one["choices"] if choice["intent"] == "start_request" and choice["entities"]]
    assert [choice["entities"] for choice in buttons] == (
        [{"for_whom": "child", "grade": "4", "plan": "504"}] if offered else []
    )
    (one,) = await say("utter_answer", told, requested_slot="grade")
    assert not any(choice["intent"] == "start_request" and choice["entities"] for choice in one["choices"])


async def test_tell_me_more_tells_the_rest(say, replies, content):
    told = 0
    for topic in content.topics.all_ids:
        more = content.answer(topic, "en").more
        button = replies.choice(topic, "en")
        (answer,) = await say("utter_answer", message(button["intent"], **button["entities"]))
        offered = [choice for choice in answer["choices"] if choice["intent"] == "tell_more"]
        assert bool(offered) == bool(more)
        if more:
            (rest,) = await say("utter_answer", message("tell_more", **offered[0]["entities"]))
            assert rest["body"] == more and rest["topic"] == topic
            told += 1
    assert told > 5


async def test_tell_me_more_means_the_last_topic_else_asks_for_one(say, content):
    last = [message("cost"), reply({"kind": "answer", "topic": "cost", "body": "..."})]
    (more,) = await say("utter_answer", *last, message("tell_more"))
    assert more["topic"] == "cost"
    (nothing,) = await say("utter_answer", message("tell_more"))
    assert nothing["kind"] == "not_sure" and nothing["choices"]


async def test_what_is_said_again_holds_no_code(say):
    sent = {"kind": "sent", "body": "...", "choices": [], "sources": [], "reference": "2346789C", "code": "HJKMNPQR"}
    (again,) = await say("utter_answer", message("send_request"), reply(sent), message("repeat"))
    assert "code" not in again and "reference" not in again and again["body"] == sent["body"]


# Not sure


async def test_a_guess_is_a_button_with_its_title(say, replies):
    never = [("greeting", 0.19), ("crisis", 0.18), ("change_request", 0.17), ("out_of_scope", 0.16)]
    ranking = [("nlu_fallback", 0.6), ("cost", 0.3), ("privacy", 0.2), *never]
    (one,) = await say("utter_answer", message("nlu_fallback", ranking=ranking))
    assert one["kind"] == "clarify"
    *guesses, none = one["choices"]
    assert guesses == [replies.choice(topic, "en") for topic in ("cost", "privacy")]
    assert none["intent"] == "none_of_these"


async def test_none_of_these_is_asked_in_other_words_or_goes_to_a_person(say):
    clarify = await say("utter_answer", message("nlu_fallback", ranking=[("cost", 0.3), ("privacy", 0.2)]))
    before = [message("nlu_fallback"), reply(*clarify)]
    for said in ("none_of_these", "deny"):
        (one,) = await say("utter_answer", *before, message(said))
        assert one["kind"] == "not_sure"
        assert [each["intent"] for each in one["choices"]][:2] == ["send_question", "talk_to_person"]
    (one,) = await say("utter_answer", message("deny"))
    assert one["topic"] == "deny", "where nothing was asked back, a no is a no"


async def test_of_two_likely_topics_both_are_told_in_short(say, replies):
    first, second = await say("utter_answer", unclear("cost", "privacy"))
    assert (first["topic"], second["topic"]) == ("cost", "privacy")
    assert first["body"].startswith(replies.live.content.phrase("say.either", "en"))
    assert replies.choice("cost", "en") in first["choices"] and replies.choice("privacy", "en") in second["choices"]
    assert second["choices"][-1]["intent"] == "none_of_these"


async def test_two_guesses_on_one_topic_are_one_whole_answer(say):
    (one,) = await say("utter_answer", unclear("section_504", "what_is", plan="504"))
    assert one["topic"] == "section_504" and "none_of_these" not in {each["intent"] for each in one["choices"]}


async def test_more_answers_than_can_be_read_at_once_are_asked_back(say):
    (one,) = await say("utter_answer", unclear("contents", "examples"))  # of both plans: four
    assert one["kind"] == "clarify"


async def test_what_is_like_nothing_known_gets_ways_on(say):
    (one,) = await say("utter_answer", message("nlu_fallback", ranking=[("cost", 0.1), ("privacy", 0.09)]))
    assert one["kind"] == "not_sure"
    assert {"start_request", "talk_to_person"} <= {choice["topic"] for choice in one["choices"]}


async def test_gibberish_again_and_again_ends_with_a_person(say, content):
    events, bodies = [], []
    for _ in range(PATIENCE + 3):
        events.append(message("nlu_fallback", ranking=[("cost", 0.3), ("privacy", 0.25)]))
        messages = await say("utter_answer", *events)
        events.append(reply(*messages))
        bodies.append(messages[0]["body"])
    assert len(set(bodies[: PATIENCE + 1])) == PATIENCE + 1, "it does not say the same three times"
    assert set(bodies[PATIENCE:]) == {bodies[-1]} and content.school.phone in bodies[-1]


async def test_out_of_scope_again_and_again_ends_with_a_person_too(say, content):
    events = []
    for _ in range(PATIENCE):
        messages = await say("utter_answer", *events, message("out_of_scope"))
        assert messages[0]["kind"] == "out_of_scope"
        events += [message("out_of_scope"), reply(*messages)]
    (one,) = await say("utter_answer", *events, message("out_of_scope"))
    assert one["body"] == content.phrase("say.give_up", "en")
    assert content.school.phone in one["body"]
    assert one["choices"][0]["intent"] == "send_question"


GUESSED = ["cost", "what_is", "greeting", "crisis", "inform", "iep", "start_request", "no such intent"]


@given(ranking=st.lists(st.tuples(st.sampled_from(GUESSED), st.floats(0, 1))))
async def test_any_ranking_gives_guesses_that_lead_somewhere(replies, content, domain, ranking):
    conversation = DialogueStateTracker.from_events("one", [message("nlu_fallback", ranking=ranking)], domain.slots)
    said = await replies.generate("utter_answer", conversation, "chat")
    (one,) = said["custom"]["messages"]
    assert complete(one, content, domain) and one["choices"]
    if one["kind"] == "clarify":
        assert len(one["choices"]) <= GUESSES + 1


async def test_no_button_is_offered_twice(say):
    ranking = [("start_request", 0.11), ("what_is", 0.1)]
    (one,) = await say("utter_answer", message("nlu_fallback", ranking=ranking))
    topics = [choice["topic"] for choice in one["choices"]]
    assert len(topics) == len(set(topics)) and topics[:2] == ["start_request", "what_is_ilp"]
    assert one["kind"] == "not_sure"


async def test_out_of_scope_offers_what_is_near(say, content):
    near = [("cost", 0.2), ("stigma", 0.19), ("rights", 0.18), ("privacy", 0.05)]
    (one,) = await say("utter_answer", message("out_of_scope", ranking=[("out_of_scope", 0.5), *near]))
    assert one["kind"] == "out_of_scope" and content.school.phone in one["body"]
    guessed, ways_on = one["choices"][:BESIDE], list(content.answer("out_of_scope", "en").next)
    assert [choice["topic"] for choice in guessed] == ["cost", "stigma"]
    assert [choice["topic"] for choice in one["choices"][BESIDE:]] == ways_on


# A person, danger


async def test_a_person_can_be_asked_to_call(say):
    (one,) = await say("utter_answer", message("talk_to_person"))
    assert one["kind"] == "contact" and one["choices"][0]["intent"] == "ask_for_call"


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("danger", DANGERS)
async def test_each_danger_has_its_own_help(say, content, domain, danger, about):
    told = message("crisis", danger_kind=danger, danger_about=about)
    (one,) = await say("utter_crisis", told, draft="draft-1", grade="7")
    assert complete(one, content, domain) and one["kind"] == "crisis"
    assert content.phrase(f"crisis.{danger}.about_{about}", "en") in one["body"]
    assert "911" in one["body"] or "988" in one["body"]
    assert [choice["intent"] for choice in one["choices"]] == ["not_meant", "resume_request", "talk_to_person"]
    assert (content.school.child_abuse_hotline in one["body"]) == (danger == "abuse")


async def test_danger_of_no_kind_gets_help_too(say):
    (one,) = await say("utter_crisis", message("crisis"))
    assert one["kind"] == "crisis" and "988" in one["body"]


async def test_no_name_is_asked_when_the_school_could_not_be_told(say):
    for key, offered in (("told_school", ["name_danger"]), ("not_told_school", [])):
        (one,) = await say("utter_after_crisis", message("crisis"), values={"key": key, "watched": "yes"})
        assert [choice["intent"] for choice in one["choices"]] == offered


# Filed


@pytest.mark.parametrize("utter", ["utter_sent", "utter_call_filed"])
async def test_what_was_filed_carries_reference_and_code(say, utter):
    (one,) = await say(utter, message("send_request"), values=VALUES[utter][0])
    assert one["kind"] == "sent" and (one["reference"], one["code"]) == ("2346789C", "HJKMNPQR")
    assert "2346789C" in one["body"] and "HJKMNPQR" in one["body"]


async def test_a_status_never_shows_a_code(say):
    for values in VALUES["utter_status"]:
        (one,) = await say("utter_status", message("check_status"), values=values)
        assert one["kind"] == "status" and one["reference"] == "2346789C" and "code" not in one


async def test_what_the_school_wrote_stands_before_the_status_as_it_was_written(say):
    values = VALUES["utter_status"][0] | {"replies": json.dumps([["Monday", "Come *on* Friday.\n\nMs. Oh"]])}
    reply, status = await say("utter_status", message("check_status"), values=values)
    assert (reply["from"], reply["kind"], reply["title"]) == ("staff", "status", "The school wrote to you on Monday")
    assert reply["body"] == "Come \\*on\\* Friday.\n\nMs. Oh" and status["reference"] == "2346789C"


async def test_a_begun_request_is_gone_on_with(say, content):
    fresh, begun = [
        (await say("utter_start_request", message("start_request"), **slots))[0]
        for slots in ({}, {"draft": "draft-1", "grade": "7"})
    ]
    assert fresh["body"].startswith(content.answer("start_request", "en").body)
    assert [choice["intent"] for choice in fresh["choices"]] == ["find_plan"]
    assert begun["body"] == content.phrase("say.welcome_back", "en")
    assert [choice["intent"] for choice in begun["choices"]] == ["start_over"]


async def test_rasa_s_shell_gets_a_text(replies, conversation_of):
    said = await replies.generate("utter_answer", conversation_of(message("cost")), "cmdline")
    assert said["text"] == said["custom"]["messages"][0]["body"].replace("\n\n", "\n")


def test_rasa_makes_it_by_its_path_alone(monkeypatch, settings):
    monkeypatch.setenv("GUIDEPOST_DATA", str(settings.data))
    monkeypatch.setenv("GUIDEPOST_CONTENT", str(settings.content))
    assert Replies(endpoint_config=None, domain=None).live.content.school.name
