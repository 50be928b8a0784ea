"""Files a request of any kind: once for each draft, whole or not at all. What a kind of request needs beyond that
stands with its use case (plan requests, calls); this knows only what all of them have in common."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RecordsUnavailable, RowRefused
from bot.intake.absences import read_absences
from bot.intake.codes import MASK, code_for, code_hash, new_reference
from bot.intake.letters import address_of, request_values, write_letter
from bot.intake.records import Records, reading, transaction
from bot.intake.routing import Facts, Route, route
from bot.intake.statuses import RECEIVED
from bot.intake.tables import hand_off, history, request
from bot.intake.workload import read_workload

TRIES = 3  # a reference is taken already, or the same draft comes twice at the same moment


@dataclass(frozen=True)
class Filed:
    """What a family is told when its request is filed. `kind`: plan, question or call; `handed_to`: the title of a
    role, `phone`: that of the contact who holds it, else the school's; `reason`: why that role; `goal_day`: by when the
    school promises a first answer; `repeated`: filed before, nothing was written now; `code`: MASK once the school has
    given out another one."""

    reference: str
    kind: str
    code: str
    received_at: datetime
    business_day: date
    handed_to: str
    phone: str
    reason: str
    goal_day: date
    repeated: bool


@dataclass(frozen=True)
class Told:
    """A request that stands in the records now, on its way to its letters."""

    id: int
    row: Mapping[str, Any]
    route: Route


def file_once(
    records: Records,
    content: Content,
    secret: bytes,
    draft: str,
    write: Callable[[Connection], Told],
) -> Filed:
    """Call `write` (which files the request under `draft`) unless that draft was filed before, in one transaction.
    Raises RecordsUnavailable: whether it was filed is not known then; the same draft finds out."""
    fault: RowRefused | None = None
    for _ in range(TRIES):
        try:
            with transaction(records) as connection:
                filed = _found(connection, content, secret, draft)
                if filed is None:
                    told = write(connection)
                    filed = _filed(content, secret, told.row, told.route.owner.reason, repeated=False)
            return filed
        except RowRefused as error:
            fault = error
    raise RecordsUnavailable("The request could not be filed.") from fault


def filed_before(records: Records, content: Content, secret: bytes, draft: str) -> Filed | None:
    """What was told when `draft` was filed; None if it was not. Raises RecordsUnavailable."""
    with reading(records) as connection:
        return _found(connection, content, secret, draft)


def put_request(
    connection: Connection, content: Content, secret: bytes, facts: Facts, columns: Mapping[str, Any], now: datetime
) -> Told:
    """Write a request with what every kind has: reference, owner, goal day, history, hand-offs and their letters.
    `columns` holds the rest of the table's columns, among them kind and draft."""
    school = content.school
    day = school.business_day(now)
    reference = new_reference()
    absent, workload = read_absences(connection), read_workload(connection, content)
    decided = route(content, facts, school.local(now).date(), absent, workload)
    row = {
        **columns,
        "reference": reference,
        "code_hash": code_hash(secret, reference, code_for(secret, columns["draft"])),
        "received_at": now,
        "business_day": day,
        "goal_day": school.add_business_days(day, school.goal_days),
        "language": facts.language,
        "persona": facts.persona,
        "status": RECEIVED,
        "role": decided.owner.role,
        "contact": decided.owner.contact.id if decided.owner.contact else None,
    }
    request_id = connection.execute(insert(request).values(**row)).inserted_primary_key[0]
    connection.execute(insert(history).values(request_id=request_id, at=now, to_status=RECEIVED))
    put_hand_offs(connection, request_id, decided, now)
    return Told(request_id, row, decided)


def put_hand_offs(connection: Connection, request_id: int, decided: Route, now: datetime) -> None:
    given = [("owner", decided.owner), *(("also_told", other) for other in decided.also)]
    rows = [
        {
            "request_id": request_id,
            "at": now,
            "kind": kind,
            "role": to.role,
            "contact": to.contact.id if to.contact else None,
            "reason": to.reason,
        }
        for kind, to in given
    ]
    connection.execute(insert(hand_off), rows)


def write_to_staff(
    connection: Connection, content: Content, told: Told, now: datetime, owner_letter: str, also_letter: str
) -> None:
    """A letter to the owner, and one to each other who is told, in the school's usual language."""
    said_in = content.school.languages[0]
    values = request_values(content, said_in, told.row)
    for name, to in [(owner_letter, told.route.owner), *((also_letter, other) for other in told.route.also)]:
        address, reason = address_of(content, to.contact), {"reason": to.reason}
        write_letter(connection, content, name, said_in, address, values | reason, now, told.id)


def _found(connection: Connection, content: Content, secret: bytes, draft: str) -> Filed | None:
    own = (request.c.draft == draft, request.c.kind != "danger")
    row = connection.execute(select(request).where(*own)).mappings().first()
    if row is None:
        return None
    given = select(hand_off.c.reason).where(hand_off.c.request_id == row["id"], hand_off.c.kind == "owner")
    reason = connection.execute(given.order_by(hand_off.c.id.desc())).scalars().first()
    return _filed(content, secret, row, str(reason), repeated=True)


def _filed(content: Content, secret: bytes, row: Mapping[str, Any], reason: str, repeated: bool) -> Filed:
    """`row`: the columns of the request; `reason`: why its owner has it."""
    role, code = content.school.roles.get(row["role"]), code_for(secret, row["draft"])
    phones = [one.phone for one in role.contacts if one.id == row["contact"] and one.phone] if role else []
    return Filed(
        reference=row["reference"],
        kind=row["kind"],
        code=code if code_hash(secret, row["reference"], code) == row["code_hash"] else MASK,
        received_at=row["received_at"],
        business_day=row["business_day"],
        handed_to=role.title if role else row["role"],
        phone=phones[0] if phones else content.school.phone,
        reason=reason,
        goal_day=row["goal_day"],
        repeated=repeated,
    )
