"""Delivers the outbox of bot.intake: as files, or to a mail server. It writes no letter and decides on none."""

from bot.mail.files import remove_files
from bot.mail.postman import deliver_due, delivery

__all__ = ["deliver_due", "delivery", "remove_files"]
