"""What goes into the assistant and what comes out of it, one exchange at a time. Plain values; nothing of Rasa."""

import hashlib
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Text:
    """What the family typed."""

    text: str


@dataclass(frozen=True)
class Choice:
    """A pressed button. `asks` and `draft` are those of the turn that offered it: with others now, it is stale."""

    intent: str
    entities: dict[str, str]
    asks: str | None = None
    draft: str | None = None


@dataclass(frozen=True)
class Turn:
    """`messages`: contract messages, each choice as {"label", "topic"?, "intent", "entities"}. `asks`: the slot that is
    now asked. `draft`: of the request being made. `changes`: language or persona to keep. `private`: the words of
    this turn tell of danger; they must not be kept in the transcript."""

    messages: list[dict[str, Any]]
    asks: str | None = None
    draft: str | None = None
    changes: dict[str, str] = field(default_factory=dict)
    private: bool = False


def for_log(conversation_id: str) -> str:
    """Enough to find a conversation's lines in the log, and nothing that opens it."""
    return hashlib.sha256(conversation_id.encode()).hexdigest()[:8]
