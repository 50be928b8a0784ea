"""What a family sees when it comes back to a conversation: the messages of the chat contract, in the order said.
A code is shown once, when it is made; it is never kept here."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import insert, select

from bot.intake.chat_tables import message
from bot.intake.codes import mask_codes
from bot.intake.conversations import change_row
from bot.intake.records import Records, reading, transaction


def append_messages(
    records: Records,
    conversation_id: str,
    messages: Sequence[dict[str, Any]],
    now: datetime | None = None,
    changes: Mapping[str, str] | None = None,
) -> None:
    """Keep `messages` (contract messages) after those already there, codes masked; the conversation's 24 hours begin
    anew, in another `language` or for another `persona` where `changes` says so. Raises ConversationEnded,
    RecordsUnavailable."""
    rows = [{"conversation_id": conversation_id, "body": mask_codes(said)} for said in messages]
    with transaction(records) as connection:
        change_row(connection, conversation_id, last_seen=now or datetime.now(timezone.utc), **changes or {})
        if rows:
            connection.execute(insert(message), rows)


def read_messages(records: Records, conversation_id: str) -> list[dict[str, Any]]:
    """The conversation so far; [] for one that was forgotten. Raises RecordsUnavailable."""
    said = select(message.c.body).where(message.c.conversation_id == conversation_id).order_by(message.c.id)
    with reading(records) as connection:
        return list(connection.execute(said).scalars())
