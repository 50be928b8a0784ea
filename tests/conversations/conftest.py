"""The real program, trained model and all, once for all ordinary conversations; tests that break it have their own."""

import shutil

import pytest
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
