"""All that the school says, read once at the start, with what every part of the program asks of it. Rewording it needs
no code and no training."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.answers import Answer
from bot.content.faults import Faults
from bot.content.languages import Language, check_parity, read_language
from bot.content.letters import LetterText
from bot.content.needed import check_needed, read_needed
from bot.content.placeholder_faults import check_placeholders
from bot.content.placeholders import fill, school_values
from bot.content.school import School
from bot.content.school_faults import check_school
from bot.content.school_file import FILE as SCHOOL_FILE
from bot.content.school_file import read_school
from bot.content.sources import FILE as SOURCES_FILE
from bot.content.sources import Source, read_sources
from bot.content.states import FILE as STATES_FILE
from bot.content.states import State, read_states
from bot.content.topics import FILE as TOPICS_FILE
from bot.content.topics import Topics, read_topics
from bot.errors import ContentFaults

FILES = (SCHOOL_FILE, SOURCES_FILE, STATES_FILE, TOPICS_FILE, "README.md")
UNCONFIRMED = "unconfirmed_address"  # the phrase that follows a state's address that nobody has confirmed


@dataclass(frozen=True)
class Content:
    """Languages are codes of school.yml, topics ids of topics.yml; anything else raises KeyError."""

    school: School
    sources: Mapping[str, Source]
    topics: Topics
    state: State
    by_language: Mapping[str, Language]

    @property
    def languages(self) -> tuple[str, ...]:
        """The school's usual language first."""
        return tuple(self.by_language)

    def answer(self, topic: str, language: str, persona: str = "parent") -> Answer:
        """What a reader (parent, student or staff) is told on a topic at this school."""
        answer = self.by_language[language].answers[topic]
        return answer.told(self.school, language, persona, self.sources, self.values(language))

    def title(self, topic: str, language: str) -> str:
        return fill(self.by_language[language].answers[topic].title, self.values(language))

    def phrase(self, key: str, language: str, **values: str) -> str:
        """The short text under a dotted key, with the school's and these values filled in."""
        return fill(self.by_language[language].phrases[key].text, self.values(language) | values)

    def phrases(self, prefix: str, language: str) -> dict[str, str]:
        """Everything under a key, in the order of its file, by the rest of the key; placeholders of the code stay."""
        values, start = self.values(language), f"{prefix}."
        found = {key: one.text for key, one in self.by_language[language].phrases.items() if key.startswith(start)}
        return {key.removeprefix(start): fill(text, values) for key, text in found.items()}

    def letter(self, name: str, language: str, **values: str) -> LetterText:
        letter, filled = self.by_language[language].letters[name], self.values(language) | values
        return LetterText(fill(letter.subject, filled), fill(letter.body, filled))

    def values(self, language: str) -> dict[str, str]:
        """The school's placeholders as they are filled in this language."""
        unconfirmed = self.by_language[language].phrases.get(UNCONFIRMED)
        return school_values(self.school, self.state, unconfirmed.text if unconfirmed else "")


def load_content(folder: Path) -> Content:
    """Read what the school says. Raises ContentFaults with every fault that is found, one sentence each."""
    faults = Faults()
    sources, states, topics = read_sources(folder, faults), read_states(folder, faults), read_topics(folder, faults)
    before = len(faults.sentences)
    school = read_school(folder, states, sources, faults)
    if len(faults.sentences) == before and states:
        check_school(school, folder / SCHOOL_FILE, faults)
    needed = read_needed()
    languages = {code: read_language(folder / code, topics.all_ids, sources, faults) for code in school.languages}
    _stray_entries(folder, school, faults)
    for language in languages.values():
        check_needed(language, needed, faults)
        check_placeholders(language, school, needed, faults)
    for other in list(languages.values())[1:]:
        check_parity(languages[school.languages[0]], other, faults)
    if faults.sentences:
        raise ContentFaults(faults.sentences)
    return Content(school, sources, topics, states[school.state], languages)


def _stray_entries(folder: Path, school: School, faults: Faults) -> None:
    for entry in sorted(folder.glob("*")):
        if entry.name in (*FILES, *school.languages) or entry.name.startswith("."):
            continue
        if entry.is_dir() and school.languages:
            faults.add(entry, "`languages` of school.yml does not name this folder; add it there or take this out.")
        elif not entry.is_dir():
            faults.add(entry, "this file is none of the assistant's; take it out of this folder.")
