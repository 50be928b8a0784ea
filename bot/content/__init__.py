"""What the school says and who is there: Markdown and YAML that an editor changes without touching code. It knows no
request and no conversation."""

from bot.content.answers import Answer
from bot.content.check import check_content, remind
from bot.content.content import Content
from bot.content.letters import LetterText
from bot.content.load import load_content
from bot.content.school import (
    Campus,
    Contact,
    Crisis,
    Holiday,
    Hours,
    LegalDays,
    Retention,
    Role,
    RoutingRule,
    School,
    Summer,
)
from bot.content.sources import Source
from bot.content.topics import Topics

__all__ = [
    "Answer",
    "Campus",
    "Contact",
    "Content",
    "Crisis",
    "Holiday",
    "Hours",
    "LegalDays",
    "LetterText",
    "Retention",
    "Role",
    "RoutingRule",
    "School",
    "Source",
    "Summer",
    "Topics",
    "check_content",
    "load_content",
    "remind",
]
