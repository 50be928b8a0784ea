"""A request can be held back from deletion, and of what was deleted the reference and the dates stay; who takes a notice
of danger says what was done."""

import sqlalchemy as sa
from alembic import op

revision = "records_2"
down_revision = "records_1"


def upgrade() -> None:
    op.add_column("request", sa.Column("hold_reason", sa.Text(), nullable=True))
    op.create_index(op.f("ix_request_contact_status"), "request", ["contact", "status"])
    op.create_index(op.f("ix_request_received_at"), "request", ["received_at"])
    op.create_table(
        "disposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("over_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal")),
    )


    op.create_table(
        "taken",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_taken_request_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_taken_staff_id")),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_taken")),
    )


def downgrade() -> None:
    """What was deleted stays deleted; its list goes."""
    op.drop_table("taken")
    op.drop_table("disposal")
    op.drop_index(op.f("ix_request_received_at"), "request")
    op.drop_index(op.f("ix_request_contact_status"), "request")
    op.drop_column("request", "hold_reason")
