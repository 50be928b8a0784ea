"""How a message answers a question: each kind of question has a function that hears the answer in it, or None. Closed
questions hear a pressed button or a found entity only, never the text as it is."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import Content
from bot.content.values import EMAIL
from bot.intake.codes import ALPHABET, LENGTH, as_typed
from bot.intake.plan_request import FIND_ME as FIND_ME
from bot.intake.plan_request import PAPERS

MOST = 2000  # characters of an answer, as the chat allows
SURE = 0.5  # share of an intent, for a question in between to be taken as meant
CERTAIN = 0.8  # the same for words that do not even look like a question
ASKING = re.compile(
    r"^(?:what|who|whom|when|where|why|how|which|can|could|do|does|did|is|are|will|would|should|may|must|have|has"
    r"|tell me (?:about|more|how|what|who|why)|explain|i (?:want|would like) to know|i have a question)\b",
    re.I,
)
BARE = 3  # words of a yes or no with nothing beside it
MOST_SPOKEN = 8  # words of a yes or no; a longer text says more than that
SPOKEN = {"affirm": "yes", "deny": "no"}
GAP = r"[\s().‐-–-]{0,3}"  # between the digits of a telephone number, hyphens of all kinds
PHONE = re.compile(  # an American number, alone or before another one; else 7 to 15 digits
    rf"(?<!\d)(?:(?:\+?1{GAP})?\(?\d{{3}}{GAP}\d{{3}}{GAP}\d{{4}}|\+?\d(?:{GAP}\d){{6,14}})(?!\d)"
    r"(?:,?\s*(?:ext|x)\.?\s*\d{1,6}\b)?",
    re.I,
)
ANY_EMAIL = re.compile(r"(?<![^\s<>,;:/])[^\s@<>,;:/]+@[^\s@<>,;:/]+\.[^\s@<>,;:/.]+(?![^\s<>,;:/.])")
AROUND = ".!?()[]\"'“”‘’*"  # what may stand around an address
NUMBER = re.compile(rf"\b[{ALPHABET}]{{4}}[ -]?[{ALPHABET}]{{4}}\b", re.I)
NO_NAME = re.compile(
    r"(?:yes|yeah|yep|ok|okay|no|nope|none|skip(?: this| it)?|n/?a|idk|dunno|whatever|nothing|not sure|wrong|maybe|hmm+"
    r"|(?:i )?(?:do not|don['’]?t) (?:know|want to|wanna)\b.*|none of .*|same|anonymous|please)",
    re.I,
)
BESIDE_NAME = re.compile(  # where, behind a name, something else begins
    r"\s*(?:[.;!\n]|[,]?\s*(?:and|but|or)?\s*\b(?:i|you|we|he|she|my|his|her|their|our|the|call|text|reach|e-?mail|phone"
    r"|it|it['’]s|he['’]s|she['’]s|i['’]?m)\b)",
    re.I,
)
THEY_HAVE = re.compile(
    r"\b(?:you|they|school|teacher|nurse|office|file)\b.{0,12}\b(?:have|has|got) (?:\w+ )?"
    r"(?:it|them|that|those|these|everything|(?:all|copies)\b.*|the papers)\b"
    r"|\bon file\b|\bin (?:his|her|their|my|the) (?:file|records?)\b",
    re.I,
)
PAPER = (
    r"(?:iep|504|iap|ilp|plan|report|letter|paper|paperwork|test|testing|result|evaluation|diagnosis|note|record|copy"
    r"|copie)s?"
)
WE_HAVE = re.compile(  # "we have the old IEP", "just a note from his doctor"
    r"^\W*(?:yes\W+)?(?:(?:i|we)(?: do| also| still)? (?:have|got|kept|can bring)|(?:i|we)['’]ve(?: got)?|just|only"
    r"|there is|there['’]s)"
    rf" (?:\w+ ){{0,4}}{PAPER}\b",
    re.I,
)
HAVE_NOT = re.compile(
    r"\b(?:do not|don['’]?t|have not|haven['’]?t) (?:have|got|get) (?:any|one|them|it|that|those)\b", re.I
)
HESITATES = re.compile(r"\?|\b(?:not|no|never|if|should|maybe|lost)\b|n['’]t\b", re.I)
PLEASE = re.compile(r"(?:[\s,.!]*\b(?:please|thanks|thank you|if possible))+[\s.!]*$", re.I)
NO_INTERPRETER = re.compile(r"(?:none|skip|not (?:need|necessary)|(?:i |we )?(?:do not|don['’]?t) need|english$)", re.I)


@dataclass(frozen=True)
class Said:
    """One message: `text` as typed ("" for a button), `intent` and its share, found `entities` (name, value)."""

    text: str
    intent: str
    share: float
    entities: tuple[tuple[str, str], ...]
    pressed: bool

    @staticmethod
    def of(message: Mapping[str, Any]) -> "Said":
        """From the tracker's `latest_message`."""
        intent = message.get("intent") or {}
        pressed = (message.get("metadata") or {}).get("pressed") == "yes"
        found = tuple((e["entity"], str(e["value"])) for e in message.get("entities") or [] if e.get("entity"))
        text = "" if pressed else (message.get("text") or "").strip()
        return Said(text, intent.get("name") or "", float(intent.get("confidence") or 0), found, pressed)

    def entity(self, name: str) -> str | None:
        return next((value for entity, value in self.entities if entity == name), None)

    @property
    def way(self) -> str | None:
        """The way of speaking that was found: why, back, forget, done, keep, wait, another_child."""
        return self.entity("way")

    @property
    def asks(self) -> bool:
        """Whether it reads as a question of its own rather than as an answer."""
        words = len(self.text.split())
        return (self.text.endswith("?") and words <= 40) or (words <= 12 and bool(ASKING.match(self.text)))


Hear = Callable[[Said, Content], str | None]


def closed(name: str, values: Collection[str]) -> Hear:
    """A button or an entity called `name`, whose value is one of `values`; a button's label may be typed, too."""

    def hear(said: Said, content: Content) -> str | None:
        value = said.entity(name) or _labelled(said.text, name, content)
        return value if value in values else None

    return hear


def _labelled(text: str, name: str, content: Content) -> str | None:
    typed = _letters(text)
    labels = [content.phrases(f"ask.{name}.choices", language) for language in content.languages] if typed else []
    return next((value for of in labels for value, label in of.items() if _letters(label) == typed), None)


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def yes_or_no(name: str) -> Hear:
    def hear(said: Said, content: Content) -> str | None:
        agrees = None if said.asks else SPOKEN.get(said.intent)  # "why?" resembles a yes
        return closed(name, ("yes", "no"))(said, content) or agrees or _spoken(said.text)

    return hear


def _spoken(text: str) -> str | None:
    first = re.match(
        r"(yes|yeah|yep|sure|ok|okay|(?:you|they|that) (?:can|may|works)|no(?! problem| worries| idea)|nope|nah)\b"
        r"(?!['’]t| not| never)",
        text,
        re.I,
    )
    if not first or len(text.split()) > MOST_SPOKEN or re.search(r"\?|\b(?:what|why|how|but|if)\b", text, re.I):
        return None
    return "no" if first[1].lower().startswith("n") else "yes"


def papers(said: Said, content: Content) -> str | None:
    """Also a bare yes or no, "we don't have any yet", and "you have them on file"."""
    if len(said.text.split()) <= MOST_SPOKEN and HAVE_NOT.search(said.text):
        return "none"
    there = WE_HAVE.search(said.text) or THEY_HAVE.search(said.text)
    if len(said.text.split()) <= MOST_SPOKEN and there and not HESITATES.search(said.text):
        return "have"
    bare = len(said.text.split()) <= BARE and (SPOKEN.get(said.intent) or _spoken(said.text))
    return closed("papers", PAPERS)(said, content) or ({"yes": "have", "no": "none"}.get(bare) if bare else None)


def plan(said: Said, content: Content) -> str | None:
    """A button's value (ILP, IAP, both, not_sure, 504, IEP_evaluation) or the plans found in the text."""
    named = {value for entity, value in said.entities if entity == "plan"}
    if said.pressed:
        return next(iter(named), None)
    if UNSURE.search(said.text) and (len(named) != 1 or re.search(r"\b(?:what|which|if|whether)\b", said.text, re.I)):
        return "not_sure"
    if {"ilp", "iap"} <= named or BOTH.search(said.text):
        return "both"
    return next((value for key, value in PLANS.items() if key in named), None)


UNSURE = re.compile(
    r"\b(?:not sure|unsure|(?:do|would|could)(?: not|n['’]?t) (?:really )?know|no (?:idea|clue)|idk|dunno|not know"
    r"|you (?:choose|decide|tell me)|up to you|which ?ever|what(?:ever)? (?:you think|works|helps|is best|fits)"
    r"|(?:one|plan) that (?:works|helps|is best|fits|will (?:work|help)))\b",
    re.I,
)
BOTH = re.compile(  # plans, not "both my children"
    r"\bboth\b(?! (?:of )?(?:my|our|his|her|their|kids|children|boys|girls|sons|daughters|twins|students)\b)", re.I
)
PLANS = {"504": "504", "iep": "IEP_evaluation", "iap": "IAP", "ilp": "ILP"}


def grade(said: Said, content: Content) -> str | None:
    """A found grade that the school has; a bare number or "k" is one, too."""
    bare = re.fullmatch(
        r"(?:grade\s*)?(pre-?k|pk|k|1[0-2]|[1-9])(?:st|nd|rd|th)?(?:\s*grade)?", said.text.strip(" ."), re.I
    )
    value = said.entity("grade") or (bare[1].upper().replace("PRE-K", "PK").replace("PREK", "PK") if bare else None)
    return value if value in content.school.grades else None


def words(said: Said, content: Content) -> str | None:
    """At least one word that is more than a yes or no, as typed."""
    usable = re.search(r"\w", said.text) and len(said.text) <= MOST and not NO_NAME.fullmatch(said.text.strip(" .!,"))
    return said.text if usable else None


def more_words(said: Said, content: Content) -> str | None:
    """A description: more than a bare yes, no or number."""
    letters = len(re.findall(r"[^\W\d_]", said.text))
    enough = letters >= (4 if said.text.isascii() else 3)  # one word can be a whole story, in some languages always
    return said.text if enough and len(said.text) <= MOST and not NO_NAME.fullmatch(said.text.strip(" .!,")) else None


def more_to_add(said: Said, content: Content) -> str | None:
    """To "would you like to add something?": yes, no, or what is to be added."""
    if value := closed("description_more", ("yes", "no"))(said, content):
        return value
    if said.way == "done":
        return "no"
    bare = len(said.text.split()) <= BARE
    return ((SPOKEN.get(said.intent) or _spoken(said.text)) if bare else None) or more_words(said, content)


def name(said: Said, content: Content) -> str | None:
    """A name as people type it, without "my name is" and what else is told."""
    text = re.sub(
        r"^(?:(?:hi|hello|my name is|my name['’]s|i am|i['’]?m|it is|it['’]s|this is)\b[\s,:]*)+",
        "",
        said.text,
        flags=re.I,
    )
    text = ANY_EMAIL.sub("\n", PHONE.sub("\n", text)).strip(" .!,")
    text = (BESIDE_NAME.split(text, 1)[0] if BESIDE_NAME.search(text, 1) else text).strip(" .!,")
    plausible = 1 <= len(text.split()) <= 6 and re.search(r"[^\W\d_]", text) and not re.search(r"@|\d{3}", text)
    return text if plausible and "?" not in said.text and not NO_NAME.fullmatch(text) else None


def reach(said: Said, content: Content) -> str | None:
    """An e-mail address, a phone number, both, or "find me at school"; as typed."""
    if said.pressed:
        return said.entity("reach")
    if email_in(said.text) or phone_in(said.text):
        return said.text
    return FIND_ME if finds_me(said.text) else None


def finds_me(text: str) -> bool:
    """Whether the way to be reached is at school, alone or beside others."""
    return text == FIND_ME or bool(re.search(r"\bfind me\b", text, re.I))


def email_in(text: str) -> str | None:
    found = (address.strip(AROUND) for address in ANY_EMAIL.findall(text))
    return next((address for address in found if EMAIL.fullmatch(address)), None)


def phone_in(text: str) -> str | None:
    found = PHONE.search(ANY_EMAIL.sub(" ", text))
    return found[0] if found else None


def both_ways(new: str, old: str) -> str:
    """A new e-mail address replaces the old address and not the old number, and the other way round."""
    ways = (email_in(new) or email_in(old), phone_in(new) or phone_in(old))
    return ", ".join(way for way in ways if way) or new


def language(said: Said, content: Content) -> str | None:
    """A language's name, or "no"."""
    if said.entity("interpreter") == "no" or said.intent == "deny" or _spoken(said.text) == "no":
        return "no"
    if NO_INTERPRETER.match(said.text):
        return "no"
    text = re.sub(r"^(?:(?:yes|yeah|yep|sure|ok|okay|of course|please)\b[\s,.!]*)+", "", said.text, flags=re.I)
    text = PLEASE.sub("", text)
    named = len(text) <= 60 and len(text.split()) <= 3 and re.fullmatch(r"[^\W\d_](?:[^\W\d_]|[ ,/'’-])+", text)
    return text if named and (len(text) > 2 or not text.isascii()) and not said.asks else None


def number(said: Said, content: Content) -> str | None:
    """A reference or a code: 8 of their letters and digits, blanks and dashes ignored, found anywhere in the text."""
    whole = as_typed(said.text)
    if len(whole) == LENGTH and set(whole) <= set(ALPHABET):
        return whole
    found = NUMBER.search(said.text)
    return as_typed(found[0]) if found else None
