"""A long conversation is cut, and nobody notices: what a reply, an action or a policy knows of it stays the same."""

import itertools
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, ConversationPaused, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa_sdk import Tracker

from actions.stories import stories_before
from bot.assistant import excerpt as cutting
from bot.assistant.asking_back import PATIENCE
from bot.assistant.excerpt import LAST, LONG, excerpt
from bot.assistant.heard import Heard

FORM = "request_form"
MESSAGES = st.fixed_dictionaries(
    {"kind": st.sampled_from(["answer", "small_talk", "greeting", "out_of_scope", "clarify", "not_sure", "crisis"])},
    optional={"topic": st.sampled_from(["cost", "privacy", "what_is_ilp", "greeting", "crisis"])},
)
SET = st.dictionaries(
    st.sampled_from(["draft", "grade", "needs", "last_draft", "misses"]), st.sampled_from([None, "1", ["a"], 0])
)
SET |= st.fixed_dictionaries({"plan": st.sampled_from([None, "ILP", "IAP"])})
ABOUT = {"cost": None, "what_is_ilp": "ilp"}  # replies that note what they were about, and the plan
# One exchange: what is said, what is answered, which slots are set, and whether a form begins or ends.
TURNS = st.tuples(
    st.sampled_from(["cost", "crisis", "nlu_fallback", "thanks", "need"]),
    st.lists(MESSAGES, min_size=1, max_size=3),
    SET,
    st.sampled_from([None] * 4 + ["begins", "ends"]),
)


SAID = {
    "need": "my son is in seventh grade and he can not finish tests in time at all",
    "nlu_fallback": "tell me about qwrt",
}
NUMBERS = itertools.count()


def user(intent="cost"):
    """A message; the intent "need" stands for one that tells what is hard for a student."""
    named, told = {"name": intent if intent != "need" else "cost", "confidence": 0.9}, []
    if intent == "need":
        told = [{"entity": "need", "value": "extra_time", "status": "said", "start": 0, "end": 1}]
    text = f"{SAID[intent]} {next(NUMBERS)}" if intent in SAID else "..."
    of = {"language": "en", "persona": "parent"}
    return UserUttered(text, named, told, {"intent": named, "entities": told, "intent_ranking": [named]}, metadata=of)


def bot(*messages):
    topics = {one.get("topic") for one in messages}
    about = {"about": {"intent": "cost", "plan": ABOUT[topics.pop()]}} if topics & set(ABOUT) == topics != set() else {}
    return BotUttered(None, {"custom": {"messages": list(messages), **about}})


def turn(intent="cost", messages=({"kind": "answer", "topic": "cost"},), slots=(), form=None):
    yield user(intent)
    if form:
        yield ActionExecuted(FORM)
        yield ActiveLoop(FORM if form == "begins" else None)
        yield SlotSet("requested_slot", "grade" if form == "begins" else None)
    yield ActionExecuted("utter_answer")
    yield from (SlotSet(*one) for one in dict(slots).items())
    yield from map(bot, messages)
    yield ActionExecuted("action_listen")


@pytest.fixture
def talk(domain):
    """A conversation of these exchanges."""

    def made(*turns):
        events = [event for one in turns for event in turn(*one)]
        return DialogueStateTracker.from_events(
            "conversation-1", [ActionExecuted("action_listen"), *events], domain.slots
        )

    return made


def form_of(tracker):
    """The form that runs. (What began it matters to slots that Rasa fills by itself, and there are none.)"""
    loop = tracker.active_loop
    return loop and (loop.name, loop.is_interrupted, loop.rejected)


def known(tracker, domain):
    """All that anybody who goes on with the conversation looks at."""
    tracker = tracker.copy()
    tracker.update(user())
    heard = vars(Heard.of(tracker, "en"))
    return heard | {
        "failures": min(heard["failures"], LAST),  # more of them count no more
        "action": tracker.latest_action_name,
        "form": form_of(tracker),
        "told": stories_before(Tracker.from_dict(tracker.current_state(EventVerbosity.ALL))),
        "followed by": tracker.followup_action,
        "state": domain.states_for_tracker_history(tracker)[-1],
    }


@settings(max_examples=60, deadline=None)
@given(turns=st.lists(TURNS, min_size=6, max_size=24))
def test_what_is_known_of_a_conversation_is_the_same_however_often_it_is_cut(domain, turns):
    whole, cut = (DialogueStateTracker("conversation-1", domain.slots) for _ in range(2))
    with patch.object(cutting, "LONG", 5):
        for one in turns:
            for event in turn(*one):
                whole.update(event)
                cut.update(event)
            cut = excerpt(cut, domain.slots)
            assert known(cut, domain) == known(whole, domain)


def test_misses_in_a_row_are_counted_far_enough():
    assert LAST > PATIENCE


@pytest.mark.parametrize("turns", [1, LONG])
def test_a_short_conversation_stays_as_it_is(talk, domain, turns):
    tracker = talk(*[()] * turns)
    assert excerpt(tracker, domain.slots) is tracker


def test_a_long_one_is_left_with_its_last_exchanges(talk, domain):
    tracker = talk(*[()] * (LONG + 1))
    shorter = excerpt(tracker, domain.slots)
    assert len([event for event in shorter.events if isinstance(event, UserUttered)]) == LAST + 1
    last = list(tracker.events)[-LAST * len(list(turn())) :]
    assert list(shorter.events)[-len(last) :] == last


def test_a_subject_that_lies_far_back_is_kept(talk, domain):
    small = ("thanks", ({"kind": "small_talk", "topic": "thanks"},))
    tracker = talk((), *[small] * (3 * LONG))
    for _ in range(3):
        assert Heard.of(tracker, "en").topics == ("cost",)
        tracker = excerpt(tracker, domain.slots)
        for _ in range(LONG):
            for event in turn(*small):
                tracker.update(event)


def test_a_request_that_was_left_can_be_gone_on_with(talk, domain):
    told = {"draft": "draft-1", "grade": "7", "needs": [["need", "extra_time", "said"]]}
    tracker = talk(("start_request", (), told, "begins"), ("cancel", (), {}, "ends"), *[()] * LONG)
    slots = excerpt(tracker, domain.slots).current_slot_values()
    assert {name: slots[name] for name in told} == told


def test_what_was_told_of_a_student_is_kept_until_it_is_sent(talk, domain):
    tracker = talk(("need",), *[()] * LONG)
    for sent in (False, True):
        if sent:
            for event in turn("cost", slots={"draft": None}):
                tracker.update(event)
        told = stories_before(Tracker.from_dict(excerpt(tracker, domain.slots).current_state(EventVerbosity.ALL)))
        assert len(told) == (not sent)


def test_a_slot_that_was_emptied_does_not_come_back(talk, domain):
    tracker = talk(("cost", ({"kind": "answer", "topic": "cost"},), {"grade": "7"}), ("cost", (), {"grade": None}))
    for event in (each for _ in range(LONG) for each in turn("thanks", ())):
        tracker.update(event)
    assert excerpt(tracker, domain.slots).get_slot("grade") is None


def test_a_form_goes_on_as_it_was(talk, domain):
    tracker = talk(("start_request", (), {"grade": "7"}, "begins"), *[()] * (2 * LONG))
    shorter = excerpt(tracker, domain.slots)
    assert shorter is not tracker and form_of(shorter) == form_of(tracker) == (FORM, False, False)
    assert (shorter.get_slot("requested_slot"), shorter.get_slot("grade")) == ("grade", "7")


def test_a_conversation_that_waits_for_a_person_is_not_cut(talk, domain):
    tracker = talk(*[()] * (LONG + 1))
    tracker.update(ConversationPaused())
    assert excerpt(tracker, domain.slots) is tracker
