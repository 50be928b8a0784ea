"""What is said to the assistant and what comes back: plain values, so that the chat needs nothing of Rasa."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Text:
    """A family's own words, never empty and never a command."""

    text: str


@dataclass(frozen=True)
class Choice:
    """A button that was offered: what it means, and the question (slot and draft) that it belonged to."""

    intent: str
    entities: dict[str, Any] = field(default_factory=dict)
    asks: str | None = None
    draft: str | None = None


@dataclass(frozen=True)
class Turn:
    """One reply. `messages` are contract messages, but each choice in them is {"label", "topic"?, "intent",
    "entities"}; `changes` holds the conversation's new language or persona."""

    messages: list[dict[str, Any]]
    asks: str | None = None
    draft: str | None = None
    changes: dict[str, str] = field(default_factory=dict)
