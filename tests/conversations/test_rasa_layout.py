"""The layout that Rasa itself supports: its own server, and the actions in a server of their own."""

import os
import socket
import subprocess
import sys
import time

import pytest
import requests

from bot.quiet import ENVIRONMENT
from bot.training import ROOT

RASA = [sys.executable, "-W", "ignore", "-m", "rasa"]
SECONDS = 120


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(url, server):
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return True
        except requests.RequestException:
            time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def rasa(model, tmp_path_factory):
    """The address of `rasa run`, with endpoints.yml as it stands but for the port."""
    folder, actions_port, port = tmp_path_factory.mktemp("rasa"), free_port(), free_port()
    endpoints = (ROOT / "endpoints.yml").read_text()
    assert "http://127.0.0.1:5055/webhook" in endpoints
    (folder / "endpoints.yml").write_text(endpoints.replace(":5055/", f":{actions_port}/"))
    environment = {**os.environ, **ENVIRONMENT, "GUIDEPOST_DATA": str(folder / "var"), "SANIC_HOST": "127.0.0.1"}
    run = ["--model", model, "--endpoints", folder / "endpoints.yml", "--connector", "rest", "--port", str(port)]
    with (folder / "log").open("w") as log:
        servers = [
            subprocess.Popen([*RASA, *words], cwd=ROOT, env=environment, stdout=log, stderr=log)
            for words in (["run", "actions", "--port", str(actions_port)], ["run", "--interface", "127.0.0.1", *run])
        ]
    try:
        health = (f"http://127.0.0.1:{actions_port}/health", f"http://127.0.0.1:{port}/")
        assert all(map(answers, health, servers)), (folder / "log").read_text()[-3000:]
        yield f"http://127.0.0.1:{port}"
    finally:
        for server in servers:
            server.terminate()
            server.wait(30)


def test_questions_are_answered_and_the_form_asks_its_first_questions(rasa):
    def say(text):
        said = {"sender": "family-1", "message": text}
        answer = requests.post(f"{rasa}/webhooks/rest/webhook", json=said, timeout=60)
        return [message for each in answer.json() for message in each["custom"].get("messages", [])]

    [answer] = say("what is an ilp?")
    assert answer["topic"] == "what_is_ilp" and answer["sources"]
    start, question = say("I want to ask for a plan")
    assert start["topic"] == "start_request" and question["asks"] == "for_whom"
    [question] = say("my child")
    assert question["asks"] == "grade"
    aside, question = say("what is an iap?")
    assert aside["topic"] == "what_is_iap" and question["asks"] == "grade"
