"""A request, a conversation and a danger with everything that can happen to them, each with words of its own; and
all of the database as it lies there."""

import uuid
from datetime import datetime, timedelta, timezone

from bot.intake import chat_tables, tables
from bot.intake.calls import NewCall, send_question
from bot.intake.changes import add_to_request, withdraw_request
from bot.intake.conversations import start_conversation
from bot.intake.corrections import correct_request
from bot.intake.danger import DangerNotice, notify_danger, take_danger
from bot.intake.digest import write_digests
from bot.intake.events import EventStore
from bot.intake.handling import add_note, check_relation, hand_off, move_request
from bot.intake.late import tell_late
from bot.intake.messages import append_messages
from bot.intake.missed import keep_missed_question
from bot.intake.plan_request import Need
from bot.intake.reaching import reply_to_family
from bot.intake.retention import hold
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
SECRET = b"a secret that is long enough to be one"
WORDS = [  # each in another place, and too long to stand in what is sealed by chance
    *(
        "Quillanette",
        "Mother-Quince",
        "quill@example.org",
        "555-0142",
        "Quarternight",
        "Quechua-Kichwa",
        "Quentinian",
        "Quimbyford",
    ),
    *(
        "quadrilles",
        "quagmirish",
        "quandaries",
        "quartziferous",
        "quavering-note",
        "quell-uprising",
        "quenchable-fire",
        "quibblesome",
        "quiltmaking",
        "quincewater",
    ),
    *("quivertree", "quorum-of-four", "quotability", "quotientwise", "quirkiness-of", "quaintness", "Quesnellia"),
]


def live(records, content, new_request, spool):
    """All that can happen to a request, a conversation and a danger, each with words of its own."""
    counsellor = create_staff(records, "counsellor", "The counsellor", "x" * 12, "counsellor", False, MONDAY)
    nurse = create_staff(records, "nurse", "The nurse", "x" * 12, "nurse", True, MONDAY)
    told = {"requester_name": "Quillanette", "relation": "Mother-Quince", "email": "quill@example.org"}
    told |= {
        "phone": "225-555-0142",
        "best_time": "Quarternight",
        "interpreter": "Quechua-Kichwa",
        "student_name": "Quentinian",
    }
    told |= {"teacher": "Quimbyford", "suggestion": "quadrilles", "description": "quagmirish"}
    new = new_request(**told, needs=(Need("condition", "quandaries", "said"),))
    filed = submit_request(records, content, SECRET, new, MONDAY)
    for _ in range(2):
        add_to_request(records, content, SECRET, filed.reference, filed.code, "quartziferous", MONDAY)
    add_note(records, 1, "quavering-note", counsellor, MONDAY)
    check_relation(records, 1, counsellor, MONDAY)
    reply_to_family(records, content, 1, "quaintness", counsellor, MONDAY)
    told = {"teacher": "Quesnellia"}
    correct_request(records, content, 1, told, 0, counsellor, MONDAY)
    hand_off(records, content, 1, "section_504_coordinator", "quell-uprising", counsellor, MONDAY)
    hold(records, filed.reference, "quenchable-fire", counsellor.id, MONDAY)
    tell_late(records, content, MONDAY + timedelta(days=30))
    for status, named in (("opened", {}), ("talked", {}), ("decided", {"outcome": "no", "reason": "quibblesome"})):
        move_request(records, 1, status, counsellor, MONDAY, **named)
    told = {
        "conversation": None,
        "channel": "chat",
        "language": "en",
        "persona": "parent",
        "requester_name": "Quillanette",
    }
    asked = NewCall(str(uuid.uuid4()), **told, email="quill@example.org", description="quiltmaking")
    asked = send_question(records, content, SECRET, asked, MONDAY)
    withdraw_request(records, content, SECRET, asked.reference, asked.code, MONDAY)
    notice = DangerNotice(
        "k", "abuse", "self", MONDAY, "en", "student", "quincewater", who="Quentinian", where="quivertree"
    )
    notify_danger(records, content, spool, notice)
    take_danger(records, 3, "quorum-of-four", nurse, MONDAY)
    talk = start_conversation(records, "en", "parent", MONDAY).id
    append_messages(records, talk, [{"from": "family", "body": "quotability"}], MONDAY)
    EventStore(records).save(talk, [{"event": "user", "text": "quotientwise"}], 0)
    keep_missed_question(records, "en", "parent", "not_sure", "quirkiness-of", ["ilp"], MONDAY)
    write_digests(records, content, MONDAY)
    return filed, counsellor, nurse, talk


def raw(records):
    """Every value of every column, as it lies there."""
    with records.engine.connect() as connection:
        return {
            f"{table.name}.{column.name}": [
                str(value) for (value,) in connection.exec_driver_sql(f'SELECT "{column.name}" FROM "{table.name}"')
            ]
            for base in (tables.records, chat_tables.events)
            for table in base.sorted_tables
            for column in table.c
        }


def found(texts):
    return {word for word in WORDS for text in texts if word.lower() in text.lower()}
