"""Writes down that somebody seems to be in danger, so that those named for emergencies are told: into the records, else
into the spool. The words go into the restricted record only; letters carry none of them, and none goes home."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.content import Contact, Content
from bot.errors import RecordsUnavailable, RequestIncomplete, RowRefused, StepNotAllowed
from bot.intake.absences import read_absences
from bot.intake.acts import seen_row
from bot.intake.codes import new_reference
from bot.intake.days import written_moment
from bot.intake.letters import letter_row, put_letter
from bot.intake.plan_request import tidy, tidy_text
from bot.intake.records import Records, transaction
from bot.intake.routing import Absences, away
from bot.intake.spool import put_in_spool, take_from_spool
from bot.intake.staff import Staff
from bot.intake.statuses import RECEIVED
from bot.intake.tables import audit, hand_off, history, letter, request, taken

KINDS = ("self_harm", "abuse", "violence", "missing_child")
ABOUT = ("self", "child", "friend")
LETTER = "danger_notice"
WHO_AND_WHERE = ("requester_name", "whereabouts")


@dataclass(frozen=True)
class DangerNotice:
    """What was heard. `key`: a uuid, the same for every notice of the same danger; `kind` is one of KINDS, `about` one
    of ABOUT; `words`: what was written; `page`: on which page; `who` and `where`: what the person chose to say of who
    is meant and how to be reached; None: not said (yet)."""

    key: str
    kind: str
    about: str
    at: datetime
    language: str
    persona: str
    words: str  # "" where a later notice of the same key adds who or where
    channel: str = "chat"
    conversation: str | None = None
    page: str | None = None
    who: str | None = None
    where: str | None = None


def notify_danger(records: Records, content: Content, spool: Path, notice: DangerNotice) -> None:
    """Write the notice down and put its letters into the outbox; again with the same key, and with who or where, it
    adds them and tells once more. Returns only when it is written down, if not in the records, in the folder `spool`,
    which bot.mail reads. Raises RecordsUnavailable when neither could be written: then the school was not told."""
    notice = tidy(notice)
    try:
        _write(records, lambda connection: _filing(content, notice, read_absences(connection)))
    except RecordsUnavailable:
        put_in_spool(spool, _filing(content, notice, {}), records.seal)


def take_danger(records: Records, request_id: int, done: str, staff: Staff, now: datetime) -> None:
    """This staff member sees to a danger, and says what was `done`: from now on nobody else is told of it. Again by the
    same one, it changes nothing. Raises RequestIncomplete (nothing said), StepNotAllowed (somebody else has it),
    UnknownReference, RecordsUnavailable."""
    done = tidy_text(done)
    if not done:
        raise RequestIncomplete(["done"])
    with transaction(records) as connection:
        row = seen_row(connection, request_id, staff)
        if row.kind != "danger":
            raise StepNotAllowed("Only a danger is taken; any other request has an owner.")
        by = connection.execute(select(taken.c.staff_id).where(taken.c.request_id == request_id)).scalar()
        if by == staff.id:
            return
        if by is not None:
            raise StepNotAllowed("Somebody else has taken it.")
        act = {"at": now, "staff_id": staff.id, "request_id": request_id}
        connection.execute(insert(taken).values(**act, done=done))
        connection.execute(insert(audit).values(**act, act="take"))
        end_telling(connection, request_id)


def end_telling(connection: Connection, request_id: int) -> None:
    """Those who were not told of a danger yet need not be."""
    waiting = (letter.c.request_id == request_id, letter.c.status == "waiting")
    connection.execute(update(letter).where(*waiting).values(status="not_needed"))


def take_in_spool(records: Records, spool: Path) -> int:
    """Write into the records what was put into the spool meanwhile, and return how many notices that were. Doing it
    again after a crash doubles nothing. Raises RecordsUnavailable."""
    return take_from_spool(spool, lambda filing: _write(records, lambda _: filing), records.seal)


def _filing(content: Content, notice: DangerNotice, absent: Absences) -> dict[str, Any]:
    """The rows that the notice becomes, complete: whoever takes them in from the spool needs no content."""
    school = content.school
    told = _in_order(content, notice.at, absent)
    said_in = school.languages[0]
    columns = {
        "kind": "danger",
        "draft": notice.key,
        "received_at": notice.at,
        "business_day": school.business_day(notice.at),
        "channel": notice.channel,
        "conversation": notice.conversation,
        "language": notice.language,
        "persona": notice.persona,
        "danger": notice.kind,
        "about": notice.about,
        "page": notice.page,
        "description": notice.words,
        "requester_name": notice.who,
        "whereabouts": notice.where,
        "status": RECEIVED,
        "role": told[0].role,
        "contact": told[0].id,
    }
    minutes = school.crisis.minutes_until_next
    said = sha256(f"{notice.who}|{notice.where}".encode()).hexdigest()[:16]
    letters = [
        letter_row(
            content,
            LETTER,
            said_in,
            contact.email,
            _values(content, notice),
            notice.at + timedelta(minutes=minutes * place),
            f"{notice.key} {said} {contact.email}",
        )
        for place, contact in enumerate(told)
    ]
    return {"request": columns, "letters": letters, "reason": content.phrase("routing.danger", said_in)}


def _in_order(content: Content, at: datetime, absent: Absences) -> list[Contact]:
    """As school.yml has it: outside the watched hours its list for then first. Those who are away last: nobody is left
    out."""
    crisis, day = content.school.crisis, content.school.local(at).date()
    after_hours = () if content.school.is_watched(at) else crisis.after_hours
    named = dict.fromkeys((*after_hours, *crisis.contacts))
    return sorted(named, key=lambda contact: away(contact, day, absent))


def _values(content: Content, notice: DangerNotice) -> dict[str, str]:
    """Only that there is one, and when: mail is read on many screens."""
    said_in = content.school.languages[0]
    news = "more" if notice.who or notice.where else "news"
    return {
        "news": content.phrase(f"letters.danger.{news}", said_in),
        "time": written_moment(content, said_in, notice.at),
    }


def _write(records: Records, filing_of: Callable[[Connection], dict[str, Any]]) -> None:
    try:
        with transaction(records) as connection:
            _put(connection, filing_of(connection))
    except RowRefused as error:  # the same notice twice at the same moment: the spool brings the second one
        raise RecordsUnavailable("The notice is just being written.") from error


def _put(connection: Connection, filing: dict[str, Any]) -> None:
    columns, now = filing["request"], filing["request"]["received_at"]
    row = connection.execute(select(request).where(request.c.draft == columns["draft"]).with_for_update()).first()
    if row is None:
        stored = insert(request).values(**columns, reference=new_reference())
        request_id = connection.execute(stored).inserted_primary_key[0]
        connection.execute(insert(history).values(request_id=request_id, at=now, to_status=RECEIVED))
        owner = {"kind": "owner", "role": columns["role"], "contact": columns["contact"], "reason": filing["reason"]}
        connection.execute(insert(hand_off).values(request_id=request_id, at=now, **owner))
    else:
        request_id = row.id
        told_later = [name for name in (*WHO_AND_WHERE, "description") if columns[name]]
        said = {name: columns[name] for name in told_later if columns[name] != row._mapping[name]}
        if said:
            connection.execute(update(request).where(request.c.id == request_id).values(**said))
        if not said.keys() & set(WHO_AND_WHERE):
            return  # a repeat, or an older notice that comes late out of the spool
    for each in filing["letters"]:
        older = (letter.c.request_id == request_id, letter.c.recipient == each["address"], letter.c.status == "waiting")
        connection.execute(update(letter).where(*older, letter.c.key != each["key"]).values(status="not_needed"))
        put_letter(connection, each | {"request_id": request_id})
