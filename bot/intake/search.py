"""Finds requests for the desk: by reference as somebody reads it out, or by a part of a student's name, whatever its
accents and capitals. It finds nothing that the one who searches may not know of."""

from sqlalchemy import select

from bot.intake.acts import visible_to
from bot.intake.codes import as_typed, is_reference
from bot.intake.desk_view import MOST, RequestLine, lines_for, read_lines
from bot.intake.names import plain
from bot.intake.records import Records, reading
from bot.intake.staff import Staff
from bot.intake.tables import request


def find_requests(records: Records, staff: Staff, words: str) -> tuple[RequestLine, ...]:
    """The newest first, closed ones too; a viewer finds by reference only. Raises RecordsUnavailable."""
    part = plain(words)
    with reading(records) as connection:
        found = request.c.reference == as_typed(words)
        if part and staff.opens_requests and not is_reference(as_typed(words)):
            # Compared here: databases differ in what they take for the same letter, and a school has some thousands.
            named = select(request.c.id, request.c.student_name).where(
                request.c.student_name.is_not(None), visible_to(staff)
            )
            ids = [row.id for row in connection.execute(named) if part in plain(row.student_name)]
            found = found | request.c.id.in_(sorted(ids)[-MOST:])
        wanted = lines_for(staff).where(found).order_by(request.c.received_at.desc()).limit(MOST)
        return read_lines(connection, wanted, staff)
