"""A family that asks for a copy of its request gets it by e-mail at the address in the request, once a day, without the
code; nobody else gets any."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import select

from bot.intake import tables
from bot.intake.copies import Copy, send_copy
from bot.intake.records import reading
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


def copies(records):
    with reading(records) as connection:
        return [one for one in connection.execute(select(tables.letter)).all() if one.kind == "family_copy"]


def test_the_copy_holds_what_was_written_and_no_code(records, content, secret, new_request):
    new = new_request(description="Reading takes {all} evening.\nShe cries.")
    filed = submit_request(records, content, secret, new, NOW)
    assert send_copy(records, content, new.draft, NOW) is Copy.SENT
    [letter] = copies(records)
    assert (letter.address, letter.status) == ("family@example.org", "waiting")
    assert new.description in letter.body and filed.reference in letter.body and filed.code not in letter.body


def test_it_is_sent_once_a_day(records, content, secret, new_request):
    new = new_request()
    submit_request(records, content, secret, new, NOW)
    for hours in (0, 1, 2, 26):
        assert send_copy(records, content, new.draft, NOW + timedelta(hours=hours)) is Copy.SENT
    assert len(copies(records)) == 2


@pytest.mark.parametrize(
    "told",
    [
        {"email": None, "phone": "225-555-0101"},
        {"persona": "student", "for_whom": "myself", "relation": None, "requester_name": "Ben"},
    ],
)
def test_none_goes_where_no_parent_gave_an_address(records, content, secret, new_request, told):
    new = new_request(**told)
    submit_request(records, content, secret, new, NOW)
    assert send_copy(records, content, new.draft, NOW) is Copy.NO_ADDRESS
    assert not copies(records)


def test_what_was_never_sent_has_no_copy(records, content):
    assert send_copy(records, content, "a draft of nobody", NOW) is Copy.NOTHING
