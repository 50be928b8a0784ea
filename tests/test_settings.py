import stat

import pytest

from bot.errors import SettingsFault
from bot.settings import Settings


def read(tmp_path, **environ):
    return Settings.from_environment({"GUIDEPOST_DATA": str(tmp_path / "var"), **environ})


def test_every_setting_has_a_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert (settings.host, settings.port, settings.rate_limit) == ("127.0.0.1", 8080, True)
    assert settings.data == tmp_path / "var" and settings.content == tmp_path / "data/content"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/guidepost.db"
    assert settings.tracker_url == f"sqlite:///{tmp_path}/var/tracker.db"
    assert settings.smtp_url is None and settings.mail_from is None
    assert settings.address == "http://127.0.0.1:8080"


def test_the_secret_is_made_once_and_only_the_owner_reads_it(tmp_path):
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret == second.secret and len(first.secret) >= 32
    assert stat.S_IMODE((tmp_path / "var/secret").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret"]
    assert read(tmp_path / "elsewhere").secret != first.secret


def test_a_given_secret_is_used_and_not_kept(tmp_path):
    assert read(tmp_path, GUIDEPOST_SECRET="x" * 32).secret == b"x" * 32
    assert not (tmp_path / "var/secret").exists()


def test_a_damaged_secret_is_never_replaced_silently(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/secret").write_bytes(b"")
    with pytest.raises(SettingsFault, match="damaged"):
        read(tmp_path)


def test_secrets_and_passwords_do_not_show_in_a_log(tmp_path):
    settings = read(tmp_path, GUIDEPOST_SMTP_URL="smtp://name:hunter2@mail.example.org:587")
    assert settings.smtp_url and "hunter2" not in repr(settings) and settings.secret.decode() not in repr(settings)


def test_letters_name_the_address_that_people_see(tmp_path):
    assert read(tmp_path, GUIDEPOST_PORT="9000").address == "http://127.0.0.1:9000"
    assert read(tmp_path, GUIDEPOST_ADDRESS="https://chat.example.org/").address == "https://chat.example.org"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDEPOST_PORT", "eighty"),
        ("GUIDEPOST_PORT", "70000"),
        ("GUIDEPOST_SECRET", "short"),
        ("GUIDEPOST_DATABASE_URL", "records.db"),
        ("GUIDEPOST_TRACKER_URL", "mysql://somewhere/x"),
        ("GUIDEPOST_SMTP_URL", "mail.example.org"),
        ("GUIDEPOST_SMTP_URL", "smtp://mail.example.org:many"),
        ("GUIDEPOST_MAIL_FROM", "the office"),
        ("GUIDEPOST_ADDRESS", "chat.school.example.org"),
        ("GUIDEPOST_RATE_LIMIT", "maybe"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, name, value):
    with pytest.raises(SettingsFault, match=name):
        read(tmp_path, **{name: value})


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "var").write_text("a file, no folder")
    with pytest.raises(SettingsFault, match="GUIDEPOST_DATA"):
        read(tmp_path)
