"""What a reply needs to know of the conversation, read from Rasa's tracker: what was meant, by whom, and what was said
last. Decides nothing but who speaks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.assistant.meaning import About
from bot.intake.codes import NUMBER

SMALL = ("small_talk", "greeting")
NO_SUBJECT = (*SMALL, "out_of_scope")  # kinds of messages after which the subject is still the one before
MISSED = ("clarify", "not_sure", "out_of_scope")  # kinds of messages that answer nothing
CHOSEN = {"ILP": "ilp", "IAP": "iap", "504": "504", "IEP_evaluation": "iep"}  # in the form, as the plan spoken of
NO_HINT = ("ell",)  # conditions for which either plan may be meant
ILP_HINT = ("gifted",)
OF_PARENTS_TOO = ("hearing_loss", "vision", "mobility")  # "I am deaf, is there an interpreter?"
NEAR = 10  # letters between: "I have really bad anxiety"
NOT_UNDERSTOOD = ("nlu_fallback", "out_of_scope")
BRIEF_STORY, STORY = 7, 15  # words; with fewer, nothing of a student is told, unless it is plain who is spoken of
LAST = 4  # turns that are remembered as they were: more than the misses in a row that a reply counts
TOLD = 9  # words of a wish to send a question; with as many it tells the question, too
MOST = 1000  # characters that a button carries
ASKING = re.compile(r"(?:what|who|when|where|why|how|which|can|could|do|does|did|is|are|will|would|should|may)\b", re.I)
LETTERS = re.compile(r"[^\W\d_]{3}")

Messages = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Heard:
    """`ranking`: (intent, share), best first, fallback left out. `plans`: ilp, iap, 504, iep as named in the
    message, "other" where it says so; `hints`: those that its words make likely. `parts`: the questions in it,
    where there are several. `torn`: two intents, where it is not clear which is meant. `known_as`: the persona up
    to now. `before`: what was answered last. `failures`: how many replies in a row, up to now, did not understand.
    `said`: the messages of the last reply. `topics`: what the last reply that was more than small talk was about.
    `missed`: what the family typed last that only a person can answer. `interrupted`: whether this message was
    already answered with something else than a form's question. `needs`: difficulties told."""

    intent: str
    ranking: tuple[tuple[str, float], ...]
    entities: dict[str, str]
    plans: tuple[str, ...]
    language: str
    persona: str
    said: Messages
    failures: int
    topics: tuple[str, ...]
    slots: dict[str, Any]
    known_as: str = "parent"
    hints: frozenset[str] = frozenset()
    parts: tuple[dict[str, Any], ...] = ()
    torn: tuple[str, ...] = ()
    before: About | None = None
    pressed: bool = False
    text: str = ""
    missed: str | None = None
    interrupted: bool = False
    needs: tuple[str, ...] = ()

    @staticmethod
    def of(tracker: DialogueStateTracker, language: str) -> Heard:
        """`language` is taken where the message carries none (Rasa's own shell)."""
        message = tracker.latest_message or UserUttered("")
        told = message.metadata or {}
        parsed = message.parse_data or {}
        entities = message.entities or []
        ranking = tuple(
            (one["name"], float(one["confidence"]))
            for one in parsed.get("intent_ranking", [])
            if one["name"] != "nlu_fallback"
        )
        exchanges = list(_exchanges(tracker))
        return Heard(
            intent=message.intent_name or "nlu_fallback",
            ranking=ranking,
            entities={one["entity"]: str(one["value"]) for one in reversed(entities)},
            plans=tuple(dict.fromkeys(str(one["value"]) for one in entities if one["entity"] == "plan")),
            hints=hints(entities),
            parts=tuple(parsed.get("parts") or ()),
            torn=tuple(parsed.get("torn") or ()),
            language=told.get("language", language),
            persona=_persona(tracker, message, told.get("persona", "parent")),
            known_as=told.get("persona", "parent"),
            pressed=told.get("pressed") == "yes",
            text=message.text or "",
            before=_before(tracker),
            said=exchanges[0][1] if exchanges else (),
            topics=next(filter(None, (_topics(said) for _, said in exchanges)), ()),
            failures=_failures(exchanges),
            slots=tracker.current_slot_values(),
            missed=_missed(tracker),
            interrupted=_interrupted(tracker),
            needs=tuple(
                dict.fromkeys(
                    str(one["value"]) for one in entities if one["entity"] == "need" and one.get("status") != "denied"
                )
            ),
        )

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def tells_of_a_student(self) -> bool:
        """Whether it is a story that a request can be made of (actions/stories.py hears it again there). A short one
        counts where it is plain who is spoken of, and nothing else was understood."""
        about = {"for_whom", "grade", "speaker"} & set(self.entities) and self.intent == "nlu_fallback"
        about = about and not ASKING.match(self.text)
        long = self.words >= (BRIEF_STORY if about else STORY)
        return not self.pressed and long and bool({"condition", "need"} & set(self.entities))

    @property
    def asked(self) -> str | None:
        return self.slots.get("requested_slot")

    def of_part(self, part: dict[str, Any], before: About | None) -> Heard:
        """The same, as though only this question of several had been asked, after `before`."""
        return replace(
            self,
            intent=part["intent"],
            ranking=((part["intent"], part["share"]),),
            plans=tuple(part["plans"]),
            hints=frozenset(part["hints"]),
            parts=(),
            torn=(),
            before=before,
        )

    @property
    def takes_danger_back(self) -> bool:
        """Whether "I was joking" or the like follows a reply to danger, and tells of no clear danger itself."""
        after_danger = any(one.get("kind") == "crisis" for one in self.said)
        return after_danger and "taken_back" in self.entities and self.entities.get("danger_level") != "notify"


def hints(entities: Collection[dict[str, Any]]) -> frozenset[str]:
    """The plans that words ("accommodation", "career") and conditions make likely."""
    found = {str(one["value"]) for one in entities if one["entity"] == "plan_hint"}
    told = {one["value"] for one in entities if one["entity"] == "condition" and one.get("status") != "denied"}
    found |= {"ilp" if one in ILP_HINT else "iap" for one in told if one not in NO_HINT}
    return frozenset(found)


def _topics(said: Messages) -> tuple[str, ...]:
    return tuple(one["topic"] for one in said if one.get("topic") and one.get("kind") not in NO_SUBJECT)


def _persona(tracker: DialogueStateTracker, message: UserUttered, known: str) -> str:
    """Who speaks: as the form was told, else as the message plainly says, else as it was known before."""
    entities = message.entities or []
    speaker = {str(one["value"]) for one in entities if one["entity"] == "speaker"}
    if "parent" in speaker:
        return "parent" if known == "student" else known
    if tracker.get_slot("requested_slot") and tracker.get_slot("for_whom"):
        return "student" if tracker.get_slot("for_whom") == "myself" else known
    about = {str(one["value"]) for one in entities if one["entity"] == "for_whom"}
    for_self = message.intent_name in ("student_self_request", "start_request") and about == {"myself"}
    asks = message.intent_name == "student_self_request" and "me" in speaker and not about - {"myself"}
    if "student" in speaker or for_self or asks or _has_a_condition(entities):
        return "student" if known != "staff" else known
    return known


def _has_a_condition(entities: Collection[dict[str, Any]]) -> bool:
    """ "I have ADHD": the condition stands right behind the words that say so."""
    ends = {one["end"] for one in entities if one["entity"] == "speaker" and one["value"] == "has"}
    told = [one for one in entities if one["entity"] == "condition" and one["value"] not in OF_PARENTS_TOO]
    return any(0 <= one["start"] - end <= NEAR for end in ends for one in told)


def _exchanges(tracker: DialogueStateTracker) -> Iterator[tuple[bool, Messages]]:
    """Each earlier reply, the last first: whether it followed a pressed button, and its messages. One reply is all that
    was said to one message."""
    current: list[dict[str, Any]] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            if current:
                yield (event.metadata or {}).get("pressed") == "yes", tuple(reversed(current))
            current = []
        elif isinstance(event, BotUttered):
            current += reversed(((event.data or {}).get("custom") or {}).get("messages", []))
    if current:
        yield False, tuple(reversed(current))


def _interrupted(tracker: DialogueStateTracker) -> bool:
    """Not by what begins a form or only confirms an answer."""
    if not _asked_before(tracker):
        return False
    told = next((one for one in reversed(tracker.events) if isinstance(one, (BotUttered, UserUttered))), None)
    if not isinstance(told, BotUttered):
        return False
    last = (((told.data or {}).get("custom") or {}).get("messages") or [{}])[-1]
    return bool(last.get("topic")) and last["topic"] != "start_request" and not last.get("asks")


def _asked_before(tracker: DialogueStateTracker) -> str | None:
    """The slot that a form asked for when the latest message came."""
    now = max((place for place, one in enumerate(tracker.events) if isinstance(one, UserUttered)), default=0)
    for event in reversed(list(tracker.events)[:now]):
        if isinstance(event, SlotSet) and event.key == "requested_slot":
            return str(event.value) if event.value else None
    return None


def _before(tracker: DialogueStateTracker) -> About | None:
    """What the last answer was about, as its reply noted it; a plan chosen in the form since then is spoken of, too."""
    chosen = None
    for event in reversed(tracker.events):
        if isinstance(event, SlotSet) and event.key == "plan" and event.value:
            chosen = chosen or CHOSEN.get(str(event.value))
        about = ((event.data or {}).get("custom") or {}).get("about") if isinstance(event, BotUttered) else None
        if about:
            return About(about["intent"], chosen or about["plan"])
    return About("what_is", chosen) if chosen else None


def _failures(exchanges: list[tuple[bool, Messages]]) -> int:
    """Buttons neither count nor end the count, as long as what they lead to answers nothing."""
    count = 0
    for pressed, said in exchanges:
        if not said or said[0].get("kind") not in MISSED:
            break
        count += not pressed
    return count


def _missed(tracker: DialogueStateTracker) -> str | None:
    """The last text of late outside a form that was not understood, be it for its language, or that with the wish to
    send it told what is to be sent. None where a code may stand in it: a button would show it again."""
    missed, asked, to_come = None, False, sum(isinstance(event, UserUttered) for event in tracker.events)
    for event in tracker.events:
        to_come -= isinstance(event, UserUttered)
        if isinstance(event, BotUttered):
            told = ((event.data or {}).get("custom") or {}).get("messages", [])
            asked = any(one.get("asks") for one in told) if told else asked
        elif not isinstance(event, UserUttered) or to_come >= LAST:
            continue
        elif event.text and not asked and event.intent_name != "crisis":
            words = len(event.text.split())
            foreign = any(one["entity"] == "speaks" for one in event.entities or [])
            told_to_send = event.intent_name == "send_question" and words >= TOLD
            if event.intent_name in NOT_UNDERSTOOD or foreign or told_to_send:
                missed = event.text.strip()
    usable = missed and len(missed) <= MOST and LETTERS.search(missed) and not NUMBER.search(missed)
    return missed if usable else None
