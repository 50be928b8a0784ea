"""What a family says, as the actions get it."""

from actions.answers import Said
from bot.assistant.reader import readers


def typed(text, intent="nlu_fallback", share=0.9, **entities):
    return Said(text.strip(), intent, share, tuple(entities.items()), pressed=False)


def pressed(intent="inform", **entities):
    return Said("", intent, 1.0, tuple(entities.items()), pressed=True)


def read(text):
    """The entities of a text, as Rasa passes them."""
    found = readers()["en"].read(text)
    return [
        {"entity": one.entity, "value": one.value} | ({"status": one.status} if one.status else {}) for one in found
    ]
