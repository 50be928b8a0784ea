"""The rules of the house that can be read off the sources: who may import whom, how long a file gets, and that no
sentence for families stands in code. Each rule is also tried on a sample that breaks it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ANYBODY = {"bot.errors", "bot.settings"}
MAY_IMPORT = {  # of ours; imports point down only. What stands in bot/ itself puts the layers together and may use all.
    "bot.errors": set(),
    "bot.settings": set(),
    "bot.content": set(),
    "bot.intake": {"bot.content"},
    "bot.mail": {"bot.intake"},
    "bot.assistant": {"bot.content", "bot.intake"},
    "bot.chat": {"bot.assistant", "bot.intake", "bot.content"},
    "bot.desk": {"bot.intake", "bot.content", "bot.mail"},
    "bot.talk": set(),
    "actions": {"bot.intake", "bot.content"},
}
ONLY_IN = {  # a library that one place alone knows
    "sqlalchemy": {"bot.intake"},
    "alembic": {"bot.intake"},
    "rasa": {"bot.assistant"},
    "rasa_sdk": {"bot.assistant", "actions"},
}
LONGEST_FILE, LONGEST_TEST = 300, 400  # lines; a table of cases may go on longer than a story
SENTENCE = 6  # words in a row
SPEAKS_TO_FAMILIES = ("bot/assistant", "bot/chat", "bot/desk", "actions")
TELLS_OPERATORS = {"_require", "debug", "info", "warning", "error", "exception", "critical", "log"}

OURS = sorted(file for folder in ("bot", "actions") for file in (ROOT / folder).rglob("*.py"))
WRITTEN = sorted(
    file
    for folder in ("bot", "actions", "scripts", "standin", "tests")
    for kind in ("*.py", "*.js", "*.css", "*.html")
    for file in (ROOT / folder).rglob(kind)
)


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


def within(module: str, packages) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def imports_of(source: str, name: str):
    """(line, imported module) of every import, wherever it stands, also those for type checkers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(name.split(".")[: -node.level]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def broken_layers(source: str, name: str) -> list[str]:
    """One sentence for each import that the layers forbid."""
    own = next((layer for layer in MAY_IMPORT if within(name, [layer])), None)
    broken = []
    for line, imported in imports_of(source, name):
        if own and within(imported, ("bot", "actions")):
            allowed = {own} | ANYBODY | MAY_IMPORT[own]
            if not within(imported, allowed) and imported != "bot":
                broken.append(f"{name}:{line} imports {imported}; {own} may import {sorted(allowed - {own})} only")
        home = next((ONLY_IN[library] for library in ONLY_IN if within(imported, [library])), None)
        if home and not within(name, home):
            broken.append(f"{name}:{line} imports {imported}; that belongs into {sorted(home)} only")
    return broken


def sentences(source: str) -> list[tuple[int, str]]:
    """Texts of six words or more that are neither docstring, nor log line, nor an error's own account."""
    tree = ast.parse(source)
    passed = set()
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        logs = isinstance(node, ast.Call) and getattr(node.func, "attr", None) in TELLS_OPERATORS
        if docstring or logs or isinstance(node, ast.Raise | ast.Assert):
            passed.update(map(id, ast.walk(node)))
        elif isinstance(node, ast.JoinedStr):
            passed.update(map(id, node.values))
    texts = (node for node in ast.walk(tree) if id(node) not in passed)
    found = ((node, text_of(node)) for node in texts)
    return [(node.lineno, text) for node, text in found if is_sentence(text)]


def text_of(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def is_sentence(text: str) -> bool:
    return re.search(rf"(?:[A-Za-z’']+[,:;]? +){{{SENTENCE - 1}}}[A-Za-z]+", text) is not None


@pytest.mark.parametrize("file", OURS, ids=module_name)
def test_imports_point_down_only(file):
    assert broken_layers(file.read_text(), module_name(file)) == []


def test_every_package_has_a_layer():
    packages = {f"bot.{file.parent.name}" for file in (ROOT / "bot").glob("*/__init__.py")}
    assert packages <= set(MAY_IMPORT)


def test_actions_are_flat():
    assert [
        file for file in OURS if file.relative_to(ROOT).parts[0] == "actions" and file.parent.name != "actions"
    ] == []


@pytest.mark.parametrize("file", OURS, ids=module_name)
def test_a_module_says_what_it_is_for(file):
    source = file.read_text()
    assert not source or ast.get_docstring(ast.parse(source)), f"{file}: begin with one or two sentences"


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_file_is_too_long(file):
    lines = len(file.read_text().splitlines())
    longest = LONGEST_TEST if file.is_relative_to(ROOT / "tests") else LONGEST_FILE
    assert lines <= longest, f"{file} has {lines} lines: find the second story in it and give it a file"


@pytest.mark.parametrize(
    "file", [file for file in OURS if str(file.relative_to(ROOT)).startswith(SPEAKS_TO_FAMILIES)], ids=module_name
)
def test_no_sentence_for_families_stands_in_python(file):
    assert sentences(file.read_text()) == [], "sentences for families belong into data/content"


@pytest.mark.parametrize("file", [file for file in WRITTEN if file.suffix == ".js"], ids=lambda file: file.name)
def test_no_sentence_for_families_stands_in_javascript(file):
    code = re.sub(r"/\*.*?\*/|^\s*//.*$|\s//\s.*$", "", file.read_text(), flags=re.MULTILINE | re.DOTALL)
    texts = re.findall(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""", code)
    assert [text for text in texts if is_sentence(text)] == [], "sentences for families belong into data/content"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("bot.content.answers", "import bot.intake"),
        ("bot.content.answers", "from bot.intake import routing"),
        ("bot.content.answers", "from bot import intake"),
        ("bot.content.answers", "from ..assistant import turn"),
        ("bot.intake.submit", "def late():\n    from bot.chat import chat"),
        ("bot.intake.submit", "import bot.server"),
        ("bot.mail.outbox", "from bot.content import Content"),
        ("bot.desk.lists", "from bot.chat.guard import take"),
        ("bot.chat.turns", "import sqlalchemy.orm"),
        ("bot.chat.turns", "from rasa.core.agent import Agent"),
        ("bot.server", "from sqlalchemy import select"),
        ("actions.submit", "from bot.assistant.turn import Turn"),
        ("actions.submit", "import bot.run"),
    ],
)
def test_a_broken_layer_is_named_with_its_line(name, source):
    (said,) = broken_layers(source, name)
    assert said.startswith(f"{name}:{len(source.splitlines())} imports ")


def test_allowed_imports_are_not_named():
    source = "import json\nfrom bot.errors import GuidepostError\nfrom . import lists\nfrom bot.intake import Records"
    assert broken_layers(source, "bot.desk.pages") == []


def test_a_sentence_in_code_is_named_and_an_operators_is_not():
    source = '''
"""A docstring of quite a few words is no sentence for families."""
log.info("a log line of quite a few words %s", 1)
raise ValueError(f"an error of quite a few words {name}")
reply = "Your request was sent to the school."
reply = f"Your request {reference} was sent to the school office."
'''
    assert [line for line, _ in sentences(source)] == [5, 6]
