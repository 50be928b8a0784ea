"""The form for a plan request: which answers it takes, in which order, and the sending."""

import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import (
    Said,
    closed,
    email_in,
    grade,
    language,
    more_words,
    name,
    phone_in,
    plan,
    reach,
    words,
    yes_or_no,
)
from actions.listening import ASKED, DANGER, Answers, Listening, Question
from actions.office import in_records, office
from actions.sent import language_of, tell_filed
from bot.content import Content
from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake import Need, NewRequest, submit_request
from bot.intake.plan_request import FOR_WHOM, PAPERS

EVALUATED = ("504", "IEP_evaluation")  # plans that begin with an evaluation


def _several_campuses(answers: Answers, content: Content) -> bool:
    return sum(answers.get("grade") in campus.grades for campus in content.school.campuses) > 1


def _gave_phone(answers: Answers, content: Content) -> bool:
    return phone_in(str(answers.get("reach") or "")) is not None


def _campus(said: Said, content: Content) -> str | None:
    named = {campus.name.lower(): campus.id for campus in content.school.campuses}
    return said.entity("campus") or next((id for title, id in named.items() if said.text.lower() in (title, id)), None)


class ValidateRequestForm(Listening):
    form = "request_form"
    questions = (
        Question("for_whom", closed("for_whom", FOR_WHOM)),
        Question("grade", grade),
        Question("campus", _campus, when=_several_campuses),
        Question("plan", plan),
        Question(
            "evaluation_sentence",
            yes_or_no("evaluation_sentence"),
            when=lambda answers, content: answers.get("plan") in EVALUATED,
        ),
        Question("description", more_words, open=True, long=True),
        Question("papers", closed("papers", PAPERS)),
        Question("requester_name", name, open=True),
        Question(
            "student_name",
            name,
            when=lambda answers, content: answers.get("for_whom") != "myself",
            optional=True,
            open=True,
        ),
        Question("reach", reach, open=True),
        Question("best_time", words, when=_gave_phone, optional=True, open=True),
        Question("may_leave_message", yes_or_no("may_leave_message"), when=_gave_phone),
        Question("interpreter", language, open=True),
        Question(
            "talk_first",
            yes_or_no("talk_first"),
            when=lambda answers, content: answers.get("for_whom") == "myself",
        ),
        Question("consent", yes_or_no("consent")),
        Question("check", closed("check", ())),
    )

    def name(self) -> str:
        return "validate_request_form"

    def at_start(self, said: Said, answers: Answers) -> dict[str, Any]:
        """A draft, and what the first sentence plainly said; the description is always asked for."""
        told: dict[str, Any] = {"check": None}
        if not answers.get("draft"):
            told["draft"] = str(uuid.uuid4())
        content = office().content
        heard = {"grade": grade(said, content), "plan": plan(said, content) if said.intent == "start_request" else None}
        heard["for_whom"] = closed("for_whom", FOR_WHOM)(said, content)
        return told | {slot: value for slot, value in heard.items() if value and not answers.get(slot)}

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.of(tracker.latest_message)
        field, asked = said.entity("change_field"), tracker.get_slot(ASKED)
        if (
            asked not in (None, "description")
            and field
            and tracker.get_slot(field) is not None
            and said.intent != DANGER
        ):
            return [SlotSet("misses", 0), SlotSet("changing", field), SlotSet(ASKED, field)]
        sends = said.intent == "send_request" or (not said.pressed and said.intent == "affirm")
        if asked == "check" and sends:
            return await self._send(say, tracker)
        found = self._found(said, tracker) if asked == "description" else []
        return [*found, *await super().run(say, tracker, domain)] if said.intent != DANGER else []

    def _found(self, said: Said, tracker: Tracker) -> list[EventType]:
        """The difficulties heard in the family's words, beside the words themselves."""
        entities = tracker.latest_message.get("entities") or []
        needs = dict.fromkeys(
            (one["entity"], str(one["value"]), str(one.get("status") or "said"))
            for one in entities
            if one.get("entity") in ("condition", "need")
        )
        return [SlotSet("needs", [list(need) for need in needs])] if needs else []

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot == "consent" and value == "no":
            return self.stop(say, answers)
        if slot == "for_whom":
            persona = {"myself": "student", "student_of_mine": "staff"}.get(value, "parent")
            say.utter_message(json_message={"changes": {"persona": persona}})
        told = await super().take(say, slot, value, answers)
        if slot == "grade" and answers.get("for_whom") == "myself" and value in ("PK", "K", "1", "2", "3", "4", "5"):
            say.utter_message(response="utter_say", key="say.elementary", kind="answer", topic="start_request")
        # An answer that another one depended on is asked again when that one changes.
        outdated = {"grade": ["campus"], "plan": ["evaluation_sentence"], "reach": ["best_time", "may_leave_message"]}
        gone = [one for one in outdated.get(slot, []) if answers.get(one) is not None and answers.get(slot) != value]
        if gone:
            known = answers | {slot: value, "changing": None} | dict.fromkeys(gone)
            return [*(SlotSet(one, None) for one in gone), *self._told_and_next(known, {slot: value, "changing": None})]
        return told

    def start_over(self, say: CollectingDispatcher) -> dict[str, Any]:
        say.utter_message(response="utter_say", key="say.started_over", kind="small_talk")
        return super().start_over(say) | {"needs": None, "changing": None, "draft": str(uuid.uuid4())}

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        """What was answered stays, so that "continue my request" can go on."""
        say.utter_message(response="utter_say_with_way_on", key="say.stopped", kind="small_talk")
        return [SlotSet("misses", 0), SlotSet("changing", None), SlotSet(ASKED, None)]

    async def _send(self, say: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        answers = tracker.current_slot_values()
        here = office()
        new = as_request(answers, tracker.sender_id, language_of(tracker, here.content))
        try:
            filed = await in_records(
                lambda: submit_request(here.records, here.content, here.secret, new, datetime.now(timezone.utc)),
                tries=2,
            )
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="say.send_unknown", kind="error")
            return [SlotSet("misses", 0), SlotSet(ASKED, "check")]
        except RequestIncomplete as lacking:
            gone = [slot for slot in lacking.missing if slot in answers]
            return self._told_and_next(answers | dict.fromkeys(gone), dict.fromkeys(gone))
        letter = bool(new.email) and new.persona != "student"
        tell_filed(say, here.content, new.language, filed, letter)
        sent = [SlotSet("last_draft", new.draft), SlotSet("draft", None), SlotSet("needs", None)]
        return [*self.cleared(), *sent, SlotSet(ASKED, None)]


def as_request(answers: Answers, conversation: str, written_in: str) -> NewRequest:
    """The answers as intake takes them."""
    reached = str(answers.get("reach") or "")
    said = {"yes": True, "no": False}
    interpreter = answers.get("interpreter")
    return NewRequest(
        draft=str(answers.get("draft") or ""),
        conversation=conversation,
        channel="chat",
        language=written_in,
        persona={"myself": "student", "student_of_mine": "staff"}.get(str(answers.get("for_whom")), "parent"),
        for_whom=str(answers.get("for_whom") or ""),
        requester_name=str(answers.get("requester_name") or ""),
        plan=str(answers.get("plan") or ""),
        consent=answers.get("consent") == "yes",
        email=email_in(reached),
        phone=phone_in(reached),
        best_time=answers.get("best_time") or None,
        may_leave_message=said.get(str(answers.get("may_leave_message"))),
        find_me_at_school=reached == "find_me_at_school" or "find me" in reached.lower(),
        talk_first=answers.get("talk_first") == "yes",
        interpreter=None if interpreter == "no" else interpreter,
        student_name=answers.get("student_name") or None,
        grade=answers.get("grade"),
        campus=answers.get("campus"),
        evaluation_sentence=answers.get("evaluation_sentence") == "yes",
        description=answers.get("description"),
        papers=answers.get("papers"),
        needs=tuple(Need(*one) for one in answers.get("needs") or ()),
    )
