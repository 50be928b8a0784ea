"""What a family says, as the actions get it."""

from actions.answers import Said


def typed(text, intent="nlu_fallback", share=0.9, **entities):
    return Said(text.strip(), intent, share, tuple(entities.items()), pressed=False)


def pressed(intent="inform", **entities):
    return Said("", intent, 1.0, tuple(entities.items()), pressed=True)
