"""Who is away for a while, as the desk has set it. Who the contacts are, and absences planned long before, are
school.yml's."""

from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from bot.intake.records import Records, reading, transaction
from bot.intake.routing import Absences
from bot.intake.tables import audit, contact


def set_absence(
    records: Records, contact_id: str, away: tuple[date, date] | None, staff_id: int | None, now: datetime
) -> None:
    """From the first to the last day, both included, a deputy gets what would come to this contact; None: back again.
    Takes the place of what was set before. Raises RecordsUnavailable."""
    with transaction(records) as connection:
        connection.execute(delete(contact).where(contact.c.id == contact_id))
        if away:
            row = {"id": contact_id, "away_from": away[0], "away_to": away[1], "set_at": now, "set_by": staff_id}
            connection.execute(insert(contact).values(**row))
        connection.execute(insert(audit).values(at=now, staff_id=staff_id, act="absence", detail=contact_id))


def absences(records: Records) -> Absences:
    """Contact id -> first and last day away. Raises RecordsUnavailable."""
    with reading(records) as connection:
        return read_absences(connection)


def read_absences(connection: Connection) -> Absences:
    return {row.id: (row.away_from, row.away_to) for row in connection.execute(select(contact))}
