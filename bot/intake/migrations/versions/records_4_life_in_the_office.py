"""What an office does with a request: attempts to reach the family, corrections, replies, links between requests about one
student, why one was closed. The audit is only added to from now on, and a form that is sent twice is done once."""

import sqlalchemy as sa
from alembic import op

revision = "records_4"
down_revision = "records_3"

NEW_IN_REQUEST = {  # column -> what it may hold; None: anything
    "relation_checked_how": None,
    "has_plan": ("ILP", "IAP", "504", "IEP"),
    "closed_as": ("done", "not_reached", "duplicate", "not_our_student"),
}
STATUSES = (
    *("received", "opened", "tried_to_reach", "talked", "waiting_for_family", "evaluating", "meeting_set", "decided"),
    *("closed", "withdrawn"),
)
DISPOSED = (
    "EXISTS (SELECT 1 FROM disposal JOIN request ON request.reference = disposal.reference"
    " WHERE request.id = OLD.request_id)"
)
ON_SQLITE = {  # name -> when it refuses; SQLite can't add a constraint to a table that is there
    "audit_is_not_changed": "BEFORE UPDATE ON audit",
    "audit_is_not_deleted": f"BEFORE DELETE ON audit WHEN NOT {DISPOSED}",
    "request_begins_known": f"BEFORE INSERT ON request WHEN NEW.status NOT IN {STATUSES}",
    "request_stays_known": f"BEFORE UPDATE OF status ON request WHEN NEW.status NOT IN {STATUSES}",
}


def upgrade() -> None:
    for name, allowed in NEW_IN_REQUEST.items():
        check = f" CONSTRAINT ck_request_{name} CHECK ({name} IN {allowed})" if allowed else ""
        op.execute(f"ALTER TABLE request ADD COLUMN {name} VARCHAR{check}")
    op.add_column("request", sa.Column("link_group", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_request_link_group"), "request", ["link_group"])
    op.create_index(op.f("ix_disposal_reference"), "disposal", ["reference"])
    op.add_column("note", sa.Column("to_family", sa.Boolean(), server_default="0", nullable=False))
    op.create_table(
        "attempt",
        *_of_request("attempt"),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint("way IN ('phone', 'email', 'in_person', 'on_paper')", name=op.f("ck_attempt_way")),
        sa.CheckConstraint(
            "outcome IN ('reached', 'no_answer', 'left_message', 'wrong_number')", name=op.f("ck_attempt_outcome")
        ),
    )
    op.create_index(op.f("ix_attempt_request_id"), "attempt", ["request_id"])
    op.create_table(
        "correction",
        *_of_request("correction"),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
    )
    op.create_index(op.f("ix_correction_request_id"), "correction", ["request_id"])
    op.add_column("audit", sa.Column("key", sa.String(), nullable=True))
    op.create_index(op.f("ix_audit_key"), "audit", ["key"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        for name, when in ON_SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{name}'); END")
        return
    op.create_check_constraint(op.f("ck_request_status"), "request", f"status IN {STATUSES}")
    op.execute(
        "CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'DELETE' AND {DISPOSED} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_is_only_added_to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE OR DELETE ON audit"
        " FOR EACH ROW EXECUTE FUNCTION audit_is_only_added_to()"
    )


def _of_request(table: str) -> list[sa.Column[object] | sa.Constraint]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f(f"fk_{table}_request_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    """What was noted of attempts, corrections and links goes; replies to families stay as notes for staff."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ON_SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP TRIGGER audit_is_only_added_to ON audit")
        op.execute("DROP FUNCTION audit_is_only_added_to")
        op.drop_constraint(op.f("ck_request_status"), "request")
    op.drop_index(op.f("ix_audit_key"), "audit")
    op.drop_column("audit", "key")
    op.drop_table("correction")
    op.drop_table("attempt")
    op.drop_column("note", "to_family")
    op.drop_index(op.f("ix_disposal_reference"), "disposal")
    op.drop_index(op.f("ix_request_link_group"), "request")
    op.drop_column("request", "link_group")
    for name in reversed(NEW_IN_REQUEST):
        op.execute(f"ALTER TABLE request DROP COLUMN {name}")
