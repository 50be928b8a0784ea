"""Collects what the assistant says in one turn. Owned by the turn, so that a reply survives a failing save."""

from typing import Any

from rasa.core.channels.channel import OutputChannel


class Collected(OutputChannel):  # type: ignore[misc]
    """`messages`: contract messages in order. `changes`: language or persona that an action changed."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.changes: dict[str, str] = {}

    @classmethod
    def name(cls) -> str:
        return "chat"

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        self.messages += json_message.get("messages", [])
        self.changes |= json_message.get("changes", {})

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """A bare text can only be a placeholder of the domain; nobody is to read it."""
