from dataclasses import replace
from datetime import datetime, timezone
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reading_letters import page_of, text_of

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


def own_settings(tmp_path, **environ):
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path), **environ})


def test_a_letter_becomes_a_message_that_any_program_reads(letter, tmp_path):
    own = own_settings(tmp_path, GUIDEPOST_ADDRESS="https://chat.example.org")
    read = message_from_bytes(message_of(letter, own).as_bytes(), policy=default)
    assert read["From"].addresses[0].addr_spec == "office@example.org"
    assert read["From"].addresses[0].display_name == "Señora Peña School"
    assert (read["To"], read["Subject"]) == ("family@example.net", letter.subject)
    assert read["Date"].datetime == WRITTEN and read["Auto-Submitted"] == "auto-generated"
    expected = letter.body.replace("{status_page}", "https://chat.example.org/chat/")
    expected = expected.replace("{desk_page}", "https://chat.example.org/desk/")
    assert text_of(read).replace("\r\n", "\n").rstrip() == expected.rstrip()
    assert "Reply-To" not in read


def test_another_sender_still_lets_the_family_answer_the_school(letter, tmp_path):
    read = message_of(letter, own_settings(tmp_path, GUIDEPOST_MAIL_FROM="robot@mail.example.com"))
    assert read["From"].addresses[0].addr_spec == "robot@mail.example.com"
    assert read["Reply-To"].addresses[0].addr_spec == "office@example.org"


def test_the_same_letter_is_the_same_bytes_each_time(letter, tmp_path):
    own = own_settings(tmp_path)
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
        message_of(replace(letter, **changes), own_settings(tmp_path))


# The page beside the text


class Shown(HTMLParser):
    """What a mail program shows of a page, and the tags that it is made of."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags, self.places, self.shows = "", set(), [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.shows = self.shows or tag == "body"
        self.text += "\n" if tag in ("p", "br") and self.shows else ""
        self.places += [value for name, value in attrs if name in ("href", "src", "background")]

    def handle_data(self, data):
        self.text += data if self.shows else ""


OURS = {"html", "head", "meta", "title", "body", "div", "p", "br", "a"}
NASTY = '<img src=https://evil.example/x onerror=alert(1)> {{ 7 * 7 }} </p><script>alert(2)</script> & "quoted"'


def words_in(text):
    return text.split()


@given(body=st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n{}<>&\"' "), min_size=1))
@example(body=NASTY)
@example(body="a\n\nb\nc {status_page} d\n\n\n")
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_a_letter_says_its_page_says_the_same_and_holds_no_tag_but_ours(letter, tmp_path, body):
    own = Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path), "GUIDEPOST_ADDRESS": "https://chat.example.org"})
    read = message_from_bytes(message_of(replace(letter, body=body), own).as_bytes(), policy=default)
    shown = Shown(page_of(read))
    assert words_in(shown.text) == words_in(text_of(read))
    assert shown.tags <= OURS and "{{" not in shown.text.replace(body, "")
    assert set(shown.places) <= {"https://chat.example.org/chat/", "https://chat.example.org/desk/"}


def test_only_families_get_a_page_and_it_links_to_ours(letter, tmp_path):
    own = own_settings(tmp_path, GUIDEPOST_ADDRESS="https://chat.example.org")
    page = page_of(message_of(letter, own))
    assert '<html lang="en">' in page and '<a href="https://chat.example.org/chat/"' in page
    assert message_of(letter, own).get_content_type() == "multipart/alternative"
    assert message_of(replace(letter, kind="contact_received"), own).get_content_type() == "text/plain"
