"""Reads the whole content folder. What is wrong in it is told all at once and stops the program: better no assistant
than one that loses a request or says half a sentence."""

from pathlib import Path

from bot.content.content import Content
from bot.content.faults import Faults
from bot.content.languages import check_parity, read_language
from bot.content.needed import check_needed, read_needed
from bot.content.placeholder_faults import check_placeholders
from bot.content.school import School
from bot.content.school_faults import check_school
from bot.content.school_file import FILE as SCHOOL_FILE
from bot.content.school_file import read_school
from bot.content.sources import FILE as SOURCES_FILE
from bot.content.sources import read_sources
from bot.content.states import FILE as STATES_FILE
from bot.content.states import State, read_states
from bot.content.suggestions import FILE as SUGGESTIONS_FILE
from bot.content.suggestions import check_reasons, read_suggestions
from bot.content.topics import FILE as TOPICS_FILE
from bot.content.topics import read_topics
from bot.errors import ContentFaults

FILES = (SCHOOL_FILE, SOURCES_FILE, STATES_FILE, SUGGESTIONS_FILE, TOPICS_FILE, "README.md")


def load_content(folder: Path) -> Content:
    """Read what the school says. Raises ContentFaults with every fault that is found, one sentence each."""
    faults = Faults()
    content = read_content(folder, faults)
    if faults.sentences:
        raise ContentFaults(faults.sentences)
    return content


def read_content(folder: Path, faults: Faults) -> Content:
    """What could be read; with a fault in it, good for looking for more faults and for nothing else."""
    sources, states, topics = read_sources(folder, faults), read_states(folder, faults), read_topics(folder, faults)
    suggestions = read_suggestions(folder, sources, faults)
    before = len(faults.sentences)
    school = read_school(folder, states, sources, faults)
    if len(faults.sentences) == before and states:
        check_school(school, folder / SCHOOL_FILE, faults)
    languages = {code: read_language(folder / code, topics.all_ids, sources, faults) for code in school.languages}
    _stray_entries(folder, school, faults)
    needed = read_needed()
    for language in languages.values():
        check_needed(language, needed, faults)
        check_placeholders(language, school, needed, faults)
        check_reasons(suggestions, language, folder, faults)
    for other in list(languages.values())[1:]:
        check_parity(languages[school.languages[0]], other, faults)
    state = states.get(school.state, State(school.state, "", "", None, confirmed=True))
    return Content(school, sources, topics, state, languages, suggestions)


def _stray_entries(folder: Path, school: School, faults: Faults) -> None:
    for entry in sorted(folder.glob("*")):
        if entry.name in (*FILES, *school.languages) or entry.name.startswith("."):
            continue
        if entry.is_dir() and school.languages:
            faults.add(entry, "`languages` of school.yml does not name this folder; add it there or take this out.")
        elif not entry.is_dir():
            faults.add(entry, "this file is none of the assistant's; take it out of this folder.")
