"""The pages that answers rest on, from sources.yml. It checks how an entry is written, not what the page says."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.content.faults import Faults
from bot.content.section import Section
from bot.content.values import day, identifier, web_address
from bot.content.yaml_file import read_yaml

FILE = "sources.yml"


@dataclass(frozen=True)
class Source:
    """`url` None: it has no address. `seen`: the day on which somebody last looked at that page."""

    id: str
    title: str
    publisher: str
    url: str | None = None
    seen: date | None = None


def read_sources(folder: Path, faults: Faults) -> dict[str, Source]:
    file = Section(read_yaml(folder / FILE, faults), folder / FILE, faults)
    sources = {}
    for id, section in file.named(identifier).items():
        title, publisher = section.required("title", str, ""), section.required("publisher", str, "")
        sources[id] = Source(id, title, publisher, section.optional("url", web_address), section.optional("seen", day))
        section.finish()
    return sources
