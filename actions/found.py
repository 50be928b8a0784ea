"""The difficulties at school that were found in a message."""

from rasa_sdk import Tracker


def difficulties(tracker: Tracker) -> list[list[str]]:
    """[kind (condition, need), name, status (said, suspected, denied)] of the latest message, each once."""
    found = {
        (one["entity"], str(one["value"]), str(one.get("status") or "said")): None
        for one in tracker.latest_message.get("entities") or []
        if one.get("entity") in ("condition", "need")
    }
    return [list(one) for one in found]
