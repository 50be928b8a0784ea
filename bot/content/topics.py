"""The ids of everything that a family can want to know or do, from topics.yml. Says nothing on them: answers do."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.content.faults import Faults
from bot.content.section import Section
from bot.content.values import identifier
from bot.content.yaml_file import read_yaml

FILE = "topics.yml"


@dataclass(frozen=True)
class Topics:
    """`aspects`: aspect -> plan (ilp, iap, 504, iep) -> topic id. `topics`, `flows`, `other`: id -> heading."""

    aspects: dict[str, dict[str, str]]
    topics: dict[str, str]
    flows: dict[str, str]
    other: dict[str, str]
    all_ids: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        under_plans = (topic for plans in self.aspects.values() for topic in plans.values())
        ids = dict.fromkeys([*under_plans, *self.topics, *self.flows, *self.other])
        object.__setattr__(self, "all_ids", tuple(ids))

    def plan_of(self, topic: str) -> str | None:
        """The plan (ilp, iap, 504, iep) that a topic is an aspect of, if it is one."""
        return next((plan for plans in self.aspects.values() for plan, id in plans.items() if id == topic), None)


def read_topics(folder: Path, faults: Faults) -> Topics:
    file = Section(read_yaml(folder / FILE, faults), folder / FILE, faults)
    aspects = file.section("aspects")
    found = {name: _texts(section) for name, section in (aspects.named(identifier) if aspects else {}).items()}
    headings = {key: _texts(file.section(key)) for key in ("topics", "flows", "other")}
    file.finish()
    twice = [id for id in headings["topics"] | headings["flows"] if id in headings["other"]]
    for id in twice + [id for id in headings["topics"] if id in headings["flows"]]:
        faults.add(folder / FILE, f"'{id}' stands under two headings; keep one.")
    return Topics(found, headings["topics"], headings["flows"], headings["other"])


def _texts(section: Section | None) -> dict[str, str]:
    return {key: section.required(key, str, "") for key in section.entries} if section else {}
