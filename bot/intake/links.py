"""Links requests about one student: two parents who each ask, or one who asks twice. Only staff know of it. Each family
goes on with its own reference and code, and reads nothing of the other's."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.errors import RequestIncomplete
from bot.intake.acts import act_on
from bot.intake.codes import as_typed
from bot.intake.names import plain
from bot.intake.records import Records
from bot.intake.staff import Staff
from bot.intake.tables import audit, request

LINKED = ("plan", "question", "call")  # a notice of danger has readers of its own
A_YEAR = timedelta(days=365)
MOST_COMPARED = 500
SHOWN = [request.c[name] for name in ("id", "kind", "reference", "status", "received_at", "requester_name")]


def link_requests(
    records: Records, request_id: int, reference: str, staff: Staff, now: datetime, key: str | None = None
) -> None:
    """The request and the one with `reference` (as typed) are about one student, and with them all that they are linked
    to. Raises RequestIncomplete (no other request has this reference), UnknownReference, RecordsUnavailable."""

    def do(connection: Connection, row: Any) -> str:
        wanted = (request.c.reference == as_typed(reference), request.c.kind.in_(LINKED), request.c.id != row.id)
        other = connection.execute(select(request).where(*wanted).with_for_update()).first()
        if other is None or row.kind not in LINKED:
            raise RequestIncomplete(["reference"])
        theirs = [group for group in (row.link_group, other.link_group) if group]
        group = theirs[0] if theirs else secrets.randbelow(2**31 - 1) + 1
        both = or_(request.c.id.in_((row.id, other.id)), request.c.link_group.in_(theirs))
        connection.execute(update(request).where(both).values(link_group=group))
        noted = {"at": now, "staff_id": staff.id, "act": "link", "request_id": other.id, "detail": row.reference}
        connection.execute(insert(audit).values(**noted))
        return str(other.reference)

    act_on(records, request_id, staff, now, "link", do, key)


def unlink_request(records: Records, request_id: int, staff: Staff, now: datetime, key: str | None = None) -> None:
    """It is about another student after all. Raises UnknownReference, RecordsUnavailable."""

    def do(connection: Connection, row: Any) -> None:
        connection.execute(update(request).where(request.c.id == row.id).values(link_group=None))

    act_on(records, request_id, staff, now, "unlink", do, key)


def linked_to(connection: Connection, row: Any) -> list[dict[str, Any]]:
    """The other requests about the student of `row`, by SHOWN, oldest first."""
    if row.link_group is None:
        return []
    others = select(*SHOWN).where(request.c.link_group == row.link_group, request.c.id != row.id)
    return [dict(other._mapping) for other in connection.execute(others.order_by(request.c.id))]


def perhaps_linked(connection: Connection, row: Any, now: datetime) -> list[dict[str, Any]]:
    """Requests of the last year that name a student like that of `row` in the same grade, and are not linked."""
    if not row.student_name or row.kind not in LINKED:
        return []
    group = request.c.link_group
    alike = (request.c.kind.in_(LINKED), request.c.grade == row.grade, request.c.received_at > now - A_YEAR)
    others = select(*SHOWN, request.c.student_name, group).where(*alike, request.c.id != row.id)
    newest = others.where(request.c.student_name.is_not(None)).order_by(request.c.received_at.desc())
    found = [
        other
        for other in connection.execute(newest.limit(MOST_COMPARED))
        if plain(str(other.student_name)) == plain(str(row.student_name))
        and (row.link_group is None or other.link_group != row.link_group)
    ]
    return [{column.name: other._mapping[column.name] for column in SHOWN} for other in found]
