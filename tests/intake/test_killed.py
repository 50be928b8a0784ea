import signal
import uuid
from dataclasses import replace
from datetime import datetime, timezone
from itertools import count as count_up

from killing import ROUNDS, killed, seeded
from sqlalchemy import func, select

from bot.intake import tables
from bot.intake.danger import DangerNotice, notify_danger, take_in_spool
from bot.intake.records import Records, reading
from bot.intake.submit import submit_request

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
LONGEST = 0.15  # seconds; a sending takes about five thousandths of one


def count(records, table):
    with reading(records) as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar()


def test_no_filed_request_is_lost_or_doubled_by_kill_9(database_url, content, secret, new_request):
    chance, drafts, told, midway = seeded(), [], {}, 0

    def submit(records, draft):
        return submit_request(records, content, secret, replace(new_request(), draft=draft), NOW)

    for number in range(ROUNDS):

        def work(say, number=number):
            own = Records.open(database_url)
            for place in count_up():
                filed = submit(own, f"{number}-{place}")
                say(f"{number}-{place} {filed.reference} {filed.code}")

        said, ended = killed(work, chance.uniform(0, LONGEST))
        midway += ended == -signal.SIGKILL
        told |= {draft: (reference, code) for draft, reference, code in (line.split() for line in said)}
        drafts += [f"{number}-{place}" for place in range(len(said) + 1)]  # the last one may be filed, or not
    assert midway == ROUNDS and told, "the child was killed while it worked"

    records = Records.open(database_url)
    before = count(records, tables.request)
    assert before >= len(told), "what a family was told as filed is there"
    for draft in drafts:  # each family sends again, as the program itself does after a timeout
        filed = submit(records, draft)
        if draft in told:
            assert (filed.reference, filed.code, filed.repeated) == (*told[draft], True)
    whole = count(records, tables.request)
    assert [count(records, table) for table in (tables.need, tables.history, tables.hand_off, tables.letter)] == [
        2 * whole,
        whole,
        2 * whole,
        3 * whole,
    ]
    records.close()


def test_no_notice_of_danger_is_lost_or_doubled_by_kill_9(sqlite_url, content, tmp_path):
    chance, spool, told = seeded(), tmp_path / "spool", set()
    away = "postgresql://guidepost@127.0.0.1:9/postgres"
    for number in range(ROUNDS):
        url = away if number % 2 else sqlite_url

        def work(say, url=url):
            own = Records.open(url)
            while True:
                key = str(uuid.uuid4())
                notify_danger(own, content, spool, DangerNotice(key, "abuse", "self", NOW, "en", "student", "words"))
                say(key)

        said, ended = killed(work, chance.uniform(0, LONGEST))
        assert ended == -signal.SIGKILL
        told |= set(said)

        def take(say):
            own = Records.open(sqlite_url)
            while True:
                take_in_spool(own, spool)

        killed(take, chance.uniform(0, LONGEST))
    records = Records.open(sqlite_url)
    take_in_spool(records, spool)
    with reading(records) as connection:
        kept = set(connection.execute(select(tables.request.c.draft)).scalars())
    assert told and told <= kept and count(records, tables.letter) == 3 * len(kept)
    records.close()
