"""Sees to it that every request has an owner, also when people leave the school: what belongs to nobody of school.yml
any more goes to who holds its role now, else to the main office, and that is written to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.content import Contact, Content
from bot.intake.absences import read_absences
from bot.intake.letters import address_of, request_values, write_letter
from bot.intake.records import Records, reading, transaction
from bot.intake.routing import Facts, hand_to
from bot.intake.statuses import OVER
from bot.intake.tables import hand_off, request

ORDINARY = request.c.kind != "danger"  # danger has its own list of people, told within minutes


def find_owners(records: Records, content: Content, now: datetime) -> int:
    """Give a new owner to each request that goes on and whose owner is gone. Returns their number; doing it again
    changes nothing. Raises RecordsUnavailable."""
    going_on = (ORDINARY, request.c.status.not_in(OVER))
    owners = select(request.c.role, request.c.contact).where(*going_on).distinct()
    with reading(records) as connection:
        gone = [row for row in connection.execute(owners) if find_contact(content, row.role, row.contact) is None]
    given = 0
    for role, contact in gone:
        theirs = (*going_on, request.c.role == role, request.c.contact.is_not_distinct_from(contact))
        with transaction(records) as connection:
            rows = connection.execute(select(request).where(*theirs).with_for_update()).all()
            given += sum(_give(connection, content, row, now) for row in rows)
    return given


def find_contact(content: Content, role: str, contact: str | None) -> Contact | None:
    """The contact of school.yml that a request names; None if it is not there."""
    held = content.school.roles[role].contacts if role in content.school.roles else ()
    return next((one for one in held if one.id == contact), None)


def _give(connection: Connection, content: Content, row: Any, now: datetime) -> bool:
    school, said_in = content.school, content.school.languages[0]
    role, why = row.role if row.role in school.roles else school.fallback, content.phrase("routing.owner_left", said_in)
    facts = Facts(row.language, row.persona, interpreter=row.interpreter)
    to = hand_to(content, role, why, facts, school.local(now).date(), read_absences(connection))
    owner = {"role": to.role, "contact": to.contact.id if to.contact else None}
    if owner == {"role": row.role, "contact": row.contact}:
        return False  # a main office in which nobody is named
    connection.execute(update(request).where(request.c.id == row.id).values(**owner))
    given = insert(hand_off).values(request_id=row.id, at=now, kind="owner", reason=to.reason, **owner)
    occasion = f"hand_off {connection.execute(given).inserted_primary_key[0]}"
    values = request_values(content, said_in, row._mapping) | {"reason": to.reason}
    address = address_of(content, to.contact)
    write_letter(connection, content, "contact_new_owner", said_in, address, values, now, row.id, occasion)
    return True
