"""The real program as a school runs it, in a data folder of the test's, and a look at what it keeps there."""

import base64
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import requests
from reading_letters import text_of

from bot.training import ROOT

GUIDEPOST = Path(sys.executable).with_name("guidepost")
READY_SECONDS = 120  # fifteen, unless the machine is busy


class Program:
    """`guidepost run` on a free port. `data`: its folder; the database files lie in it under their usual names."""

    def __init__(self, data, model, content=ROOT / "data" / "content"):
        self.data, self.content, self.process = data, content, None
        (data / "models").mkdir(parents=True)
        for file in (model, model.with_name("guidepost.sha256")):
            (data / "models" / file.name).symlink_to(file)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.records, self.tracker = data / "guidepost.db", data / "tracker.db"

    def start(self):
        environment = {
            "GUIDEPOST_DATA": str(self.data),
            "GUIDEPOST_CONTENT": str(self.content),
            "GUIDEPOST_PORT": str(self.port),
            "GUIDEPOST_RATE_LIMIT": "off",
        }
        with (self.data / "run.log").open("a") as log:
            self.process = subprocess.Popen(
                [GUIDEPOST, "run"], cwd=ROOT, env={**os.environ, **environment}, stdout=log, stderr=log
            )
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if requests.get(f"{self.address}/ready", timeout=5).status_code == 200:
                    return self
            except requests.RequestException:
                pass
            time.sleep(0.1)
        raise AssertionError(f"Guidepost did not start:\n{self.said()}")

    def said(self):
        """All that it wrote to its terminal."""
        return (self.data / "run.log").read_text()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0

    def rows(self, query, *values, database=None):
        """What a query finds in the records (or in another database file), as dicts."""
        with closing(sqlite3.connect(f"file:{database or self.records}?mode=ro", uri=True, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(query, values)]

    def request(self, reference):
        """The one request with this reference."""
        (row,) = self.rows("SELECT * FROM request WHERE reference = ?", reference)
        return row

    def kept_of(self, family):
        """All that is kept of a conversation, as text: Rasa's events, and the messages as the family may see them."""
        id = conversation_id(family.token)
        events = self.rows("SELECT data FROM event WHERE conversation_id = ?", id, database=self.tracker)
        messages = self.rows("SELECT body FROM message WHERE conversation_id = ?", id)
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in (*events, *messages))

    def letters(self, about=""):
        """The delivered letters in which `about` stands, in the order written."""
        files = sorted((self.data / "letters").glob("*.eml"))
        letters = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
        return [letter for letter in letters if about in text_of(letter) + letter["Subject"]]

    def waiting(self):
        """Letters of the outbox that are due and not yet delivered."""
        return self.rows(
            "SELECT * FROM letter WHERE status NOT IN ('sent', 'not_needed') AND due_at <= datetime('now')"
        )

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.data, ignore_errors=True)


def conversation_id(token):
    text = token.partition(".")[0]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def eventually(found, seconds=20):
    """What `found()` gives once it is true; the program delivers letters by itself, every two seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError(f"this did not come true within {seconds} s")
