"""The questions of the forms, as messages: the text for who asks, buttons for closed answers, and the page on which a
family checks what it said. Which question comes next is the actions' business."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
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
    "has_plan",
    "needs",
    "suggestion",
)
LEFT_OUT = ("has_plan", "needs", "suggestion")  # were not asked for in this form: they can only be left out
ASKED = ("question_words", "question_reach", "question_name")
CHECKS = {"check": (CHECKED, "draft"), "question_check": (ASKED, "question_draft")}  # what is checked, and its draft
SHOWN_KINDS = ("need", "tried", "lasting")  # of what was found in the words; conditions stay inside
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
    if heard.slots.get(slot) is not None and slot not in (*CHECKS, "description_more"):  # it is being changed
        text = f"{text}\n\n{content.phrase('say.so_far', heard.language, told=shown(content, heard, slot))}"
        keep = {"label": content.phrase("say.keep", heard.language), "intent": "inform", "entities": {"keep": "yes"}}
        choices.append(keep)
    if slot == "description_more":
        text = _understood(content, heard, text)
        choices += _leave_out(content, heard, ("needs",))
    message: Message = {"kind": "question", "asks": slot, "body": text, "sources": [], "choices": choices}
    if slot in CHECKS:
        message |= _check(content, heard, slot, text, phrases)
    if heard.interrupted:
        message["body"] = f"{content.phrase('say.back_to', heard.language)}\n\n{message['body']}"
    return message


def noted(content: Content, heard: Heard, key: str, told: dict[str, str]) -> Message:
    """What was filled in or changed, in words."""
    names = content.phrases("field", heard.language)
    lines = [
        f"- **{names[slot]}:** {shown(content, heard, slot, value)}" for slot, value in told.items() if slot in names
    ]
    body = "\n\n".join(filter(None, (content.phrase(key, heard.language), "\n".join(lines))))
    return {"kind": "small_talk", "body": body, "sources": [], "choices": []}


def difficulties(content: Content, language: str, needs: Sequence[Sequence[str]]) -> list[str]:
    """What was told, in words. Conditions are never shown, and what was denied is none."""
    names = {kind: content.phrases(f"needs.{kind}", language) for kind in SHOWN_KINDS}
    told = [(kind, name) for kind, name, status in needs if kind in SHOWN_KINDS and status != "denied"]
    return [names[kind].get(name, name.replace("_", " ")) for kind, name in told]


def _understood(content: Content, heard: Heard, text: str) -> str:
    told = difficulties(content, heard.language, heard.slots.get("needs") or [])
    if not told:
        return text
    lead = content.phrase("say.understood", heard.language)
    return f"{lead}\n\n" + "\n".join(f"- {one}" for one in told) + f"\n\n{text}"


def _leave_out(content: Content, heard: Heard, slots: Sequence[str] = LEFT_OUT) -> list[Message]:
    """The buttons that take out of the request what was not asked for in this form."""
    told = {"needs": difficulties(content, heard.language, heard.slots.get("needs") or [])}
    names = content.phrases("field", heard.language)
    return [
        {
            "label": content.phrase("ask.check.leave_out", heard.language, field=names[slot]),
            "intent": "change_answer",
            "entities": {"change_field": slot},
        }
        for slot in slots
        if told.get(slot, heard.slots.get(slot))
    ]


def _fits(value: str, slot: str, heard: Heard) -> bool:
    """Only a student can be found at school."""
    return value != FIND_ME or heard.persona == "student"


def _check(content: Content, heard: Heard, check: str, text: str, phrases: dict[str, str]) -> Message:
    checked, draft = CHECKS[check]
    names = content.phrases("field", heard.language)
    send = {"label": phrases["send"], "intent": "send_request", "entities": {"draft": str(heard.slots.get(draft))}}
    change = [
        {
            "label": content.phrase("ask.check.change", heard.language, field=names[slot]),
            "intent": "change_answer",
            "entities": {"change_field": slot},
        }
        for slot in checked
        if slot not in LEFT_OUT and heard.slots.get(slot) is not None
    ]
    note = phrases.get("note_student" if heard.persona == "student" else "note")
    body = f"{text}\n\n{told_lines(content, heard, check)}" + (f"\n\n**{note}**" if note else "")
    if check == "check":
        label = content.phrase("request_letter.offer", heard.language)
        change += [*_leave_out(content, heard), {"label": label, "intent": "request_letter", "entities": {}}]
    return {"kind": "check_answers", "body": body, "choices": [send, *change]}


def told_lines(content: Content, heard: Heard, check: str) -> str:
    """The answers that were given, one to a line."""
    names = content.phrases("field", heard.language)
    told = {slot: shown(content, heard, slot) for slot in CHECKS[check][0] if heard.slots.get(slot) not in (None, [])}
    return "\n".join(f"- **{names[slot]}:** {value}" for slot, value in told.items() if value or slot not in LEFT_OUT)


def shown(content: Content, heard: Heard, slot: str, value: str | None = None) -> str:
    """The answer in words (None: the one that is kept); what the family typed stays as typed, its Markdown characters
    made harmless."""
    if slot == "needs":
        return "; ".join(difficulties(content, heard.language, heard.slots[slot]))
    if slot == "suggestion":
        return in_words(content, heard.language, heard.slots[slot])
    value = str(heard.slots[slot]) if value is None else value
    labels = content.phrases(f"ask.{slot}.choices", heard.language)
    names = content.phrases("field", heard.language)
    if value in labels and slot not in ("reach", "interpreter"):
        return labels[value]
    if slot == "has_plan":
        return content.phrase(f"letters.plan_there.{value}", heard.language)
    if slot == "grade":
        return {"K": names["kindergarten"], "PK": names["pre_kindergarten"]}.get(value, value)
    if slot == "campus":
        return next((campus.name for campus in content.school.campuses if campus.id == value), value)
    if value == "":
        return names["nothing"]
    if value in ANSWERS:
        return names[value]
    return verbatim(re.sub(r"\s+", " ", value))
