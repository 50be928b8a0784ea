"""The states' education departments, from states.yml; an address that nobody has confirmed says so."""

from dataclasses import dataclass
from pathlib import Path

from bot.content.faults import Faults
from bot.content.section import Section
from bot.content.values import flag, web_address
from bot.content.yaml_file import read_yaml

FILE = "states.yml"


@dataclass(frozen=True)
class State:
    """`code` is the postal code, `agency` the education department."""

    code: str
    name: str
    agency: str
    url: str | None
    confirmed: bool


def read_states(folder: Path, faults: Faults) -> dict[str, State]:
    file = Section(read_yaml(folder / FILE, faults), folder / FILE, faults)
    states = {}
    for code, section in file.named().items():
        name, agency = section.required("state", str, ""), section.required("agency", str, "")
        url, confirmed = section.optional("url", web_address), section.required("confirmed", flag, False)
        states[code] = State(code, name, agency, url, confirmed)
        section.finish()
    return states
