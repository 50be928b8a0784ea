"""Between a turn of the assistant and a message of the contract: ids, signed choices, and what is kept of it all.
A choice is good for one conversation, and carries the draft and the question that it belongs to."""

import secrets
from typing import Any

from bot.assistant.turn import Choice, Turn
from bot.chat.problems import Problem
from bot.chat.seals import seal, unseal
from bot.intake.codes import MASK, NUMBER, as_typed, is_reference

Message = dict[str, Any]


def shown(turn: Turn, secret: bytes, conversation_id: str, language: str) -> list[Message]:
    """The turn's messages as the family gets them."""
    return [
        {
            "id": secrets.token_urlsafe(9),
            "from": "assistant",
            "lang": language,
            "sources": [],
            **message,
            "choices": [_signed(choice, turn, secret, conversation_id) for choice in message.get("choices", [])],
        }
        for message in turn.messages
    ]


def _signed(choice: dict[str, Any], turn: Turn, secret: bytes, conversation_id: str) -> dict[str, str]:
    meant = {
        "intent": choice["intent"],
        "entities": choice.get("entities", {}),
        "asks": turn.asks,
        "draft": turn.draft,
        "label": choice["label"],
    }
    offered = {"label": choice["label"], "choice": seal(secret, f"choice of {conversation_id}", meant)}
    return offered | ({"topic": choice["topic"]} if choice.get("topic") else {})


def opened(sealed: str, secret: bytes, conversation_id: str) -> tuple[Choice, str]:
    """The choice that was made, and its label. Raises Problem unknown_choice unless issued to this conversation."""
    try:
        meant = unseal(secret, f"choice of {conversation_id}", sealed)
    except ValueError:
        raise Problem("unknown_choice") from None
    assert isinstance(meant, dict)  # we signed it
    return Choice(meant["intent"], meant["entities"], meant["asks"], meant["draft"]), meant["label"]


def said(words: str, language: str) -> Message:
    """What the family said, as a message of the conversation."""
    return {
        "id": secrets.token_urlsafe(9),
        "from": "family",
        "kind": "said",
        "lang": language,
        "body": words,
        "sources": [],
        "choices": [],
    }


def without_codes(words: str, code_was_asked: bool) -> str:
    """The family's words as they may be kept: a reference stays, every other number that could be a code is hidden."""
    references = [number for number in NUMBER.findall(words) if is_reference(as_typed(number))]
    stays = references[0] if references and not code_was_asked else None
    return NUMBER.sub(lambda found: found[0] if found[0] == stays else MASK, words)
