"""Staff members' accounts from the terminal: the first one, which a new desk is signed in with, and later ones.
A password is made here, shown once and kept only as a hash."""

import secrets
from datetime import datetime, timezone

from bot.content import Content
from bot.errors import SettingsFault
from bot.intake import Records
from bot.intake.staff import all_staff, create_staff, staff_left

FIRST = "office"
ROLES = {  # (opens requests, opens notices of danger)
    "viewer": (False, False),  # sees that a request exists, not what it says
    "staff": (True, False),
    "crisis": (True, True),
}
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"  # no letters that look like others
GROUPS, LETTERS = 4, 4  # 16 of 31 signs: 79 bits


def first_account(records: Records) -> str | None:
    """Make the account `office` where there is none. Returns its password, or None. Raises RecordsUnavailable."""
    if all_staff(records):
        return None
    password = new_password()
    create_staff(records, FIRST, "Front office", password, None, False, datetime.now(timezone.utc))
    return password


def set_account(
    records: Records, content: Content, login: str, name: str | None, contact: str | None, role: str | None
) -> str:
    """Make the account of a login, or give it a new password; what is None stays as it was. Returns the password.
    Raises SettingsFault for a contact that school.yml does not know, RecordsUnavailable."""
    known = sorted(one.id for role in content.school.roles.values() for one in role.contacts)
    if contact is not None and contact not in known:
        raise SettingsFault(f"School.yml has no contact '{contact}'; it has: {', '.join(known)}.")
    old = next((one for one in all_staff(records) if one.login == login.strip().lower()), None)
    requests, danger = ROLES[role or "staff"]
    if old:
        name, contact = name or old.name, contact or old.contact
        requests, danger = ROLES[role] if role else (old.opens_requests, old.opens_danger)
    password, now = new_password(), datetime.now(timezone.utc)
    create_staff(records, login, name or login, password, contact, danger, now, requests)
    return password


def close_account(records: Records, login: str) -> None:
    """The account opens no more; what its holder did stays on record. Raises SettingsFault, RecordsUnavailable."""
    logins = sorted(one.login for one in all_staff(records))
    if login.strip().lower() not in logins:
        raise SettingsFault(f"There is no account '{login}'; there are: {', '.join(logins)}.")
    staff_left(records, login, datetime.now(timezone.utc))


def new_password() -> str:
    return "-".join("".join(secrets.choice(CLEAR) for _ in range(LETTERS)) for _ in range(GROUPS))
