"""The chat contract: what goes in, what comes out, and every way to be refused."""

import dataclasses
import json

import pytest
import time_machine
from chat_side import assert_problem, bearer

MESSAGE = {"id": str, "from": str, "kind": str, "lang": str, "body": str, "sources": list, "choices": list}


async def test_a_conversation_begins_with_a_token_and_a_greeting(side):
    answer = await side.client.post("/chat/conversations", json={"language": "en", "persona": "student"})
    assert answer.status == 201 and answer.content_type == "application/json"
    begun = await answer.json()
    assert set(begun) == {"conversation", "messages"} and isinstance(begun["conversation"], str)
    (greeting,) = begun["messages"]
    assert {key: type(greeting[key]) for key in MESSAGE} == MESSAGE
    assert (greeting["from"], greeting["kind"], greeting["topic"], greeting["lang"]) == (
        "assistant",
        "greeting",
        "greeting",
        "en",
    )


async def test_a_text_is_answered_and_both_are_there_after_a_reload(side):
    token, greeting = await side.begin()
    answer = await side.say(token, text=" What is an ILP? ")
    assert answer.status == 200
    (message,) = (await answer.json())["messages"]
    assert message["kind"] == "answer" and message["topic"] == "what_is_ilp"
    assert (
        all(set(source) <= {"id", "title", "publisher", "url"} for source in message["sources"]) and message["sources"]
    )
    assert all(set(choice) == {"label", "choice", "topic"} for choice in message["choices"]) and message["choices"]
    so_far = await side.so_far(token)
    assert [each["from"] for each in so_far] == ["assistant", "family", "assistant"]
    assert so_far[0] == greeting[0] and so_far[1]["body"] == "What is an ILP?" and so_far[2] == message
    assert len({each["id"] for each in so_far}) == 3


async def test_a_choice_brings_back_intent_entities_question_and_draft(side):
    token, _ = await side.begin()
    (question,) = (await (await side.say(token, text="which grade")).json())["messages"]
    assert question["asks"] == "grade"
    await side.say(token, choice=question["choices"][3]["choice"])
    said = side.speaker.heard[-1][1]
    assert (said.intent, said.entities, said.asks) == ("inform", {"grade": "4"}, "grade")
    assert said.draft == "00000000-0000-0000-0000-000000000007"
    assert (await side.so_far(token))[-2]["body"] == "Grade 4"


async def test_a_choice_of_another_conversation_is_refused(side):
    (mine, messages), (other, _) = await side.begin(), await side.begin()
    choice = messages[0]["choices"][0]["choice"]
    await assert_problem(await side.say(other, choice=choice), 422, "unknown-choice")
    assert (await side.say(mine, choice=choice)).status == 200
    assert len(side.speaker.heard) == 1


@pytest.mark.parametrize("text", ["/restart", " \t//restart", "/ /restart", "/restart{}"])
async def test_a_slash_at_the_beginning_is_text_and_never_a_command(side, text):
    token, _ = await side.begin()
    assert (await side.say(token, text=text)).status == 200
    assert side.speaker.heard[-1][1].text.startswith("restart")
    assert (await side.so_far(token))[1]["body"] == text.strip()


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": " / "},
        {"text": 5},
        {"text": None},
        {"text": ["a"]},
        {"say": "a"},
        {"text": "a", "choice": "b"},
        {"text": "a", "id": "b"},
        [],
        "a",
        {"choice": 1},
        {"text": "\u0000\u0007"},
    ],
)
async def test_a_body_of_another_shape_is_refused(side, body):
    token, _ = await side.begin()
    await assert_problem(await side.client.post("/chat/messages", json=body, headers=bearer(token)), 422, "wrong-shape")
    assert side.speaker.heard == []


@pytest.mark.parametrize(
    "body", [{"language": "xx"}, {"persona": "teacher"}, {"conversation": "mine"}, {"language": 1}, []]
)
async def test_a_client_cannot_begin_with_what_is_not_offered_nor_choose_an_id(side, body):
    await assert_problem(await side.client.post("/chat/conversations", json=body), 422, "wrong-shape")


@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 30_000, b"9" * 5_000, b'{"text": NaN}']
)
async def test_a_body_that_is_no_json_is_refused(side, data):
    token, _ = await side.begin()
    headers = bearer(token) | {"Content-Type": "application/json"}
    await assert_problem(await side.client.post("/chat/messages", data=data, headers=headers), 422, "wrong-shape")


async def test_a_body_that_is_not_as_compressed_as_it_says_is_refused(side):
    token, _ = await side.begin()
    headers = bearer(token) | {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    async with side.client.session.post(
        side.client.make_url("/chat/messages"), data=b'{"text": "hello"}', headers=headers, compress=False
    ) as answer:
        await assert_problem(answer, 422, "wrong-shape")


async def test_half_a_character_is_dropped_and_the_rest_is_heard(side):
    token, _ = await side.begin()
    headers = bearer(token) | {"Content-Type": "application/json"}
    answer = await side.client.post("/chat/messages", data=b'{"text": "what is \\u0000an \\ud800ilp"}', headers=headers)
    assert answer.status == 200 and side.speaker.heard[-1][1].text == "what is an ilp"


async def test_2000_characters_are_taken_and_one_more_is_not(side):
    token, _ = await side.begin()
    assert (await side.say(token, text="\N{GRINNING FACE}" * 2000)).status == 200
    await assert_problem(await side.say(token, text="a" * 2001), 413, "too-long")
    await assert_problem(await side.say(token, text="a" * 40_000), 413, "too-long")

    async def endless():
        for _ in range(100):
            yield b"a" * 1000

    headers = bearer(token) | {"Content-Type": "application/json"}
    await assert_problem(await side.client.post("/chat/messages", data=endless(), headers=headers), 413, "too-long")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "nonsense"]
)
@pytest.mark.parametrize("path", ["/chat/conversations", "/chat/messages"])
async def test_other_kinds_of_body_are_refused(side, kind, path):
    token, _ = await side.begin()
    headers = bearer(token) | {"Content-Type": kind}
    await assert_problem(await side.client.post(path, data=b'{"text": "a"}', headers=headers), 415, "not-json")


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer a.b", "Bearer \u00e9.\u00e9"]
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/chat/messages"), ("POST", "/chat/messages"), ("DELETE", "/chat/conversations/current")],
)
async def test_without_a_good_token_nothing_is_told(side, header, method, path):
    headers = {} if header is None else {"Authorization": header}
    answer = await side.client.request(method, path, headers=headers, json={"text": "a"})
    await assert_problem(answer, 401, "bad-token")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_a_token_of_another_school_is_refused(side, open_side):
    other = await open_side(settings=dataclasses.replace(side.settings, secret=b"y" * 32))
    token, _ = await other.begin()
    await assert_problem(await side.say(token, text="a"), 401, "bad-token")


async def test_a_choice_is_no_token_and_a_token_is_no_choice(side):
    token, messages = await side.begin()
    await assert_problem(await side.say(messages[0]["choices"][0]["choice"], text="a"), 401, "bad-token")
    await assert_problem(await side.say(token, choice=token), 422, "unknown-choice")


async def test_a_conversation_ends_24_hours_after_the_last_message(side):
    with time_machine.travel("2026-11-22T20:00:00Z", tick=True) as clock:
        token, _ = await side.begin()
        clock.shift(23 * 3600)
        assert (await side.say(token, text="hello")).status == 200
        clock.shift(23 * 3600)
        assert await side.so_far(token)
        clock.shift(2 * 3600)
        await assert_problem(await side.say(token, text="hello"), 401, "bad-token")
        await assert_problem(await side.client.get("/chat/messages", headers=bearer(token)), 401, "bad-token")


async def test_forgetting_erases_what_was_said_everywhere(side):
    token, _ = await side.begin()
    await side.say(token, text="hello")
    answer = await side.client.delete("/chat/conversations/current", headers=bearer(token))
    assert answer.status == 204 and await answer.read() == b""
    await assert_problem(await side.client.get("/chat/messages", headers=bearer(token)), 401, "bad-token")
    await assert_problem(await side.say(token, text="hello"), 401, "bad-token")
    assert side.speaker.forgotten == [side.speaker.heard[0][0]]
    with side.records.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM message").scalar() == 0


async def test_a_forgetting_that_failed_can_be_tried_again(side, monkeypatch):
    token, _ = await side.begin()

    async def fails(conversation_id):
        raise OSError("disk")

    with monkeypatch.context() as broken:
        broken.setattr(side.speaker, "forget", fails)
        answer = await side.client.delete("/chat/conversations/current", headers=bearer(token))
        await assert_problem(answer, 503, "records-unavailable")
    answer = await side.client.delete("/chat/conversations/current", headers=bearer(token))
    assert answer.status == 204 and len(side.speaker.forgotten) == 1


async def test_what_the_turn_changes_is_stored_and_given_to_the_next_turn(side):
    token, _ = await side.begin()
    await side.say(token, text="I am a student")
    conversations = []
    side.speaker.greet, reply = None, side.speaker.reply

    async def reply_and_note(conversation, said):
        conversations.append(conversation)
        return await reply(conversation, said)

    side.speaker.reply = reply_and_note
    await side.say(token, text="hello")
    assert conversations[0].persona == "student"


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/chat/nothing", 404, "not-found"),
        ("GET", "/chat/nothing.js", 404, "not-found"),
        ("GET", "/chat/..%2fchat.py", 404, "not-found"),
        ("GET", "/chat/conversations", 405, "wrong-method"),
        ("PUT", "/chat/messages", 405, "wrong-method"),
        ("GET", "/chat/conversations/current", 405, "wrong-method"),
        ("OPTIONS", "/chat/messages", 405, "wrong-method"),
        ("POST", "/chat/", 405, "wrong-method"),
        ("POST", "/chat/widget.js", 405, "wrong-method"),
    ],
)
async def test_other_addresses_and_methods_get_a_problem_too(side, method, path, status, name):
    answer = await side.client.request(method, path)
    await assert_problem(answer, status, name)
    assert ("Allow" in answer.headers) == (status == 405)


async def test_health_and_ready(side):
    assert (await side.client.get("/health")).status == 200
    assert (await side.client.get("/ready")).status == 200
    token, _ = await side.begin()
    side.speaker.ready = False
    assert (await side.client.get("/health")).status == 200
    for answer in (
        await side.client.get("/ready"),
        await side.client.post("/chat/conversations", json={}),
        await side.say(token, text="hello"),
    ):
        problem = await assert_problem(answer, 503, "not-ready")
        assert side.content.school.phone in problem["detail"] and answer.headers["Retry-After"]


async def test_answers_are_never_kept_by_a_browser_and_lock_every_door(side):
    answer = await side.client.post("/chat/conversations", json={})
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path in ("/", "/chat/"):
        page = await side.client.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert page.status == 200 and "unsafe" not in policy and "script-src 'self'" in policy
        text = await page.text()
        assert "<style" not in text and " style=" not in text and "<script>" not in text and " on" + "click" not in text
    assert "Set-Cookie" not in page.headers


async def test_the_words_of_the_widget_come_as_json(side):
    for language in ("en", "en-US", "xx", ""):
        known = await (await side.client.get("/chat/words.json", params={"language": language})).json()
        assert known["language"] == "en" and known["school"]["phone"] == side.content.school.phone
        assert "{" not in json.dumps(known["words"]).replace('{"', "", 1)


async def test_a_file_of_the_widget_is_compressed_and_asked_for_anew_only_when_changed(side):
    answer = await side.client.get("/chat/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.status == 200 and answer.headers["Content-Encoding"] == "gzip"
    assert answer.content_type in ("text/javascript", "application/javascript")
    again = await side.client.get("/chat/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    assert str((await side.client.get("/chat", allow_redirects=False)).headers["Location"]) == "/chat/"
