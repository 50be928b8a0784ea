"""What is said when a message is not understood, or is none of our business: titled guesses, other ways to ask, and
after some misses in a row a person. It acts on nothing."""

from __future__ import annotations

from bot.assistant.certainty import NEVER_GUESSED
from bot.assistant.meaning import meaning_of
from bot.assistant.questions import difficulties
from bot.assistant.saying import Message, Saying
from bot.intake.plan_there import is_there

GUESSES = 3  # titled choices at most when it asks back
BESIDE = 2  # the same beside "none of my business"
LIKELY = 0.04  # a guess with a smaller share is not worth a button
NEAR = 0.15  # the same beside "none of my business"
HOPELESS = 0.12  # below this share the best guess says nothing
FORM_PLANS = {"ilp": "ILP", "iap": "IAP", "504": "504", "iep": "IEP_evaluation"}  # as the form takes them
PATIENCE = 2  # misses in a row before it names a person


def ask_back(say: Saying) -> Message:
    """Titled guesses and "none of these"; nothing that looks like a guess, or asked back often enough: a person."""
    heard = say.heard
    if heard.failures >= PATIENCE:
        return give_up(say)
    if heard.entities.get("way") == "another_child" and heard.slots.get("same_family"):
        again = say.button("sent.another_child", "start_request", way="another_child")
        return say.message("clarify", "", say.phrase("say.one_more_child"), [again, say.topic("talk_to_person")], None)
    if offer := written_down(say):
        return _of_a_story(say, offer)
    found = guesses(say, LIKELY, GUESSES)
    if not found or (heard.ranking and heard.ranking[0][1] < HOPELESS):
        return say.message("not_sure", "", say.phrase("say.not_sure"), found[:2] + say.ways_on(), None)
    key = "say.clarify_again" if heard.failures else "say.clarify"
    none = say.button("say.none_of_these", "none_of_these")
    return say.message("clarify", "", say.phrase(key), [*found, none], None)


def written_down(say: Saying) -> Message | None:
    """The offer to make a request of a story that was told; what it told is filled in."""
    told, heard = say.heard.entities, say.heard
    if heard.asked or not heard.tells_of_a_student:
        return None
    known = {name: told[name] for name in ("for_whom", "grade") if name in told}
    plan = FORM_PLANS.get(heard.plans[0]) if len(heard.plans) == 1 else None
    wished = {"plan": plan} if plan and not is_there(plan, heard.text) else {}
    return say.button("say.write_down", "start_request", **known, **wished)


def _of_a_story(say: Saying, offer: Message) -> Message:
    """What was understood of a story that asks nothing we know, the offer, and the guesses none the less."""
    needs = [("need", one, "said") for one in say.heard.needs]
    told = difficulties(say.content, say.heard.language, needs)
    body = say.phrase("say.story", told="; ".join(told)) if told else say.phrase("say.story_bare")
    found = [say.topic("which_plan"), *guesses(say, LIKELY, GUESSES - 1)]
    choices = [offer, *found, say.topic("talk_to_person")]
    return say.message("clarify", "", f"{body}\n\n{say.phrase('say.story_or')}", choices, None)


def not_meant(say: Saying) -> Message:
    """Words that were taken for danger, and were none."""
    choices = say.resume() + say.ways_on()
    return say.message("answer", "", say.phrase("crisis.not_meant_reply"), choices, None)


def taken_back(say: Saying) -> Message:
    """To "I was joking" after words of danger: help stays in sight, and so does what was told."""
    choices = [*say.resume(), say.topic("talk_to_person")]
    return say.message("crisis", "", say.phrase("crisis.taken_back"), choices, "crisis")


def none_of_these(say: Saying) -> Message:
    choices = [ask_the_office(say), say.topic("talk_to_person"), say.topic("bot_identity")]
    return say.message("not_sure", "", say.phrase("say.none_of_these_reply"), choices, None)


def give_up(say: Saying) -> Message:
    """A person: telephone, hours, and a question that goes to the office."""
    choices = [ask_the_office(say), say.topic("talk_to_person"), say.topic("start_request")]
    return say.message("not_sure", "", say.phrase("say.give_up"), choices, None)


def ask_the_office(say: Saying) -> Message:
    """The button that sends a question to the office, or goes on with one that was begun."""
    begun = bool(say.heard.slots.get("question_words"))
    return say.button("question.resume" if begun else "question.offer", "send_question")


def guesses(say: Saying, at_least: float, most: int) -> list[Message]:
    heard, found = say.heard, dict[str, None]()
    for intent, share in heard.ranking:
        if share >= at_least and intent not in NEVER_GUESSED:
            meant = meaning_of(intent, heard.plans, heard.hints, heard.before, say.content.topics)
            found |= dict.fromkeys(meant.topics)
    return [say.topic(topic) for topic in list(found)[:most]]
