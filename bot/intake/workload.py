"""How many requests those have who share a role, so that the next one goes to who has the fewest."""

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.intake.statuses import OVER, STATUSES
from bot.intake.tables import request

GOING_ON = tuple(status for status in STATUSES if status not in OVER)  # named, so that the index finds them


def read_workload(connection: Connection, content: Content) -> dict[str, int]:
    """Contact id -> requests that go on, of contacts who are not the only ones in their role."""
    shared = [role.contacts for role in content.school.roles.values() if len(role.contacts) > 1]
    ids = [contact.id for contacts in shared for contact in contacts]
    if not ids:
        return {}
    theirs = (request.c.contact.in_(ids), request.c.status.in_(GOING_ON), request.c.kind != "danger")
    counted = select(request.c.contact, func.count().label("requests")).where(*theirs).group_by(request.c.contact)
    return {row.contact: row.requests for row in connection.execute(counted)}
