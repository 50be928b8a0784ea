"""A copy of the project's own content that a test may break in any way it likes."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content import load_content, needed
from bot.content.faults import Faults
from bot.content.languages import read_language
from bot.content.yaml_file import Loader
from bot.errors import ContentFaults

Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
PROJECT = Path(__file__).parents[2]
ANSWER = """---
title: What it costs
sources: [seed]
next: [rights, iep]
reviewed: 2026-11-22
---
It costs nothing. Call {phone}.

:: more
Ask the {role.counsellor} at any time.

:: student
You pay nothing.

:: if iap_is_504
Here it is the 504 plan.
"""


class Folder:
    """A content folder under the present directory, shown in faults as data/content."""

    path = Path("data/content")

    def __init__(self, known: Iterable[str]) -> None:
        self.known = set(known)  # faults that stand in the project's own content: another test's business

    def write(self, name: str, text: str | bytes) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert old in text, f"{name} has no {old!r}: the test is out of date"
        self.write(name, text.replace(old, new, 1))

    def remove(self, name: str) -> None:
        (self.path / name).unlink()

    def set(self, name: str, key: str, value: Any) -> None:
        """Set what stands under a dotted key of a YAML file; None takes it out."""
        whole = place = yaml.load((self.path / name).read_text(), Loader=Loader)
        *above, last = key.split(".")
        for part in above:
            place = place[int(part)] if isinstance(place, list) else place[part]
        last = int(last) if isinstance(place, list) else last
        if value is None:
            del place[last]
        else:
            place[last] = value
        self.write(name, yaml.dump(whole, Dumper=Dumper, sort_keys=False))

    def faults(self) -> list[str]:
        return faults_of(self.path)


def faults_of(path: Path) -> list[str]:
    try:
        load_content(path)
    except ContentFaults as found:
        return list(found.faults)
    return []


@pytest.fixture(scope="session")
def known_faults() -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PROJECT)
        return faults_of(Folder.path)


@pytest.fixture(scope="session")
def all_needed(tmp_path_factory) -> Path:
    """The list of needed texts as it is for the project's content of now."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(needed, "FILE", tmp_path_factory.mktemp("needed") / "needed.yml")
        needed.write_needed(read_language(PROJECT / "data/content/en", (), {}, Faults()))
        return needed.FILE


@pytest.fixture
def folder(tmp_path, monkeypatch, known_faults, all_needed) -> Folder:
    """A sound one, with an answer on `cost` that the tests know; all its phrases and letters are needed."""
    shutil.copytree(PROJECT / "data/content", tmp_path / "data/content")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(needed, "FILE", all_needed)
    folder = Folder(known_faults)
    folder.write("en/cost.md", ANSWER)
    return folder


@pytest.fixture(scope="session")
def content():
    return load_content(PROJECT / "data/content")
