"""Tells an answer from all else that a family says while a form asks: a question of its own, thanks, "say that again",
"stop". It reads the message and the question alone, and says nothing itself."""

import re
from enum import Enum, auto

from actions.answers import SURE, Said
from actions.question import Question

BEGINS = {  # intents that begin a form
    "start_request": "request_form",
    "resume_request": "request_form",
    "check_status": "status_form",
    "change_request": "change_form",
    "ask_for_call": "call_form",
    "send_question": "question_form",
    "find_plan": "interview_form",
    "name_meeting": "meeting_form",
    "name_danger": "danger_form",
}
PLEASANTRIES = {"greeting", "thanks", "goodbye"}
NO_TOPIC = PLEASANTRIES | {"affirm", "deny", "nlu_fallback", "out_of_scope", "inform", "skip", "cancel", "repeat"}
ANSWERING = {"inform", "skip", "change_answer"}  # buttons of a question
SHORT = 4  # words
BRIEF = 10  # words of a message that only says how to go on; a story may hold the same ones
TIMES = {"best_time", "call_time"}
ANY_TIME = re.compile(r"\b(?:any ?time|when ?ever|just call|mornings?|afternoons?|evenings?|after|before|noon)\b", re.I)
# A question for sure: a "will", "may" or "do" that begins it may also begin a name.
PLAINLY_ASKING = re.compile(
    r"^(?:(?:what|who|whom|when|where|why|how|which)\b|(?:can|could|do|does|did|is|are|will|would|should|may|must|have|has)"
    r"\s+(?:i|you|we|they|he|she|it|this|that|the|there|my|our|your|someone|anyone|everyone)\b"
    r"|(?:tell me (?:about|more|how|what|who|why)|explain|i (?:want|would like) to know|i have a question)\b)",
    re.I,
)


class Sense(Enum):
    """What a message is to the question that is asked. UNCLEAR: it asks something, but not on a topic of ours."""

    ANSWER = auto()
    STOP = auto()
    START_OVER = auto()
    AGAIN = auto()
    ELSEWHERE = auto()
    ASIDE = auto()
    PLEASANTRY = auto()
    UNCLEAR = auto()
    WHY = auto()
    BACK = auto()
    FORGET = auto()
    WAIT = auto()
    ANOTHER_CHILD = auto()


WAYS = {
    "why": Sense.WHY,
    "back": Sense.BACK,
    "forget": Sense.FORGET,
    "wait": Sense.WAIT,
    "another_child": Sense.ANOTHER_CHILD,
}


def sense_of(said: Said, question: Question, form: str) -> Sense:
    """ANSWER only says that it may be one: whether it can be used, the question hears."""
    words = len(said.text.split())
    if said.way == "done" and question.long:
        return Sense.ANSWER
    if said.way in WAYS and words <= BRIEF and not said.pressed and not (said.way == "wait" and _asks_then(said)):
        return WAYS[said.way]
    if said.intent == "cancel" and (said.pressed or not question.open or words <= SHORT + 2):
        return Sense.STOP
    if said.pressed:
        return _sense_of_button(said, form)
    if said.intent in ("repeat", "resume_request") and said.share >= SURE and words <= SHORT + 4:
        return Sense.AGAIN
    if said.intent in PLEASANTRIES and said.share >= SURE and words <= SHORT and not _holds_more(said):
        return Sense.PLEASANTRY
    when = question.slot in TIMES and ANY_TIME.search(said.text)  # "whenever, just call" is no wish to talk now
    if said.intent == "talk_to_person" and said.share >= SURE and words <= BRIEF and not (question.inquiry or when):
        return Sense.ASIDE
    on_topic = said.intent not in NO_TOPIC and said.share >= SURE and not when
    plainly = said.asks and (said.text.endswith("?") or bool(PLAINLY_ASKING.match(said.text)))
    if question.inquiry:
        return _sense_of_inquiry(said, form) if on_topic and words <= 2 * SHORT else Sense.ANSWER
    if question.long:
        asks = plainly and words <= 15 and (said.text.endswith("?") or bool(re.match("wh|how", said.text, re.I)))
        return Sense.ASIDE if asks and on_topic else Sense.UNCLEAR if asks and words <= SHORT + 2 else Sense.ANSWER
    if on_topic and (plainly or (said.asks and words > 2)):
        return Sense.ASIDE
    return Sense.UNCLEAR if plainly and question.open else Sense.ANSWER


def _sense_of_button(said: Said, form: str) -> Sense:
    if said.intent in ANSWERING:
        return Sense.ANSWER
    if said.intent == "start_over":
        return Sense.START_OVER
    if said.intent == "repeat" or BEGINS.get(said.intent) == form:
        return Sense.AGAIN
    return Sense.ELSEWHERE if said.intent in BEGINS else Sense.ASIDE


def _sense_of_inquiry(said: Said, form: str) -> Sense:
    if BEGINS.get(said.intent) == form:
        return Sense.AGAIN
    return Sense.ASIDE if said.intent in BEGINS or said.intent == "talk_to_person" else Sense.ANSWER


def _asks_then(said: Said) -> bool:
    """ "Wait. Who will see this?" """
    return any(PLAINLY_ASKING.match(part) for part in re.split(r"[.!,;]+\s*", said.text)[1:])


def _holds_more(said: Said) -> bool:
    """Whether something is left beside a greeting: "Hi, Maria"."""
    greeting = r"\b(?:hi|hello|hey|hiya|howdy|good|morning|afternoon|evening|day|night|there|everyone|sir|ma'?am)\b"
    return said.intent == "greeting" and bool(re.search(r"\w", re.sub(greeting, "", said.text, flags=re.I)))
