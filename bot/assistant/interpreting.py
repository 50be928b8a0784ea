"""What is said to somebody who writes in another language than English: in that language, where the school has a
sentence in it, and in English. It translates nothing."""

from __future__ import annotations

from typing import Any

from bot.assistant.heard import Heard
from bot.content import Content

Message = dict[str, Any]


def other_language(content: Content, heard: Heard, answer: Message, send: Message) -> list[Message]:
    """`answer`: the one on interpreters, offered as more; `send`: the button that sends a question."""
    known, code = content.phrases("other_language", heard.language), heard.entities["speaks"]
    said = {"kind": answer["kind"], "topic": answer["topic"], "sources": []}
    more = {"label": answer["title"], "topic": answer["topic"], "intent": answer["topic"], "entities": {}}
    own = [said | {"body": known[code], "lang": code, "choices": []}] if code in known else []
    choices = [more, send, *(one for one in answer["choices"] if one.get("topic") == "talk_to_person")]
    return [*own, said | {"body": known["english"], "choices": [] if heard.asked else choices}]
