"""A team's channel hears that something came in, signed, once, and nothing of a child; a channel that is down, slow or
gone loses nothing and holds up no letter."""

import base64
import hashlib
import hmac
import json
import threading
import time
import uuid
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import SettingsFault
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.danger import DangerNotice, notify_danger
from bot.intake.late import tell_late
from bot.intake.letters import CHANNEL
from bot.intake.outbox import failed_letters, send_again
from bot.intake.records import reading
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request
from bot.intake.tables import letter
from bot.mail import deliver_due
from bot.settings import Settings


class Channel(ThreadingHTTPServer):
    """Keeps what it got, and answers with the statuses in `answers`, then 200; "drop" and "wait" as they say."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Post)
        self.got, self.answers = [], []


class Post(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if answer == "drop":
            return
        if answer == "wait":
            time.sleep(3)
        self.server.got.append((dict(self.headers), body))
        self.send_response(answer if isinstance(answer, int) else 200)
        if answer == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def channel():
    server = Channel()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def told_to(channel, tmp_path):
    """The settings of a school whose channel this is."""
    url = f"http://127.0.0.1:{channel.server_port}/services/T0/secret"
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path / "var"), "GUIDEPOST_WEBHOOK_URL": url})


@pytest.fixture
def with_channel(content):
    return replace(content, school=replace(content.school, team_channel=True))


@pytest.fixture
def file(records, with_channel, secret, new_request, now):
    return lambda **changes: submit_request(records, with_channel, secret, new_request(**changes), now)


def rows(records):
    with reading(records) as connection:
        return connection.execute(select(letter).where(letter.c.recipient == CHANNEL).order_by(letter.c.id)).all()


def test_a_request_is_told_there_once_and_signed(records, told_to, channel, file, now):
    filed = file()
    assert deliver_due(records, told_to, now) == 4 and deliver_due(records, told_to, now) == 0
    [(headers, body)] = channel.got
    told = json.loads(body)
    assert told["text"] == f"New request {filed.reference}\n{told_to.address}/desk/"
    assert (told["event"], told["school"]) == ("contact_received", "Riverbend School")
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(told_to.webhook_key, signed, hashlib.sha256).digest()).decode()
    assert (
        headers["webhook-signature"] == f"v1,{expected}" and abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    )


def test_what_happens_later_is_told_too_and_in_order(records, told_to, channel, file, with_channel, secret, now):
    filed = file()
    for _ in range(2):
        add_to_request(records, with_channel, secret, filed.reference, filed.code, "More.", now)
    tell_late(records, with_channel, now + timedelta(days=30))
    withdraw_request(records, with_channel, secret, filed.reference, filed.code, now + timedelta(days=31))
    deliver_due(records, told_to, now + timedelta(days=31))
    events = [json.loads(body)["event"] for _, body in channel.got]
    assert events == ["contact_received", "contact_added", "contact_late", "contact_withdrawn"]


def test_danger_and_what_families_get_never_go_there(records, told_to, channel, with_channel, tmp_path, now):
    notice = DangerNotice(str(uuid.uuid4()), "abuse", "self", now, "en", "student", "the words", who="Sam")
    notify_danger(records, with_channel, tmp_path / "spool", notice)
    deliver_due(records, told_to, now)
    assert channel.got == [] and rows(records) == []


def test_without_a_channel_in_school_yml_nothing_is_written_for_it(records, content, secret, new_request, now):
    submit_request(records, content, secret, new_request(), now)
    assert rows(records) == []


@pytest.mark.parametrize("answer", [500, 503, 429, 408, "drop"])
def test_a_channel_that_is_down_is_told_later_with_the_same_id(records, told_to, channel, file, now, answer):
    file()
    channel.answers = [answer]
    assert deliver_due(records, told_to, now) == 3
    [row] = rows(records)
    assert (row.status, row.tries) == ("waiting", 1) and "secret" not in row.fault and "127.0.0.1" not in row.fault
    assert deliver_due(records, told_to, now + timedelta(minutes=2)) == 1
    assert len({headers["webhook-id"] for headers, _ in channel.got}) == 1


@pytest.mark.parametrize("answer", [400, 404, 410, 302])
def test_a_channel_that_is_gone_is_shown_as_failed_and_can_be_told_again(records, told_to, channel, file, now, answer):
    file()
    channel.answers = [answer]
    deliver_due(records, told_to, now)
    [failed] = failed_letters(records)
    assert failed.address == CHANNEL and str(answer) in failed.fault and len(channel.got) == 1
    staff = create_staff(records, "office", "Office", "x" * 12, None, False, now)
    send_again(records, failed.id, staff.id, now)
    assert deliver_due(records, told_to, now) == 1


def test_a_channel_that_does_not_answer_is_left_alone_for_a_while(records, told_to, channel, file, now, monkeypatch):
    monkeypatch.setattr("bot.mail.webhook.SECONDS", (1, 1))
    file()
    channel.answers = ["wait"]
    assert deliver_due(records, told_to, now) == 3, "the letters go out none the less"
    assert rows(records)[0].fault == "channel: ReadTimeout"


def test_without_an_address_it_waits_and_says_why(records, tmp_path, file, now):
    own = Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path / "var")})
    file()
    deliver_due(records, own, now)
    assert rows(records)[0].fault == "GUIDEPOST_WEBHOOK_URL is not set"


@pytest.mark.parametrize("url", ["http://hooks.example.org/x", "ftp://x", "https://", "hooks", "http://[::1"])
def test_only_an_encrypted_address_is_taken(tmp_path, url):
    with pytest.raises(SettingsFault, match="GUIDEPOST_WEBHOOK_URL"):
        Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path), "GUIDEPOST_WEBHOOK_URL": url})


def test_the_address_shows_nowhere(told_to):
    assert "secret" not in repr(told_to)


@trying(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.text(st.sampled_from("QXZqxz"), min_size=8, max_size=20))
def test_no_word_of_a_family_is_in_it(sqlite_records, told_to, channel, with_channel, secret, new_request, now, words):
    names = ("description", "student_name", "requester_name", "relation", "teacher", "best_time", "interpreter")
    new = new_request(draft=str(uuid.uuid4()), **dict.fromkeys(names, words))
    submit_request(sqlite_records, with_channel, secret, new, now)
    deliver_due(sqlite_records, told_to, now)
    headers, body = channel.got[-1]
    assert words.encode() not in body and words not in str(headers)
