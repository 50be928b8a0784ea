"""Fills {placeholders} in answers, phrases and letters: the school's own, and the values that the code passes. A value
is never looked through for placeholders itself, so that what a family typed stays as typed."""

import re
from collections.abc import Mapping

from bot.content.school import School
from bot.content.states import State

PLACEHOLDER = re.compile(r"\{([^{}\s]*)\}")
SCHOOL_NAMES = ("school_name", "phone", "email", "hours", "state", "education_department", "legal_days")


def school_values(school: School, state: State, unconfirmed: str) -> dict[str, str]:
    """What every text may name. `unconfirmed` is said after a state's address that nobody has confirmed."""
    department = ", ".join(part for part in (state.agency, state.url) if part)
    if state.url and not state.confirmed:
        department = f"{department} {unconfirmed}"
    legal_days = school.legal_days.text if school.legal_days else ""
    texts = (school.name, school.phone, school.email, school.hours_text, state.name, department, legal_days)
    values = dict(zip(SCHOOL_NAMES, texts, strict=True))
    return values | {f"role.{role.id}": role.title for role in school.roles.values()}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder filled that has a value; one that has none stays as it stands. Hours that end
    with "p.m." end the sentence, too."""
    filled = PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
    return re.sub(r"(?<=\b[ap]\.m\.)\.(?!\.)", "", filled)


def names_in(text: str) -> list[str]:
    """The names of the placeholders of a text, in their order."""
    return PLACEHOLDER.findall(text)


def has_stray_brace(text: str) -> bool:
    """A brace that belongs to no placeholder: usually a typing error in one."""
    return bool(re.search(r"[{}]", PLACEHOLDER.sub("", text)))
