import shutil
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from bot.errors import RowRefused, StepNotAllowed
from bot.intake import tables
from bot.intake.calls import NewCall, ask_for_call
from bot.intake.records import Records, reading, transaction
from bot.intake.statuses import NOT_ANSWERED, OVER, STATUSES, STEPS, next_statuses
from bot.intake.steps import take_step
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


def row_of(connection):
    return connection.execute(select(tables.request)).one()


def step(records, status):
    with transaction(records) as connection:
        take_step(connection, row_of(connection), status, NOW)


def test_every_status_can_be_reached_and_only_withdrawn_is_the_end():
    reached = {"received"}
    for _ in STATUSES:
        reached |= {after for before, after in STEPS if before in reached}
    assert reached == set(STATUSES)
    assert [status for status in STATUSES if not next_statuses(status)] == ["withdrawn"]


def test_a_withdrawn_request_cannot_be_reopened():
    assert next_statuses("withdrawn") == ()


def test_a_voicemail_is_no_first_answer():
    assert "tried_to_reach" in NOT_ANSWERED and "talked" not in NOT_ANSWERED


def test_the_family_can_take_it_back_until_it_is_decided_or_over():
    allowed = {before for before, after in STEPS if after == "withdrawn"}
    assert allowed == set(STATUSES) - {"decided", *OVER}


@settings(max_examples=30, deadline=None)
@given(walk=st.lists(st.sampled_from(STATUSES), max_size=12))
def test_no_walk_leaves_the_steps(walk, migrated_file, tmp_path_factory, content):
    file = shutil.copy(migrated_file, tmp_path_factory.mktemp("walk"))
    records = Records.open(f"sqlite:///{file}")
    call = NewCall("draft", None, "chat", "en", "parent", phone="225-555-0199")
    ask_for_call(records, content, b"secret", call, NOW)
    at = "received"
    for status in walk:
        if (at, status) in STEPS:
            step(records, status)
            at = status
        else:
            with pytest.raises(StepNotAllowed):
                step(records, status)
    with reading(records) as connection:
        assert row_of(connection).status == at
        taken = connection.execute(select(tables.history).order_by(tables.history.c.id)).all()
    assert taken[-1].to_status == at
    assert all((one.from_status, one.to_status) in STEPS for one in taken[1:])
    records.close()


def test_the_database_itself_refuses_a_step_that_is_none(records, content, secret, new_request):
    submit_request(records, content, secret, new_request(), NOW)
    jump = {"request_id": 1, "at": NOW, "from_status": "withdrawn", "to_status": "opened"}
    with pytest.raises(RowRefused, match=r"(?i)foreign key|fk_"), transaction(records) as connection:
        connection.execute(insert(tables.history).values(**jump))


def test_of_two_who_take_a_step_at_once_the_second_is_told(records, content, secret, new_request):
    submit_request(records, content, secret, new_request(), NOW)
    with reading(records) as connection:
        seen = row_of(connection)
    step(records, "opened")
    with pytest.raises(StepNotAllowed), transaction(records) as connection:
        take_step(connection, seen, "opened", NOW)
