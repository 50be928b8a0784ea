"""The commands: what goes wrong is one sentence that says what to do, and the exit code is not 0."""

import errno
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot import run
from bot.__main__ import COMMANDS, main
from bot.intake import Records, migrate
from bot.intake.staff import check_password
from bot.settings import Settings

ROOT = Path(__file__).parents[1]


def guidepost(*words, **settings):
    """Runs the command as a person does, with a data folder of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={**os.environ, **{name: str(value) for name, value in settings.items()}},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def settings(tmp_path):
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path), "GUIDEPOST_PORT": "8099"})


def test_every_command_is_listed():
    listed = guidepost("--help").stdout
    assert all(f"\n    {name}" in listed for name in COMMANDS)


def test_the_installed_command_is_this_one():
    installed = Path(sys.executable).with_name("guidepost")
    assert subprocess.run([installed, "--help"], capture_output=True, text=True, check=True).stdout.startswith("usage")


def test_a_broken_school_file_is_named_with_every_fault_and_nothing_starts(tmp_path):
    shutil.copytree(ROOT / "data" / "content", tmp_path / "content")
    school = tmp_path / "content" / "school.yml"
    text = school.read_text()
    school.write_text(
        re.sub(r"^time_zone:.*$", "time_zone: Nowhere/Town", re.sub(r"^name:.*\n", "", text, flags=re.M), flags=re.M)
    )
    for command in ("run", "check"):
        done = guidepost(command, GUIDEPOST_DATA=tmp_path / "var", GUIDEPOST_CONTENT=tmp_path / "content")
        assert done.returncode == 1
        assert "`name`" in done.stderr and "`time_zone`" in done.stderr
        assert "Traceback" not in done.stderr and not done.stdout


def test_a_channel_without_an_address_stops_the_start_with_a_sentence(tmp_path):
    shutil.copytree(ROOT / "data" / "content", tmp_path / "content")
    with (tmp_path / "content" / "school.yml").open("a") as school:
        school.write("\nteam_channel: yes\n")
    done = guidepost("run", GUIDEPOST_DATA=tmp_path / "var", GUIDEPOST_CONTENT=tmp_path / "content")
    assert done.returncode == 1 and not done.stdout
    assert "GUIDEPOST_WEBHOOK_URL" in done.stderr and "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_sentence(tmp_path):
    done = guidepost("check", GUIDEPOST_DATA=tmp_path, GUIDEPOST_PORT="eighty")
    assert done.returncode == 1
    assert done.stderr.startswith("GUIDEPOST_PORT: ") and done.stderr.count("\n") == 1


def test_a_port_in_use_is_one_sentence_before_anything_is_trained(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = guidepost("run", GUIDEPOST_DATA=tmp_path, GUIDEPOST_PORT=port)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} is used by another program: ") and done.stderr.count("\n") == 1
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_a_host_that_is_not_this_machine_is_one_sentence(settings, host):
    elsewhere = Settings(**{**vars(settings), "host": host})
    with pytest.raises(run.NotStarted, match=f"GUIDEPOST_HOST: this machine has no address {re.escape(host)}"):
        run.check_port(elsewhere)


def test_a_full_disk_stops_the_start_before_a_request_is_lost(settings, monkeypatch):
    monkeypatch.setattr(run, "FREE_MB", shutil.disk_usage(settings.data).free // 1_000_000 + 1_000)
    with pytest.raises(run.NotStarted, match="The disk is full: "):
        run.check_space(settings)


def test_a_disk_that_fills_up_meanwhile_is_one_sentence(tmp_path, monkeypatch, capsys):
    def fills_up(settings, given):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setenv("GUIDEPOST_DATA", str(tmp_path))
    monkeypatch.chdir(ROOT)
    monkeypatch.setitem(COMMANDS, "check", type(COMMANDS["check"])("", fills_up))
    assert main(["check"]) == 1
    assert capsys.readouterr().err == "The disk is full: free some space, then start again.\n"


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8099"),
        ("0.0.0.0", "http://127.0.0.1:8099"),
        ("::", "http://[::1]:8099"),
        ("::1", "http://[::1]:8099"),
    ],
)
def test_the_address_is_one_that_a_browser_here_can_open(settings, host, shown):
    assert run.address(Settings(**{**vars(settings), "host": host})) == shown


def test_the_first_sign_in_is_shown_once_and_opens_the_desk(settings, capsys):
    migrate(settings.database_url, "records")
    run.announce(settings, 1.0)
    first = capsys.readouterr().out
    login, password = re.search(r"first sign-in there +(\S+), password (\S+) ", first).groups()
    assert opens(settings, login, password)
    run.announce(settings, 1.0)
    assert "password" not in capsys.readouterr().out


def test_an_account_is_made_changed_and_closed_from_the_terminal(settings):
    def said(*words):
        return guidepost("desk-account", *words, GUIDEPOST_DATA=settings.data)

    made = said("Jo", "--name", "Jo Example", "--role", "crisis")
    first = made.stdout.split("password ")[1].split()[0]
    assert opens(settings, "jo", first).opens_danger
    second = said("jo").stdout.split("password ")[1].split()[0]
    assert not opens(settings, "jo", first)
    kept = opens(settings, "jo", second)
    assert kept.opens_danger and kept.name == "Jo Example"  # a new password takes nothing else away
    third = said("jo", "--role", "viewer").stdout.split("password ")[1].split()[0]
    assert not opens(settings, "jo", third).opens_requests
    assert said("jo", "--contact", "nobody").stderr.startswith("School.yml has no contact 'nobody'; it has: ")
    assert opens(settings, "jo", third)
    assert said("jo", "--close").returncode == 0
    assert not opens(settings, "jo", third)
    assert said("jo", "--close").stderr.startswith("There is no account 'jo'")


def opens(settings, login, password):
    records = Records.open(settings.database_url)
    try:
        from datetime import datetime, timezone

        return check_password(records, login, password, datetime.now(timezone.utc))
    finally:
        records.close()


def test_rasas_old_packages_make_no_noise():
    script = "from bot.quiet import hush; hush(); import rasa.core.agent, rasa_sdk.executor"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
