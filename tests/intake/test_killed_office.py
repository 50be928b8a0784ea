"""Kill -9 while staff hand on, answer and correct, and while tables are brought up to date: what was acknowledged is
there once, with its letters, and nothing is there by half."""

import signal
from datetime import datetime, timezone
from itertools import count as count_up

from going_back import go_to, revisions
from killing import ROUNDS, killed, seeded
from sqlalchemy import select

from bot.intake import tables
from bot.intake.corrections import correct_request
from bot.intake.handling import hand_off
from bot.intake.migrate import migrate
from bot.intake.own_request import request_status
from bot.intake.reaching import note_attempt
from bot.intake.records import Records, reading
from bot.intake.staff import all_staff
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
LONGEST = 0.15  # seconds; an act takes some thousandths of one
ROLES = ("nurse", "section_504_coordinator", "counsellor")


def test_no_act_of_the_office_is_lost_doubled_or_done_by_half_by_kill_9(
    database_url, content, secret, new_request, counsellor, records
):
    chance, told, tried = seeded(), [], []
    submit_request(records, content, secret, new_request(), NOW)
    records.close()

    def act(own, staff, key):
        number = int(key.partition("-")[2])
        if number % 3 == 0:
            role = ROLES[number // 3 % len(ROLES)]
            hand_off(own, content, 1, role, f"Reason {key}.", staff, NOW, key)
        elif number % 3 == 1:
            note_attempt(own, 1, "phone", "no_answer", staff, NOW, key)
        else:
            with reading(own) as connection:
                seen = len(connection.execute(select(tables.correction.c.id)).all())
            correct_request(own, content, 1, {"teacher": f"Teacher {key}"}, seen, staff, NOW, key)

    for number in range(ROUNDS):

        def work(say, number=number):
            own = Records.open(database_url)
            [staff] = all_staff(own)
            for place in count_up():
                act(own, staff, f"{number}-{place}")
                say(f"{number}-{place}")

        said, ended = killed(work, chance.uniform(0, LONGEST))
        assert ended == -signal.SIGKILL
        told += said
        tried += [f"{number}-{place}" for place in range(len(said) + 1)]
    own = Records.open(database_url)
    [staff] = all_staff(own)
    for key in tried:  # each form is sent again, as an impatient person does
        act(own, staff, key)
    with reading(own) as connection:
        keys = connection.execute(select(tables.audit.c.key).where(tables.audit.c.key.is_not(None))).scalars().all()
        given = connection.execute(select(tables.hand_off).where(tables.hand_off.c.staff_id.is_not(None))).all()
        letters = connection.execute(select(tables.letter.c.key)).scalars().all()
        attempts, corrected = (connection.execute(select(one)).all() for one in (tables.attempt, tables.correction))
        row = connection.execute(select(tables.request)).one()
    own.close()
    assert told and sorted(keys) == sorted(tried), "each act is noted once"
    kinds = [[key for key in keys if int(key.partition("-")[2]) % 3 == kind] for kind in range(3)]
    assert [len(given), len(attempts), len(corrected)] == [len(each) for each in kinds]
    assert {f"hand_off {one.id}" for one in given} == {
        " ".join(key.split(" ")[1:3]) for key in letters if key.split(" ")[1] == "hand_off"
    }
    last = max(given, key=lambda one: one.id)
    assert (row.role, row.contact) == (last.role, last.contact)
    assert row.teacher == max(corrected, key=lambda one: one.id).after


def test_a_migration_that_is_killed_is_done_whole_at_the_next_start(
    database_url, content, secret, new_request, records
):
    chance, midway = seeded(), 0
    filed = [submit_request(records, content, secret, new_request(), NOW) for _ in range(20)]
    records.close()
    for _ in range(ROUNDS):
        go_to(database_url, chance.choice(revisions()[:-1]))

        def work(say):
            migrate(database_url, "records")
            say("done")
            signal.pause()

        said, ended = killed(work, chance.uniform(0, 0.2))
        assert ended == -signal.SIGKILL
        midway += not said
        migrate(database_url, "records")
        own = Records.open(database_url)
        for one in filed:
            assert request_status(own, one.reference, one.code, secret, NOW).status == "received"
        again = submit_request(own, content, secret, new_request(), NOW)
        filed[chance.randrange(len(filed))] = again
        own.close()
    assert midway, "some were killed midway"
