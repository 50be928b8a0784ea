"""Requests and everything kept about them: filed, routed, handed over, followed; conversations and staff accounts.
The only place that knows the database. A function here is one use case in one transaction."""

from bot.intake.conversations import Conversation as Conversation
from bot.intake.conversations import change_conversation as change_conversation
from bot.intake.conversations import end_conversation as end_conversation
from bot.intake.conversations import find_conversation as find_conversation
from bot.intake.conversations import start_conversation as start_conversation
from bot.intake.conversations import touch as touch
from bot.intake.events import EventStore as EventStore
from bot.intake.filing import Filed as Filed
from bot.intake.messages import append_messages as append_messages
from bot.intake.messages import read_messages as read_messages
from bot.intake.migrate import migrate as migrate
from bot.intake.plan_request import Need as Need
from bot.intake.plan_request import NewRequest as NewRequest
from bot.intake.records import Records as Records
from bot.intake.records import ping as ping
from bot.intake.submit import submit_request as submit_request
