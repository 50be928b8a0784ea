"""With keys, nothing that a family wrote or is reached by can be found in the database; without them nothing opens."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Date, Integer, insert, select
from whole_life import MONDAY, SECRET, WORDS, found, live, raw

from bot.errors import RecordsUnavailable
from bot.intake import chat_tables, tables
from bot.intake.conversations import start_conversation
from bot.intake.danger import DangerNotice, notify_danger, take_in_spool
from bot.intake.desk_view import open_request
from bot.intake.events import EventStore
from bot.intake.holdings import all_held, requests_since
from bot.intake.messages import read_messages
from bot.intake.missed import missed_questions
from bot.intake.moment import Moment
from bot.intake.outbox import claim_letter
from bot.intake.records import Records, reading, transaction
from bot.intake.sealing import MARK, Compared, Seal, Sealed, Unopened, key_id
from bot.intake.search import find_requests
from bot.intake.staff import create_staff
from bot.intake.submit import submit_request

KEY, OTHER = (urlsafe_b64encode(letter * 32) for letter in (b"a", b"b"))  # the same in every process
PLAIN = {  # texts that nobody's words stand in: chosen from a list, made by the program, or the school's own
    *("staff.login", "staff.name", "staff.password_hash", "staff.contact", "staff_session.token_hash", "contact.id"),
    *("status_step.from_status", "status_step.to_status", "used_key.id"),
    *(f"request.{name}" for name in ("kind", "draft", "reference", "code_hash", "channel", "conversation", "language")),
    *(f"request.{name}" for name in ("persona", "for_whom", "grade", "campus", "plan", "papers", "danger", "about")),
    *(f"request.{name}" for name in ("page", "role", "contact", "status", "decision", "closed_as", "has_plan")),
    *("request.relation_checked_how", "attempt.way", "attempt.outcome", "correction.field", "audit.key"),
    *("need.kind", "need.status", "hand_off.kind", "hand_off.role", "hand_off.contact", "audit.act", "audit.detail"),
    *(f"letter.{name}" for name in ("kind", "sender", "language", "status", "fault")),
    *("disposal.kind", "disposal.reference", "conversation.id", "conversation.language", "conversation.persona"),
    *(f"missed_question.{name}" for name in ("language", "persona", "ending", "guesses")),
    "tracker.conversation_id",
}


@pytest.fixture
def opened(database_url):
    """The records under these keys."""
    every = []

    def open_(*keys):
        every.append(Records.open(database_url, Seal(keys, SECRET)))
        return every[-1]

    yield open_
    for each in every:
        each.close()


def test_without_keys_every_word_lies_in_some_column(opened, content, new_request, tmp_path):
    records = opened()
    live(records, content, new_request, tmp_path)
    assert found([text for texts in raw(records).values() for text in texts]) == set(WORDS)


def test_with_a_key_no_word_lies_in_any_column_or_byte(opened, content, new_request, tmp_path):
    records = opened(KEY)
    live(records, content, new_request, tmp_path)
    assert {name: words for name, texts in raw(records).items() if (words := found(texts))} == {}
    if records.file:
        for file in records.file.parent.glob(f"{records.file.name}*"):
            assert not found([file.read_bytes().decode("latin-1")])
        assert MARK.encode() in b"".join(
            file.read_bytes() for file in records.file.parent.glob(f"{records.file.name}*")
        )


def test_with_a_key_everything_reads_as_it_was_written(opened, content, new_request, tmp_path):
    records = opened(KEY)
    filed, counsellor, nurse, talk = live(records, content, new_request, tmp_path)
    request = open_request(records, 1, counsellor, MONDAY)
    assert (request.fields["email"], request.fields["description"]) == ("quill@example.org", "quagmirish")
    assert request.needs[0]["name"] == "quandaries" and [note["text"] for note in request.notes] == [
        "quartziferous",
        "quavering-note",
        "quaintness",
    ]
    assert open_request(records, 3, nurse, MONDAY).fields["whereabouts"] == "quivertree"
    assert [line.reference for line in find_requests(records, counsellor, "QUENT")] == [filed.reference]
    assert read_messages(records, talk) == [{"from": "family", "body": "quotability"}]
    assert EventStore(records).load(talk) == [{"event": "user", "text": "quotientwise"}]
    assert missed_questions(records, MONDAY)[0].text == "quirkiness-of"
    assert "quagmirish" in json.dumps(all_held(records, filed.reference, MONDAY))
    assert {row["email"] for row in requests_since(records, MONDAY)} == {"quill@example.org"}
    sent = []
    while letter := claim_letter(records, MONDAY + timedelta(days=40)):
        sent.append(letter.address)
        with transaction(records) as connection:
            connection.execute(tables.letter.update().where(tables.letter.c.id == letter.id).values(status="sent"))
    assert "quill@example.org" in sent and len(sent) > 6


def test_every_text_column_is_sealed_or_named_here_as_holding_nobodys_words():
    kinds = (Sealed, Compared, Moment, Date, Integer, Boolean)
    texts = {
        f"{table.name}.{column.name}"
        for base in (tables.records, chat_tables.events)
        for table in base.sorted_tables
        for column in table.c
        if not isinstance(column.type, kinds) and not column.foreign_keys
    }
    assert texts == PLAIN


def test_a_letters_place_in_the_order_is_kept_without_its_address(opened, content, new_request, tmp_path):
    records = opened(KEY)
    for _ in range(2):
        submit_request(records, content, SECRET, new_request(email="quail@example.org"), MONDAY)
    with reading(records) as connection:
        mine = connection.execute(select(tables.letter).where(tables.letter.c.kind == "family_received")).all()
    assert mine[0].recipient == mine[1].recipient and mine[0].key != mine[1].key
    assert {row.address for row in mine} == {"quail@example.org"} and "quail" not in str(raw(records)["letter.key"])
    stranger = Seal([KEY], b"another secret that is long enough!")
    assert stranger.hashed("quail@example.org") != mine[0].recipient


def test_a_notice_in_the_spool_is_sealed_too(opened, content, tmp_path, caplog):
    records, spool = opened(KEY), tmp_path / "spool"
    away = Records.open("postgresql://guidepost@127.0.0.1:9/postgres", Seal([KEY], SECRET))
    notify_danger(away, content, spool, DangerNotice("k", "abuse", "self", MONDAY, "en", "student", "quincewater"))
    [file] = spool.iterdir()
    assert not found([file.read_text()])
    stranger = opened(OTHER)
    assert take_in_spool(stranger, spool) == 0 and "GUIDEPOST_KEYS" in caplog.text
    [aside] = spool.iterdir()
    aside.rename(file)
    assert take_in_spool(records, spool) == 1 and list(spool.iterdir()) == []
    with reading(records) as connection:
        assert connection.execute(select(tables.request.c.description)).scalar() == "quincewater"


def test_what_no_key_opens_hides_nothing_else_and_is_never_written_back(opened, content, new_request, tmp_path):
    filed, counsellor, _, talk = live(opened(KEY), content, new_request, tmp_path)
    stranger = opened(OTHER)
    line = find_requests(stranger, counsellor, filed.reference)[0]
    assert isinstance(line.student_name, Unopened) and line.plan == "ILP"
    assert claim_letter(stranger, MONDAY).unopened
    with pytest.raises(RecordsUnavailable, match="GUIDEPOST_KEYS"):
        read_messages(stranger, talk)
    with pytest.raises(RecordsUnavailable, match="GUIDEPOST_KEYS"):
        EventStore(stranger).load(talk)
    with pytest.raises(Exception, match="written back"), transaction(stranger) as connection:
        connection.execute(tables.note.update().values(text=line.student_name))


def test_a_damaged_value_is_unopened():
    seal = Seal([KEY])
    kept = seal.seal("quail")
    assert isinstance(seal.open(kept[:-9] + "AAAAAAAA="), Unopened) and isinstance(seal.open(kept[:30]), Unopened)


def test_a_condition_on_a_sealed_column_is_refused_and_not_simply_false():
    for condition in (lambda c: c == "quail", lambda c: c.like("q%"), lambda c: c.in_(["quail"]), lambda c: c < "q"):
        with pytest.raises(TypeError, match="compare in Python"):
            condition(tables.request.c.student_name)
    assert tables.request.c.student_name.is_(None) is not None


@pytest.mark.parametrize("keys", [(), (KEY,)])
@settings(max_examples=300, deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]))
    | st.sampled_from([f"{MARK}:", f"{MARK}12345678:x", "#SEALED::"])
)
def test_any_text_comes_back_as_it_was(keys, text):
    seal = Seal(keys)
    for said in (text, f"{MARK}:{text}", f"{MARK}{key_id(KEY)}:{text}", seal.seal(text)):
        assert seal.open(seal.seal(said)) == said


JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(bodies=st.lists(JSONS | st.just(f"{MARK}12345678:x"), min_size=1, max_size=5))
def test_any_message_comes_back_as_it_was(migrated_file, bodies):
    for keys in ((), (KEY,)):
        records = Records.open(f"sqlite:///{migrated_file}", Seal(keys, SECRET))
        talk = start_conversation(records, "en", "parent", MONDAY).id
        with transaction(records) as connection:
            connection.execute(
                insert(chat_tables.message), [{"conversation_id": talk, "body": body} for body in bodies]
            )
        assert read_messages(records, talk) == bodies
        with transaction(records) as connection:
            connection.execute(chat_tables.message.delete())
        records.close()


def test_one_of_many_sealed_names_is_found(opened, content):
    records = opened(KEY)
    staff = create_staff(records, "office", "Office", "x" * 12, None, True, MONDAY)
    row = {"kind": "plan", "received_at": MONDAY, "business_day": MONDAY.date(), "channel": "chat", "language": "en"}
    row |= {"persona": "parent", "role": "office", "status": "closed"}
    names = [{"draft": str(n), "reference": str(n), "student_name": f"Student {n}"} for n in range(1_000)]
    with transaction(records) as connection:
        connection.execute(insert(tables.request), [row | name for name in names])
    assert [line.reference for line in find_requests(records, staff, "student 777")] == ["777"]
