"""Files what a person at the school is to answer, for those who want no plan request: the wish to be called back, and
a question in the family's own words."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.content import Content
from bot.content.school import PERSONAS
from bot.content.values import EMAIL
from bot.errors import RequestIncomplete
from bot.intake.filing import Filed, Told, file_once, put_request, write_to_staff
from bot.intake.letters import request_values, write_letter
from bot.intake.plan_request import DRAFT_LENGTH, tidy
from bot.intake.records import Records
from bot.intake.routing import Facts


@dataclass(frozen=True)
class NewCall:
    """Who wants to hear from the school; None: not told. `description`: what it is about, in their own words."""

    draft: str
    conversation: str | None
    channel: str
    language: str
    persona: str
    requester_name: str | None = None
    phone: str | None = None
    email: str | None = None
    best_time: str | None = None
    may_leave_message: bool | None = None
    find_me_at_school: bool = False
    interpreter: str | None = None
    description: str | None = None


def ask_for_call(records: Records, content: Content, secret: bytes, new: NewCall, now: datetime) -> Filed:
    """File `new` as the wish to be called back. Safe to repeat with the same draft.
    Raises RequestIncomplete ("reach": no way to reach them), RecordsUnavailable."""
    new = tidy(new)
    _require(content, new)

    def write(connection: Connection) -> Told:
        told = _put(connection, content, secret, new, "call", now)
        write_to_staff(connection, content, told, now, "contact_call", "contact_call")
        return told

    return file_once(records, content, secret, new.draft, write)


def send_question(records: Records, content: Content, secret: bytes, new: NewCall, now: datetime) -> Filed:
    """File `new` as a question: its `description`. Safe to repeat with the same draft. Raises RequestIncomplete
    ("reach"; "description"; "requester_name": nobody is found at school without one), RecordsUnavailable."""
    new = tidy(new)
    found_by_name = bool(new.find_me_at_school and not (new.phone or new.email))
    named = bool(new.requester_name) or not found_by_name
    _require(content, new, description=bool(new.description), requester_name=named)

    def write(connection: Connection) -> Told:
        told = _put(connection, content, secret, new, "question", now)
        write_to_staff(connection, content, told, now, "contact_question", "contact_also_told")
        if new.email and new.persona != "student":  # nothing is sent home by itself
            role = {"role": content.school.roles[told.route.owner.role].title}
            values = request_values(content, new.language, told.row) | role
            write_letter(connection, content, "family_question", new.language, new.email, values, now, told.id)
        return told

    return file_once(records, content, secret, new.draft, write)


def _require(content: Content, new: NewCall, **good: bool) -> None:
    """Raises RequestIncomplete with the names of what is not `good`, or not as every call must be."""
    good |= {
        "draft": bool(new.draft) and len(new.draft) <= DRAFT_LENGTH,
        "language": new.language in content.languages,
        "persona": new.persona in PERSONAS,
        "email": new.email is None or bool(EMAIL.fullmatch(new.email)),
        "reach": bool(new.phone or new.email or new.find_me_at_school),
    }
    if not all(good.values()):
        raise RequestIncomplete([name for name, answered in good.items() if not answered])


def _put(connection: Connection, content: Content, secret: bytes, new: NewCall, kind: str, now: datetime) -> Told:
    facts = Facts(new.language, new.persona, interpreter=new.interpreter)
    return put_request(connection, content, secret, facts, asdict(new) | {"kind": kind}, now)
