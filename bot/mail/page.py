"""The HTML of a letter to a family, beside its plain text: the same words, larger, with links to our own pages. Nothing
in it is loaded from anywhere, and nothing that a family wrote becomes markup."""

import re
from collections.abc import Collection
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def html_of(subject: str, body: str, language: str, places: Collection[str]) -> str:
    """`places`: addresses that become links where they stand in the text."""
    cut = re.compile("(" + "|".join(re.escape(place) for place in sorted(places, key=len, reverse=True)) + ")")
    paragraphs = [
        [cut.split(line) for line in paragraph.split("\n")] for paragraph in re.split(r"\n\s*\n", body.strip())
    ]
    template = TEMPLATES.get_template("letter.html")
    return template.render(subject=subject, paragraphs=paragraphs, language=language, places=places)
