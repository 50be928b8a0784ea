"""The terminal chat keeps to the contract: choices by number, everything else as text, and it forgets at the end."""

import asyncio
import builtins
import threading

import pytest
from aiohttp import web

from bot.talk import NoAnswer, talk

FIRST = {"kind": "greeting", "title": "Welcome", "body": "Ask away.", "sources": [], "choices": [
    {"label": "What is an ILP?", "choice": "sealed-1"}, {"label": "Something else", "choice": "sealed-2"}]}  # fmt: skip


class Office:
    """A small server of the chat contract that keeps what it was told."""

    def __init__(self):
        self.said, self.forgotten, self.broken = [], [], False

    async def begin(self, request):
        return web.json_response({"conversation": "token-1", "messages": [FIRST]}, status=201)

    async def message(self, request):
        assert request.headers["Authorization"] == "Bearer token-1"
        self.said.append(await request.json())
        if self.broken:
            told = {"type": "about:blank", "title": "Busy", "status": 503, "detail": "Please try again soon."}
            return web.json_response(told, status=503, content_type="application/problem+json")
        source = {"id": "seed", "title": "The guide", "publisher": "The school", "url": "https://example.org/"}
        answer = {"kind": "answer", "body": "A plan.", "sources": [source], "choices": [], "reference": "ABCD2345"}
        return web.json_response({"messages": [answer]})

    async def forget(self, request):
        self.forgotten.append(request.headers["Authorization"])
        return web.Response(status=204)


@pytest.fixture
def office():
    """The server on a thread of its own, for the chat under test blocks; `.address` is where it answers."""
    office, loop = Office(), asyncio.new_event_loop()
    app = web.Application()
    app.router.add_post("/chat/conversations", office.begin)
    app.router.add_post("/chat/messages", office.message)
    app.router.add_delete("/chat/conversations/current", office.forget)
    runner = web.AppRunner(app)
    loop.run_until_complete(runner.setup())
    site = web.TCPSite(runner, "127.0.0.1", 0)
    loop.run_until_complete(site.start())
    office.address = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield office
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def typed(monkeypatch):
    """Types these lines one after the other, then Ctrl-D."""

    def type_them(*lines):
        waiting = list(lines)

        def answer(prompt=""):
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr(builtins, "input", answer)

    return type_them


def test_a_number_presses_a_choice_and_all_else_is_text(office, typed):
    typed("2", "1", "what is an iap", "  ")
    talk(office.address)
    # After the first answer there are no choices left, so "1" is what the family says.
    assert office.said == [{"choice": "sealed-2"}, {"text": "1"}, {"text": "what is an iap"}]


def test_it_shows_title_text_sources_choices_and_reference(office, typed, capsys):
    typed("1")
    talk(office.address)
    shown = capsys.readouterr().out
    for expected in ("WELCOME\nAsk away.\n", "  1. What is an ILP?", "A plan.", "reference: ABCD2345"):
        assert expected in shown
    assert "source: The guide, The school https://example.org/" in shown


def test_ctrl_d_forgets_the_conversation(office, typed):
    typed()
    talk(office.address)
    assert office.forgotten == ["Bearer token-1"]


def test_a_problem_is_told_and_the_chat_goes_on(office, typed, capsys):
    office.broken = True
    typed("hello", "hello again")
    talk(office.address)
    assert capsys.readouterr().out.count("Please try again soon.") == 2
    assert len(office.said) == 2


def test_nobody_there_is_one_sentence(unused_tcp_port):
    with pytest.raises(NoAnswer, match="start it with 'make run'"):
        talk(f"http://127.0.0.1:{unused_tcp_port}")
