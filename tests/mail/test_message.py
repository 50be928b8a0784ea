from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes
from email.policy import default

import pytest

from bot.intake.outbox import Letter
from bot.mail.message import letter_hash, message_of
from bot.settings import Settings

WRITTEN = datetime(2026, 11, 23, 4, 30, tzinfo=timezone.utc)


@pytest.fixture
def letter():
    return Letter(
        id=7,
        key="3 filed family_received family@example.org",
        request_id=3,
        kind="family_received",
        sender="Señora Peña School <office@example.org>",
        address="family@example.net",
        language="en",
        subject="We have your request 2346789C, niño",
        body="Hello,\n\nGo to {status_page}. Staff: {desk_page}\n.\nÑandú 你好 " + "long " * 300,
        written_at=WRITTEN,
        status="waiting",
        due_at=WRITTEN,
        tries=0,
        sent_at=None,
        fault=None,
    )


def settings(tmp_path, **environ):
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path), **environ})


def test_a_letter_becomes_a_message_that_any_program_reads(letter, tmp_path):
    own = settings(tmp_path, GUIDEPOST_ADDRESS="https://chat.example.org")
    read = message_from_bytes(message_of(letter, own).as_bytes(), policy=default)
    assert read["From"].addresses[0].addr_spec == "office@example.org"
    assert read["From"].addresses[0].display_name == "Señora Peña School"
    assert (read["To"], read["Subject"]) == ("family@example.net", letter.subject)
    assert read["Date"].datetime == WRITTEN and read["Auto-Submitted"] == "auto-generated"
    expected = letter.body.replace("{status_page}", "https://chat.example.org/chat/")
    expected = expected.replace("{desk_page}", "https://chat.example.org/desk/")
    assert read.get_content().replace("\r\n", "\n").rstrip() == expected.rstrip()
    assert "Reply-To" not in read


def test_another_sender_still_lets_the_family_answer_the_school(letter, tmp_path):
    read = message_of(letter, settings(tmp_path, GUIDEPOST_MAIL_FROM="robot@mail.example.com"))
    assert read["From"].addresses[0].addr_spec == "robot@mail.example.com"
    assert read["Reply-To"].addresses[0].addr_spec == "office@example.org"


def test_the_same_letter_is_the_same_bytes_each_time(letter, tmp_path):
    own = settings(tmp_path)
    tried_again = replace(letter, tries=3, fault="mail server: TimeoutError")
    assert message_of(letter, own).as_bytes() == message_of(tried_again, own).as_bytes()


def test_every_letter_has_an_id_of_its_own(letter):
    assert letter_hash(letter) != letter_hash(replace(letter, key="4 filed"))
    assert letter_hash(letter) != letter_hash(replace(letter, written_at=WRITTEN.replace(second=1)))


@pytest.mark.parametrize(
    "changes", [{"subject": "a\nBcc: all@example.org"}, {"address": "a@b\r\nBcc: all@example.org"}]
)
def test_no_header_can_be_smuggled_in(letter, tmp_path, changes):
    with pytest.raises(ValueError, match=r"(?i)header|linefeed|carriage|newline"):
        message_of(replace(letter, **changes), settings(tmp_path))
