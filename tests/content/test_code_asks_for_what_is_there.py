"""Reads the code for the phrases and letters that it asks for: each is there, and gets every value that it names."""

import ast
from pathlib import Path

import pytest

from bot.content.needed import needed_by

PROJECT = Path(__file__).parents[2]
ASKS = {"phrase": "phrase `{}`", "letter": "letter '{}'"}


def calls():
    for file in sorted([*PROJECT.glob("bot/**/*.py"), *PROJECT.glob("actions/*.py")]):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                yield f"{file.relative_to(PROJECT)}:{node.lineno}", node.func.attr, node


@pytest.fixture(scope="module")
def texts(content):
    return needed_by(content.by_language["en"])


def test_every_text_that_the_code_names_is_there_and_gets_its_values(texts):
    wrong, seen = [], 0
    for place, method, call in calls():
        key = call.args[0]
        if method not in ASKS or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            continue
        seen += 1
        name = ASKS[method].format(key.value)
        given = {keyword.arg for keyword in call.keywords}
        if name not in texts:
            wrong.append(f"{place} asks for the {name}, which is not there")
        elif None not in given and set(texts[name]) - given:  # None: values given as **values
            wrong.append(f"{place} does not give the {name} its {set(texts[name]) - given}")
    assert seen and not wrong, "\n".join(wrong)


def test_every_group_of_phrases_that_the_code_names_is_there(texts):
    wrong, seen = [], 0
    for place, method, call in calls():
        start = _start(call.args[0])
        if start and (method == "phrases" or (method == "phrase" and isinstance(call.args[0], ast.JoinedStr))):
            seen += 1
            if not any(name.startswith(f"phrase `{start}") for name in texts):
                wrong.append(f"{place} asks for phrases that begin with `{start}`, and there is none")
    assert seen and not wrong, "\n".join(wrong)


def _start(key: ast.expr) -> str:
    """What is certain of a key: all of it, or the beginning of an f-string."""
    first = key.values[0] if isinstance(key, ast.JoinedStr) and key.values else key
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""
