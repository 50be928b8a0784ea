"""Conversations: one row each, which alone decides whether a conversation still goes on. What was said stands in
messages.py; the row knows nothing of it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.errors import ConversationEnded
from bot.intake.chat_tables import conversation, message
from bot.intake.records import Records, reading, transaction

LASTS = timedelta(hours=24)  # after the last message


@dataclass(frozen=True)
class Conversation:
    """`persona`: parent, student or staff. Times in UTC."""

    id: str
    language: str
    persona: str
    created: datetime
    last_seen: datetime
    ended_at: datetime | None


def start_conversation(records: Records, language: str, persona: str, now: datetime) -> Conversation:
    """A new conversation, under an id that can't be guessed. Raises RecordsUnavailable."""
    started = Conversation(secrets.token_urlsafe(24), language, persona, now, now, None)
    with transaction(records) as connection:
        connection.execute(insert(conversation).values(**vars(started)))
    return started


def find_conversation(records: Records, conversation_id: str, now: datetime) -> Conversation:
    """The conversation, if it still goes on. Raises ConversationEnded (also for an unknown id), RecordsUnavailable."""
    wanted = select(conversation).where(conversation.c.id == conversation_id)
    with reading(records) as connection:
        row = connection.execute(wanted).mappings().first()
    if row is None or row["ended_at"] is not None or row["last_seen"] + LASTS < now:
        raise ConversationEnded("The conversation is over.")
    return Conversation(**row)


def touch(records: Records, conversation_id: str, now: datetime) -> None:
    """The family is still there. Raises ConversationEnded, RecordsUnavailable."""
    with transaction(records) as connection:
        change_row(connection, conversation_id, last_seen=now)


def end_conversation(records: Records, conversation_id: str, now: datetime | None = None) -> None:
    """Forget what was said and take nothing more; ending it twice is no error. A request or notice that was sent stays
    with the school. Raises RecordsUnavailable."""
    with transaction(records) as connection:
        ended = update(conversation).where(conversation.c.id == conversation_id, conversation.c.ended_at.is_(None))
        connection.execute(ended.values(ended_at=now or datetime.now(timezone.utc)))
        connection.execute(delete(message).where(message.c.conversation_id == conversation_id))


def change_row(connection: Connection, conversation_id: str, **changes: object) -> None:
    """Change the row of a conversation that goes on, and hold it until the end. Raises ConversationEnded."""
    going_on = (conversation.c.id == conversation_id, conversation.c.ended_at.is_(None))
    if not connection.execute(update(conversation).where(*going_on).values(**changes)).rowcount:
        raise ConversationEnded("The conversation is over; nothing more is kept for it.")
