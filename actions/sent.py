"""Tells a family that its request is filed: at the sending, and again when the button is pressed once more."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, yes_or_no
from actions.asides import BRIEF
from actions.office import in_records, office
from actions.question import Answers
from bot.content import Content
from bot.content.school import PERSONAS
from bot.errors import RecordsUnavailable
from bot.intake.codes import MASK
from bot.intake.days import written_day, written_moment
from bot.intake.filing import Filed, filed_before

HESITATING = re.compile(r"\b(?:but|not|no|wait|if|unless|change|wrong|first|before)\b|n['’]t\b", re.I)


def of_conversation(tracker: Tracker) -> dict[str, str]:
    """`conversation`, `language`, `persona`, as passed with every message; Rasa's own shell passes the first only."""
    told = tracker.latest_message.get("metadata") or {}
    language = str(told.get("language") or office().content.languages[0])
    return {
        "conversation": tracker.sender_id,
        "language": language,
        "persona": str(told.get("persona") or PERSONAS[0]),
    }


def sends(said: Said, draft: str | None) -> bool:
    """Whether a family that has checked its answers sends them: with the button of this draft, or with a typed yes, and
    never with what asks something ("why?" resembles a yes)."""
    own_button = said.intent == "send_request" and said.entity("draft") == draft
    agrees = not said.pressed and not said.way and yes_or_no("check")(said, office().content) == "yes"
    return own_button or (agrees and len(said.text.split()) <= BRIEF and not HESITATING.search(said.text))


def tell_filed(
    say: CollectingDispatcher, content: Content, language: str, filed: Filed, letter: bool, now: bool = False
) -> None:
    """`letter`: an e-mail goes to the family, too; `now`: it was sent with the form's present answers."""
    told = ["another_code" if filed.code == MASK else "again"] if filed.repeated else []
    parts = [*told, "body", "next", *(["letter"] if letter else []), *(["keep"] if filed.kind == "plan" else [])]
    if now and not filed.repeated:
        parts.append("words")
    say.utter_message(
        response="utter_sent",
        about="question" if filed.kind == "question" else "sent",
        parts=" ".join(parts),
        reference=filed.reference,
        code=filed.code,
        received_on=written_moment(content, language, filed.received_at),
        role=filed.handed_to,
        role_phone=filed.phone,
        goal_day=written_day(content, language, filed.goal_day),
    )


def written(content: Content, language: str, received_at: datetime, goal_day: Any) -> dict[str, str]:
    """The days of a request as texts."""
    return {
        "received_on": written_moment(content, language, received_at),
        "goal_day": written_day(content, language, goal_day) if goal_day else "-",
    }


def kept(content: Content, language: str, filed: Filed, answers: Answers, slots: Iterable[str]) -> dict[str, Any]:
    """Of a request that was filed just now: its answers, number and time, to be told again or written as a letter."""
    number = {"reference": filed.reference, "received_on": written_moment(content, language, filed.received_at)}
    return {slot: answers.get(slot) for slot in slots} | number


async def tell_again(say: CollectingDispatcher, tracker: Tracker) -> bool:
    """What was filed under the draft of the pressed "Send" is told once more; False: nothing was. Nothing is written.
    Raises RecordsUnavailable."""
    here, draft = office(), Said.of(tracker.latest_message).entity("draft") or tracker.get_slot("last_draft")
    filed = await in_records(lambda: filed_before(here.records, here.content, here.secret, str(draft)), tries=2)
    if filed:
        tell_filed(say, here.content, of_conversation(tracker)["language"], filed, letter=False)
    return filed is not None


class ActionSendAgain(Action):  # type: ignore[misc]  # rasa_sdk carries no types
    """ "Send" pressed when no form runs: what was filed is told again; what waits to be sent is gone on with."""

    def name(self) -> str:
        return "action_send_again"

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        try:
            if await tell_again(say, tracker):
                return []
        except RecordsUnavailable:
            say.utter_message(response="utter_say_with_way_on", key="say.lookup_failed", kind="error")
            return []
        pressed = Said.of(tracker.latest_message).entity("draft")
        if pressed and pressed == tracker.get_slot("question_draft"):
            return [FollowupAction("question_form")]
        if tracker.get_slot("draft"):
            return [FollowupAction("request_form")]
        say.utter_message(response="utter_say_with_way_on", key="say.nothing_to_resume", kind="answer")
        return []
