"""Questions that the assistant could not answer, kept so that the school can improve its answers. Addresses and numbers
are taken out, and nothing says who asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from bot.intake.chat_tables import missed_question
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records, reading, transaction

PRIVATE = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{4,}\d")  # e-mail addresses; phone and other long numbers
TAKEN_OUT = "\N{HORIZONTAL ELLIPSIS}"
LONGEST = 500


@dataclass(frozen=True)
class MissedQuestion:
    """`ending`: clarify, not_sure or out_of_scope; `guesses`: topic ids, the likeliest first."""

    at: datetime
    language: str
    persona: str
    ending: str
    text: str
    guesses: tuple[str, ...]


def keep_missed_question(
    records: Records, language: str, persona: str, ending: str, text: str, guesses: Sequence[str], now: datetime
) -> None:
    """Never for words that tell of danger. Raises RecordsUnavailable."""
    shown = PRIVATE.sub(TAKEN_OUT, tidy_text(text))[:LONGEST]
    row = {"at": now, "language": language, "persona": persona, "ending": ending, "text": shown, "guesses": [*guesses]}
    with transaction(records) as connection:
        connection.execute(insert(missed_question).values(**row))


def missed_questions(records: Records, since: datetime) -> tuple[MissedQuestion, ...]:
    """Latest first. Raises RecordsUnavailable."""
    wanted = select(missed_question).where(missed_question.c.at >= since).order_by(missed_question.c.id.desc())
    with reading(records) as connection:
        rows = connection.execute(wanted).all()
    return tuple(
        MissedQuestion(row.at, row.language, row.persona, row.ending, row.text, tuple(row.guesses)) for row in rows
    )
