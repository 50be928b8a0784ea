"""The records' commands, each tried as a person would, in a data folder of its own."""

import asyncio
import csv
import io
import json
import shutil
from datetime import datetime, timedelta, timezone

import pytest

from bot import rounds as watch
from bot.__main__ import main
from bot.content.live import Live
from bot.intake import EventStore, Records, migrate, start_conversation, submit_request
from bot.intake.handling import move_request
from bot.intake.own_request import request_status
from bot.intake.records import reading
from bot.intake.staff import all_logins, check_password, create_staff
from bot.intake.tables import letter
from bot.mail import deliver_due
from bot.rounds import make_round, rounds
from bot.settings import Settings

LONG_AGO = datetime(2018, 1, 8, 16, 0, tzinfo=timezone.utc)
MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GUIDEPOST_DATA", str(tmp_path / "var"))
    return Settings.from_environment()


@pytest.fixture
def own(settings):
    """The records of that data folder."""
    migrate(settings.database_url, "records")
    migrate(settings.tracker_url, "events")
    opened = Records.open(settings.database_url)
    yield opened
    opened.close()


@pytest.fixture
def file(own, content, settings, new_request):
    return lambda at=MONDAY, **told: submit_request(own, content, settings.secret, new_request(**told), at)


@pytest.fixture
def closed_long_ago(own, file, settings):
    """A request that was closed in 2018, with its letters delivered as files."""
    filed = file(LONG_AGO)
    staff = create_staff(own, "office", "Office", "x" * 12, None, True, LONG_AGO)
    for status in ("opened", "closed"):
        move_request(own, 1, status, staff, LONG_AGO)
    deliver_due(own, settings, LONG_AGO)
    return filed


def test_routes_prove_that_every_request_has_an_owner(settings, capsys):
    assert main(["routes"]) == 0
    told = capsys.readouterr().out
    assert "1. persona: student -> school counselor (counsellor)" in told and "has an owner" in told


def test_routes_fail_where_a_rule_is_never_reached(settings, content, tmp_path, monkeypatch, capsys):
    shutil.copytree(settings.content, tmp_path / "content")
    school = tmp_path / "content" / "school.yml"
    never = "  - when: {plan: [ILP, IAP]}\n    role: nurse\n    reason: Never.\n\n# Who is told as well"
    school.write_text(school.read_text().replace("\n# Who is told as well", never, 1))
    monkeypatch.setenv("GUIDEPOST_CONTENT", str(tmp_path / "content"))
    assert main(["routes"]) == 1
    assert "Never reached: rule 9" in capsys.readouterr().err


def test_who_would_get_this(settings, capsys):
    assert main(["routes", "--who", "plan=504", "need=health"]) == 0
    owner, *also = capsys.readouterr().out.splitlines()
    assert owner.startswith("Section 504 coordinator, section_504") and "school nurse" in also[0]
    assert main(["routes", "--who", "plan"]) == 1
    assert "write it like plan=IAP" in capsys.readouterr().err


def test_what_is_due_is_listed_first_and_then_deleted_with_its_letters_files(
    settings, own, file, closed_long_ago, capsys
):
    file()
    letters = settings.data / "letters"
    deliver_due(own, settings, MONDAY)
    assert len(list(letters.iterdir())) == 6
    assert main(["delete-due", "--dry-run"]) == 0
    assert closed_long_ago.reference in capsys.readouterr().out and len(list(letters.iterdir())) == 6
    assert main(["delete-due"]) == 0
    assert "Deleted: 1 requests" in capsys.readouterr().out and len(list(letters.iterdir())) == 3
    assert main(["held", closed_long_ago.reference]) == 0
    assert "DISPOSAL" in capsys.readouterr().out
    assert main(["delete-due"]) == 0
    assert "Deleted: 0 requests" in capsys.readouterr().out


def test_a_hold_stops_the_deletion(settings, closed_long_ago, capsys):
    reference = closed_long_ago.reference
    assert main(["hold", reference]) == 1
    assert "--reason" in capsys.readouterr().err
    assert main(["hold", reference, "--reason", "A complaint is open."]) == 0
    assert main(["delete-due"]) == 0
    assert "Deleted: 0 requests" in capsys.readouterr().out
    assert main(["hold", reference, "--end"]) == 0 and main(["delete-due"]) == 0
    assert "Deleted: 1 requests" in capsys.readouterr().out
    assert main(["hold", reference, "--end"]) == 1


def test_all_that_is_held_can_be_read_by_people_and_by_programs(settings, file, capsys):
    filed = file(student_name="Tom")
    assert main(["held", filed.reference]) == 0
    told = capsys.readouterr().out
    assert "student name: Tom" in told and filed.code not in told
    assert main(["held", filed.reference, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["request"][0]["student_name"] == "Tom"


def test_requests_can_be_taken_out_and_no_text_becomes_a_formula(settings, file, capsys):
    file(LONG_AGO)
    filed = file(student_name="=HYPERLINK(evil)", requester_name="Zoë, mother")
    assert main(["export", "--since", "2026-11-01"]) == 0
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["reference"], row["requester_name"]) == (filed.reference, "Zoë, mother")
    assert row["student_name"] == "'=HYPERLINK(evil)"
    assert main(["export", "--since", "2018-01-01", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main(["export", "--since", "yesterday"]) == 1


def test_a_backup_brings_back_the_records_and_the_codes(settings, own, file, tmp_path, capsys):
    filed = file()
    (settings.data / "spool").mkdir()
    (settings.data / "spool" / "1.json").write_text("{}")
    assert main(["backup", str(tmp_path / "safe")]) == 0
    [made] = (tmp_path / "safe").iterdir()
    assert {each.name for each in made.iterdir()} == {"guidepost.db", "tracker.db", "secret", "spool"}
    own.close()
    shutil.rmtree(settings.data)
    assert main(["restore", str(made)]) == 0
    again = Settings.from_environment()
    assert again.secret == settings.secret and (again.data / "spool" / "1.json").exists()
    assert request_status(own, filed.reference, filed.code, again.secret, MONDAY).status == "received"


def test_a_restore_keeps_what_was_there_also_when_it_was_damaged(settings, own, file, tmp_path, capsys):
    file()
    main(["backup", str(tmp_path / "safe")])
    [made] = (tmp_path / "safe").iterdir()
    later = file()
    assert main(["restore", str(made)]) == 0
    [kept] = (settings.data / "before-restore").iterdir()
    assert main(["restore", str(kept)]) == 0
    assert request_status(own, later.reference, later.code, settings.secret, MONDAY).status == "received"
    own.close()
    own.file.write_bytes(b"damaged " * 1000)
    assert main(["restore", str(made)]) == 0
    assert [each for each in (settings.data / "before-restore").iterdir() if each.name.startswith("damaged")]


def test_a_restore_from_nothing_changes_nothing_and_postgresql_is_told_its_own_tools(
    settings, file, tmp_path, monkeypatch, capsys
):
    file()
    assert main(["restore", str(tmp_path)]) == 1
    assert "holds no backup" in capsys.readouterr().err and not (settings.data / "before-restore").exists()
    monkeypatch.setenv("GUIDEPOST_DATABASE_URL", "postgresql://127.0.0.1:9/x")
    assert main(["backup", str(tmp_path / "safe")]) == 1
    assert "pg_dump" in capsys.readouterr().err


def written(own, kind):
    with reading(own) as connection:
        return connection.execute(letter.select().where(letter.c.kind == kind)).all()


def test_a_round_tells_of_what_is_late_while_the_office_is_open_only(settings, own, content, file):
    events, late = EventStore.of(settings), MONDAY + timedelta(days=11)
    file()
    at_night = late.replace(hour=3)
    make_round(own, events, content, at_night)
    assert not written(own, "contact_late") and not written(own, "contact_digest")
    for _ in range(3):
        make_round(own, events, content, late)
    assert len(written(own, "contact_late")) == len(written(own, "contact_digest")) == 1
    events.close()


async def test_rounds_go_on_after_anything_and_log_no_words(settings, own, content, monkeypatch, caplog):
    monkeypatch.setattr(watch, "EVERY", 0.02)
    await asyncio.to_thread(start_conversation, own, "en", "parent", LONG_AGO)
    events, stop, calls = EventStore.of(settings), asyncio.Event(), []

    def breaks(*_):
        calls.append(1)
        raise ValueError("Maria")

    monkeypatch.setattr(watch, "find_owners", breaks)
    task = asyncio.create_task(rounds(own, events, Live(content), stop))
    await asyncio.sleep(0.3)
    assert len(calls) > 1 and "ValueError" in caplog.text and "Maria" not in caplog.text
    stop.set()
    await asyncio.wait_for(task, 5)
    events.close()


@pytest.fixture
def staff_csv(tmp_path):
    def write(text, encoding="utf-8"):
        (tmp_path / "staff.csv").write_bytes(text.encode(encoding))
        return str(tmp_path / "staff.csv")

    return write


def test_many_accounts_come_out_of_one_file(own, staff_csv, capsys, monkeypatch):
    text = "login,name,contact,role\r\nAnna,Anna Änderung,nurse,crisis\r\n\r\nben , Ben ,,\r\n"
    assert main(["import-staff", staff_csv(text, "utf-8-sig")]) == 0
    told = dict(line.split() for line in capsys.readouterr().out.splitlines()[1:])
    anna = check_password(own, "anna", told["anna"], MONDAY)
    ben = check_password(own, "ben", told["ben"], MONDAY)
    assert (anna.name, anna.contact, anna.opens_danger) == ("Anna Änderung", "nurse", True)
    assert (ben.name, ben.contact, ben.opens_requests, ben.opens_danger) == ("Ben", None, True, False)


def test_every_fault_is_named_by_its_line_and_nothing_is_half_imported(own, staff_csv, capsys):
    create_staff(own, "here", "Here", "x" * 12, None, False, MONDAY)
    rows = ["good,Good,,", "here,Here,,", "good,Twice,,", ",Nameless,,", "x,X,moon,", "y,Y,,boss"]
    assert main(["import-staff", staff_csv("\n".join(["login,name,contact,role", *rows]))]) == 1
    told = capsys.readouterr().err
    assert [line for line in range(9) if f"Line {line}:" in told] == [3, 4, 5, 6, 7]
    assert "No account was made" in told and all_logins(own) == {"here"}


@pytest.mark.parametrize("text", ["", "name\nAnna\n", "login,name,password\na,b,c\n", "login,name\n", "\x00"])
def test_a_file_that_is_none_is_told(own, staff_csv, capsys, text):
    assert main(["import-staff", staff_csv(text)]) == 1
    assert capsys.readouterr().err and not all_logins(own)


def test_a_file_in_another_encoding_is_told(own, staff_csv, capsys):
    assert main(["import-staff", staff_csv("login,name\na,Zoë\n", "latin-1")]) == 1
    assert "UTF-8" in capsys.readouterr().err
