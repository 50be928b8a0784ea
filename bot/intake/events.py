"""Rasa's events of each conversation, kept so that any process can go on with it. A failure is always raised: an
assistant that answers from memory alone would forget without saying so."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.errors import ConversationEnded, RecordsUnavailable, RowRefused
from bot.intake.chat_tables import event, tracker
from bot.intake.codes import mask_codes
from bot.intake.records import Records, reading, transaction
from bot.intake.sealing import Seal
from bot.settings import Settings


class EventStore:
    """The events of all conversations, in a database of their own or beside the records."""

    def __init__(self, records: Records) -> None:
        self.records = records

    @staticmethod
    def of(settings: Settings) -> "EventStore":
        """The events that the settings name; the base "events" must have been migrated there."""
        return EventStore(Records.open(settings.tracker_url, Seal.of(settings)))

    def save(self, conversation_id: str, events: Sequence[dict[str, Any]], start: int) -> None:
        """Keep `events` from position `start` on (0 is the first); what stood there and after goes, so that a save can
        be repeated and a tracker can be cut. Raises ConversationEnded once forgotten, RecordsUnavailable."""
        rows = [
            {"conversation_id": conversation_id, "position": position, "data": mask_codes(each)}
            for position, each in enumerate(events, start)
        ]
        try:
            self._save(conversation_id, rows, start)
        except RowRefused as error:  # two processes began it at the same moment; neither knows the other's events
            raise RecordsUnavailable("Another process keeps the same conversation.") from error

    def _save(self, conversation_id: str, rows: Sequence[dict[str, Any]], start: int) -> None:
        with transaction(self.records) as connection:
            own = tracker.c.conversation_id == conversation_id
            found = connection.execute(select(tracker.c.ended_at).where(own).with_for_update()).first()
            if found is None:
                connection.execute(insert(tracker).values(conversation_id=conversation_id))
            elif found.ended_at is not None:
                raise ConversationEnded("The conversation was forgotten; its events are not kept.")
            connection.execute(
                delete(event).where(event.c.conversation_id == conversation_id, event.c.position >= start)
            )
            if rows:
                connection.execute(insert(event), rows)

    def load(self, conversation_id: str) -> list[dict[str, Any]]:
        """The events in order; [] for a conversation that is new or forgotten. Raises RecordsUnavailable."""
        kept = select(event.c.data).where(event.c.conversation_id == conversation_id).order_by(event.c.position)
        with reading(self.records) as connection:
            return list(connection.execute(kept).scalars())

    def forget(self, conversation_id: str) -> None:
        """Erase the events and refuse any later save, also one that is under way. Raises RecordsUnavailable."""
        now = datetime.now(timezone.utc)
        with transaction(self.records) as connection:
            own = tracker.c.conversation_id == conversation_id
            if not connection.execute(update(tracker).where(own).values(ended_at=now)).rowcount:
                connection.execute(insert(tracker).values(conversation_id=conversation_id, ended_at=now))
            connection.execute(delete(event).where(event.c.conversation_id == conversation_id))

    def remove(self, conversation_ids: Sequence[str]) -> None:
        """Take out all that is kept of conversations that are over so long that nobody can go on with them. Raises
        RecordsUnavailable."""
        with transaction(self.records) as connection:
            connection.execute(delete(event).where(event.c.conversation_id.in_(conversation_ids)))
            connection.execute(delete(tracker).where(tracker.c.conversation_id.in_(conversation_ids)))

    def close(self) -> None:
        self.records.close()
