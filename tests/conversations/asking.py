"""Goes through the forms as a family does: what it answers to each question, and the way to a question."""

import pytest
import yaml
from program import eventually

from bot.training import ROOT

FORMS = yaml.safe_load((ROOT / "domain.yml").read_text())["forms"]
SLOTS = [(form, slot) for form, of in FORMS.items() for slot in of["required_slots"]]
EVERY = pytest.mark.parametrize(("form", "slot"), SLOTS, ids=[f"{form}-{slot}" for form, slot in SLOTS])
# To "what would you like to ask?" a question is the answer; what may come in between there has tests of its own.
TELLING = [(form, slot) for form, slot in SLOTS if slot != "question_words"]
BUT_INQUIRIES = pytest.mark.parametrize(("form", "slot"), TELLING, ids=[f"{form}-{slot}" for form, slot in TELLING])
BEGIN = {
    "request_form": ["I want to ask for a plan"],
    "status_form": ["what is happening with my request?"],
    "change_form": ["I want to change my request"],
    "call_form": ["can I talk to a person", "[Ask the school to call me"],
    "question_form": ["can I talk to a person", "[Send my question to the office"],
    "interview_form": ["help me decide which plan"],
    "meeting_form": ["what happens at the planning meeting?", "[Notes to take", "[Put the date in"],
    "danger_form": ["my friend wants to kill herself", "[Tell the school who"],
}

# What is said to each slot of every form; "[" presses the button that follows. What is not here, a new slot say, gets
# the first button offered, else some words.
ANSWERS = {
    "for_whom": "[My child",
    "grade": "6th",
    "campus": "[Riverbend Middle",
    "plan": "[A 504 plan",
    "evaluation_sentence": "[Yes, put it in",
    "description": "He reads slowly and cannot finish tests. Extra time would help.",
    "description_more": "that's all",
    "papers": "[No, I have none",
    "requester_name": "Maria Example",
    "student_name": "Ben Example",
    "reach": "maria@example.org or 225-555-0177",
    "best_time": "weekdays after 4",
    "may_leave_message": "[Yes, they may",
    "interpreter": "[No, thank you",
    "talk_first": "[Yes, talk to me first",
    "consent": "[Yes, you may",
    "check": "[Send this",
    "forget_sure": "[No, keep them",
    "change_kind": "[Add or correct",
    "change_words": "The doctor wrote a letter, too.",
    "change_sure": "[Yes, take it back",
    "call_name": "Maria Example",
    "call_reach": "225-555-0177",
    "call_time": "after 4",
    "question_words": "Is there a bus that waits for children who stay for tutoring?",
    "question_reach": "maria@example.org or 225-555-0177",
    "question_name": "Maria Example",
    "question_check": "[Send my question to the school",
    "help_wanted": "[Goals and changes",
    "makes_harder": "[Maybe",
    "how_long": "[For long",
    "plan_now": "[No plan",
    "worry": "He is falling behind in reading, and nobody knows why.",
    "meeting_when": "tomorrow at 3 p.m.",
    "danger_who": "Sam Example",
    "danger_where": "behind the gym",
}
STUDENT = {"for_whom": "[Myself", "plan": "[A learning plan", "reach": "[Find me"}
TEACHER = {"for_whom": "[A student I work with"}
BY_MAIL = {"reach": "maria@example.org"}
BY_PHONE = {"reach": "225-555-0177"}
WAYS = [{}, STUDENT, {"change_kind": "[Take the request back"}]  # answers that lead to questions asked of some only
BEFORE_FORGETTING = "papers"  # the question at which our families say "forget it"
LONGEST = 25  # questions; no form has as many
DANGER = "I want to kill myself tonight"


def left_at(slot):
    """The question at which a request is gone on with that was left at this one."""
    return BEFORE_FORGETTING if slot == "forget_sure" else slot


def answer(family, said):
    return family.press(said[1:]) if said.startswith("[") else family.say(said)


def answer_until(family, slot, **answers):
    """Answer what is asked until `slot` is asked (None: until the form ends). Returns whether it came to that."""
    for _ in range(LONGEST):
        if family.asks in (slot, None):
            return family.asks == slot
        known, asked = ANSWERS | answers, family.asks
        said = known.get(asked) or ("[" + next(iter(family.choices)) if family.choices else "Some words on that")
        answer(family, said)
        assert family.asks != asked, f"'{said}' does not answer {asked}: {family.text}"
    raise AssertionError("the form never ends")


def ask_for_a_plan(family, until="check", first="I want to ask for a plan", **answers):
    """The request form, from its first sentence up to the page of answers."""
    family.say(first)
    assert answer_until(family, until, **answers), f"{until} is not asked"
    return family


def send(family, **answers):
    """A request sent: the message that says so."""
    ask_for_a_plan(family, **answers)
    [sent] = family.press("Send this")
    assert sent["kind"] == "sent", sent
    return sent


OFFICE = "@riverbend.example.org"


def letters_on(program, reference, count):
    """The letters on a request, once `count` are delivered: those to the school, those to others."""
    letters = eventually(lambda: found if len(found := program.letters(reference)) >= count else None)
    assert len(letters) == count
    to_school = [letter for letter in letters if letter["To"].endswith(OFFICE)]
    return to_school, [letter for letter in letters if letter not in to_school]
