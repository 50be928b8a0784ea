"""What a family has told when it sends a plan request, and what must be there before it can be filed. Diagnosis,
medication, Social Security number, immigration and income have no field: they are never asked and never kept."""

from dataclasses import dataclass, fields, replace
from typing import TypeVar

from bot.content import Content
from bot.content.school import GRADES, PERSONAS, PLANS, PLANS_THERE
from bot.content.values import EMAIL

FOR_WHOM = ("child", "myself", "student_of_mine", "other")
FIND_ME = "find_me_at_school"  # given as the way to be reached
PAPERS = ("have", "none", "cant_get", "help", "not_needed")
NEED_KINDS = ("condition", "need", "tried", "lasting")
NEED_STATUSES = ("said", "suspected", "denied")
DRAFT_LENGTH = 36  # a uuid

Told = TypeVar("Told")


@dataclass(frozen=True)
class Need:
    """A difficulty at school. `kind`: condition or need, what was tried, or that it is lasting; `name`: which (adhd,
    extra_time, tutoring); `status`: said, suspected, denied."""

    kind: str
    name: str
    status: str = "said"


@dataclass(frozen=True)
class NewRequest:
    """A plan request as the family confirmed it; None: not told. `for_whom`: child, myself, student_of_mine, other;
    `grade`: PK, K, 1 to 12; `has_plan`: what the student has already, ILP, IAP, 504 or IEP; `campus`: an id of
    school.yml; `papers`: have, none, cant_get, help (to get them), not_needed; `talk_first`: "talk to me before you
    contact home", a wish; `suggestion`: what we suggested and why; `coordinator`: what led to it showed that a
    disability may be behind it; `interpreter`: a language."""

    draft: str
    conversation: str | None
    channel: str
    language: str
    persona: str
    for_whom: str
    requester_name: str
    plan: str
    consent: bool
    relation: str | None = None
    email: str | None = None
    phone: str | None = None
    best_time: str | None = None
    may_leave_message: bool | None = None
    find_me_at_school: bool = False
    talk_first: bool = False
    interpreter: str | None = None
    student_name: str | None = None
    grade: str | None = None
    has_plan: str | None = None
    campus: str | None = None
    teacher: str | None = None
    evaluation_sentence: bool = False
    suggestion: str | None = None
    coordinator: bool = False
    description: str | None = None
    papers: str | None = None
    needs: tuple[Need, ...] = ()


def tidy(told: Told) -> Told:
    """A copy of a dataclass whose texts can be kept by any database; texts that are empty become None."""
    texts = {field.name: getattr(told, field.name) for field in fields(told)}  # type: ignore[arg-type]
    tidied = {name: tidy_text(text) or None for name, text in texts.items() if isinstance(text, str)}
    return replace(told, **tidied)  # type: ignore[type-var]


def tidy_text(text: str) -> str:
    """Without the characters that a database refuses (NUL, halves of pairs) and blanks around it."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()


def missing(new: NewRequest, content: Content) -> list[str]:
    """Names of the fields that lack an answer or hold one that is none; "reach" for no way to reach the family."""
    campuses = [campus.id for campus in content.school.campuses]
    needs = all(need.kind in NEED_KINDS and need.status in NEED_STATUSES for need in new.needs)
    good = {
        "draft": bool(new.draft) and len(new.draft) <= DRAFT_LENGTH,
        "channel": bool(new.channel),
        "language": new.language in content.languages,
        "persona": new.persona in PERSONAS,
        "for_whom": new.for_whom in FOR_WHOM,
        "requester_name": bool(new.requester_name),
        "plan": new.plan in PLANS,
        "has_plan": new.has_plan is None or new.has_plan in PLANS_THERE,
        "grade": new.grade is None or new.grade in GRADES,
        "campus": new.campus is None or new.campus in campuses,
        "papers": new.papers is None or new.papers in PAPERS,
        "needs": needs,
        "email": new.email is None or bool(EMAIL.fullmatch(new.email)),
        "reach": bool(new.email or new.phone or new.find_me_at_school),
        "consent": new.consent is True,
    }
    return [name for name, answered in good.items() if not answered]
