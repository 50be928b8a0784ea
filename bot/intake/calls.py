"""Files the wish to be called back, or a question that a person is to answer, for those who want no plan request."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.content import Content
from bot.content.school import PERSONAS
from bot.content.values import EMAIL
from bot.errors import RequestIncomplete
from bot.intake.filing import Filed, file_once, put_request, write_to_staff
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
    """File `new` as a call, or as a question where there is only an e-mail address. Safe to repeat with the same draft.
    Raises RequestIncomplete ("reach": no way to reach them), RecordsUnavailable."""
    new = tidy(new)
    good = {
        "draft": bool(new.draft) and len(new.draft) <= DRAFT_LENGTH,
        "language": new.language in content.languages,
        "persona": new.persona in PERSONAS,
        "email": new.email is None or bool(EMAIL.fullmatch(new.email)),
        "reach": bool(new.phone or new.email or new.find_me_at_school),
    }
    if not all(good.values()):
        raise RequestIncomplete([name for name, answered in good.items() if not answered])

    def write(connection: Connection) -> None:
        columns = asdict(new) | {"kind": "call" if new.phone or new.find_me_at_school else "question"}
        facts = Facts(new.language, new.persona, interpreter=new.interpreter)
        told = put_request(connection, content, secret, facts, columns, now)
        write_to_staff(connection, content, told, now, "contact_call", "contact_call")

    return file_once(records, content, secret, new.draft, write)
