"""The questions of the forms, as messages: the text for who asks, buttons for closed answers, and the page on which a
family checks what it said. Which question comes next is the actions' business."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from bot.assistant.heard import Heard
from bot.content import Content
from bot.content.markdown import verbatim
from bot.intake.plan_request import FIND_ME
from bot.intake.suggestion import in_words

Message = dict[str, Any]
CHECKED = (
    "for_whom",
    "grade",
    "campus",
    "plan",
    "evaluation_sentence",
    "description",
    "papers",
    "requester_name",
    "student_name",
    "reach",
    "best_time",
    "may_leave_message",
    "interpreter",
    "talk_first",
    "needs",
    "suggestion",
)
LEFT_OUT = ("needs", "suggestion")  # were not asked for in this form: they can only be left out
ASKED = ("question_words", "question_reach", "question_name")
CHECKS = {"check": (CHECKED, "draft"), "question_check": (ASKED, "question_draft")}  # what is checked, and its draft
SHOWN = 60  # characters of a longer text, on a button
OPTIONAL = {"student_name", "best_time", "call_time", "question_name", "worry", "danger_who", "danger_where"}
ANSWERS = {"yes", "no", FIND_ME}


def ask(content: Content, heard: Heard, utter_action: str) -> Message:
    """The message for `utter_ask_<slot>` or `utter_ask_<form>_<slot>`."""
    slot = re.sub(r"^utter_ask_(?:\w+_form_)?", "", utter_action)
    phrases = content.phrases(f"ask.{slot}", heard.language)
    text = phrases.get("student", phrases["text"]) if heard.persona == "student" else phrases["text"]
    choices = [
        {"label": label, "intent": "inform", "entities": {slot: key.removeprefix("choices.")}}
        for key, label in phrases.items()
        if key.startswith("choices.") and _fits(key.removeprefix("choices."), slot, heard)
    ]
    if slot == "campus":
        choices = [
            {"label": campus.name, "intent": "inform", "entities": {slot: campus.id}}
            for campus in content.school.campuses
            if heard.slots.get("grade") in (None, *campus.grades)
        ]
    if slot == "question_words" and heard.missed:
        words = textwrap.shorten(heard.missed, SHOWN, placeholder="\N{HORIZONTAL ELLIPSIS}")
        label = content.phrase("question.send_this", heard.language, words=words)
        choices.append({"label": label, "intent": "inform", "entities": {slot: heard.missed}})
    if slot in OPTIONAL and not (slot == "question_name" and heard.slots.get("question_reach") == FIND_ME):
        choices.append({"label": content.phrase("say.skip", heard.language), "intent": "skip", "entities": {}})
    message: Message = {"kind": "question", "asks": slot, "body": text, "sources": [], "choices": choices}
    if slot in CHECKS:
        message |= _check(content, heard, slot, text, phrases)
    return message


def _fits(value: str, slot: str, heard: Heard) -> bool:
    """Only a student can be found at school."""
    return value != FIND_ME or heard.persona == "student"


def _check(content: Content, heard: Heard, check: str, text: str, phrases: dict[str, str]) -> Message:
    checked, draft = CHECKS[check]
    told = [slot for slot in checked if heard.slots.get(slot) not in (None, [])]
    names = content.phrases("field", heard.language)
    send = {"label": phrases["send"], "intent": "send_request", "entities": {"draft": str(heard.slots.get(draft))}}
    change = [
        {
            "label": content.phrase(
                "ask.check.leave_out" if slot in LEFT_OUT else "ask.check.change", heard.language, field=names[slot]
            ),
            "intent": "change_answer",
            "entities": {"change_field": slot},
        }
        for slot in told
    ]
    note = phrases.get("note_student" if heard.persona == "student" else "note")
    body = f"{text}\n\n{told_lines(content, heard, check)}" + (f"\n\n**{note}**" if note else "")
    if check == "check":
        label = content.phrase("request_letter.offer", heard.language)
        change.append({"label": label, "intent": "request_letter", "entities": {}})
    return {"kind": "check_answers", "body": body, "choices": [send, *change]}


def told_lines(content: Content, heard: Heard, check: str) -> str:
    """The answers that were given, one to a line."""
    names = content.phrases("field", heard.language)
    told = [slot for slot in CHECKS[check][0] if heard.slots.get(slot) not in (None, [])]
    return "\n".join(f"- **{names[slot]}:** {_shown(content, heard, slot)}" for slot in told)


def _shown(content: Content, heard: Heard, slot: str) -> str:
    """The answer in words; what the family typed stays as typed, its Markdown characters made harmless."""
    if slot == "needs":
        return "; ".join(_need(content, heard.language, *need) for need in heard.slots[slot])
    if slot == "suggestion":
        return in_words(content, heard.language, heard.slots[slot])
    value = str(heard.slots[slot])
    labels = content.phrases(f"ask.{slot}.choices", heard.language)
    names = content.phrases("field", heard.language)
    if value in labels and slot not in ("reach", "interpreter"):
        return labels[value]
    if slot == "grade":
        return {"K": names["kindergarten"], "PK": names["pre_kindergarten"]}.get(value, value)
    if slot == "campus":
        return next((campus.name for campus in content.school.campuses if campus.id == value), value)
    if value == "":
        return names["nothing"]
    if value in ANSWERS:
        return names[value]
    return verbatim(re.sub(r"\s+", " ", value))


def _need(content: Content, language: str, kind: str, name: str, status: str) -> str:
    told = content.phrases(f"needs.{kind}", language).get(name, name.replace("_", " "))
    return told if status == "said" else content.phrase(f"needs.{status}", language, told=told)
