"""`guidepost import-staff`: accounts for many staff members at once, out of a spreadsheet's CSV. Every fault is named
by its line, and with a fault no account is made."""

import csv
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path

from bot.accounts import ROLES, new_password
from bot.content import Content
from bot.errors import SettingsFault
from bot.intake import Records
from bot.intake.staff import NewStaff, all_logins, create_all

COLUMNS = ("login", "name", "contact", "role")


def import_staff(records: Records, content: Content, file: Path, now: datetime) -> list[tuple[str, str]]:
    """Makes an account for each row, all or none; returns logins and passwords. Raises SettingsFault with a sentence
    for each fault, RecordsUnavailable."""
    rows = _rows(file)
    contacts = {contact.id for role in content.school.roles.values() for contact in role.contacts}
    faults = list(_faults(rows, contacts, all_logins(records)))
    if faults:
        raise SettingsFault("\n".join([*faults, "No account was made: mend these lines, then try again."]))
    passwords = [new_password() for _ in rows]
    made = [
        NewStaff(row["login"], row["name"], password, row["contact"] or None, *ROLES[row["role"] or "staff"])
        for (_, row), password in zip(rows, passwords, strict=True)
    ]
    create_all(records, made, now)
    return [(one.login, one.password) for one in made]


def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    """Number of the line and what it says, without blanks around; empty lines are left out."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:  # spreadsheets begin a file with a mark of theirs
            table = csv.DictReader(opened)
            if not {"login", "name"} <= set(table.fieldnames or ()) <= set(COLUMNS):
                raise SettingsFault(f"{file}: the first line names the columns: {', '.join(COLUMNS)}.")
            rows = [(table.line_num, {name: (row.get(name) or "").strip() for name in COLUMNS}) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsFault(f"{file} can't be read; save it as CSV in UTF-8 ({type(error).__name__}).") from error
    return [(line, row | {"login": row["login"].lower()}) for line, row in rows if any(row.values())]


def _faults(rows: list[tuple[int, dict[str, str]]], contacts: Collection[str], there: Collection[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    if not rows:
        yield "The file holds no staff member."
    for line, row in rows:
        login = row["login"]
        if not login or not row["name"]:
            yield f"Line {line}: give a login and a name."
        elif login in seen:
            yield f"Line {line}: '{login}' stands in line {seen[login]} already."
        elif login in there:
            yield f"Line {line}: '{login}' has an account already; 'guidepost desk-account' changes it."
        if row["contact"] and row["contact"] not in contacts:
            yield f"Line {line}: school.yml has no contact '{row['contact']}'; it has: {', '.join(sorted(contacts))}."
        if row["role"] and row["role"] not in ROLES:
            yield f"Line {line}: '{row['role']}' is no role; it is one of {', '.join(ROLES)}."
        seen.setdefault(login, line)
