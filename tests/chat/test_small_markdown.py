"""The small Markdown on paper: what is marked is shown as meant, what a family typed stays as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markdown import Block, Run, blocks
from bot.content.markdown import verbatim


def paragraph(*lines):
    return Block("p", tuple((Run(line),) if line else () for line in lines))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("One\nTwo\n\nThree", [paragraph("One", "Two"), paragraph("Three")]),
        ("- One\n- Two", [Block("ul", ((Run("One"),), (Run("Two"),)))]),
        ("3. One\n4. Two", [Block("ol", ((Run("One"),), (Run("Two"),)), 3)]),
        ("**Date:** today", [Block("p", ((Run("Date:", bold=True), Run(" today")),))]),
        (r"\*\*not bold\*\*", [paragraph("**not bold**")]),
        ("Name: ____", [Block("p", ((Run("Name: "), Run("____", blank=True)),))]),
        (r"\_\_\_\_", [paragraph("____")]),
        ("Ask:\n- One", [paragraph("Ask:"), Block("ul", ((Run("One"),),))]),
    ],
)
def test_it_is_read_as_it_is_meant(text, read):
    assert blocks(text) == read


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Zl", "Zp"]), min_size=1))
def test_what_was_typed_is_shown_letter_by_letter(typed):
    [block] = blocks("x" + verbatim(typed))
    assert "".join(run.text for line in block.lines for run in line) == "x" + typed
