"""A copy of a plan request by e-mail, for the family that asks for one: what it wrote, when it was sent, and no code.
It goes only to the address that the request holds; a student's request sends nothing anywhere by itself."""

from datetime import datetime
from enum import Enum

from sqlalchemy import select

from bot.content import Content
from bot.intake.letters import request_values, write_letter
from bot.intake.records import Records, transaction
from bot.intake.tables import request

NAME = "family_copy"


class Copy(Enum):
    """What became of the wish for a copy."""

    SENT = "sent"
    NO_ADDRESS = "no_address"
    NOTHING = "nothing"  # no request was sent from this draft


def send_copy(records: Records, content: Content, draft: str, now: datetime) -> Copy:
    """Put a copy of the request that was filed from `draft` into the outbox, once a day. Raises RecordsUnavailable."""
    with transaction(records) as connection:
        wanted = select(request).where(request.c.draft == draft, request.c.kind == "plan")
        row = connection.execute(wanted).mappings().first()
        if row is None:
            return Copy.NOTHING
        if not row["email"] or row["persona"] == "student" or row["for_whom"] == "myself":
            return Copy.NO_ADDRESS
        values = request_values(content, row["language"], row) | {"words": row["description"]}
        day = f"copy {content.school.local(now).date()}"
        write_letter(connection, content, NAME, row["language"], row["email"], values, now, row["id"], day)
        return Copy.SENT
