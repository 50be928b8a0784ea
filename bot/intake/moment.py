"""The type of every column that holds an instant."""

from datetime import datetime, timezone
from typing import Any

from sqlalchemy import DateTime, TypeDecorator


class Moment(TypeDecorator):  # type: ignore[misc]  # SQLAlchemy 1.4 carries no types
    """An instant: aware in, aware (UTC) out, on databases that know time zones and on those that don't."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone can't be kept.")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(timezone.utc)
        return value.replace(tzinfo=timezone.utc)
