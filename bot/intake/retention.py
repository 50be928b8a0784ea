"""Deletes what the school need not keep any longer, by the days that school.yml gives for each kind of record. Of a
request its reference and dates stay, in the list of disposals; one that is held stays whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, insert, or_, select, update

from bot.content import Content
from bot.errors import UnknownReference
from bot.intake.chat_tables import conversation, message, missed_question
from bot.intake.codes import as_typed
from bot.intake.events import EventStore
from bot.intake.plan_request import tidy_text
from bot.intake.records import Records, reading, transaction
from bot.intake.statuses import OVER
from bot.intake.tables import (
    attempt,
    audit,
    correction,
    disposal,
    hand_off,
    history,
    letter,
    need,
    note,
    request,
    taken,
)

AT_ONCE = 200  # records in one transaction: a writer waits for no long one
OF_REQUEST = (need, history, hand_off, letter, note, attempt, correction, audit, taken)
FORGOTTEN = timedelta(hours=1)  # what the family had forgotten is gone at once; this mends where that failed


@dataclass(frozen=True)
class Disposal:
    """A request whose time is over, or one that was deleted; days by the school's clock."""

    id: int
    kind: str
    reference: str
    received_on: date
    over_on: date
    letters: tuple[int, ...]


@dataclass(frozen=True)
class Chats:
    """How many conversations, missed questions, and letters that belong to no request, are (to be) deleted."""

    conversations: int
    missed_questions: int
    letters: int


def due_requests(records: Records, content: Content, now: datetime) -> tuple[Disposal, ...]:
    """Requests and notices of danger that have been over for so many days, and are not held. Raises
    RecordsUnavailable."""
    keep, school = content.school.retention, content.school
    over = select(func.max(history.c.at)).where(history.c.request_id == request.c.id).scalar_subquery()
    old = or_(
        (request.c.kind != "danger") & _nothing_since(now - timedelta(days=keep.requests)),
        (request.c.kind == "danger") & _nothing_since(now - timedelta(days=keep.danger)),
    )
    wanted = select(request.c.id, request.c.kind, request.c.reference, request.c.received_at, over.label("over_at"))
    wanted = wanted.where(request.c.status.in_(OVER), request.c.hold_reason.is_(None), old).order_by(request.c.id)
    with reading(records) as connection:
        rows = connection.execute(wanted).all()
        written: dict[int, list[int]] = {row.id: [] for row in rows}
        for some in _portions(list(written)):
            named = select(letter.c.id, letter.c.request_id).where(letter.c.request_id.in_(some))
            for each in connection.execute(named):
                written[each.request_id].append(each.id)
    return tuple(
        Disposal(
            row.id,
            row.kind,
            row.reference,
            school.local(row.received_at).date(),
            school.local(row.over_at).date(),
            tuple(written[row.id]),
        )
        for row in rows
    )


def _nothing_since(limit: datetime) -> Any:
    stepped = exists().where(history.c.request_id == request.c.id, history.c.at >= limit)
    return (request.c.received_at < limit) & ~stepped


def delete_requests(records: Records, due: Sequence[Disposal], now: datetime) -> int:
    """Delete these with all that hangs on them, and list them as disposed of; returns how many there still were. One
    that was held or opened again meanwhile stays. Raises RecordsUnavailable."""
    deleted = 0
    for some in _portions(due):
        with transaction(records) as connection:
            going = (request.c.hold_reason.is_(None), request.c.status.in_(OVER))
            still = select(request.c.id).where(request.c.id.in_([one.id for one in some]), *going).with_for_update()
            ids = set(connection.execute(still).scalars())
            rows = [
                {"at": now, **{name: getattr(one, name) for name in ("kind", "reference", "received_on", "over_on")}}
                for one in some
                if one.id in ids
            ]
            if rows:
                connection.execute(insert(disposal), rows)  # first: the audit of others can't be deleted
            for table in OF_REQUEST:
                connection.execute(delete(table).where(table.c.request_id.in_(ids)))
            connection.execute(delete(request).where(request.c.id.in_(ids)))
        deleted += len(rows)
    return deleted


def due_chats(records: Records, content: Content, now: datetime) -> Chats:
    """What `delete_chats` would delete. Raises RecordsUnavailable."""
    counts = [select(func.count()).select_from(table).where(old) for table, old in _old_chats(content, now)]
    with reading(records) as connection:
        return Chats(*(connection.execute(count).scalar_one() for count in counts))


def delete_chats(records: Records, events: EventStore, content: Content, now: datetime) -> Chats:
    """Delete old conversations, from Rasa's events, too; old missed questions; old letters about no request in
    particular; and the events of conversations that families had forgotten. Raises RecordsUnavailable."""
    forgotten = select(conversation.c.id).where(conversation.c.ended_at < now - FORGOTTEN)
    (_, old), (_, old_questions), (_, old_letters) = _old_chats(content, now)
    with reading(records) as connection:
        ids = list(connection.execute(select(conversation.c.id).where(old)).scalars())
        ended = list(connection.execute(forgotten).scalars())
    for some in _portions([*ids, *ended]):
        events.remove(some)  # first: while the row is there, the next try finds what is left
    for some in _portions(ids):
        with transaction(records) as connection:
            connection.execute(delete(message).where(message.c.conversation_id.in_(some)))
            connection.execute(delete(conversation).where(conversation.c.id.in_(some)))
    with transaction(records) as connection:
        questions = connection.execute(delete(missed_question).where(old_questions)).rowcount
        letters = connection.execute(delete(letter).where(old_letters)).rowcount
    return Chats(len(ids), questions, letters)


def hold(records: Records, reference: str, reason: str | None, staff_id: int | None, now: datetime) -> None:
    """Keep a request from being deleted, for this reason (a court's or an agency's wish, say); None: no longer. Raises
    UnknownReference, RecordsUnavailable."""
    reason = tidy_text(reason or "") or None
    with transaction(records) as connection:
        wanted = select(request.c.id).where(request.c.reference == as_typed(reference))
        request_id = connection.execute(wanted).scalar()
        if request_id is None:
            raise UnknownReference("No request has this reference.")
        connection.execute(update(request).where(request.c.id == request_id).values(hold_reason=reason))
        act = {"at": now, "staff_id": staff_id, "act": "hold" if reason else "release", "request_id": request_id}
        connection.execute(insert(audit).values(**act))


def _old_chats(content: Content, now: datetime) -> tuple[tuple[Any, Any], ...]:
    """Table and condition of what the members of Chats count."""
    chats = now - timedelta(days=content.school.retention.conversations)
    questions = now - timedelta(days=content.school.retention.missed_questions)
    return (
        (conversation, conversation.c.last_seen < chats),
        (missed_question, missed_question.c.at < questions),
        (letter, letter.c.request_id.is_(None) & (letter.c.written_at < chats)),
    )


def _portions(several: Sequence[Any]) -> list[Any]:
    return [several[start : start + AT_ONCE] for start in range(0, len(several), AT_ONCE)]
