"""Families' words can be sealed: whom a letter goes to is kept a second time to be compared, and which keys were used."""

import sqlalchemy as sa
from alembic import op

revision = "records_3"
down_revision = "records_2"


def upgrade() -> None:
    op.add_column("letter", sa.Column("recipient", sa.String(), nullable=True))
    op.execute("UPDATE letter SET recipient = address")
    op.create_table(
        "used_key",
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_key")),
    )


def downgrade() -> None:
    """What is sealed stays sealed: 'guidepost reseal --open' comes first."""
    op.drop_table("used_key")
    op.drop_column("letter", "recipient")
