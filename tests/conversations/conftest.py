"""The real program, trained model and all, once for all ordinary conversations; tests that break it have their own."""

import shutil

import pytest
from asking import BEFORE_FORGETTING, BEGIN, WAYS, answer, answer_until, send
from family import Family
from program import Program

from bot.training import ROOT


@pytest.fixture(scope="session")
def school(tmp_path_factory):
    """The sample school's content, but for one grade that both campuses have: so the form asks for the campus."""
    folder = tmp_path_factory.mktemp("school") / "content"
    shutil.copytree(ROOT / "data" / "content", folder)
    file = folder / "school.yml"
    assert file.read_text().count("grades: PK-5") == 1
    file.write_text(file.read_text().replace("grades: PK-5", "grades: PK-6"))
    return folder


@pytest.fixture(scope="session")
def program(tmp_path_factory, model, school):
    running = Program(tmp_path_factory.mktemp("program") / "data", model, school).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def begin(program):
    """Begins a conversation."""
    return lambda **wanted: Family(program.address, **wanted)


@pytest.fixture
def family(begin):
    """A conversation that has just begun."""
    return begin()


@pytest.fixture(scope="session")
def fragile(tmp_path_factory, model):
    """Another program, for tests that break it or what it keeps; each leaves it running and whole."""
    running = Program(tmp_path_factory.mktemp("fragile") / "data", model).start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def filed(begin):
    """Reference and code of a request that was sent."""
    sent = send(begin())
    return {"reference": sent["reference"], "code": sent["code"]}


@pytest.fixture(scope="module")
def at(begin, filed):
    """A conversation in which a form asks for `slot`."""

    def go(form, slot):
        for way in WAYS:
            family = begin()
            first_question(family)
            for said in BEGIN[form]:
                answer(family, said)
            if slot == "forget_sure" and answer_until(family, BEFORE_FORGETTING):
                family.say("forget it")
            if answer_until(family, slot, **filed, **way):
                return family
        raise AssertionError(f"no family was asked for {slot}; tell here what leads to it")

    return go


def first_question(family):
    """Leaves an old button behind, of a request that was begun and then begun anew."""
    family.say("I want to ask for a plan")
    family.old = family.choice("My child")
    family.press("My child")
    family.say("6th grade")
    family.say("stop")
    family.say("I want to ask for a plan")
    family.press("Start over")
    family.say("stop")


@pytest.fixture(scope="module")
def staying(at):
    """The same, begun anew only when an earlier test has led away from the question."""
    known = {}

    def stay(form, slot):
        family = known.get((form, slot))
        if family is None or family.asks != slot:
            family = known[form, slot] = at(form, slot)
        return family

    return stay
