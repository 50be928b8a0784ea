"""What an answer was worth to the family that asked: right, offered as a choice, missed or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.assistant.meaning import meaning_of
from bot.content import Topics
from scripts.evaluate.pipeline import FALLBACK, Understood

Verdict = Literal["right", "second", "offered", "missed", "wrong"]
REFUSALS = (FALLBACK, "out_of_scope")  # replies that claim no answer, and offer choices
GUESSES = 3  # choices at most; they, and the shares that a choice needs, are those of the replies
LIKELY, LIKELY_BESIDE_REFUSAL = 0.04, 0.15


@dataclass(frozen=True)
class Judged:
    """One text with what it should and what it did lead to. `topics`: accepted ones."""

    text: str
    topics: frozenset[str]
    understood: Understood
    hard: bool = False

    def verdict(self, topics: Topics) -> Verdict:
        return judge(self.topics, self.understood, topics)

    def best(self, topics: Topics) -> str:
        """The first topic of the best ranked intent, whether or not the assistant was sure of it."""
        ranking = self.understood.ranking
        return answers(ranking[0][0], self.understood.plans, topics, self.understood.hints)[0] if ranking else FALLBACK

    def best_is_right(self, topics: Topics) -> bool:
        ranking = self.understood.ranking
        return bool(ranking) and bool(
            self.topics & set(answers(ranking[0][0], self.understood.plans, topics, self.understood.hints))
        )


def answers(intent: str, plans: Sequence[str], topics: Topics, hints: Collection[str] = ()) -> tuple[str, ...]:
    """The topics that answer an intent at the start of a conversation; the intent itself where none does."""
    return meaning_of(intent, plans, hints, None, topics).topics or (intent,)


def judge(accepted: frozenset[str], found: Understood, topics: Topics) -> Verdict:
    """`second`: an answer beside the first one is right. Whoever is asked back or refused was told nothing wrong."""
    both = tuple((intent, found.plans) for intent in found.torn if found.intent == FALLBACK)
    if len(_shown(both, found, topics)) > GUESSES:
        both = ()
    if found.intent in REFUSALS and not (found.parts or both):
        if found.intent in accepted or (
            found.intent == FALLBACK and accepted == {"out_of_scope"} and not offers(found, topics)
        ):
            return "right"
        return "offered" if accepted & set(offers(found, topics)) else "missed"
    shown = _shown(found.parts or both or ((found.intent, found.plans),), found, topics)
    if shown[0] in accepted:
        return "right"
    return "second" if accepted & set(shown[1:]) else "wrong"


def _shown(asked: Iterable[tuple[str, Sequence[str]]], found: Understood, topics: Topics) -> list[str]:
    told = [answer for intent, plans in asked for answer in answers(intent, plans, topics, found.hints)]
    return list(dict.fromkeys(told))


def offers(found: Understood, topics: Topics) -> list[str]:
    """The choices shown when the assistant asks back, as the replies choose them."""
    at_least = LIKELY if found.intent == FALLBACK else LIKELY_BESIDE_REFUSAL
    guessed = [
        answer
        for intent, share in found.ranking
        if share >= at_least and intent not in topics.other
        for answer in answers(intent, found.plans, topics, found.hints)
    ]
    return list(dict.fromkeys(guessed))[:GUESSES]


@dataclass(frozen=True)
class Tally:
    """Shares in per cent. `right` at first try; `second`: beside it; `reached`: right, second or offered;
    `wrong`: answered wrongly."""

    count: int
    right: float
    second: float
    reached: float
    wrong: float

    @staticmethod
    def of(verdicts: Iterable[Verdict]) -> Tally:
        found = Counter(verdicts)
        count = sum(found.values())
        share = lambda *names: 100 * sum(found[name] for name in names) / count if count else 0.0  # noqa: E731
        return Tally(count, share("right"), share("second"), share("right", "second", "offered"), share("wrong"))
