"""The form for a plan request: which answers it takes, in which order, and the sending."""

import re
import uuid
from datetime import datetime, timezone
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import (
    FIND_ME,
    MOST,
    Said,
    closed,
    grade,
    language,
    more_to_add,
    more_words,
    name,
    papers,
    phone_in,
    plan,
    reach,
    words,
    yes_or_no,
)
from actions.asides import BEGINS
from actions.beside import (
    told_campus,
    told_description,
    told_for_whom,
    told_grade,
    told_interpreter,
    told_own_name,
    told_papers,
    told_plan,
    told_reach,
    told_student_name,
    told_talk_first,
    told_time,
)
from actions.listening import ASKED, DANGER, Listening
from actions.new_request import PERSONA_OF, as_request
from actions.office import in_records, office
from actions.question import Answers, Question
from actions.sent import kept, sends, tell_filed
from actions.stories import described, needs_in, stories_before, without_repeats
from bot.content import Content
from bot.content.school import PLANS
from bot.errors import RecordsUnavailable, RequestIncomplete
from bot.intake import submit_request
from bot.intake.plan_request import FOR_WHOM
from bot.intake.plan_there import plan_there

AT_SCHOOL = ("myself", "student_of_mine")  # who can be found there
ELEMENTARY = ("PK", "K", "1", "2", "3", "4", "5")
LEFT_OUT: dict[str, Any] = {"needs": [], "suggestion": None, "has_plan": None}  # on the page without being asked
ASKED_FOR = "3"  # the step on the way to a plan that follows a request
EVALUATED = ("504", "IEP_evaluation")  # plans that begin with an evaluation
NAMED = {  # at "check your answers", the answer that is to be changed, though nothing says "change"
    slot: re.compile(rf"^(?:the |my |his |her |their )*(?:{words})[\s.!]*$", re.I)
    for slot, words in (
        ("grade", "grade"),
        ("plan", "plan"),
        ("papers", "papers?"),
        ("student_name", "(?:child|student|kid|son|daughter)['’]?s? name"),
        ("requester_name", "name"),
        ("reach", "e-?mail|phone(?: number)?|number|address"),
        ("interpreter", "interpreter|language"),
        (
            "description",
            "description|words|story|text|.{0,9}(?:take|leave|cut|remove|delete) (?:out|the part|what)\\b.*",
        ),
    )
}
FORGET = "forget_sure"  # asked only when the family says "forget it"
SAME_FAMILY = ("for_whom", "requester_name", "reach", "best_time", "may_leave_message", "interpreter")


def _several_campuses(answers: Answers, content: Content) -> bool:
    return sum(answers.get("grade") in campus.grades for campus in content.school.campuses) > 1


def _for_oneself(answers: Answers, content: Content) -> bool:
    return answers.get("for_whom") == "myself"


def _for_another(answers: Answers, content: Content) -> bool:
    """A student who asks is asked for nothing of the family's or the doctor's."""
    return not _for_oneself(answers, content)


def _gave_phone(answers: Answers, content: Content) -> bool:
    return phone_in(str(answers.get("reach") or "")) is not None


def _campus(said: Said, content: Content) -> str | None:
    named = {campus.name.lower(): campus.id for campus in content.school.campuses}
    return said.entity("campus") or next((id for title, id in named.items() if said.text.lower() in (title, id)), None)


class ValidateRequestForm(Listening):
    form = "request_form"
    questions = (
        Question("for_whom", closed("for_whom", FOR_WHOM)),
        Question("grade", grade, told=told_grade),
        Question("campus", _campus, when=_several_campuses, renewed_by=("grade",), told=told_campus),
        Question("plan", plan, told=told_plan),
        Question(
            "evaluation_sentence",
            yes_or_no("evaluation_sentence"),
            when=lambda answers, content: answers.get("plan") in EVALUATED,
            renewed_by=("plan",),
        ),
        Question("description", more_words, open=True, long=True, told=told_description),
        Question("description_more", more_to_add, open=True, long=True, renewed_by=("description",)),
        Question("papers", papers, when=_for_another, told=told_papers),
        Question("requester_name", name, open=True, told=told_own_name),
        Question("student_name", name, when=_for_another, optional=True, open=True, told=told_student_name),
        Question("reach", reach, open=True, exact=True, renewed_by=("for_whom",), told=told_reach),
        Question("best_time", words, when=_gave_phone, optional=True, open=True, renewed_by=("reach",), told=told_time),
        Question("may_leave_message", yes_or_no("may_leave_message"), when=_gave_phone, renewed_by=("reach",)),
        Question("interpreter", language, when=_for_another, open=True, told=told_interpreter),
        Question("talk_first", yes_or_no("talk_first"), when=_for_oneself, told=told_talk_first),
        Question("consent", yes_or_no("consent")),
        Question("check", closed("check", ())),
        Question(FORGET, yes_or_no(FORGET), when=lambda answers, content: answers.get("changing") == FORGET),
    )

    def name(self) -> str:
        return "validate_request_form"

    def at_start(self, say: CollectingDispatcher, said: Said, answers: Answers) -> dict[str, Any]:
        """A draft, and what was plainly said before: in the first sentence, on its button, or in a story told to it."""
        told: dict[str, Any] = {"check": None, "changing": None}
        if not answers.get("draft"):
            told["draft"] = str(uuid.uuid4())
        if said.intent != "start_request":
            return told
        content, heard_before = office().content, answers["stories"]
        heard: dict[str, Any] = self._same_family(said, answers)
        for one in (said, *reversed(heard_before)):
            whom = told_for_whom(one, content)
            heard = ({"for_whom": whom} if whom else {}) | self.beside(one, None, {**answers, **heard}) | heard
        pressed = self._on_button(said)
        heard |= pressed | {"description": described(heard_before)}
        if not answers.get("has_plan"):
            there = [plan_there(one.text) for one in (said, *reversed(heard_before))]
            told["has_plan"] = next(filter(None, there), None)
        if not answers.get("description"):
            needs = [need for one in heard_before for need in one.needs]
            told["needs"] = without_repeats([*(answers.get("needs") or []), *needs])
        heard = {slot: value for slot, value in heard.items() if value and not answers.get(slot)}
        if pressed.get("plan", answers.get("plan")) != answers.get("plan"):  # chosen anew, as after the interview
            heard |= {"plan": pressed["plan"]}
            told["evaluation_sentence"] = None
        if heard:
            self._show(say, "say.noted", heard)
        self._advise(say, {**answers, **told, **heard})
        return told | heard

    def _on_button(self, said: Said) -> dict[str, Any]:
        slots = {"for_whom": FOR_WHOM, "grade": office().content.school.grades, "plan": PLANS}
        return {slot: said.entity(slot) for slot, of in slots.items() if said.pressed and said.entity(slot) in of}

    def _same_family(self, said: Said, answers: Answers) -> dict[str, Any]:
        """For another child, what this conversation's last request already told of the family."""
        known = answers.get("same_family") if said.way == "another_child" else None
        return dict(known or {})

    async def run(self, say: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        said = Said.of(tracker.latest_message)
        asked, field = tracker.get_slot(ASKED), said.entity("change_field")
        answers = self.known(tracker)
        interviewed = answers.get("help_wanted") and not answers.get("draft")
        if asked is None and said.intent == "resume_request" and interviewed:
            return [*self.left(answers), FollowupAction(BEGINS["find_plan"])]  # only the interview was begun
        if said.intent == DANGER or asked is None:
            return await super().run(say, tracker, domain)
        if field in LEFT_OUT:
            say.utter_message(response="utter_say", key="say.left_out", kind="small_talk")
            return [SlotSet(field, LEFT_OUT[field]), *self.again(asked)]
        if asked == "check" and not (field or said.pressed or said.way):
            field = next((slot for slot, line in NAMED.items() if line.search(said.text)), None)
        if changed := await self.to_change(say, field, said, asked, answers):
            return changed
        if asked == "check" and sends(said, answers.get("draft")):
            return await self._send(say, answers)
        return await super().run(say, tracker, domain)

    def known(self, tracker: Tracker) -> dict[str, Any]:
        """Also `found`: the difficulties heard in this message, and `stories`: what was told before the form began."""
        return super().known(tracker) | {
            "found": needs_in(tracker.latest_message),
            "stories": stories_before(tracker),
        }

    def beside(self, said: Said, question: Question | None, answers: Answers) -> dict[str, Any]:
        told = super().beside(said, question, answers)
        return told | {"needs": answers["found"]} if "description" in told and question else told

    async def take(self, say: CollectingDispatcher, slot: str, value: str, answers: dict[str, Any]) -> list[EventType]:
        if slot == "consent" and value == "no":
            return self.stop(say, answers)
        if slot == FORGET:
            return self._forgotten(say) if value == "yes" else self._told_and_next(answers, {"changing": None})
        if slot == "description_more" and value != "no":
            return self._more(say, value, answers)
        if slot == "reach" and value == FIND_ME and answers.get("for_whom") not in AT_SCHOOL:
            return self.not_understood(say, slot, answers)
        if slot == "for_whom":
            say.utter_message(json_message={"changes": {"persona": PERSONA_OF[value]}})
        if slot in ("for_whom", "grade"):
            self._advise(say, answers | {slot: value})
        if slot == "plan" and value == "not_sure" and not answers.get("suggestion"):
            say.utter_message(response="utter_offer_interview")
        found = [SlotSet("needs", answers["found"])] if slot == "description" else []
        return [*found, *self._there(value), *await super().take(say, slot, value, answers)]

    def _there(self, value: str) -> list[EventType]:
        there = plan_there(value)
        return [SlotSet("has_plan", there)] if there else []

    def _more(self, say: CollectingDispatcher, value: str, answers: dict[str, Any]) -> list[EventType]:
        """A description may come in several messages."""
        if value == "yes":
            say.utter_message(response="utter_say", key="say.go_on_telling", kind="small_talk")
            return self.again("description_more")
        told = f"{answers.get('description')}\n{value}"
        if len(told) > MOST:
            say.utter_message(response="utter_say", key="say.too_long", kind="clarify", most=str(MOST))
            return self.again("description_more")
        needs = without_repeats([*(answers.get("needs") or []), *answers["found"]])
        if beside := answers.get("beside", {}):
            self._show(say, "say.noted", beside)
        else:
            say.utter_message(response="utter_say", key="say.added_words", kind="small_talk")
        more = {"description": told, "needs": needs, **beside}
        return [*self._there(value), *self._told_and_next(answers, more)]

    def _advise(self, say: CollectingDispatcher, answers: Answers) -> None:
        if answers.get("for_whom") == "myself" and answers.get("grade") in ELEMENTARY:
            say.utter_message(response="utter_say", key="say.elementary", kind="answer", topic="start_request")

    def start_over(self, say: CollectingDispatcher) -> dict[str, Any]:
        say.utter_message(response="utter_say", key="say.started_over", kind="small_talk")
        gone = dict.fromkeys((*LEFT_OUT, "changing"))
        return super().start_over(say) | gone | {"draft": str(uuid.uuid4())}

    def forget(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        if answers.get(ASKED) == FORGET:  # "yes", or "never mind"? A plain yes or no is asked for
            return self.not_understood(say, FORGET, answers)
        return [SlotSet("changing", FORGET), *self.again(FORGET)]

    def _forgotten(self, say: CollectingDispatcher) -> list[EventType]:
        say.utter_message(response="utter_say", key="say.forgotten", kind="small_talk")
        gone = (*LEFT_OUT, "changing", "draft", "same_family", "sent_request")
        return [*self.done(), *(SlotSet(slot, None) for slot in gone)]

    def stop(self, say: CollectingDispatcher, answers: Answers) -> list[EventType]:
        say.utter_message(response="utter_say_with_way_on", key="say.stopped", kind="small_talk")
        return self.left(answers)

    def left(self, answers: Answers) -> list[EventType]:
        """What was answered stays, so that the request can be gone on with."""
        return [SlotSet("misses", 0), SlotSet("changing", None), SlotSet(ASKED, None)]

    async def _send(self, say: CollectingDispatcher, answers: dict[str, Any]) -> list[EventType]:
        here, new = office(), as_request(answers)
        try:
            filed = await in_records(
                lambda: submit_request(here.records, here.content, here.secret, new, datetime.now(timezone.utc)),
                tries=2,
            )
        except RecordsUnavailable:
            say.utter_message(response="utter_say", key="say.send_unknown", kind="error")
            return self.again("check")
        except RequestIncomplete as lacking:
            gone = [one.slot for one in self.questions if one.slot in lacking.missing]
            if not gone:
                say.utter_message(response="utter_say", key="say.error", kind="error")
            return self._told_and_next(answers, dict.fromkeys(gone))
        letter = bool(new.email) and new.persona != "student"
        tell_filed(say, here.content, new.language, filed, letter, now=True)
        family = {slot: answers[slot] for slot in SAME_FAMILY if answers.get(slot) is not None}
        sent = [
            SlotSet("last_draft", new.draft),
            SlotSet("same_family", family if new.persona != "student" else None),
            *(SlotSet(slot, None) for slot in ("draft", *LEFT_OUT)),
        ]
        if str(answers.get("step") or "") < ASKED_FOR:
            sent.append(SlotSet("step", ASKED_FOR))
        if not filed.repeated:
            slots = (*(one.slot for one in self.questions), "needs", "has_plan")
            sent.append(SlotSet("sent_request", kept(here.content, new.language, filed, answers, slots)))
        return [*self.done(), *sent]
