"""The keys from where an office meets them: the setting, the commands, a start without them, a backup."""

import base64
import shutil
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from bot import run
from bot.__main__ import main
from bot.errors import SettingsFault
from bot.intake import Records, make_ready, submit_request
from bot.intake.records import reading
from bot.intake.sealing import MARK, key_id
from bot.settings import Settings
from bot.training import ROOT

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
KEY, OTHER = (urlsafe_b64encode(letter * 32).decode() for letter in (b"a", b"b"))  # the same in every process


@pytest.fixture
def set_keys(tmp_path, monkeypatch):
    """Sets these keys, and gives the settings."""
    monkeypatch.setenv("GUIDEPOST_DATA", str(tmp_path / "var"))

    def change(*keys):
        monkeypatch.setenv("GUIDEPOST_KEYS", ",".join(keys))
        return Settings.from_environment()

    return change


@pytest.fixture
def file_under(set_keys, content, new_request):
    """Files a request under these keys."""

    def file(*keys, **told):
        settings = set_keys(*keys)
        make_ready(settings)
        records = Records.of(settings)
        filed = submit_request(records, content, settings.secret, new_request(**told), MONDAY)
        records.close()
        return filed

    return file


def description(settings):
    """As it lies there."""
    records = Records.open(settings.database_url)
    with reading(records) as connection:
        kept = connection.exec_driver_sql("SELECT description FROM request").scalar()
    records.close()
    return kept


@pytest.mark.parametrize(
    "keys", ["hunter2", f"{KEY},", f"{KEY} {OTHER}", f"{KEY},{OTHER[:-2]}", ",", "ключ", f"{KEY[:-1]}!"]
)
def test_a_malformed_key_is_one_sentence_that_does_not_show_it(keys, set_keys):
    with pytest.raises(SettingsFault, match=r"GUIDEPOST_KEYS: key . of . is none") as told:
        set_keys(keys)
    assert "new-key" in str(told.value) and "hunter2" not in str(told.value) and KEY not in str(told.value)


def test_keys_may_have_blanks_around_them_and_do_not_show_in_a_log(set_keys):
    settings = set_keys(f" {KEY} ", f"{OTHER}\n")
    assert settings.keys == (KEY.encode(), OTHER.encode()) and KEY not in repr(settings)
    assert set_keys("").keys == set_keys("  ").keys == ()


def test_a_new_key_is_printed_and_can_be_used(set_keys, capsys):
    set_keys()
    assert main(["new-key"]) == 0 == main(["new-key"])
    first, second = capsys.readouterr().out.split()
    assert first != second and len(set_keys(first, second).keys) == 2


def test_the_key_of_the_channel_is_printed_as_programs_take_it_and_follows_the_secret(set_keys, capsys):
    own = set_keys()
    assert main(["webhook-key"]) == 0
    printed = capsys.readouterr().out.strip()
    assert printed == f"whsec_{base64.b64encode(own.webhook_key).decode()}" and len(own.webhook_key) == 32
    assert own.webhook_key != replace(own, secret=b"another secret of the same length").webhook_key


def test_a_first_key_is_set_all_is_sealed_the_key_changed_and_all_opened_again(file_under, set_keys, capsys):
    filed = file_under()
    plain = description(set_keys(KEY))
    assert main(["reseal"]) == 0
    assert "rows. Left: 0." in capsys.readouterr().out
    assert description(set_keys(KEY)).startswith(f"{MARK}{key_id(KEY.encode())}:")
    set_keys(OTHER, KEY)
    assert main(["reseal"]) == 0
    assert "can be taken out" in capsys.readouterr().out
    set_keys(OTHER)
    assert main(["held", filed.reference]) == 0
    assert plain in capsys.readouterr().out
    assert main(["reseal", "--open"]) == 0
    assert "Take GUIDEPOST_KEYS away" in capsys.readouterr().out
    assert description(set_keys()) == plain
    assert main(["held", filed.reference]) == 0


@pytest.mark.parametrize("command", [["held", "ABCD2346"], ["routes"], ["desk-account", "anna"], ["delete-due"]])
def test_without_its_key_no_command_works_on_sealed_records(file_under, set_keys, capsys, command):
    file_under(KEY)
    for keys in ((), (OTHER,)):
        set_keys(*keys)
        assert main(command) == 1
        told = capsys.readouterr()
        assert told.err.startswith("GUIDEPOST_KEYS ") and told.err.count("\n") == 1 and not told.out


def test_without_its_key_the_program_does_not_start(file_under, set_keys, monkeypatch):
    file_under(KEY)
    monkeypatch.setattr(run, "ensure_model", lambda data: None)
    monkeypatch.setattr(run, "check_port", lambda settings: None)
    with pytest.raises(SettingsFault, match="is not set"):
        run.run(set_keys())


def test_a_backup_holds_no_key_and_says_so_and_a_restore_asks_for_it(file_under, set_keys, tmp_path, capsys):
    filed = file_under(KEY, description="quagmire")
    settings = set_keys(KEY)
    assert main(["backup", str(tmp_path / "safe")]) == 0
    assert "keys are not in it" in capsys.readouterr().out
    [made] = (tmp_path / "safe").iterdir()
    every = b"".join(file.read_bytes() for file in made.rglob("*") if file.is_file())
    assert KEY.encode() not in every and b"quagmire" not in every
    shutil.rmtree(settings.data)
    set_keys()
    assert main(["restore", str(made)]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("Restored.") and "GUIDEPOST_KEYS is not set" in told.err
    set_keys(KEY)
    assert main(["held", filed.reference]) == 0
    assert "quagmire" in capsys.readouterr().out


def test_every_program_opens_the_records_as_the_settings_say():
    """Whoever opens them by address would write in plain: that is for tools that see no family's words."""
    may = {"intake/records.py", "intake/events.py", "intake/migrate.py", "intake/reseal.py"}
    sources = [*(ROOT / "bot").rglob("*.py"), *(ROOT / "actions").rglob("*.py")]
    opens = {file.relative_to(ROOT / "bot").as_posix() for file in sources if "Records.open(" in file.read_text()}
    assert opens == may
