"""The reply to what a family asks: the answer on the topic meant, for the plan meant, which is named where it was not
said, so that a wrong guess shows. Several questions get several answers."""

from __future__ import annotations

from bot.assistant.asking_back import (
    BESIDE,
    NEAR,
    PATIENCE,
    ask_back,
    ask_the_office,
    give_up,
    guesses,
    none_of_these,
    not_meant,
    taken_back,
    written_down,
)
from bot.assistant.certainty import SMALL_TALK
from bot.assistant.heard import ASKING, NOT_UNDERSTOOD, SMALL, Heard
from bot.assistant.interpreting import other_language
from bot.assistant.meaning import FOLLOW_UP, About, Known, Meant, meaning_of
from bot.assistant.papers import LETTER, NOTES, meeting_button, meeting_told, notes, notes_button, papers
from bot.assistant.saying import Message, Saying
from bot.assistant.steps import begin_steps, step
from bot.content import Content

KINDS = {
    "crisis": "crisis",
    "greeting": "greeting",
    "thanks": "small_talk",
    "goodbye": "small_talk",
    "affirm": "small_talk",
    "deny": "small_talk",
    "talk_to_person": "contact",
    "request_letter": "letter",
    "out_of_scope": "out_of_scope",
}
FORMS = ("check_status", "change_request")  # topics that begin a form
OFFER_INTERVIEW = ("which_plan", "ilp_vs_iap")
UNCHANGED = {*SMALL_TALK, "out_of_scope", "bot_identity", "talk_to_person", "crisis"}  # they change no subject
MOST = 3  # short answers to one message
FEW = 6  # words; "I'm the parent" asks nothing


def answers(content: Content, heard: Heard) -> tuple[list[Message], About | None]:
    """The messages, and what they were about (None: the subject is still the one before)."""
    say = Saying(content, heard)
    if heard.takes_danger_back:
        return [taken_back(say)], None
    if heard.intent == "not_meant":
        return [not_meant(say)], None
    if heard.intent == "none_of_these" or (heard.intent == "deny" and _was_asked_back(heard)):
        return [none_of_these(say)], None
    if heard.intent == "nlu_fallback" and heard.persona != heard.known_as and heard.words <= FEW:
        body = say.phrase(f"say.speaking_to.{heard.persona}")
        return [say.message("small_talk", "", body, [] if heard.asked else say.ways_on(), None)], None
    if heard.intent == "keep_copy":  # in the middle of a form
        return [say.message("answer", "", say.phrase("copy.nothing"), [], None)], None
    if heard.intent == "sad":
        return [say.message("small_talk", "", say.phrase("say.sad"), [] if heard.asked else say.ways_on(), None)], None
    if heard.intent == "language_access" and "speaks" in heard.entities:
        return other_language(say, _told(say, heard.intent)), None
    if heard.intent == "show_step":
        shown = step(say)
        return [shown | {"choices": [*meeting_button(say), *shown["choices"]]}], About("request_steps")
    if heard.intent == "tell_more":
        return _more(say), None
    if heard.intent == "repeat" and heard.said:
        return [{k: v for k, v in one.items() if k not in ("reference", "code")} for one in heard.said], None
    if heard.intent in NOT_UNDERSTOOD and not heard.asked and (moments := meeting_told(say)):
        return [notes(say, moments)], None
    if heard.intent == "affirm" and (offer := _offered(say)):
        return [say.message("answer", "", say.phrase("say.press_to_write"), [offer], "start_request")], None
    messages, about = _to_each(say) if heard.parts else _to_one(say)
    if not heard.asked:
        offers = [offer] if about and (offer := written_down(say)) else []
        messages[-1]["choices"] = [*messages[-1]["choices"], *offers, *meeting_button(say)]
    return messages, about


def _offered(say: Saying) -> Message | None:
    """The button that makes a request of a story, where the last reply had it."""
    buttons = [one for message in say.heard.said for one in message.get("choices", [])]
    return next((one for one in buttons if one["label"] == say.phrase("say.write_down")), None)


def _was_asked_back(heard: Heard) -> bool:
    return bool(heard.said) and heard.said[0].get("kind") == "clarify"


def _to_each(say: Saying) -> tuple[list[Message], About | None]:
    """Several questions, several answers; each may point back to the one before."""
    messages, before = list[Message](), say.heard.before
    for part in say.heard.parts:
        told, about = _to_one(Saying(say.content, say.heard.of_part(part, before)))
        before = about or before
        messages += [one for one in told if one.get("topic") not in {other.get("topic") for other in messages}]
    return messages, before


def _to_one(say: Saying) -> tuple[list[Message], About | None]:
    heard = say.heard
    meant = meaning_of(heard.intent, heard.plans, heard.hints, heard.before, say.content.topics)
    if not meant.topics:
        asks = "?" in heard.text or bool(ASKING.match(heard.text))
        told = heard.tells_of_a_student and not asks  # a story on two topics is no question on either
        return (None if told else _to_either(say)) or ([ask_back(say)], None)
    if heard.intent == "out_of_scope" and heard.failures >= PATIENCE:
        return [give_up(say)], None
    if heard.intent == FOLLOW_UP and "for_whom" in heard.entities and not heard.plans:
        messages = _for_another_child(say, meant)
    elif len(meant.topics) > 1:
        messages = [_told(say, topic, short=True) for topic in meant.topics]
        if meant.known is Known.OPEN:  # else the plans were named
            _lead(messages[0], say.phrase("say.both_plans"))
    else:
        messages = [_told(say, meant.topics[0])]
        _name_plan(say, meant, messages[0])
    return messages, None if meant.about.intent in UNCHANGED else meant.about


def _to_either(say: Saying) -> tuple[list[Message], About] | None:
    """Both of the two things that are likely meant, in short; None where there are not two, or too many answers."""
    heard = say.heard
    meant = [meaning_of(one, heard.plans, heard.hints, heard.before, say.content.topics) for one in heard.torn]
    topics = list(dict.fromkeys(topic for one in meant for topic in one.topics))
    if not 0 < len(topics) <= MOST:
        return None
    messages = [_told(say, topic, short=len(topics) > 1) for topic in topics]
    if len(topics) > 1:
        _lead(messages[0], say.phrase("say.either"))
        messages[-1]["choices"] = [*messages[-1]["choices"], say.button("say.none_of_these", "none_of_these")]
    return messages, meant[0].about


def _name_plan(say: Saying, meant: Meant, message: Message) -> None:
    """Says which plan is meant where the message did not, with the other one on a button."""
    key = {Known.BEFORE: "say.plan_before", Known.HINTED: "say.plan_hinted"}.get(meant.known)
    if meant.again and not key and meant.about.plan and meant.known is Known.NONE:
        key = "say.holds_for_plan"
    if key and meant.about.plan:
        _lead(message, say.phrase(key, plan=say.phrase(f"plans.{meant.about.plan}")))
        message["choices"] = [*(say.topic(topic) for topic in meant.others), *message["choices"]]


def _for_another_child(say: Saying, meant: Meant) -> list[Message]:
    messages = [_told(say, topic, short=True) for topic in meant.topics]
    _lead(messages[0], say.phrase("say.each_child"))
    messages[-1]["choices"] = [*messages[-1]["choices"], say.topic("start_request")]
    return messages


def _lead(message: Message, line: str) -> None:
    message["body"] = f"{line}\n\n{message['body']}"


def _told(say: Saying, topic: str, short: bool = False) -> Message:
    if topic == LETTER and not short:
        return papers(say)
    answer = say.answer(topic)
    body = answer.body.split("\n\n")[0] if short else answer.body
    choices = [say.topic(topic)] if short else [say.topic(t) for t in answer.next]
    if answer.more and not short:
        choices.insert(0, say.button("say.tell_more", "tell_more", topic=topic))
    if topic == "out_of_scope":
        choices = guesses(say, NEAR, BESIDE) + choices
    kind = KINDS.get(topic, "answer")
    if kind in SMALL and say.heard.asked:  # the form's question follows; it is way on enough
        choices = []
    message = say.message(kind, answer.title, body, choices, topic, answer)
    if topic in OFFER_INTERVIEW and not short:
        message["choices"] = [say.interview(), *choices]
    if topic == "request_steps" and not short:
        message["choices"] = [begin_steps(say), *choices]
    if topic == NOTES and not short:
        message["choices"] = [notes_button(say), *choices]
    if topic in FORMS and say.heard.asked:  # outside a form it has begun already
        message["choices"] = [say.topic(topic), *choices]
    if topic == "talk_to_person":
        message["choices"] = [say.button("call.offer", "ask_for_call"), ask_the_office(say), *choices]
    return message


def _more(say: Saying) -> list[Message]:
    """What "Tell me more" adds; where both plans were told in short, all that is said of them."""
    named = say.heard.entities.get("topic")
    topics = [named] if named in say.content.topics.all_ids else list(say.heard.topics)
    if len(topics) > 1:
        return [_told(say, topic) for topic in topics]
    if not topics:
        return [say.message("not_sure", "", say.phrase("say.nothing_yet"), say.ways_on(), None)]
    answer = say.answer(topics[0])
    body = answer.more or say.phrase("say.no_more")
    choices = [say.topic(t) for t in answer.next]
    return [say.message("answer", answer.title, body, choices, topics[0], answer)]
