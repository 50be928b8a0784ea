"""What a family told of a student before it began to ask for a plan, so that nothing said has to be said again, and the
difficulties that were found in a message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import UserUttered

from actions.answers import ASKING, MOST, Said
from bot.intake.plan_request import NEED_KINDS

LONG, DETAILED = 7, 15  # words; fewer tell no story, and as many tell more than a name of something
OF_A_STUDENT = ("for_whom", "grade", "speaker")  # entities that say about whom a message is


@dataclass(frozen=True)
class Story(Said):
    """A message that told of difficulties. `needs`: as `needs_in` finds them."""

    needs: tuple[list[str], ...] = ()

    @property
    def describes(self) -> bool:
        """Whether it tells what is hard, rather than only what the student has."""
        return any(kind == "need" for kind, *_ in self.needs) or len(self.text.split()) >= DETAILED


def needs_in(message: Mapping[str, Any]) -> list[list[str]]:
    """[kind, name, status said|suspected|denied], each once; the kinds are those of bot.intake.plan_request."""
    found = {
        (one["entity"], str(one["value"]), str(one.get("status") or "said")): None
        for one in message.get("entities") or []
        if one.get("entity") in NEED_KINDS
    }
    return [list(one) for one in found]


def described(stories: Sequence[Story]) -> str:
    """The stories as a description, without the oldest where all are longer than one may be."""
    texts = [one.text for one in stories if one.describes]
    while len("\n".join(texts)) > MOST:
        texts.pop(0)
    return "\n".join(texts)


def without_repeats(needs: list[list[str]]) -> list[list[str]]:
    return [one for place, one in enumerate(needs) if one not in needs[:place]]


def stories_before(tracker: Tracker) -> tuple[Story, ...]:
    """Those since the last request was filed or forgotten, told outside of forms; this message, too."""
    stories, inside, last = list[Story](), False, tracker.latest_message
    for event in [*tracker.events, UserUttered(last.get("text"), {**last}) | {"metadata": last.get("metadata")}]:
        kind, name = event["event"], event.get("name")
        if kind == "active_loop":
            inside = name is not None
        elif kind == "slot" and name == "draft" and event.get("value") is None:
            stories = []
        elif kind == "user" and not inside and (story := _story(event)) and story not in stories:
            stories.append(story)
    return tuple(stories)


def _story(event: Mapping[str, Any]) -> Story | None:
    message = {**(event.get("parse_data") or {}), "text": event.get("text"), "metadata": event.get("metadata")}
    said, needs = Said.of(message), needs_in(message)
    long = LONG if any(said.entity(name) for name in OF_A_STUDENT) else DETAILED
    told = any(kind in ("condition", "need") for kind, *_ in needs)
    asks = ASKING.match(said.text) and len(said.text.split()) < DETAILED
    if said.intent == "crisis" or asks or not told or len(said.text.split()) < long:
        return None
    return Story(said.text, said.intent, said.share, said.entities, said.pressed, tuple(needs))
