"""Slips of the finger, for measuring what they cost. Others than those that the assistant is trained with: a wrong
letter is one beside the right one on the keyboard."""

import random
import re

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
BESIDE = {letter: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in ROWS for at, letter in enumerate(row)}
KINDS = ("swapped", "left out", "doubled", "beside")


def with_slips(text: str, rng: random.Random) -> str:
    """One or two slips, inside words of four letters or more; a text without such words stays as it is."""
    letters = list(text)
    spots = [at for word in re.finditer(r"[^\W\d_]{4,}", text) for at in range(word.start() + 1, word.end() - 1)]
    for at in rng.sample(spots, min(len(spots), rng.choice((1, 2)))):
        kind, letter = rng.choice(KINDS), letters[at]
        if kind == "swapped":
            letters[at], letters[at + 1] = letters[at + 1], letters[at]
        elif kind == "beside":
            letters[at] = rng.choice(BESIDE.get(letter.lower(), letter or " "))
        else:
            letters[at] = "" if kind == "left out" else letter * 2
    return "".join(letters)
