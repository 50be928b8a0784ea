"""What the measurements count on: that the stages of a turn are there, and that a stage is not counted twice."""

import asyncio
import subprocess
import sys
import time

import pytest

from bot.training import ROOT


@pytest.fixture(scope="module")
def stages():
    from scripts.bench import stages

    return stages


def test_every_stage_is_a_part_of_the_program(stages):
    assert all(callable(getattr(owner, attribute)) for _, owner, attribute in stages.STAGES)


async def test_what_a_stage_spends_in_another_one_counts_there_only(stages):
    async def inner():
        await asyncio.sleep(0.02)

    async def outer():
        await asyncio.sleep(0.01)
        await stages.timed("store", inner)()

    stages.spent.clear()
    await stages.timed("store", inner)()
    assert not stages.spent, "no part of a turn"
    began = time.perf_counter()
    await stages.timed(stages.TURN, outer)()
    whole = time.perf_counter() - began
    assert stages.spent["store"] >= 0.02 and stages.spent[stages.TURN] >= 0.01
    assert sum(stages.spent.values()) <= whole and stages.turns == 1


def test_a_part_that_is_not_there_is_named():
    told = subprocess.run(
        [sys.executable, "-m", "scripts.bench", "nonsense"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert told.returncode and "scripts.bench.nonsense" in told.stderr
