"""What is said to somebody who writes in another language than English: in that language, where the school has a
sentence in it, and in English. It translates nothing."""

from __future__ import annotations

from bot.assistant.asking_back import ask_the_office
from bot.assistant.saying import Message, Saying


def other_language(say: Saying, answer: Message) -> list[Message]:
    """`answer`: the one on interpreters, offered as more."""
    known, code = say.content.phrases("other_language", say.heard.language), say.heard.entities["speaks"]
    said = {"kind": answer["kind"], "topic": answer["topic"], "sources": []}
    own = [said | {"body": known[code], "lang": code, "choices": []}] if code in known else []
    choices = [say.topic(answer["topic"]), ask_the_office(say), say.topic("talk_to_person")]
    return [*own, said | {"body": known["english"], "choices": [] if say.heard.asked else choices}]
