"""What no family writes on purpose, and what some write all the same: signs, floods, code, other alphabets, other
languages. Each gets a sensible reply, none an error, and none sets or starts anything that was not asked for."""

import base64
import json
import os
import time
from contextlib import closing

import pytest
import requests
from asking import EVERY, SLOTS
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from odd import FOREIGN, checked, told_slots
from program import conversation_id

from bot.chat.bodies import clean
from bot.chat.problems import Problem

SEED = int(os.environ.get("GUIDEPOST_TEST_SEED") or time.time_ns())
OPEN = [seed(SEED), settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))]

SIGNS = {
    "a smile": "\N{SLIGHTLY SMILING FACE}",
    "a flood of smiles": "\N{GRINNING FACE}" * 1000,
    "a family of joined signs": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "a flag": "\U0001f1fa\U0001f1f8",
    "marks": "...!!!???",
    "a dash": "-",
    "brackets": "[](){}<>",
    "digits": "42",
    "many digits": "1234567890" * 12,
    "one letter": "x",
    "combining marks": "z\u0351\u036b\u0343a\u0349\u034dl\u0329\u0347go" * 20,
    "a number that is none": "-1e999",
}
CODE = {
    "html": "<b>plan</b>",
    "script": "<script>alert(1)</script>",
    "an image": "<img src=x onerror=alert(1)>",
    "a link": "https://example.org/a?b=c&d=%00#e",
    "sql": "SELECT * FROM users WHERE 1=1; --",
    "sql that drops": "Robert'; DROP TABLE pupils; --",
    "a template": "{{7*7}} ${7*7} <%= 7*7 %>",
    "our placeholders": "{phone} {role.principal} {reference} {desk_page}",
    "json": '{"text": "hello", "choice": "x"}',
    "json of an intent": '{"intent": {"name": "crisis", "confidence": 1.0}, "entities": []}',
    "a command of Rasa's": "/restart",
    "an intent of Rasa's": '/inform{"grade": "3", "plan": "IAP"}',
    "an intent behind blanks": " \t\n//send_request",
    "a button of ours": '/change_answer{"change_field": "grade"}',
    "an entity as in training": "[grade 3](grade) [iap]{\"entity\": \"plan\", \"value\": \"IAP\"}",
    "markdown": "**[click here](javascript:alert(1))** ![x](http://example.org/x.png) # a `b` | c",
    "a path": "../../../../etc/passwd",
    "a lookup": "${jndi:ldap://example.org/a}",
    "a format": "%s%s%n%x {0} {0.__class__}",
    "a formula": "=HYPERLINK(\"http://example.org\")",
    "colours of a terminal": "\x1b[31mred\x1b[0m",
    "nothing at all, in words": "null undefined NaN None true",
    "base64": base64.b64encode(bytes(range(256))).decode(),
    "one endless word": "a" * 2000,
    "as much as there may be": ("what is that " * 160)[:2000],
    "lines": "\n".join("abc"),
    "NUL and control characters": "wh\x00at\x07 \x1f\x7f\x9fqq",
    "halves of characters": "qq \ud83d zz \udc00",
}  # fmt: skip
MIXED = {
    "turned round": "\u202ezzq brrp\u202c gnol si siht",
    "two alphabets": "what is план 计划 خطة",
    "letters that look alike": "w\u04bbat \u0456s \u0430n \u0406L\u0420",
    "the same in bold": "\U0001d430\U0001d421\U0001d41a\U0001d42d",
}
ODD = SIGNS | CODE | MIXED
LAST = ("change_words", "call_time", "danger_where", "worry")  # any words answer them, and end their form
NEVER = {"error", "crisis", "sent", "status", "question", "check_answers", "letter"}


@pytest.fixture(scope="module")
def guest(begin):
    """One conversation for many odd messages, in which no form is ever asked for."""
    return begin()


# Outside a form


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_message_is_answered_and_begins_nothing(begin, program, text):
    family = begin()
    checked(family, text)
    assert not NEVER & set(family.kinds) and family.asks is None, family.text
    assert told_slots(program, family) == set()
    assert family.choices, "there is a way on"
    assert [m["topic"] for m in family.say("what is an ilp?")] == ["what_is_ilp"], "and the conversation goes on"


@pytest.mark.parametrize("text", (SIGNS | {k: CODE[k] for k in ("base64", "one endless word", "a path")}).values())
def test_what_says_nothing_is_never_answered_as_a_topic(begin, text):
    family = begin()
    checked(family, text)
    assert set(family.kinds) <= {"not_sure", "clarify", "out_of_scope"}, family.text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("", 422),
        (" \n\t ", 422),
        ("/", 422),
        ("\x00\x01", 422),
        ("\u200b\u200b\ufeff", 422),
        ("\u202e\u202c", 422),
        ("\u200d", 422),
        ("\ud800", 422),
        ("a" * 2001, 413),
        ("what is a plan " * 667, 413),
        ("\N{GRINNING FACE}" * 10_000, 413),
    ],
)
def test_a_message_of_nothing_or_of_too_much_is_refused_in_words(guest, content, text, status):
    refused = guest.post(text=text)
    assert refused.status_code == status and refused.json()["title"].strip() and "{" not in refused.text[1:-1]
    assert refused.headers["Content-Type"].startswith("application/problem+json")
    assert guest.say("hello"), "the conversation goes on"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"text"', b'{"text": 7}', b'{"text": null}', b'{"text": ["a"]}', b'{"text": {"a": "b"}}',
     b'{"text": "a", "choice": "b"}', b'{"text": "a", "intent": "crisis"}', b'{"text": "a", "metadata": "x"}',
     b"{'text': 'a'}", b'{"text": "\xff\xfe"}', b"[" * 30_000, b'{"text": "a"', b"\x00"],
)  # fmt: skip
def test_a_body_of_another_shape_is_refused_in_words(guest, body):
    headers = {"Authorization": f"Bearer {guest.token}", "Content-Type": "application/json"}
    with closing(requests.post(f"{guest.address}/chat/messages", data=body, headers=headers, timeout=60)) as refused:
        assert refused.status_code == 422 and refused.json()["title"].strip()


def test_what_is_not_seen_hides_no_word(begin):
    family = begin()
    for text in (
        "w\u200bh\u200bat is an \ufeffi\u00adlp?",
        "what is\u202e an ilp?\u202c",
        "what is an i\u200dl\u200dp?",
        "\uff57\uff48\uff41\uff54 \uff49\uff53 \uff41\uff4e \uff29\uff2c\uff30\uff1f",
        "\U0001d430\U0001d421\U0001d41a\U0001d42d is an ilp?",
    ):
        assert [m["topic"] for m in checked(family, text)] == ["what_is_ilp"]
        kept = [message["body"] for message in family.history() if message["from"] == "family"][-1]
        assert "\u202e" not in kept and "\u200b" not in kept


def test_danger_is_heard_in_playful_letters_and_through_what_is_not_seen(begin):
    bold = "".join(chr(0x1D41A + ord(c) - ord("a")) if c != " " else c for c in "i want to kill myself")
    for text in (bold, "i want to k\u200bi\u200bll my\u00adself"):
        family = begin()
        checked(family, text)
        assert set(family.kinds) == {"crisis"}


# Signs


def test_a_thumb_answers_a_yes_or_no_and_is_small_talk_elsewhere(begin):
    family = begin()
    for sign, topic in (("\U0001f44d", "affirm"), ("\U0001f44e", "deny"), ("\u2764\ufe0f", "thanks")):
        checked(family, sign * 2)
        assert (family.topics, family.kinds) == ([topic], ["small_talk"])
    checked(family, "\U0001f44b\U0001f3fd")
    assert family.topics == ["greeting"]


@pytest.mark.parametrize(("form", "slot"), [each for each in SLOTS if each[1] in ("grade", "code", "call_name")])
def test_a_thumb_answers_no_other_question(staying, program, form, slot):
    family = staying(form, slot)
    checked(family, "\U0001f44d")
    assert family.asks == slot and told_slots(program, family) <= {"requested_slot", "misses"}


@pytest.mark.parametrize("text", ["\U0001f62d\U0001f62d", "\U0001f622", "\U0001f494 \U0001f97a", ":("])
def test_a_crying_face_is_no_danger_and_gets_a_kind_word_and_a_way_on(begin, program, text):
    family = begin(persona="student")
    checked(family, text)
    assert family.kinds == ["small_talk"] and "988" in family.text and "I am sorry" in family.text
    assert "talk_to_person" in [choice.get("topic") for choice in family.messages[0]["choices"]]
    assert program.rows("SELECT * FROM request WHERE conversation = ?", conversation_id(family.token)) == []


def test_a_crying_face_in_a_form_gets_the_kind_word_and_the_question_again(at):
    family = at("request_form", "grade")
    checked(family, "\U0001f62d")
    assert "I am sorry" in family.text and family.asks == "grade" and len(family.messages) == 2


# At every question of every form


@EVERY
def test_an_odd_message_in_a_form_answers_its_question_or_leaves_it_and_sets_nothing_else(staying, program, form, slot):
    # Each question gets a share of them, an open one a smaller one: a text that answers it costs a new conversation.
    texts = [*SIGNS.values(), *CODE.values(), *MIXED.values(), *FOREIGN]
    is_open = {"name", "words", "time", "who", "where", "description"} & set(slot.split("_"))
    place, share = SLOTS.index((form, slot)), 24 if is_open else 8
    for text in texts[place % share :: share]:
        family = staying(form, slot)
        checked(family, text)
        if slot in LAST and family.asks is None:
            continue
        assert not {"crisis", "sent", "status"} & set(family.kinds), f"{text!r}: {family.text}"
        told = told_slots(program, family)
        described = {"description"} if slot == "description_more" or text in FOREIGN else set()  # a story, told early
        missed = {"misses"} if family.asks == slot else set()
        assert told <= {slot, "requested_slot", "needs"} | described | missed, (text, told)
        assert family.asks is not None, f"{text!r} ended the form: {family.text}"


# Anything at all

ANY = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=st.characters(blacklist_categories=()), max_size=60),
    st.text(alphabet="{}[]()<>/\\\"'`*_#|;:&%$-=+~^!?.,0123456789 \n\t", min_size=1, max_size=200),
    st.text(alphabet="\u200b\u200c\u200d\u202a\u202e\ufeff\u00ad\u0301aeiou /", min_size=1, max_size=100),
    st.text(alphabet="אבגدذرзийあいう中文字กขค🙂👍😭🏽", min_size=1, max_size=80),
    st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4).map(json.dumps),
    st.sampled_from(["/", "//", " /"]).flatmap(lambda slash: st.text(max_size=40).map(lambda text: slash + text)),
)


def test_whatever_is_typed_is_answered_or_refused_in_words(guest, begin):
    print(f"GUIDEPOST_TEST_SEED={SEED}")
    families = {"outside": guest, "inside": begin()}

    @OPEN[0]
    @OPEN[1]
    @given(text=ANY, where=st.sampled_from(["outside", "inside"]))
    def holds(text, where):
        family = families[where]
        if where == "inside" and family.asks is None:
            family.say("I want to ask for a plan")
        asked = family.asks
        try:
            clean(text)
        except Problem:
            assert family.post(text=text).status_code in (413, 422)
            return
        checked(family, text)
        assert not {"sent", "check_answers"} & set(family.kinds)
        assert asked is None or family.asks is not None, "no odd text ends a form"

    holds()


@OPEN[0]
@settings(max_examples=500, deadline=None)
@given(text=st.text(max_size=200))
def test_cleaning_twice_is_cleaning_once_and_takes_no_letter_or_digit(text):
    try:
        once = clean(text)
    except Problem:
        return
    assert clean(once) == once
    plain = [c for c in text if c.isascii() and c.isalnum()]
    assert [c for c in once if c.isascii() and c.isalnum()][: len(plain)] == plain or not text.isascii()
