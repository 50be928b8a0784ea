"""Rasa's events as the first release knows them."""

import sqlalchemy as sa
from alembic import op

revision = "events_1"
down_revision = None
branch_labels = ("events",)


def upgrade() -> None:
    op.create_table(
        "tracker",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_tracker")),
    )
    op.create_table(
        "event",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["tracker.conversation_id"], name=op.f("fk_event_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "position", name=op.f("pk_event")),
    )
