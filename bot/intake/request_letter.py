"""Writes the letter in which a family asks for a plan, out of the answers that it gave: the same answers as the request
in the chat, on paper. It files nothing, and it never says more than the family did."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.content import Content
from bot.content.markdown import verbatim
from bot.intake.days import written_day
from bot.intake.plan_request import FIND_ME, FOR_WHOM, Need
from bot.intake.routing import Facts, Route, route

EVALUATED = ("504", "IEP_evaluation")  # plans that begin with an evaluation
OPEN_LINES = 4  # for a description that is to be written by hand

Answers = Mapping[str, Any]


def tells_enough(answers: Answers) -> bool:
    """Whether there is something to write a letter of; else a form to fill in by hand serves better."""
    return bool(answers.get("plan") or answers.get("description"))


def request_letter(content: Content, language: str, persona: str, answers: Answers, today: date) -> str:
    """The letter as small Markdown, one paragraph to a part. `answers`: the request form's slots; `reference` and
    `received_on` (a text) too, where the request was sent as well; `today`: by the school's clock."""
    write = _Writer(content, language, persona, answers, today)
    parts = [*write.head(), *write.request(), *write.wishes(), *write.foot()]
    return "\n\n".join(part for part in parts if part)


class _Writer:
    """A student's letter holds nothing of the family: no interpreter, no telephone at home, no wish about home."""

    def __init__(self, content: Content, language: str, persona: str, answers: Answers, today: date) -> None:
        self.content, self.language, self.answers, self.today = content, language, answers, today
        usual = "myself" if persona == "student" else "child"
        self.whom = answers["for_whom"] if answers.get("for_whom") in FOR_WHOM else usual
        self.by_student = self.whom == "myself"
        self.persona = "student" if self.by_student else persona

    def say(self, key: str, **values: str) -> str:
        return self.content.phrase(f"request_letter.{key}", self.language, **values)

    def told(self, slot: str) -> str:
        """What the family typed, as it stands."""
        return verbatim(str(self.answers.get(slot) or "").strip())

    def or_blank(self, slot: str) -> str:
        return re.sub(r"\s+", " ", self.told(slot)) or self.say("blank")

    def head(self) -> list[str]:
        day = written_day(self.content, self.language, self.today)
        decided = self._route()
        to = self.say("to", role=self._title(decided.owner.role))
        also = list(dict.fromkeys(self._title(other.role) for other in decided.also))
        copy = self.say("copy", roles=", ".join(also)) if also and not self.by_student else ""
        return [day, "\n".join(filter(None, (to, copy))), self.say("hello")]

    def request(self) -> list[str]:
        student, grade, campus = self.or_blank("student_name"), self._grade(), self._campus()
        plan = str(self.answers.get("plan") or "not_sure")
        parts = [
            self.say(f"about.{self.whom}", student=student, grade=grade, campus=campus),
            self.say(f"asks.{plan}"),
        ]
        if plan in EVALUATED and self.answers.get("evaluation_sentence") == "yes":
            parts[1] += " " + self.say(f"evaluation.{self.whom}")
            parts.append(self.say(f"no_permission.{self.whom}"))
        lines = "\n".join([self.say("blank") * 2] * OPEN_LINES)
        return [*parts, self.say("words"), self.told("description") or lines]

    def wishes(self) -> list[str]:
        papers, interpreter = self.answers.get("papers"), self.answers.get("interpreter")
        parts = [self.say(f"papers.{papers}")] if papers in ("have", "none", "cant_get") else []
        if self.by_student:
            return [*parts, self.say("answer_student")]
        if interpreter and interpreter != "no":
            parts.append(self.say("interpreter", interpreter=self.or_blank("interpreter")))
        return [*parts, self.say("answer")]

    def foot(self) -> list[str]:
        reach = [self.say("find_me") if self.answers.get("reach") == FIND_ME else self._reach()]
        if self.answers.get("best_time") and not self.by_student:
            reach.append(self.say("best_time", best_time=self.or_blank("best_time")))
        if self.answers.get("may_leave_message") == "no" and not self.by_student:
            reach.append(self.say("no_message"))
        told = {name: str(self.answers.get(name) or "") for name in ("reference", "received_on")}
        sent = self.say("sent", **told) if told["reference"] else ""
        signed = f"{self.say('signature')}\n{self.or_blank('requester_name')}"
        return ["\n".join(reach), sent, self.say("thanks"), signed, self.say("office")]

    def _reach(self) -> str:
        return self.say("reach", reach=self.or_blank("reach"))

    def _grade(self) -> str:
        grade = self.answers.get("grade")
        if not grade:
            return self.say("grade", grade=self.say("blank"))
        written = self.content.phrase(f"letters.grade.{grade}", self.language)
        return self.say("grade", grade=written) if written.isdigit() else written

    def _campus(self) -> str:
        campuses, grade = self.content.school.campuses, self.answers.get("grade")
        fitting = [one for one in campuses if self.answers.get("campus") in (None, one.id) and grade in one.grades]
        return fitting[0].name if len(fitting) == 1 else self.content.school.name

    def _title(self, role: str) -> str:
        return self.content.school.roles[role].title

    def _route(self) -> Route:
        answers = self.answers
        facts = Facts(
            language=self.language,
            persona=self.persona,
            plan=answers.get("plan"),
            grade=answers.get("grade"),
            campus=answers.get("campus"),
            interpreter=None if answers.get("interpreter") == "no" else answers.get("interpreter"),
            evaluation=answers.get("evaluation_sentence") == "yes",
            needs=tuple(Need(*one) for one in answers.get("needs") or ()),
        )
        return route(self.content, facts, self.today, {})
