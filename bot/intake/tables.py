"""The tables of requests, and of the staff who work on them; those of conversations are in chat_tables.py.
Holds no rule about requests: what may follow what is in statuses.py, how a row comes to be in the use cases."""

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
)

from bot.intake.moment import Moment
from bot.intake.sealing import Compared, Sealed

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
records = MetaData(naming_convention=NAMES)


def _key() -> Any:
    return Column("id", Integer, primary_key=True)


def _of_request(nullable: bool = False) -> Any:
    return Column("request_id", ForeignKey("request.id"), nullable=nullable, index=True)


def _by_staff(name: str = "staff_id") -> Any:
    """None: the family, or the program itself."""
    return Column(name, ForeignKey("staff.id"))


staff = Table(
    "staff",
    records,
    _key(),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column("contact", String),  # whom of school.yml this is: decides what stands under "mine"
    Column("opens_requests", Boolean, nullable=False),  # a viewer sees only that a request exists
    Column("opens_danger", Boolean, nullable=False),
    Column("failed_tries", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("left_at", Moment),
)

staff_session = Table(
    "staff_session",
    records,
    Column("token_hash", String, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("ended_at", Moment),
)

contact = Table(  # school.yml says who the contacts are; only an absence that the desk has set stands here
    "contact",
    records,
    Column("id", String, primary_key=True),
    Column("away_from", Date, nullable=False),
    Column("away_to", Date, nullable=False),
    Column("set_at", Moment, nullable=False),
    _by_staff("set_by"),
)

status_step = Table(
    "status_step",
    records,
    Column("from_status", String, primary_key=True),
    Column("to_status", String, primary_key=True),
)

request = Table(
    "request",
    records,
    _key(),
    Column("kind", String, nullable=False),
    Column("draft", String, nullable=False, unique=True),  # the family's side of "safe to repeat"
    Column("reference", String, nullable=False, unique=True),
    Column("code_hash", String),  # None: nobody outside may ask for it (danger)
    Column("failed_looks", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
    Column("received_at", Moment, nullable=False),
    Column("business_day", Date, nullable=False),
    Column("goal_day", Date),
    Column("channel", String, nullable=False),
    Column("conversation", String),  # no foreign key: a conversation is forgotten, a request is not
    Column("language", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("for_whom", String),
    Column("requester_name", Sealed(String)),
    Column("relation", Sealed(String)),
    _by_staff("relation_checked_by"),
    Column("relation_checked_at", Moment),
    Column("relation_checked_how", String),
    Column("email", Sealed(String)),
    Column("phone", Sealed(String)),
    Column("best_time", Sealed(String)),
    Column("may_leave_message", Boolean),
    Column("find_me_at_school", Boolean, nullable=False, server_default="0"),
    Column("talk_first", Boolean, nullable=False, server_default="0"),
    Column("interpreter", Sealed(String)),
    Column("student_name", Sealed(String)),
    Column("grade", String),
    Column("campus", String),
    Column("teacher", Sealed(String)),
    Column("plan", String),
    Column("has_plan", String),  # what the student has already, as far as it was told
    Column("evaluation_sentence", Boolean, nullable=False, server_default="0"),
    Column("suggestion", Sealed()),
    Column("description", Sealed()),
    Column("papers", String),
    Column("consented_at", Moment),
    Column("danger", String),  # which of the four kinds, with about and page below
    Column("about", String),
    Column("page", String),
    Column("whereabouts", Sealed()),  # as the person chose to say it; the name stands in requester_name
    Column("role", String, nullable=False),  # who owns it now: role and contact of school.yml
    Column("contact", String),
    Column("status", String, nullable=False),
    Column("decision", String),
    Column("closed_as", String),
    Column("link_group", Integer, index=True),  # the same number: found to be about one student
    Column("hold_reason", Sealed()),  # why it must not be deleted, whatever its age; None: it may
    CheckConstraint("kind IN ('plan', 'question', 'call', 'danger')", name="kind"),
    CheckConstraint("decision IN ('yes', 'partly', 'no')", name="decision"),
    CheckConstraint("closed_as IN ('done', 'not_reached', 'duplicate', 'not_our_student')", name="closed_as"),
    CheckConstraint("has_plan IN ('ILP', 'IAP', '504', 'IEP')", name="has_plan"),
    Index(None, "status", "goal_day"),
    Index(None, "contact", "status"),
    Index(None, "received_at"),
)

need = Table(
    "need",
    records,
    _key(),
    _of_request(),
    Column("kind", String, nullable=False),  # condition, need, tried or lasting
    Column("name", Sealed(String), nullable=False),
    Column("status", String, nullable=False),
    CheckConstraint("status IN ('said', 'suspected', 'denied')", name="status"),
)

history = Table(
    "history",
    records,
    _key(),
    _of_request(),
    Column("at", Moment, nullable=False),
    Column("from_status", String),  # None: it has just come in
    Column("to_status", String, nullable=False),
    Column("reason", Sealed()),  # for the family: why no, and how to challenge that
    _by_staff(),
    ForeignKeyConstraint(["from_status", "to_status"], ["status_step.from_status", "status_step.to_status"]),
)

hand_off = Table(
    "hand_off",
    records,
    _key(),
    _of_request(),
    Column("at", Moment, nullable=False),
    Column("kind", String, nullable=False),
    Column("role", String, nullable=False),
    Column("contact", String),
    Column("reason", Sealed(), nullable=False),
    _by_staff(),
    CheckConstraint("kind IN ('owner', 'also_told')", name="kind"),
)

letter = Table(
    "letter",
    records,
    _key(),
    Column("key", Compared, nullable=False, unique=True),  # what it says to whom: written twice, it stands once
    _of_request(nullable=True),
    Column("kind", String, nullable=False),
    Column("sender", String, nullable=False),  # the school, as school.yml names it when the letter is written
    Column("address", Sealed(String), nullable=False),
    Column("recipient", Compared, default=lambda row: row.get_current_parameters()["address"]),  # the same, to compare
    Column("language", String, nullable=False),
    Column("subject", Sealed(String), nullable=False),
    Column("body", Sealed(), nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("status", String, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("claimed_until", Moment),
    Column("sent_at", Moment),
    Column("fault", String),
    CheckConstraint("status IN ('waiting', 'sent', 'failed', 'not_needed')", name="status"),
    Index(None, "status", "due_at"),
)

note = Table(
    "note",
    records,
    _key(),
    _of_request(),
    Column("at", Moment, nullable=False),
    _by_staff(),
    Column("text", Sealed(), nullable=False),
    Column("to_family", Boolean, nullable=False, server_default="0"),  # the school's reply, which the family reads
)

attempt = Table(  # to reach a family; a voicemail is no first answer
    "attempt",
    records,
    _key(),
    _of_request(),
    Column("at", Moment, nullable=False),
    _by_staff(),
    Column("way", String, nullable=False),
    Column("outcome", String, nullable=False),
    CheckConstraint("way IN ('phone', 'email', 'in_person', 'on_paper')", name="way"),
    CheckConstraint("outcome IN ('reached', 'no_answer', 'left_message', 'wrong_number')", name="outcome"),
)

correction = Table(  # of what a family had told; what it was before stays here
    "correction",
    records,
    _key(),
    _of_request(),
    Column("at", Moment, nullable=False),
    _by_staff(),
    Column("field", String, nullable=False),
    Column("before", Sealed()),
    Column("after", Sealed()),
)

audit = Table(  # only added to: the database refuses to change a row, or to delete one whose request is not disposed of
    "audit",
    records,
    _key(),
    Column("at", Moment, nullable=False),
    _by_staff(),
    Column("act", String, nullable=False),
    _of_request(nullable=True),
    Column("detail", String),
    Column("key", String),  # of the form that was sent: sent twice, it is done once
    Index(None, "key", unique=True),
)

taken = Table(  # a notice of danger that somebody has seen to: nobody else is told from then on
    "taken",
    records,
    Column("request_id", ForeignKey("request.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("done", Sealed(), nullable=False),
)

disposal = Table(  # what was deleted when its time was over: nothing that says whose it was
    "disposal",
    records,
    _key(),
    Column("at", Moment, nullable=False),
    Column("kind", String, nullable=False),
    Column("reference", String, nullable=False, index=True),
    Column("received_on", Date, nullable=False),
    Column("over_on", Date, nullable=False),
)
