from datetime import timedelta
from email import message_from_bytes
from email.policy import default

from killing import ROUNDS, killed, seeded
from reading_letters import text_of

from bot.intake.outbox import LEASE
from bot.intake.records import Records
from bot.mail import deliver_due


def test_no_letter_is_lost_or_doubled_by_kill_9(database_url, settings, file_request, statuses, now):
    chance, records = seeded(), Records.open(database_url)
    for _ in range(30):
        file_request(records)
    records.close()
    for _ in range(ROUNDS):
        now += LEASE + timedelta(seconds=1)

        def work(say, now=now):
            own = Records.open(database_url)
            while True:
                deliver_due(own, settings, now)

        killed(work, chance.uniform(0, 0.04))
    records = Records.open(database_url)
    deliver_due(records, settings, now + LEASE + timedelta(seconds=1))
    assert statuses(records) == ["sent"] * 90
    files = sorted((settings.data / "letters").glob("*.eml"))
    letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert len(files) == 90 and len({letter["Message-ID"] for letter in letters}) == 90
    assert all("Hello" in text_of(letter) and text_of(letter).rstrip()[-1] in ".g" for letter in letters)
    records.close()
