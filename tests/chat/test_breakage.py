"""When something breaks, the family reads where else to turn, nothing is lost, and the log holds no words of theirs."""

import logging
import sqlite3

import pytest
from chat_side import assert_problem, bearer

from bot.chat import answering, chat


@pytest.fixture
def no_records(side):
    """A function that takes the database away, as when its disk is gone."""

    def take_away():
        side.records.close()
        side.records.file.rename(side.records.file.with_suffix(".away"))

    return take_away


async def test_a_turn_that_fails_still_says_something(side, caplog):
    token, _ = await side.begin()
    for word in ("break", "nothing"):
        answer = await side.say(token, text=f"{word}, my name is Tom")
        (message,) = (await answer.json())["messages"]
        assert answer.status == 200 and message["kind"] == "error"
        assert side.content.school.phone in message["body"] and side.content.school.hours_text in message["body"]
    assert [each["kind"] for each in await side.so_far(token)][1:] == ["said", "error"] * 2
    assert "ValueError" in caplog.text and "Tom" not in caplog.text and "crying" not in caplog.text


async def test_a_turn_that_takes_too_long_is_an_error_and_not_silence(side, monkeypatch):
    token, _ = await side.begin()
    monkeypatch.setattr(answering, "TURN_SECONDS", 0.1)
    side.speaker.seconds = 5
    (message,) = (await (await side.say(token, text="hello")).json())["messages"]
    assert message["kind"] == "error"


async def test_without_records_the_family_is_told_whom_to_call(side, no_records):
    token, _ = await side.begin()
    no_records()
    for answer in (
        await side.say(token, text="hello"),
        await side.client.get("/chat/messages", headers=bearer(token)),
        await side.client.post("/chat/conversations", json={}),
        await side.client.delete("/chat/conversations/current", headers=bearer(token)),
        await side.client.get("/ready"),
    ):
        problem = await assert_problem(answer, 503, "records-unavailable")
        assert side.content.school.phone in problem["detail"] and side.content.school.hours_text in problem["detail"]
        assert "988" in problem["detail"]
    assert (await side.client.get("/health")).status == 200


async def test_an_answer_that_cannot_be_kept_is_delivered(side, no_records, monkeypatch):
    token, _ = await side.begin()
    reply = side.speaker.reply

    async def reply_and_lose_the_records(conversation, said):
        turn = await reply(conversation, said)
        no_records()
        return turn

    monkeypatch.setattr(side.speaker, "reply", reply_and_lose_the_records)
    answer = await side.say(token, text="send it")
    (message,) = (await answer.json())["messages"]
    assert answer.status == 200 and message["kind"] == "sent" and message["code"] == "CDFHJKMN"


async def test_an_answer_whose_conversation_was_forgotten_meanwhile_is_delivered_and_not_kept(side, monkeypatch):
    token, _ = await side.begin()
    reply = side.speaker.reply

    async def reply_after_the_end(conversation, said):
        await side.client.delete("/chat/conversations/current", headers=bearer(token))
        return await reply(conversation, said)

    monkeypatch.setattr(side.speaker, "reply", reply_after_the_end)
    answer = await side.say(token, text="send it")
    assert answer.status == 200 and (await answer.json())["messages"][0]["reference"]
    with side.records.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM message").scalar() == 0


async def test_records_that_never_answer_are_waited_for_only_so_long(side, monkeypatch):
    token, _ = await side.begin()
    monkeypatch.setattr(chat, "RECORDS_SECONDS", 0.2)
    writer = sqlite3.connect(side.records.file)
    writer.execute("BEGIN EXCLUSIVE")
    try:
        answer = await side.client.post("/chat/conversations", json={})
        await assert_problem(answer, 503, "records-unavailable")
    finally:
        writer.rollback()
        writer.close()
    assert (await side.say(token, text="hello")).status == 200


async def test_whatever_else_breaks_is_a_problem_without_the_familys_words(side, monkeypatch, caplog):
    token, _ = await side.begin()

    def breaks(*args):
        raise RuntimeError("my son Tom was crying")

    monkeypatch.setattr("bot.chat.conversations.find_conversation", breaks)
    problem = await assert_problem(await side.say(token, text="hello"), 500, "failed")
    assert side.content.school.phone in problem["detail"]
    assert "RuntimeError" in caplog.text and "Tom" not in caplog.text


async def test_the_log_knows_a_conversation_only_by_a_short_hash(side, caplog):
    with caplog.at_level(logging.DEBUG):
        token, _ = await side.begin()
        await side.say(token, text="My son Tom has asthma. What is an ILP?")
        await side.client.delete("/chat/conversations/current", headers=bearer(token))
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert "answer in" in ours and "forgotten" in ours
    assert "Tom" not in caplog.text and "asthma" not in caplog.text
    assert token not in caplog.text and side.speaker.heard[0][0] not in caplog.text
