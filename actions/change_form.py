"""The form with which a family adds to its request or takes it back: reference and code, then what to do."""

import re
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import Said, closed, more_words, number, yes_or_no
from actions.listening import Listening
from actions.office import in_records, office
from actions.question import Answers, Question
from actions.status_form import reference
from bot.content import Content
from bot.errors import RequestIncomplete, StepNotAllowed, UnknownReference
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.own_request import RequestStatus, request_status


def _wants(kind: str) -> Callable[[Answers, Content], bool]:
    return lambda answers, content: answers.get("change_kind") == kind


TAKES_BACK = re.compile(r"\b(?:take (?:it|that|this|(?:my|the) request) back|take back|withdraw|cancel)\b", re.I)


class ValidateChangeForm(Listening):
    form = "change_form"
    questions = (
        Question("reference", reference, open=True, exact=True),
        Question("code", number, open=True, exact=True),
        Question("change_kind", closed("change_kind", ("add", "withdraw", "nothing"))),
        Question("change_words", more_words, when=_wants("add"), open=True, long=True),
        Question("change_sure", yes_or_no("change_sure"), when=_wants("withdraw")),
    )

    def name(self) -> str:
        return "validate_change_form"

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        told = {"reference": reference(said, office().content)}
        told |= {"change_kind": "withdraw" if TAKES_BACK.search(said.text) else None}
        return dict.fromkeys([one.slot for one in self.questions]) | told

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        here, at = office(), datetime.now(timezone.utc)
        known, code = str(answers.get("reference")), value if slot == "code" else str(answers.get("code"))

        def look() -> RequestStatus:
            return request_status(here.records, known, code, here.secret, at)

        def add() -> RequestStatus:
            return add_to_request(here.records, here.content, here.secret, known, code, value, at)

        def withdraw() -> RequestStatus:
            return withdraw_request(here.records, here.content, here.secret, known, code, at)

        calls: dict[tuple[str, str], tuple[Callable[[], RequestStatus], str]] = {
            ("code", value): (look, ""),
            ("change_words", value): (add, "status.added"),
            ("change_sure", "yes"): (withdraw, "status.withdrawn_now"),
        }
        call, done = calls.get((slot, value), (None, "status.left"))
        if call is None and (slot, value) not in (("change_sure", "no"), ("change_kind", "nothing")):
            return await super().take(say, slot, value, answers)
        try:
            if call is not None:
                await in_records(call, tries=2)
        except UnknownReference:
            done = "status.unknown"
        except (StepNotAllowed, RequestIncomplete):
            done = "status.cannot"
        if not done:
            return await super().take(say, slot, value, answers)
        say.utter_message(
            response="utter_say_with_way_on", key=done, kind="status", topic="change_request", reference=known
        )
        return self.done()
