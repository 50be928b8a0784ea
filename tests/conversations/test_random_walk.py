"""Families who say whatever comes into their heads: answers, questions, corrections, nonsense, buttons old and new.
None gets an error, an empty reply or the same question twice for no reason; each conversation ends within sixty turns
in a filed request, a person, or a stop; and what is filed was said. The seed is printed; GUIDEPOST_TEST_SEED repeats
it, and GUIDEPOST_TEST_WALKS tells how many walk (`make soak`: 500)."""

import os
import random
from itertools import count

import pytest
from asking import ANSWERS, LONGEST
from killing import seeded
from program import conversation_id

WALKS, TURNS = int(os.environ.get("GUIDEPOST_TEST_WALKS") or 20), 60
PATIENT = TURNS - LONGEST - 3  # turns after which a family wants to come to an end
ASKED = [
    "what is an ilp?", "and how do i get one?", "who sees this?", "tell me more", "can you repeat that", "thanks",
    "hello",
    "why?", "why do you need to know that?", "what about my request?",
    "can I talk to a person",
    "I want to ask for a plan", "help me decide", "we had the meeting last week", "our meeting is tomorrow at 3",
    "Is she allowed more time? Her teacher says no. What now?", "do I have to say that?",
]  # fmt: skip
CORRECTED = [
    "go back", "change the grade to 8", "no wait, 7th grade", "the plan is wrong", "change my name to Rosa Sample",
    "my number is wrong", "wait, it's for both my kids", "keep it as it is", "forget it", "hold on",
]  # fmt: skip
NONSENSE = [
    "hmm", "asdf jkl", "\N{SLIGHTLY SMILING FACE}", "?", "/restart", "2346789C", "why " * 400, "{phone} <b>", "both",
    "skip", "yes", "no", "myself", "go on with my request", "stop", "I want to kill myself", "someone has a gun",
]  # fmt: skip
GRADES = {"6", "7", "8"}
WORDS = ("requester_name", "student_name", "description", "best_time", "phone", "email")  # as somebody typed them
ENDS = {"sent": "filed", "contact": "a person"}


@pytest.fixture(scope="module")
def seeds():
    chance = seeded()
    return [chance.getrandbits(32) for _ in range(WALKS)]


@pytest.mark.parametrize("number", range(WALKS))
def test_whatever_a_family_does_it_comes_to_an_end(begin, program, seeds, number):
    chance, family, path = random.Random(seeds[number]), begin(persona=("parent", "student")[number % 2]), []
    wanted = chance.choice(["filed", "a person", "stopped"])
    try:
        for turn in count(1):
            assert turn <= TURNS, "it never ends"
            before, counted = family.messages, len(path)
            step(family, chance, path, wanted if turn > PATIENT else None)
            assert len(path) == counted + 1
            assert "error" not in family.kinds, family.text
            no_repeat_without_a_reason(before, family, path[-1])
            if turn > PATIENT and ended(family, wanted):
                break
        nothing_is_filed_that_nobody_gave(program, family, path)
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\nafter {path}") from wrong


def step(family, chance, path, end):
    """One turn; from the moment that an `end` is wanted, straight to it."""
    asked = family.asks
    if end == "stopped":
        said = "stop" if asked else "no"
    elif end == "a person":
        said = "can I talk to a person"
    elif end == "filed" and not asked:
        said = "[Go on with my request" if "Go on with my request" in family.choices else "I want to ask for a plan"
    elif end == "filed" or (asked and chance.random() < 0.45):
        said = useful(family, chance, asked)
    else:
        offered = list(family.choices) if chance.random() < 0.8 else list(family.offered)
        pressed = offered and chance.random() < 0.4
        said = f"[{chance.choice(offered)}" if pressed else chance.choice(chance.choice([ASKED, CORRECTED, NONSENSE]))
    path.append(said)
    family.press(said[1:]) if said.startswith("[") else family.say(said)


def useful(family, chance, asked):
    """An answer to the question; a form that is none of the request is left."""
    if asked in ("reference", "code"):
        return "stop"
    said = ANSWERS[asked]
    if said.startswith("[") and not any(label.startswith(said[1:]) for label in family.choices):
        return f"[{next(iter(family.choices))}" if family.choices else "Some words on that"
    return said


def ended(family, wanted):
    if wanted == "stopped":
        return family.asks is None
    return wanted in {ENDS.get(kind) for kind in family.kinds}


def no_repeat_without_a_reason(before, family, said):
    """The same bare question comes again only where that was wished, or for a button of an earlier question."""
    same = len(family.messages) == 1 and family.asks and family.messages[0]["body"] == before[-1]["body"]
    wished = said.startswith("[") or any(word in said for word in ("repeat", "go on", "plan"))
    assert not same or wished, f"'{said}' is met with the bare question {family.asks} again"


def nothing_is_filed_that_nobody_gave(program, family, path):
    rows = program.rows("SELECT * FROM request WHERE kind = 'plan' AND conversation = ?", conversation_id(family.token))
    for row in rows:
        assert row["grade"] in GRADES, row["grade"]
        for column in WORDS:
            for line in (row[column] or "").splitlines():
                assert any(line in said for said in path), (column, line)
