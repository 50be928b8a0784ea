"""Hears which plan a student has already: "he has a 504", "she came with an IEP". A wish for one, a question about one
and somebody else's are none; what is not plain is not heard, for the family reads what was heard before it sends."""

import re

NAMES = {
    "IEP": re.compile(r"\b(?:ieps?|individual(?:i[sz]ed)? education(?:al)? (?:plan|program))\b", re.I),
    "504": re.compile(r"\b(?:section )?504s?\b", re.I),
    "IAP": re.compile(r"\b(?:iaps?|individual accommodations? plan)\b", re.I),
    "ILP": re.compile(r"\b(?:ilps?|individual(?:i[sz]ed)? learning plan)\b", re.I),
}
CLAUSE = re.compile(r"[.,;:!?\n]| but | because ")
FILLER = r"(?:(?:already|currently|got|had|an?|the|his|her|their|my|our|this|current|existing|active|old) )*"
HAS = re.compile(
    r"(?:\b(?:has|have|(?:is|are|am|been) (?:already )?(?:on|under)|with) |['’](?:ve|s|m|re) (?:got |on ))"
    rf"(?:\w+ing )?{FILLER}$"
    r"|\b(?:his|her|their|my|our) (?:current |existing |old )?$",
    re.I,
)
NOT_THERE = re.compile(  # before the plan's name: a no, a question, a wish, or another person
    r"n['’]?t\b|\b(?:not|never|no|nor|without|to (?:have|be)|if|whether|would|should|could|can|may|might|must|will"
    r"|shall|do|does|did|who|how|what|which|why|when|needs?|wants?|wish(?:es)?|likes?|help|get(?:ting|s)?|apply|ask(?:ing)?|start(?:ing)?"
    r"|you|anyone|people|kids|children|students|friends?|cousin|brother|sister|another|other)\b",
    re.I,
)
FOLLOWS = re.compile(r" (?:meeting|request|letter|form|evaluation|question|coordinator|team)s?\b", re.I)


def plan_there(text: str) -> str | None:
    """ILP, IAP, 504 or IEP, the first that the student plainly has; None: nothing is said of one."""
    for clause in CLAUSE.split(text):
        for plan, name in NAMES.items():
            for found in name.finditer(clause):
                before, after = clause[: found.start()], clause[found.end() :]
                if HAS.search(before) and not NOT_THERE.search(before) and not FOLLOWS.match(after):
                    return plan
    return None


def is_there(plan: str | None, text: str) -> bool:
    """Whether the plan that seems to be asked for (as PLANS has it) is named because the student has it."""
    there = plan_there(text)
    return there is not None and plan == {"IEP": "IEP_evaluation"}.get(there, there)
