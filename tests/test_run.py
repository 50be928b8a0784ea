"""`guidepost run` as a person starts and stops it: what is told, in which order, and what stays behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.talk import NoAnswer, ask
from bot.training import ROOT, ensure_model


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A school's data folder before its first start, but for the model."""
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(ensure_model(ROOT / "var").parent, folder / "models")
    return folder


class Started:
    """A Guidepost that was started with `words`, its terminal read line by line."""

    def __init__(self, data, port, *words):
        self.address, self.lines = f"http://127.0.0.1:{port}", []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT,
            env={**os.environ, "GUIDEPOST_DATA": str(data), "GUIDEPOST_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def until(self, words):
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if words in line:
                return
        pytest.fail(f"'{words}' was never said:\n" + "\n".join(self.lines))

    def stop(self, number):
        self.process.send_signal(number)
        rest = self.process.communicate(timeout=60)[0]
        self.lines += rest.splitlines()
        return self.process.returncode


def test_the_first_start_tells_addresses_and_sign_in_and_a_second_one_no_password(data, unused_tcp_port):
    first = Started(data, unused_tcp_port, "run")
    first.until("Ctrl-C stops it.")
    assert ask(first.address, "GET", "/ready") == {"status": "ready"}
    assert first.stop(signal.SIGINT) == 0
    assert [re.sub(r" {2,}.*| \(.*", "", line) for line in first.lines if not line.startswith("  ")] == [
        "Starting ...",
        "Guidepost is ready",
        "Ctrl-C stops it.",
        "Guidepost has stopped.",
    ]  # and no line of noise among them
    shown = "\n".join(first.lines)
    for page in ("/", "/chat/", "/desk/"):
        assert re.search(rf"  {re.escape(first.address + page)}$", shown, re.MULTILINE)
    assert re.search(r"first sign-in there +office, password \S+ \(shown only now\)", shown)

    second = Started(data, unused_tcp_port, "run")
    second.until("Ctrl-C stops it.")
    assert second.stop(signal.SIGTERM) == 0
    assert "password" not in "\n".join(second.lines)
    with pytest.raises(NoAnswer):
        ask(second.address, "GET", "/health")


def test_ctrl_c_during_a_training_ends_rasa_too_and_leaves_no_half_model(tmp_path, unused_tcp_port):
    training = Started(tmp_path, unused_tcp_port, "train")
    training.until("  ")  # the first part of the assistant is being trained
    rasa = subprocess.check_output(["pgrep", "-P", str(training.process.pid)], text=True).strip()
    assert training.stop(signal.SIGINT) == 130
    assert "Traceback" not in "\n".join(training.lines)
    assert not Path(f"/proc/{rasa}").exists()
    assert not list((tmp_path / "models").rglob("*.tar.gz"))
    assert not list((tmp_path / "models").glob("training-*"))


def test_the_small_sums_of_a_turn_are_not_shared_among_threads():
    script = (
        "from bot.run import prepare; prepare(); import numpy, scipy.linalg; from threadpoolctl import threadpool_info;"
        "print([pool['num_threads'] for pool in threadpool_info() if pool['internal_api'] == 'openblas'])"
    )
    known = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=known, capture_output=True, text=True, timeout=60
    )
    assert told.stdout.strip() == "[1, 1]", told.stderr
