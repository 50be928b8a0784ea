"""Ten families do whatever comes into their heads for sixty steps. None gets an error or an empty reply, and each can
then still stop, reach a person, or send a request. The seed is printed; GUIDEPOST_TEST_SEED repeats it."""

import random

import pytest
from asking import ANSWERS, answer_until
from killing import seeded

WALKS, STEPS = 10, 60
SAID = [
    *(said for said in ANSWERS.values() if not said.startswith("[")),
    "what is an ilp?", "and how do i get one?", "who sees this?", "tell me more", "can you repeat that", "thanks",
    "I want to ask for a plan", "what about my request?", "I want to change my request", "can I talk to a person",
    "stop", "skip", "yes", "no", "go on with my request", "the grade is wrong", "my child", "myself", "both", "hmm",
    "asdf jkl", "\N{SLIGHTLY SMILING FACE}", "?", "/restart", "2346789C", "I want to kill myself", "someone has a gun",
    "help me decide", "we had the meeting last week",
    "why " * 400, "{phone} <b>", "Is she allowed more time? Her teacher says no. What now?",
]  # fmt: skip
ENDS = ("sent", "contact", "stopped")


@pytest.fixture(scope="module")
def seeds():
    chance = seeded()
    return [chance.getrandbits(32) for _ in range(WALKS)]


@pytest.mark.parametrize("number", range(WALKS))
def test_whatever_a_family_does_it_is_answered_and_comes_to_an_end(begin, seeds, number):
    chance, family, path = random.Random(seeds[number]), begin(persona=("parent", "student")[number % 2]), []
    try:
        for _ in range(STEPS):
            offered = list(family.choices) if chance.random() < 0.8 else list(family.offered)
            if offered and chance.random() < 0.6:
                path.append(f"[{chance.choice(offered)}")
                family.press(path[-1][1:])
            else:
                path.append(chance.choice(SAID))
                family.say(path[-1])
            assert "error" not in family.kinds, family.text
        end_in(family, ENDS[number % len(ENDS)])
    except AssertionError as wrong:
        raise AssertionError(f"{wrong}\nafter {path}") from wrong


def end_in(family, end):
    if end == "contact":
        family.say("can I talk to a person")
        assert family.kinds[0] == "contact"
        return
    if family.asks:
        family.say("stop")
    assert family.asks is None
    if end == "sent":
        family.say("I want to ask for a plan")
        assert answer_until(family, "check")
        assert family.press("Send this")[0]["kind"] == "sent"
