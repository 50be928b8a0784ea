"""What a family can take along on paper: the letter that asks for a plan, written from its answers, and the notes for a
meeting. Says them in the chat; to print and to save them is bot.chat's business."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from bot.assistant.heard import NOT_UNDERSTOOD
from bot.assistant.saying import Message, Saying
from bot.intake.days import written_day, written_moment
from bot.intake.request_letter import request_letter, tells_enough
from bot.intake.spoken_days import as_moment, moments_in

LETTER, NOTES = "request_letter", "planning_meeting"  # the topics that they belong to
MEETING = ("meet", "appointment", "conference")  # words beside which a date is that of a meeting


def papers(say: Saying) -> Message:
    """The letter and how to use it, or the notes where a button asks for those. `paper` is what goes on paper."""
    if say.heard.entities.get("paper") == "notes":
        return notes(say, say.heard.entities.get("when", "").split())
    answer, answers = say.answer(LETTER), _answers(say)
    choices = [] if say.heard.asked else [*say.resume(), *(say.topic(topic) for topic in answer.next)]
    use = say.phrase("request_letter.has_it") if answers.get("reference") else answer.body
    return _with(say.message("letter", answer.title, use, choices, LETTER, answer), _letter(say, answers))


def letter_button(say: Saying, key: str) -> Message:
    return say.button(key, LETTER)


def notes_button(say: Saying) -> Message:
    return say.button("meeting.notes", LETTER, paper="notes")


def notes(say: Saying, moments: list[str]) -> Message:
    """The notes for a meeting at the first of `moments` (ISO 8601, the school's time); [] for one with no date yet.
    The others may be meant instead."""
    name = "meeting_notes_student" if say.heard.persona == "student" else "meeting_notes"
    letter = say.content.letter(name, say.heard.language)
    if not moments:
        choices = [say.button("meeting.give_date", "name_meeting")]
        message = say.message("letter", letter.subject, say.phrase("meeting.print"), choices, NOTES)
        return _with(message, {"title": letter.subject, "body": letter.body})
    date = say.phrase("meeting.on_day", when=_written(say, moments[0]))
    choices = [_at(say, "meeting.or_rather", [other]) for other in moments[1:]]
    choices.append(say.button("meeting.other_date", "name_meeting"))
    checks = say.phrase("meeting.check" if "T" in moments[0] else "meeting.no_time")
    paper = {"title": letter.subject, "body": f"{date}\n\n{letter.body}", "starts": moments[0]}
    return _with(say.message("letter", letter.subject, checks, choices, NOTES), paper)


def _with(message: Message, paper: dict[str, str]) -> Message:
    return message | {"body": f"{message['body']}\n\n{paper['body']}", "paper": paper}


def meeting_told(say: Saying) -> list[str]:
    """When the meeting is that the message speaks of, and when else it may be; [] where it speaks of none."""
    heard = say.heard
    after_notes = NOTES in heard.topics and heard.intent in NOT_UNDERSTOOD
    spoken_of = after_notes or any(word in heard.text.lower() for word in MEETING)
    return list(moments_in(say.heard.text, say.content, say.content.school.local(_now()))) if spoken_of else []


def meeting_button(say: Saying) -> list[Message]:
    """The button that makes notes and a calendar entry of a meeting that the message dates."""
    moments = meeting_told(say)
    return [_at(say, "meeting.offer", moments)] if moments else []


def _at(say: Saying, key: str, moments: list[str]) -> Message:
    label = say.phrase(key, when=_written(say, moments[0]))
    return {"label": label, "intent": LETTER, "entities": {"paper": "notes", "when": " ".join(moments)}}


def _written(say: Saying, moment: str) -> str:
    at = as_moment(moment, say.content.school)
    if isinstance(at, datetime):
        return written_moment(say.content, say.heard.language, at)
    return written_day(say.content, say.heard.language, at)


def _letter(say: Saying, answers: dict[str, Any]) -> dict[str, str]:
    language = say.heard.language
    if not tells_enough(answers):
        blank = say.content.letter("request_plan", language)
        return {"title": blank.subject, "body": blank.body}
    today = say.content.school.local(_now()).date()
    body = request_letter(say.content, language, say.heard.persona, answers, today)
    return {"title": say.phrase("request_letter.title"), "body": body}


def _answers(say: Saying) -> dict[str, Any]:
    """Those of the request that is being made, else of the one that was sent last: never one child's for another's."""
    slots = say.heard.slots
    return slots if slots.get("draft") else slots.get("sent_request") or {}


def _now() -> datetime:
    return datetime.now(timezone.utc)
