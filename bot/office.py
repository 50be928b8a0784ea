"""What an office does with its records from the terminal. Each command is a few lines that hand over to the module that
does it, and tells the outcome."""

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timezone
from pathlib import Path

from bot.backup import backup, restore
from bot.content import Content, load_content
from bot.errors import SettingsFault
from bot.intake import EventStore, Records, make_ready
from bot.intake.absences import absences
from bot.intake.holdings import LINE, Held, all_held, requests_since
from bot.intake.reseal import reseal
from bot.intake.retention import delete_chats, delete_requests, due_chats, due_requests, hold
from bot.intake.routes import Line, routing_table, who_gets, without_owner
from bot.mail import remove_files
from bot.settings import Settings
from bot.staff_file import import_staff


def do_routes(settings: Settings, given: Namespace) -> int:
    content = load_content(settings.content)
    with _records(settings) as records:
        absent = absences(records)
    today = content.school.local(_now()).date()
    if given.who:
        decided = who_gets(content, dict(_pair(word) for word in given.who), today, absent)
        for to, how in ((decided.owner, "gets it"), *((other, "is told as well") for other in decided.also)):
            who = f"{to.contact.id} ({to.contact.email})" if to.contact else content.school.email
            print(f"{content.school.roles[to.role].title}, {who}, {how}: {to.reason}")
        return 0
    table = routing_table(content, today, absent)
    print(*(_line(content, line) for line in table), sep="\n")
    left = without_owner(content, today, absent)
    never = [str(line.number) for line in table if line.rule and not line.combinations]
    if never:
        print(f"Never reached: rule {', '.join(never)}. Move it up, or take it out.", file=sys.stderr)
    if left:
        print(f"Nobody gets {len(left)} combinations, such as {left[0]}.", file=sys.stderr)
    if not (left or never):
        print(f"Each of {sum(line.combinations for line in table)} combinations has an owner; every rule is reached.")
    return 1 if left or never else 0


def _line(content: Content, line: Line) -> str:
    when = "no rule fits" if line.rule is None else ""
    if line.rule:
        when = "; ".join(f"{key}: {', '.join(values)}" for key, values in line.rule.when.items()) or "always"
        when = f"{line.number}. {when}"
    role = line.rule.role if line.rule else content.school.fallback
    now = line.to.contact.id if line.to.contact else content.school.email
    stands_in = "" if line.to.role == role else f", for {content.school.roles[role].title}, who is away"
    return f"{when} -> {content.school.roles[line.to.role].title} ({now}{stands_in})"


def do_delete_due(settings: Settings, given: Namespace) -> int:
    content, now = load_content(settings.content), _now()
    with _records(settings) as records, _events(settings) as events:
        due, chats = due_requests(records, content, now), due_chats(records, content, now)
        for one in due:
            print(f"{one.reference}  {one.kind}  received {one.received_on}  over since {one.over_on}")
        if given.dry_run:
            print(f"Would delete: {len(due)} requests and notices, {chats.conversations} conversations,", end=" ")
            print(f"{chats.missed_questions} missed questions. Nothing was deleted.")
            return 0
        remove_files({id for one in due for id in one.letters}, settings.data / "letters")
        deleted, chats = delete_requests(records, due, now), delete_chats(records, events, content, now)
    print(f"Deleted: {deleted} requests and notices, {chats.conversations} conversations,", end=" ")
    print(f"{chats.missed_questions} missed questions. References and dates stay in the list of disposals.")
    return 0


def do_hold(settings: Settings, given: Namespace) -> int:
    if bool(given.reason) == given.end:
        raise SettingsFault('Say why, with --reason "...", or end the hold with --end.')
    with _records(settings) as records:
        hold(records, given.reference, given.reason, None, _now())
    print(
        "It may be deleted again when its time is over." if given.end else "It will not be deleted until you end this."
    )
    return 0


def do_held(settings: Settings, given: Namespace) -> int:
    with _records(settings) as records:
        held = all_held(records, given.reference, _now())
    print(json.dumps(held, indent=2, ensure_ascii=False) if given.json else _readable(held))
    return 0


def _readable(held: Held) -> str:
    parts = []
    for table, rows in held.items():
        for row in rows:
            told = [f"  {name.replace('_', ' ')}: {value}" for name, value in row.items() if value not in (None, "")]
            parts.append("\n".join([table.replace("_", " ").upper(), *told]))
    return "\n\n".join(parts)


def do_export(settings: Settings, given: Namespace) -> int:
    since = datetime.combine(_day(given.since), datetime.min.time(), timezone.utc)
    with _records(settings) as records:
        rows = requests_since(records, since)
        if given.json:
            print(json.dumps(list(rows), indent=2, ensure_ascii=False))
            return 0
        table = csv.DictWriter(sys.stdout, LINE)
        table.writeheader()
        table.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return 0


def _harmless(value: object) -> object:
    """A spreadsheet would take a text that begins like this for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def do_import_staff(settings: Settings, given: Namespace) -> int:
    content = load_content(settings.content)
    with _records(settings) as records:
        made = import_staff(records, content, Path(given.file), _now())
    print("Sign-ins to the desk (shown only now; hand each to its owner, not by e-mail):")
    print(*(f"  {login}  {password}" for login, password in made), sep="\n")
    return 0


def do_backup(settings: Settings, given: Namespace) -> int:
    print(f"Backed up into {backup(settings, Path(given.folder), _now())}. Keep it as safe as the records.")
    if settings.keys:
        print("The keys are not in it, and without them nobody can read it: keep GUIDEPOST_KEYS in another place.")
    return 0


def do_restore(settings: Settings, given: Namespace) -> int:
    kept = restore(settings, Path(given.folder), _now())
    print(f"Restored. What was there before lies in {kept}; delete that folder when all is well.")
    make_ready(settings)  # says so if a key is missing that the backup was sealed with
    return 0


def do_reseal(settings: Settings, given: Namespace) -> int:
    make_ready(settings)
    outcome = reseal(settings, to_plain=given.open)
    print(f"{'Opened' if given.open else 'Sealed with the first key'}: {outcome.done} rows. Left: {outcome.left}.")
    if outcome.left:
        print("Run it again. Rows that are left then were sealed with a key that is not there, or are damaged.")
        return 1
    if given.open:
        print("Take GUIDEPOST_KEYS away now, and start the program again.")
    elif len(settings.keys) > 1:
        print("The other keys can be taken out of GUIDEPOST_KEYS now, once every program runs with the first.")
    return 0


def _pair(word: str) -> tuple[str, str]:
    name, is_pair, value = word.partition("=")
    if not is_pair:
        raise SettingsFault(f"'{word}' is no fact; write it like plan=IAP.")
    return name, value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsFault(f"'{text}' is no day; write it like 2026-08-01.") from error


def _now() -> datetime:
    return datetime.now(timezone.utc)


@contextmanager
def _records(settings: Settings) -> Iterator[Records]:
    make_ready(settings)
    records = Records.of(settings)
    try:
        yield records
    finally:
        records.close()


@contextmanager
def _events(settings: Settings) -> Iterator[EventStore]:
    events = EventStore.of(settings)
    try:
        yield events
    finally:
        events.close()
