import shutil
import socket
import ssl
import subprocess
import time
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from reading_letters import text_of

from bot.errors import LetterNotSent
from bot.intake.outbox import LEASE, claim_letter, failed_letters
from bot.intake.records import transaction
from bot.mail import deliver_due, smtp
from bot.mail.message import message_of
from bot.settings import Settings

PASSWORD = "p@ss/word:1"


class Mailbox:
    """A mail server's memory, which answers as it is told to."""

    def __init__(self):
        self.received, self.encrypted, self.answer, self.meanwhile = [], [], "250 OK", lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("nobody"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.meanwhile()
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=default))
            self.encrypted.append(session.ssl is not None)
        return self.answer


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def serve(mailbox):
    """Starts a mail server and gives its host and port."""
    running = []

    def start(host="127.0.0.1", **options):
        controller = Controller(mailbox, hostname=host, port=0, **options)
        with socket.socket() as free:
            free.bind((host, 0))
            controller.port = free.getsockname()[1]
        controller.start()
        running.append(controller)
        return f"{host}:{controller.port}"

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """A server's TLS, which this process trusts."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl on this machine to make a certificate with")
    key, crt = tmp_path / "key.pem", tmp_path / "crt.pem"
    names = "subjectAltName=IP:127.0.0.1,IP:127.0.0.2"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    subprocess.run([*made, "-addext", names, "-keyout", key, "-out", crt], check=True, capture_output=True, timeout=60)
    monkeypatch.setenv("SSL_CERT_FILE", str(crt))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(crt, key)
    return context


def sign_in(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"school@example.org", PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@pytest.fixture
def by(tmp_path):
    """Settings that send by the given address of a mail server."""
    return lambda url: Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path / "var"), "GUIDEPOST_SMTP_URL": url})


@pytest.fixture
def deliver(sqlite_records, file_request, now, by):
    def run(url, **changes):
        file_request(sqlite_records, **changes)
        return deliver_due(sqlite_records, by(url), now)

    return run


def test_letters_arrive_by_a_real_mail_server(deliver, serve, mailbox, settings, statuses, sqlite_records):
    assert deliver(f"smtp://{serve()}") == 3
    assert [message["To"] for message in mailbox.received][2] == "family@example.org"
    assert len({message["Message-ID"] for message in mailbox.received}) == 3
    assert "Riverbend School" in text_of(mailbox.received[2])
    assert statuses(sqlite_records) == ["sent"] * 3 and not (settings.data / "letters").exists()


def test_no_transaction_is_open_while_a_letter_is_sent(deliver, serve, mailbox, sqlite_records):
    def write_something():
        with transaction(sqlite_records):
            written.append(True)

    written: list[bool] = []
    mailbox.meanwhile = write_something
    assert deliver(f"smtp://{serve()}") == 3 and written == [True] * 3


def test_what_the_server_encrypts_is_sent_encrypted(deliver, serve, mailbox, certificate):
    assert deliver(f"smtp://{serve(tls_context=certificate)}") == 3
    assert mailbox.encrypted == [True] * 3


def test_a_server_that_speaks_only_tls_is_reached_too(deliver, serve, mailbox, certificate):
    assert deliver(f"smtps://{serve(ssl_context=certificate)}") == 3


def test_a_certificate_nobody_vouches_for_is_refused(deliver, serve, mailbox, certificate, monkeypatch):
    address = serve(tls_context=certificate)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert deliver(f"smtp://{address}") == 0 and mailbox.received == []


def test_name_and_password_sign_in_over_tls(deliver, serve, mailbox, certificate):
    options = {"tls_context": certificate, "authenticator": sign_in, "auth_required": True}
    name = f"school%40example.org:{quote(PASSWORD, safe='')}"
    assert deliver(f"smtp://{name}@{serve(**options)}") == 3 and mailbox.encrypted == [True] * 3


def test_a_wrong_password_is_a_fault_without_the_password(deliver, serve, certificate, sqlite_records, caplog):
    options = {"tls_context": certificate, "authenticator": sign_in, "auth_required": True}
    assert deliver(f"smtp://school%40example.org:wrongword@{serve(**options)}") == 0
    assert "535" in caplog.text and "wrongword" not in caplog.text and "school@" not in caplog.text


def test_a_password_is_never_sent_in_the_clear_to_another_machine(deliver, serve, mailbox, caplog):
    options = {"authenticator": sign_in, "auth_require_tls": False}
    assert deliver(f"smtp://school%40example.org:{quote(PASSWORD, safe='')}@{serve('127.0.0.2', **options)}") == 0
    assert "no encryption" in caplog.text and mailbox.received == []


@pytest.mark.parametrize("answer", ["451 later", "421 too many"])
def test_a_refused_letter_waits_and_is_tried_again(
    deliver, serve, mailbox, sqlite_records, statuses, by, now, answer, caplog
):
    mailbox.answer, address = answer, f"smtp://{serve()}"
    assert deliver(address) == 0 and statuses(sqlite_records) == ["waiting"] * 3
    assert answer[:3] in caplog.text and "example.org" not in caplog.text
    mailbox.answer = "250 OK"
    assert deliver_due(sqlite_records, by(address), now.replace(minute=5)) == 3


def test_one_address_that_does_not_exist_holds_up_no_other(deliver, serve, mailbox, sqlite_records, statuses):
    assert deliver(f"smtp://{serve()}", email="nobody@example.org") == 2
    assert statuses(sqlite_records) == ["sent", "sent", "failed"]
    [given_up] = failed_letters(sqlite_records)
    assert (given_up.tries, given_up.fault) == (1, "mail server: refuses the address (550)")


def test_a_letter_that_is_refused_for_good_is_shown_to_the_desk_at_once(
    deliver, serve, mailbox, sqlite_records, caplog
):
    mailbox.answer = "554 no"
    assert deliver(f"smtp://{serve()}") == 0
    assert [letter.tries for letter in failed_letters(sqlite_records)] == [1] * 3
    assert "not be tried again" in caplog.text and "example.org" not in caplog.text


def test_an_hour_without_a_mail_server_loses_and_doubles_nothing(
    deliver, serve, mailbox, sqlite_records, statuses, by, now
):
    assert deliver("smtp://127.0.0.1:9") == 0
    for minutes in range(1, 60):
        deliver_due(sqlite_records, by("smtp://127.0.0.1:9"), now + timedelta(minutes=minutes))
    assert statuses(sqlite_records) == ["waiting"] * 3
    assert deliver_due(sqlite_records, by(f"smtp://{serve()}"), now + timedelta(hours=2)) == 3
    assert len({message["Message-ID"] for message in mailbox.received}) == 3 == len(mailbox.received)


def test_a_letter_whose_yes_was_lost_after_it_was_taken_comes_again_under_the_same_name(
    deliver, serve, mailbox, sqlite_records, statuses, by, now, monkeypatch
):
    taken, hangs_up = mailbox.handle_DATA, [True]

    async def take_and_hang_up(server, session, envelope):
        answer = await taken(server, session, envelope)
        if hangs_up.pop() if hangs_up else False:
            server.transport.abort()
        return answer

    monkeypatch.setattr(mailbox, "handle_DATA", take_and_hang_up)
    address = f"smtp://{serve()}"
    assert deliver(address) == 2 and sorted(statuses(sqlite_records)) == ["sent", "sent", "waiting"]
    assert deliver_due(sqlite_records, by(address), now + timedelta(minutes=5)) == 1
    names = [message["Message-ID"] for message in mailbox.received]
    assert len(names) == 4 and len(set(names)) == 3  # mail programs show two of one name as one


def test_a_server_that_is_not_there_is_told(deliver, statuses, sqlite_records):
    assert deliver("smtp://127.0.0.1:9") == 0 and statuses(sqlite_records) == ["waiting"] * 3


def test_a_server_that_says_nothing_is_left_after_a_while(sqlite_records, file_request, by, now, monkeypatch):
    monkeypatch.setattr(smtp, "SECONDS", 0.5)
    file_request(sqlite_records)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        settings = by(f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        message, began = message_of(claim_letter(sqlite_records, now), settings), time.monotonic()
        with pytest.raises(LetterNotSent):
            smtp.send_by_smtp(message, settings.smtp_url)
    assert time.monotonic() - began < 3


def test_a_connection_lost_in_the_middle_is_tried_again(deliver, serve, mailbox, statuses, sqlite_records, monkeypatch):
    async def hang_up(self, *_):
        self.transport.close()

    monkeypatch.setattr(SMTP, "smtp_DATA", hang_up)
    assert deliver(f"smtp://{serve()}") == 0 and statuses(sqlite_records) == ["waiting"] * 3


def test_no_sending_takes_longer_than_its_claim():
    assert LEASE.total_seconds() > smtp.SECONDS * 10
