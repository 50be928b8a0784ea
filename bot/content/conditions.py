"""The conditions under which an answer adds a paragraph: `iap_is_504`, `not federal_funds`, `kind=private` and so on.
They ask for the school's settings and nothing else."""

from dataclasses import dataclass

from bot.content.faults import instead
from bot.content.school import ILP_MEANINGS, KINDS, School

YES_OR_NO = ("iap_is_504", "federal_funds", "legal_days")
CHOICES = {"ilp_means": ILP_MEANINGS, "kind": KINDS}


@dataclass(frozen=True)
class Condition:
    """Holds if the school's `setting` is `value`; `value` None: if it is set at all. `negated` turns it round."""

    setting: str
    value: str | None
    negated: bool

    def holds(self, school: School) -> bool:
        setting = getattr(school, self.setting)
        return (setting == self.value if self.value is not None else bool(setting)) != self.negated


def read_condition(text: str) -> Condition:
    """'not kind=private' -> Condition. Raises ValueError with the rest of a sentence."""
    negated = text.startswith("not ")
    setting, equals, value = text.removeprefix("not ").strip().partition("=")
    if not equals and setting in YES_OR_NO:
        return Condition(setting, None, negated)
    if setting not in CHOICES or not equals:
        known = [*YES_OR_NO, *(f"{name}={value}" for name, values in CHOICES.items() for value in values)]
        raise ValueError(f"asks for '{text}', which is no condition; {instead(text.removeprefix('not '), known)}")
    if value not in CHOICES[setting]:
        raise ValueError(f"asks for '{text}', and {setting} is never '{value}'; {instead(value, CHOICES[setting])}")
    return Condition(setting, value, negated)
