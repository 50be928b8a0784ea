from cryptography.fernet import Fernet

from bot.intake.outbox import failed_letters, send_again
from bot.intake.records import Records
from bot.intake.sealing import Seal
from bot.intake.staff import create_staff
from bot.mail.postman import deliver_due


def test_a_letter_that_no_key_opens_is_not_sent_and_stops_no_other(sqlite_records, settings, file_request, now, caplog):
    key = Fernet.generate_key()
    sealed = Records.open(f"sqlite:///{sqlite_records.file}", Seal([key], settings.secret))
    file_request(sealed)
    file_request(sqlite_records)
    assert deliver_due(sqlite_records, settings, now) == 3
    assert [letter.fault for letter in failed_letters(sqlite_records)] == ["no key of GUIDEPOST_KEYS opens it"] * 3
    assert "example.org" not in caplog.text
    office = create_staff(sealed, "office", "Office", "x" * 12, None, False, now)
    for letter in failed_letters(sealed):
        send_again(sealed, letter.id, office.id, now)
    assert deliver_due(sealed, settings, now) == 3, "with the key, they are sent from the desk"
    assert all(b"#sealed:" not in file.read_bytes() for file in (settings.data / "letters").iterdir())
    sealed.close()
