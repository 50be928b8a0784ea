"""One question of a form. A form is a table of these; how they are asked and listened to is the same for all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.answers import Hear
from bot.content import Content

Answers = Mapping[str, Any]


def always(answers: Answers, content: Content) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One slot of a form. `hears` the answer or None; `when` the question is asked at all; `open`: any words may be the
    answer, so only what plainly asks something is taken as a question; `long`: a story, which may hold any question
    mark; `inquiry`: the answer is a question itself, so that only a wish to do something else is none; `exact`: the
    answer is a number or an address, heard before anything else; `renewed_by`: slots whose change makes this answer out
    of date."""

    slot: str
    hears: Hear
    when: Callable[[Answers, Content], bool] = always
    optional: bool = False
    open: bool = False
    long: bool = False
    inquiry: bool = False
    exact: bool = False
    renewed_by: tuple[str, ...] = ()
    told: Hear | None = None
