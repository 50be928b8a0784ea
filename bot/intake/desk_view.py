"""What the desk sees: lists of requests, and one request with everything about it. Notices of danger are there only for
those named for emergencies, for others they do not exist; a viewer sees of a request only that there is one. Opening
one is noted, with who and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import and_, exists, false, func, insert, or_, select
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.intake import tables
from bot.intake.acts import seen_row, visible_to
from bot.intake.links import linked_to, perhaps_linked
from bot.intake.records import Records, reading, transaction
from bot.intake.staff import Staff
from bot.intake.statuses import NOT_ANSWERED, OPENED, OVER, RECEIVED, WAITING_FOR_FAMILY
from bot.intake.steps import take_step
from bot.intake.tables import audit, hand_off, request

View = Literal["mine", "unassigned", "due", "waiting_for_family", "closed", "all"]
VIEWS: tuple[View, ...] = get_args(View)
MOST = 500


@dataclass(frozen=True)
class RequestLine:
    """A request in a list. `contact`: who has it, an id of school.yml; None: nobody in particular. `failed_letters`:
    one of its letters was given up. For a viewer there are no plan, grade and names."""

    id: int
    kind: str
    reference: str
    status: str
    received_at: datetime
    goal_day: date | None
    role: str
    contact: str | None
    plan: str | None
    grade: str | None
    persona: str
    language: str
    requester_name: str | None
    student_name: str | None
    failed_letters: bool


@dataclass(frozen=True)
class OpenedRequest:
    """All of one request: `fields` by the columns of its table (without draft and code), and what hangs on it, each a
    dict by the columns of its own table, oldest first; staff_id None means the family or the program. `names`: of
    everyone who has or had an account, by id. `linked`: other requests about this student, by links.SHOWN;
    `perhaps_linked`: those that may be."""

    fields: dict[str, Any]
    needs: list[dict[str, Any]]
    history: list[dict[str, Any]]
    hand_offs: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    letters: list[dict[str, Any]]
    taken: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    corrections: list[dict[str, Any]]
    linked: list[dict[str, Any]]
    perhaps_linked: list[dict[str, Any]]
    names: dict[int, str]


def list_requests(
    records: Records, content: Content, view: View, staff: Staff, now: datetime
) -> tuple[RequestLine, ...]:
    """The requests of a view, the most urgent first. "mine": this staff member has them or was told of them,
    and every notice of danger; "unassigned": the main office has them, or nobody; "due": no first answer yet and the
    goal day is today or past, and danger that nobody has taken; "all": not over yet. At most MOST of them.
    Raises RecordsUnavailable."""
    wanted = lines_for(staff).where(_in_view(content, view, staff, now))
    danger_first = (request.c.kind != "danger", request.c.goal_day, request.c.received_at)
    newest_first = (request.c.received_at.desc(),)
    ordered = wanted.order_by(*(newest_first if view == "closed" else danger_first))
    with reading(records) as connection:
        return read_lines(connection, ordered.limit(MOST), staff)


def count_requests(records: Records, content: Content, staff: Staff, now: datetime) -> dict[View, int]:
    """How many requests each view holds. Raises RecordsUnavailable."""
    with reading(records) as connection:
        counts = {
            view: select(func.count()).where(_in_view(content, view, staff, now), visible_to(staff)) for view in VIEWS
        }
        return {view: connection.execute(count).scalar_one() for view, count in counts.items()}


def open_request(records: Records, request_id: int, staff: Staff, now: datetime) -> OpenedRequest:
    """Show a request to a staff member, and note that; the first opening makes it opened. Raises
    UnknownReference (also for what is not theirs to see), RecordsUnavailable."""
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if row.status == RECEIVED:
            take_step(connection, row, OPENED, now, staff.id)
        connection.execute(insert(audit).values(at=now, staff_id=staff.id, act="open", request_id=request_id))
        row = seen_row(connection, request_id, staff)
        fields = dict(row._mapping)
        for private in ("draft", "code_hash", "failed_looks", "locked_until"):
            del fields[private]
        return OpenedRequest(
            fields=fields,
            needs=_of(connection, tables.need, request_id),
            history=_of(connection, tables.history, request_id),
            hand_offs=_of(connection, tables.hand_off, request_id),
            notes=_of(connection, tables.note, request_id),
            letters=_of(connection, tables.letter, request_id),
            taken=_of(connection, tables.taken, request_id),
            attempts=_of(connection, tables.attempt, request_id),
            corrections=_of(connection, tables.correction, request_id),
            linked=linked_to(connection, row),
            perhaps_linked=perhaps_linked(connection, row, now),
            names={row.id: row.name for row in connection.execute(select(tables.staff.c.id, tables.staff.c.name))},
        )


def lines_for(staff: Staff) -> Any:
    """The query for RequestLines of what this staff member may know of."""
    failed = exists().where(tables.letter.c.request_id == request.c.id, tables.letter.c.status == "failed")
    names = [name for name in RequestLine.__dataclass_fields__ if name in request.c]
    return select(*(request.c[name] for name in names), failed.label("failed_letters")).where(visible_to(staff))


def read_lines(connection: Connection, wanted: Any, staff: Staff) -> tuple[RequestLine, ...]:
    lines = [RequestLine(**row._mapping) for row in connection.execute(wanted)]
    if not staff.opens_requests:
        lines = [replace(line, plan=None, grade=None, requester_name=None, student_name=None) for line in lines]
    return tuple(lines)


def _in_view(content: Content, view: View, staff: Staff, now: datetime) -> Any:
    going_on = request.c.status.not_in(OVER)
    if view == "mine":
        told = select(hand_off.c.request_id).where(hand_off.c.kind == "also_told", hand_off.c.contact == staff.contact)
        theirs = or_(request.c.contact == staff.contact, request.c.id.in_(told)) if staff.contact else false()
        return and_(going_on, or_(theirs, request.c.kind == "danger"))
    if view == "unassigned":
        return and_(going_on, or_(request.c.contact.is_(None), request.c.role == content.school.fallback))
    if view == "due":
        today = content.school.local(now).date()
        seen_to = exists().where(tables.taken.c.request_id == request.c.id)
        danger = and_(request.c.kind == "danger", request.c.status.in_((RECEIVED, OPENED)), ~seen_to)
        return or_(and_(request.c.status.in_(NOT_ANSWERED), request.c.goal_day <= today), danger)
    if view == "waiting_for_family":
        return request.c.status == WAITING_FOR_FAMILY
    return request.c.status.in_(OVER) if view == "closed" else going_on


def _of(connection: Connection, table: Any, request_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).where(table.c.request_id == request_id).order_by(*table.primary_key))
    return [dict(row._mapping) for row in rows]
