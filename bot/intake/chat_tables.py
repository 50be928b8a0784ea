"""The tables of conversations: what the family sees again, what was not understood, and Rasa's events, which have a
metadata of their own, for they may lie in another database."""

from sqlalchemy import JSON, Column, ForeignKey, Integer, MetaData, String, Table

from bot.intake.moment import Moment
from bot.intake.sealing import Sealed
from bot.intake.tables import NAMES, records

events = MetaData(naming_convention=NAMES)

missed_question = Table(  # no conversation and no name beside it: it serves to improve answers, not to find people
    "missed_question",
    records,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("language", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("ending", String, nullable=False),
    Column("text", Sealed(), nullable=False),
    Column("guesses", JSON, nullable=False),
)

conversation = Table(
    "conversation",
    records,
    Column("id", String, primary_key=True),
    Column("language", String, nullable=False),
    Column("persona", String, nullable=False),
    Column("created", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("ended_at", Moment),
)

message = Table(
    "message",
    records,
    Column("id", Integer, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("body", Sealed(JSON), nullable=False),  # a message of the chat contract
)

used_key = Table(  # keys that something in either database may be sealed with, by their fingerprints
    "used_key",
    records,
    Column("id", String, primary_key=True),
)

tracker = Table(  # one row a conversation: what a save locks, and what says that nothing more is to be saved
    "tracker",
    events,
    Column("conversation_id", String, primary_key=True),
    Column("ended_at", Moment),
)

event = Table(
    "event",
    events,
    Column("conversation_id", ForeignKey("tracker.conversation_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("data", Sealed(JSON), nullable=False),
)
