"""All that the school says, read once at the start, with what every part of the program asks of it. Rewording it needs
no code and no training."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.content.answers import Answer
from bot.content.languages import Language
from bot.content.letters import LetterText
from bot.content.placeholders import fill, school_values
from bot.content.school import School
from bot.content.sources import Source
from bot.content.states import State
from bot.content.suggestions import Suggestions
from bot.content.topics import Topics

UNCONFIRMED = "unconfirmed_address"  # the phrase that follows a state's address that nobody has confirmed


@dataclass(frozen=True)
class Content:
    """Languages are codes of school.yml, topics ids of topics.yml; anything else raises KeyError."""

    school: School
    sources: Mapping[str, Source]
    topics: Topics
    state: State
    by_language: Mapping[str, Language]
    suggestions: Suggestions

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
