"""Requests and everything kept about them: filed, routed, handed over, followed; conversations and staff accounts.
The only place that knows the database. A function here is one use case in one transaction."""

from bot.intake.absences import set_absence
from bot.intake.calls import NewCall, ask_for_call, send_question
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.conversations import (
    Conversation,
    end_conversation,
    find_conversation,
    start_conversation,
    touch,
)
from bot.intake.danger import DangerNotice, notify_danger, take_danger, take_in_spool
from bot.intake.days import written_day, written_moment
from bot.intake.desk_view import OpenedRequest, RequestLine, count_requests, list_requests, open_request
from bot.intake.events import EventStore
from bot.intake.filing import Filed, filed_before
from bot.intake.handling import add_note, check_relation, hand_off, move_request, reissue_code
from bot.intake.keys import make_ready
from bot.intake.messages import append_messages, read_messages
from bot.intake.migrate import migrate
from bot.intake.missed import MissedQuestion, keep_missed_question, missed_questions
from bot.intake.outbox import Letter, claim_letter, failed_letters, letter_failed, letter_sent, send_again
from bot.intake.own_request import RequestStatus, request_status
from bot.intake.plan_request import Need, NewRequest
from bot.intake.records import Records, ping
from bot.intake.search import find_requests
from bot.intake.sessions import end_session, end_sessions, session_staff, start_session
from bot.intake.staff import Staff, all_staff, check_password, create_staff, staff_left
from bot.intake.submit import submit_request

__all__ = [
    "Conversation",
    "DangerNotice",
    "EventStore",
    "Filed",
    "Letter",
    "MissedQuestion",
    "Need",
    "NewCall",
    "NewRequest",
    "OpenedRequest",
    "Records",
    "RequestLine",
    "RequestStatus",
    "Staff",
    "add_note",
    "add_to_request",
    "all_staff",
    "append_messages",
    "ask_for_call",
    "check_password",
    "check_relation",
    "claim_letter",
    "count_requests",
    "create_staff",
    "end_conversation",
    "end_session",
    "end_sessions",
    "failed_letters",
    "filed_before",
    "find_conversation",
    "find_requests",
    "hand_off",
    "keep_missed_question",
    "letter_failed",
    "letter_sent",
    "list_requests",
    "make_ready",
    "migrate",
    "missed_questions",
    "move_request",
    "notify_danger",
    "open_request",
    "ping",
    "read_messages",
    "reissue_code",
    "request_status",
    "send_again",
    "send_question",
    "session_staff",
    "set_absence",
    "staff_left",
    "start_conversation",
    "start_session",
    "submit_request",
    "take_danger",
    "take_in_spool",
    "touch",
    "withdraw_request",
    "written_day",
    "written_moment",
]
