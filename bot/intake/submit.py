"""Files a plan request. One transaction writes the request, its needs, its history, who got it and why, and the
letters; sent again with the same draft, it gives the same reference and code and writes nothing."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.content import Content
from bot.errors import RequestIncomplete
from bot.intake.filing import Filed, Told, file_once, put_request, write_to_staff
from bot.intake.letters import request_values, write_letter
from bot.intake.plan_request import NewRequest, missing, tidy
from bot.intake.records import Records
from bot.intake.routing import Facts
from bot.intake.tables import need

NO_COLUMN = ("needs", "consent", "coordinator")


def submit_request(records: Records, content: Content, secret: bytes, new: NewRequest, now: datetime) -> Filed:
    """File `new`, received at `now` (aware). Raises RequestIncomplete with the names of the fields that hold no usable
    answer; RecordsUnavailable: whether it was filed is not known then, so try again with the same draft."""
    new = tidy(new)
    lacking = missing(new, content)
    if lacking:
        raise RequestIncomplete(lacking)

    def write(connection: Connection) -> Told:
        columns = {name: value for name, value in asdict(new).items() if name not in NO_COLUMN}
        columns |= {"kind": "plan", "consented_at": now}
        told = put_request(connection, content, secret, _facts(new), columns, now)
        if new.needs:
            connection.execute(insert(need), [{"request_id": told.id, **vars(one)} for one in new.needs])
        write_to_staff(connection, content, told, now, "contact_received", "contact_also_told")
        _write_to_family(connection, content, new, told, now)
        return told

    return file_once(records, content, secret, new.draft, write)


def _facts(new: NewRequest) -> Facts:
    return Facts(
        language=new.language,
        persona=new.persona,
        plan=new.plan,
        has_plan=new.has_plan,
        grade=new.grade,
        campus=new.campus,
        interpreter=new.interpreter,
        evaluation=new.evaluation_sentence,
        coordinator=new.coordinator,
        needs=new.needs,
    )


def _write_to_family(connection: Connection, content: Content, new: NewRequest, told: Told, now: datetime) -> None:
    """A student's request sends nothing home, and to the student the chat has said it all."""
    if not new.email or new.persona == "student" or new.for_whom == "myself":
        return
    role = content.school.roles[told.route.owner.role].title
    values = request_values(content, new.language, told.row) | {"role": role}
    write_letter(connection, content, "family_received", new.language, new.email, values, now, told.id)
