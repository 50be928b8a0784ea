"""The pieces that every reply is made of: phrases, buttons, and the shape of a message of the chat contract."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.assistant.heard import Heard
from bot.assistant.meaning import BOTH, choice_for
from bot.content import Answer, Content, Source

Message = dict[str, Any]


def choice(content: Content, topic: str, language: str) -> Message:
    """A button that asks for a topic."""
    intent, entities = choice_for(topic, content.topics)
    return {"label": content.title(topic, language), "topic": topic, "intent": intent, "entities": entities}


def cited(sources: Iterable[Source]) -> list[Message]:
    return [
        {"id": s.id, "title": s.title, "publisher": s.publisher} | ({"url": s.url} if s.url else {}) for s in sources
    ]


@dataclass(frozen=True)
class Saying:
    """The school's words, for one message that was heard."""

    content: Content
    heard: Heard

    def phrase(self, key: str, **values: str) -> str:
        return self.content.phrase(key, self.heard.language, **values)

    def answer(self, topic: str) -> Answer:
        return self.content.answer(topic, self.heard.language, self.heard.persona)

    def topic(self, topic: str) -> Message:
        return choice(self.content, topic, self.heard.language)

    def button(self, key: str, intent: str, **entities: str) -> Message:
        return {"label": self.phrase(key), "intent": intent, "entities": entities}

    def ways_on(self) -> list[Message]:
        topics = (*(self.content.topics.aspects["what_is"][plan] for plan in BOTH), "start_request", "talk_to_person")
        return [self.topic(topic) for topic in topics]

    def resume(self) -> list[Message]:
        """The buttons that go on with what was begun: a request, the interview."""
        request = [self.button("say.resume", "resume_request")] if self.heard.slots.get("draft") else []
        interview = [self.interview()] if self.heard.slots.get("help_wanted") else []
        return request + interview

    def interview(self) -> Message:
        """The button that begins the interview "Which plan?", or goes on with it."""
        begun = bool(self.heard.slots.get("help_wanted"))
        return self.button("suggestion.resume" if begun else "suggestion.offer", "find_plan")

    def message(
        self, kind: str, title: str, body: str, choices: list[Message], topic: str | None, answer: Answer | None = None
    ) -> Message:
        sources = cited(answer.sources if answer else ())
        once = [one for place, one in enumerate(choices) if one not in choices[:place]]
        message: Message = {"kind": kind, "body": body, "sources": sources, "choices": once}
        return message | ({"title": title} if title else {}) | ({"topic": topic} if topic else {})
