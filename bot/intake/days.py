"""Writes days and moments as people read them, in the school's time and the reader's language. It counts no days:
what a business day is, bot.content's School knows."""

from datetime import date, datetime

from bot.content import Content


def written_day(content: Content, language: str, day: date) -> str:
    """Like "Monday, November 23, 2026"."""
    return content.phrase(
        "calendar.day",
        language,
        weekday=content.phrase(f"calendar.weekday.{day.isoweekday()}", language),
        month=content.phrase(f"calendar.month.{day.month}", language),
        day=str(day.day),
        year=str(day.year),
    )


def written_moment(content: Content, language: str, at: datetime) -> str:
    """Like "Monday, November 23, 2026, 9:30 p.m.", by the school's clock."""
    local = content.school.local(at)
    half = "am" if local.hour < 12 else "pm"
    return content.phrase(
        f"calendar.{half}",
        language,
        on_day=written_day(content, language, local.date()),
        hour=str(local.hour % 12 or 12),
        minute=f"{local.minute:02}",
    )
