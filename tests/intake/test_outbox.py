import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import insert

from bot.intake.outbox import LEASE, WAITS, claim_letter, failed_letters, letter_failed, letter_sent, send_again
from bot.intake.records import transaction
from bot.intake.tables import letter

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def write(records):
    def row(key="one", kind="contact_received", due_at=NOW, address="x@example.org"):
        texts = {"sender": "School <office@example.org>", "address": address, "subject": "s", "body": "b"}
        with transaction(records) as connection:
            connection.execute(
                insert(letter).values(
                    key=key, kind=kind, language="en", written_at=NOW, status="waiting", due_at=due_at, **texts
                )
            )

    return row


def test_a_letter_is_claimed_by_one_and_sent_once(records, write):
    write()
    claimed = claim_letter(records, NOW)
    assert (claimed.key, claimed.body) == ("one", "b") and claim_letter(records, NOW) is None
    letter_sent(records, claimed.id, NOW)
    assert claim_letter(records, NOW + timedelta(days=1)) is None


def test_what_a_killed_program_had_claimed_is_free_after_the_lease(records, write):
    write()
    claim_letter(records, NOW)
    assert claim_letter(records, NOW + LEASE - timedelta(seconds=1)) is None
    assert claim_letter(records, NOW + LEASE).key == "one"


def test_a_letter_is_not_sent_before_it_is_due_and_danger_goes_first(records, write):
    write("later", due_at=NOW + timedelta(minutes=1))
    write("old", due_at=NOW - timedelta(days=1))
    write("danger", kind="danger_notice")
    assert [claim_letter(records, NOW).key for _ in range(2)] == ["danger", "old"]
    assert claim_letter(records, NOW) is None


def test_to_one_address_letters_go_in_the_order_written_and_only_danger_overtakes(records, write):
    write("first")
    write("second")
    first = claim_letter(records, NOW)
    assert first.key == "first" and claim_letter(records, NOW) is None  # it is being sent
    letter_failed(records, first, "mail server: TimeoutError", NOW)
    assert claim_letter(records, NOW) is None  # it is tried again first
    write("danger", kind="danger_notice")
    write("other", address="y@example.org")
    assert [claim_letter(records, NOW).key for _ in range(2)] == ["danger", "other"]
    later = NOW + WAITS[0]
    letter_sent(records, claim_letter(records, later).id, later)
    assert claim_letter(records, later).key == "second"


def test_a_letter_that_was_given_up_holds_up_no_other(records, write):
    write("first")
    write("second")
    letter_failed(records, claim_letter(records, NOW), "refused", NOW, for_good=True)
    assert claim_letter(records, NOW).key == "second"


def test_it_is_tried_ten_times_over_four_and_a_half_hours_and_then_shown_to_the_desk(records, write):
    write()
    now = NOW
    for number in range(10):
        claimed = claim_letter(records, now)
        assert claimed.tries == number and failed_letters(records) == ()
        letter_failed(records, claimed, "mail server: TimeoutError", now)
        assert claim_letter(records, now) is None
        if number < 9:
            now += WAITS[number]
    assert now - NOW == timedelta(hours=4, minutes=30) and list(WAITS) == sorted(WAITS)
    [given_up] = failed_letters(records)
    assert (given_up.tries, given_up.fault) == (10, "mail server: TimeoutError")
    assert claim_letter(records, now + timedelta(days=9)) is None


def test_the_desk_can_have_a_failed_letter_sent_again(records, write):
    write()
    for wait in (*WAITS, timedelta()):
        now = NOW + timedelta(days=1) + wait
        while claimed := claim_letter(records, now):
            letter_failed(records, claimed, "no", now - timedelta(days=1))
    [given_up] = failed_letters(records)
    send_again(records, given_up.id, None, NOW)
    assert claim_letter(records, NOW).tries == 0 and failed_letters(records) == ()


def test_a_late_failure_does_not_bring_back_what_was_sent(records, write):
    write()
    claimed = claim_letter(records, NOW)
    letter_sent(records, claimed.id, NOW)
    letter_failed(records, claimed, "late", NOW)
    assert claim_letter(records, NOW + timedelta(days=1)) is None and failed_letters(records) == ()


def test_many_at_once_claim_each_letter_once(records, write):
    for number in range(12):
        write(str(number), address=f"{number}@example.org")
    claimed = []

    def claim():
        while one := claim_letter(records, NOW):
            claimed.append(one.key)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while one := claim_letter(records, NOW):  # skipped while another looked at it
        claimed.append(one.key)
    assert sorted(claimed, key=int) == [str(number) for number in range(12)]
