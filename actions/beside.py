"""What a message tells beside the question that is asked: "Ana Ruiz, he's in 4th grade, call me at ...". Each function
hears one thing, and only where the words say plainly what they are; what is not plain is asked."""

import re

from actions.answers import (
    ANY_EMAIL,
    FIND_ME,
    PHONE,
    Said,
    email_in,
    finds_me,
    grade,
    more_words,
    name,
    phone_in,
    plan,
)
from bot.content import Content
from bot.intake.plan_request import FOR_WHOM
from bot.intake.plan_there import is_there

SENTENCE = 6  # words; with fewer, nothing is described
FEW = 12  # words of a message that tells how to reach who writes it; a story may hold another's number
CALLED = r"([^\W\d_][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){0,3})"  # a name: words after the first have capitals
FULL = r"([A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,3})"
CHILD = (
    r"(?:son|daughter|child|kid|boy|girl|grandson|granddaughter|grandchild|nephew|niece|student|stepson|stepdaughter)"
)
OWN_NAME = re.compile(
    rf"(?i:\bmy (?:full )?name(?:['’]s| is)) {CALLED}|(?:^|(?i:[.,!]\s|\bhi |\bhello ))(?i:i am|i['’]m|this is) {FULL}"
)
THEIR_NAME = re.compile(
    rf"(?i:\b(?:his|her|their|(?:my|our|the) {CHILD}['’]?s?) (?:first |full )?name(?:['’]s| is)) {CALLED}"
    rf"|(?i:\b(?:my|our) {CHILD},?(?: is)? (?:named|called)) {CALLED}"
    rf"|(?i:\b(?:my|our) {CHILD}),? ([A-ZÀ-Þ][a-zß-ÿ'’-]+)(?=,? (?:is|has|can|cannot|can['’]t|needs|does|in|who|and)\b)"
)
OWN_WAY = re.compile(r"\b(?:me|my (?:\w+ )?(?:number|phone|cell|e-?mail|address|mail))\b", re.I)
OTHERS_WAY = re.compile(r"(?:['’]s|\b(?:his|her|their)) (?:\w+ )?(?:number|phone|cell|e-?mail)\b", re.I)
WISH = re.compile(r"\b(?:want|need|like|ask(?:ing)? for|request(?:ing)?|get|apply(?:ing)? for|instead)\b", re.I)
TIME = re.compile(
    r"\b(?:(?:any ?time )?(?:after|before|between)\b[^,.;\n]{1,40}?(?= (?:or|and (?!\d)|please|at)\b|[,.;\n]|$)"
    r"|in the (?:early |late )?(?:morning|afternoon|evening)s?"
    r"|(?:on )?(?:week(?:day|end)|monday|tuesday|wednesday|thursday|friday)s?\b[^,.;\n]{0,40}"
    r"|(?:mornings|afternoons|evenings|any ?time)\b)",
    re.I,
)
INTERPRETER = re.compile(
    r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?)[- ](?:speaking )?(?i:interpreter|translator)\b"
    r"|\b(?i:interpreter|translator) (?i:for|in|who speaks|speaking|of) ([A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
NO_INTERPRETER = re.compile(r"\b(?:no|not need|n['’]t need|without)(?: an?| any)? (?:interpreter|translator)\b", re.I)
HAVE = re.compile(r"\b(?:i|we)(?:['’]ve| have| also have| got| do have| can bring)\b(?! (?:no|not|to)\b)", re.I)
HAVE_NOT = re.compile(r"\b(?:i|we) (?:have no|got no|do not have|don['’]?t have|have not got|never got)\b", re.I)
FIRST = re.compile(
    r"\b(?:talk|speak) (?:to|with) me (?:first|before)\b|\bdo(?: not|n['’]t) tell my (?:mom|dad|parents?)\b", re.I
)


def told_for_whom(said: Said, content: Content) -> str | None:
    value = said.entity("for_whom")
    return value if value in FOR_WHOM else None


def told_grade(said: Said, content: Content) -> str | None:
    """One grade; of two, nobody knows which."""
    grades = {value for name, value in said.entities if name == "grade"}
    return grade(said, content) if len(grades) == 1 else None


def told_campus(said: Said, content: Content) -> str | None:
    named = [campus.id for campus in content.school.campuses if campus.name.lower() in said.text.lower()]
    return named[0] if len(named) == 1 else None


def told_plan(said: Said, content: Content) -> str | None:
    """A plan that is wished for; a story may tell of one that there was."""
    wished = plan(said, content) if said.entity("plan") and WISH.search(said.text) else None
    return None if wished == "not_sure" or is_there(wished, said.text) else wished


def told_description(said: Said, content: Content) -> str | None:
    """A sentence that tells what is hard, wherever it is told."""
    hard = said.entity("need") and not said.asks
    return more_words(said, content) if hard and len(said.text.split()) >= SENTENCE else None


def told_papers(said: Said, content: Content) -> str | None:
    value = said.entity("papers")
    if value == "have" and HAVE.search(said.text):
        return value
    return "none" if value == "none" and HAVE_NOT.search(said.text) else None


def told_own_name(said: Said, content: Content) -> str | None:
    return _name(OWN_NAME, said, content)


def told_student_name(said: Said, content: Content) -> str | None:
    return _name(THEIR_NAME, said, content)


def _name(pattern: re.Pattern[str], said: Said, content: Content) -> str | None:
    found = pattern.search(said.text)
    called = next(filter(None, found.groups()), "") if found else ""
    return name(Said(called, "inform", 1.0, (), pressed=False), content)


def told_reach(said: Said, content: Content) -> str | None:
    """An e-mail address, a telephone number, or both, of who writes."""
    if not OWN_WAY.search(said.text) and len(said.text.split()) > FEW:
        return None
    several = max(len(PHONE.findall(ANY_EMAIL.sub(" ", said.text))), len(ANY_EMAIL.findall(said.text))) > 1
    if several or OTHERS_WAY.search(said.text):  # nobody knows whose
        return None
    ways = [way for way in (email_in(said.text), phone_in(said.text)) if way]
    if not ways and finds_me(said.text):
        return FIND_ME
    return ", ".join(ways) or None


def told_time(said: Said, content: Content) -> str | None:
    """A time to call, told with the number."""
    found = TIME.search(PHONE.sub(" ", ANY_EMAIL.sub(" ", said.text))) if told_reach(said, content) else None
    return found[0].strip() if found else None


def told_interpreter(said: Said, content: Content) -> str | None:
    if NO_INTERPRETER.search(said.text):
        return "no"
    found = INTERPRETER.search(said.text)
    return next(filter(None, found.groups()), None) if found else None


def told_talk_first(said: Said, content: Content) -> str | None:
    return "yes" if FIRST.search(said.text) else None
