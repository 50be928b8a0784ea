"""The records under load, on SQLite and on PostgreSQL: many writers at once, against what the database itself takes for
one row; then a hundred thousand requests, and what a desk, a family and the routing wait for.

python -m scripts.bench records [WRITES [REQUESTS]]"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.fernet import Fernet
from sqlalchemy import delete, func, insert, literal, select

from bot.content import Content, load_content
from bot.errors import RecordsUnavailable
from bot.intake.chat_tables import message
from bot.intake.codes import code_for, code_hash, new_reference
from bot.intake.desk_view import VIEWS, count_requests, list_requests, open_request
from bot.intake.digest import write_digests
from bot.intake.late import tell_late
from bot.intake.migrate import migrate
from bot.intake.own_request import request_status
from bot.intake.plan_request import NewRequest
from bot.intake.records import Records, reading, transaction
from bot.intake.retention import due_requests
from bot.intake.sealing import Seal
from bot.intake.search import find_requests
from bot.intake.staff import Staff, create_staff
from bot.intake.statuses import STATUSES
from bot.intake.submit import submit_request
from bot.intake.tables import hand_off, history, letter, request
from scripts.bench.families import percentile
from scripts.bench.turns import show

ROOT = Path(__file__).parents[2]
SECRET = b"a secret that is long enough to be one"
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
WRITERS, AGAIN, ROWS_AT_ONCE, LOOKS, FILED = 16, 30, 2000, 30, 300


def main(arguments: Sequence[str] = ()) -> None:
    writes, requests = (int(number) for number in (*arguments, "10000", "100000")[:2])
    content = load_content(ROOT / "data" / "content")
    for name, place in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        with place() as records:
            print(f"{name}: {WRITERS} writers, {writes} requests")
            many_writers(records, content, writes)
            print(f"{name}: {requests} requests")
            fill(records, content, requests)
            waits(records, content)
        with place() as records:
            print(f"{name}: without keys, and with")
            with_keys(records, content)


def many_writers(records: Records, content: Content, writes: int) -> None:
    drafts = [str(uuid.uuid4()) for _ in range(writes)]
    tries: list[int] = []

    def submit(draft: str) -> float:
        began = time.perf_counter()
        for tried in range(AGAIN):
            try:
                submit_request(records, content, SECRET, new_request(draft), NOW)
            except RecordsUnavailable:  # as the chat does: the same draft again
                continue
            tries.append(tried)
            return time.perf_counter() - began
        raise SystemExit(f"A request could not be filed in {AGAIN} tries.")

    seconds, whole = at_once(submit, drafts)
    with reading(records) as connection:
        filed = connection.execute(select(func.count(func.distinct(request.c.draft)))).scalar_one()
        letters = connection.execute(select(func.count()).select_from(letter)).scalar_one()
    if filed != writes or letters != 3 * writes:
        raise SystemExit(f"{writes} were filed, and {filed} with {letters} letters are there.")
    show("  filed, none lost, none twice", f"{writes / whole:.0f} /s")
    show("  one filing, median, 95th percentile", f"{percentile(seconds, 0.5):.0f}, {percentile(seconds, 0.95):.0f} ms")
    show("  the longest", f"{max(seconds):.1f} s")
    show("  tried again, the unluckiest", f"{sum(tries)}, {max(tries)}")
    bare, bare_whole = at_once(lambda draft: one_row(records, draft), drafts[: max(200, writes // 10)])
    rate = len(bare) / bare_whole
    show("  one bare row in its own transaction", f"{rate:.0f} /s")
    show("  a filing costs as many bare rows", f"{rate / (writes / whole):.1f}")


def at_once(do: Callable[[str], float], drafts: Sequence[str]) -> tuple[list[float], float]:
    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        seconds = list(pool.map(do, drafts))
    return seconds, time.perf_counter() - began


def one_row(records: Records, draft: str) -> float:
    began = time.perf_counter()
    while True:
        try:
            with transaction(records) as connection:
                connection.execute(insert(message).values(conversation_id="bench", body={"body": draft}))
        except RecordsUnavailable:
            continue
        return time.perf_counter() - began


def new_request(draft: str) -> NewRequest:
    return NewRequest(
        draft=draft,
        conversation=None,
        channel="chat",
        language="en",
        persona="parent",
        for_whom="child",
        requester_name="Maria Example",
        plan="ILP",
        consent=True,
        email="family@example.org",
        grade="7",
        evaluation_sentence=True,
        description="Reading takes all evening.",
    )


def with_keys(records: Records, content: Content) -> None:
    """The same filing in turn without and with a key; then a name sought among those of 10,000 requests."""
    address = f"sqlite:///{records.file}" if records.file else records.engine.url.render_as_string(hide_password=False)
    sealed = Records.open(address, Seal([Fernet.generate_key()], SECRET))
    seconds: dict[Records, list[float]] = {records: [], sealed: []}
    for _ in range(FILED):
        for each, taken in seconds.items():
            began = time.perf_counter()
            submit_request(each, content, SECRET, new_request(str(uuid.uuid4())), NOW)
            taken.append(time.perf_counter() - began)
    plain, under_key = (percentile(taken, 0.5) for taken in seconds.values())
    show("  one filing without keys, with", f"{plain:.1f}, {under_key:.1f} ms")
    show("  a filing with keys costs as many without", f"{under_key / plain:.2f}")
    staff = Staff(1, "bench", "Bench", "counsellor", True, True)
    for name, each in (("plain", records), ("sealed", sealed)):
        fill(each, content, 10_000)
        found = milliseconds(lambda each=each: find_requests(each, staff, "Student 777"), 5)
        show(f"  the desk finds one of 10,000 {name} names", found)
        with transaction(records) as connection:
            for table in (history, hand_off):
                connection.execute(delete(table))
            connection.execute(delete(request).where(request.c.student_name.is_not(None)))
    sealed.close()


def fill(records: Records, content: Content, requests: int) -> None:
    """Ten years of a large district: nine in ten are over, the rest goes on, some of it late."""
    contacts = [contact for role in content.school.roles.values() for contact in role.contacts]
    for start in range(0, requests, ROWS_AT_ONCE):
        rows = [row(start + place, requests, contacts) for place in range(min(ROWS_AT_ONCE, requests - start))]
        with transaction(records) as connection:
            last = connection.execute(select(func.max(request.c.id))).scalar() or 0
            connection.execute(insert(request), rows)
            came = select(request.c.id, request.c.received_at, literal("received")).where(request.c.id > last)
            connection.execute(insert(history).from_select(["request_id", "at", "to_status"], came))
            for kind, contact, which in (("owner", request.c.contact, True), ("also_told", literal("counsellor"), ODD)):
                given = select(
                    request.c.id, request.c.received_at, literal(kind), request.c.role, contact, literal("x")
                )
                given = given.where(request.c.id > last, which)
                names = ["request_id", "at", "kind", "role", "contact", "reason"]
                connection.execute(insert(hand_off).from_select(names, given))
    with records.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def unique_references() -> Iterator[str]:
    """Among a hundred thousand drawn references two are likely the same; filing draws again then."""
    seen: set[str] = set()
    while True:
        drawn = new_reference()
        if drawn not in seen:
            seen.add(drawn)
            yield drawn


UNIQUE = unique_references()
ODD = request.c.id % 2 == 1  # the counsellor is told of every second one


def row(number: int, of: int, contacts: Sequence[object]) -> dict[str, object]:
    received = NOW - timedelta(days=3650 * (of - number) / of)
    contact = contacts[number % len(contacts)]
    goes_on = number % 10 == 0
    reference, draft = next(UNIQUE), str(uuid.uuid4())
    return {
        "kind": "plan",
        "draft": draft,
        "reference": reference,
        "code_hash": code_hash(SECRET, reference, code_for(SECRET, draft)),
        "received_at": received,
        "business_day": received.date(),
        "goal_day": received.date() + timedelta(days=7),
        "channel": "chat",
        "language": "en",
        "persona": "parent",
        "student_name": f"Student {number}",
        "plan": "ILP",
        "grade": "7",
        "role": contact.role,  # type: ignore[attr-defined]
        "contact": contact.id,  # type: ignore[attr-defined]
        "status": STATUSES[number // 10 % 7] if goes_on else "closed",
    }


def waits(records: Records, content: Content) -> None:
    staff = Staff(1, "bench", "Bench", "counsellor", True, True)
    for view in VIEWS:
        show(
            f"  the desk's list '{view}'",
            milliseconds(lambda view=view: list_requests(records, content, view, staff, NOW)),
        )
    show("  all counts of the desk", milliseconds(lambda: count_requests(records, content, staff, NOW)))
    with reading(records) as connection:
        some = connection.execute(select(request.c.id, request.c.reference, request.c.draft).limit(LOOKS)).all()
    looked = iter(some * 9)

    def look() -> None:
        one = next(looked)
        request_status(records, one.reference, code_for(SECRET, one.draft), SECRET, NOW)

    show("  a family looks up its request", milliseconds(look))
    opener = create_staff(records, "bench", "Bench", "x" * 12, "counsellor", True, NOW)
    opened_now = iter(some)
    show("  the desk opens one", milliseconds(lambda: open_request(records, next(opened_now).id, opener, NOW)))
    show("  the desk finds one by reference", milliseconds(lambda: find_requests(records, staff, some[0].reference)))
    show("  the desk finds one by name", milliseconds(lambda: find_requests(records, staff, "Student 777")))
    filed = iter(str(uuid.uuid4()) for _ in range(999))
    file_one = milliseconds(lambda: submit_request(records, content, SECRET, new_request(next(filed)), NOW))
    show("  one more is filed, with its routing", file_one)
    show("  the morning's digests, written once", once(lambda: write_digests(records, content, NOW)))
    show("  the late ones are told of, once", once(lambda: tell_late(records, content, NOW)))
    show("  and looked for again, to no purpose", milliseconds(lambda: tell_late(records, content, NOW), 3))
    show("  what is due for deletion is listed", milliseconds(lambda: due_requests(records, content, NOW), 3))


def milliseconds(do: Callable[[], object], looks: int = LOOKS) -> str:
    seconds = []
    for _ in range(looks):
        began = time.perf_counter()
        do()
        seconds.append(time.perf_counter() - began)
    return f"{percentile(seconds, 0.5):.1f}, {percentile(seconds, 0.95):.1f} ms"


def once(do: Callable[[], int]) -> str:
    began = time.perf_counter()
    return f"{do()} in {time.perf_counter() - began:.1f} s"


@contextmanager
def sqlite() -> Iterator[Records]:
    with TemporaryDirectory() as folder, opened(f"sqlite:///{folder}/records.db") as records:
        yield records


@contextmanager
def postgresql() -> Iterator[Records]:
    started = subprocess.run(
        [sys.executable, ROOT / "scripts" / "services", "start"], capture_output=True, text=True, timeout=120
    )
    if started.returncode:
        raise SystemExit(started.stderr or "There is no PostgreSQL on this machine.")
    folder, address = started.stdout.split()
    try:
        with opened(address) as records:
            yield records
    finally:
        subprocess.run([sys.executable, ROOT / "scripts" / "services", "stop", folder], check=True, timeout=120)


@contextmanager
def opened(address: str) -> Iterator[Records]:
    migrate(address, "records")
    records = Records.open(address)
    with transaction(records) as connection:
        connection.exec_driver_sql(
            "INSERT INTO conversation (id, language, persona, created, last_seen)"
            " VALUES ('bench', 'en', 'parent', '2026-11-23', '2026-11-23')"
        )
    try:
        yield records
    finally:
        records.close()
