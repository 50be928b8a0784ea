"""Rasa's own commands work beside the stand-in, and a pipeline that needs TensorFlow fails with the way back."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import tensorflow

if not hasattr(tensorflow, "TensorFlowIsNotInstalled"):
    pytest.skip("the real TensorFlow is installed", allow_module_level=True)

RASA = [sys.executable, "-W", "ignore", "-m", "rasa"]
ENVIRONMENT = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}


def rasa(folder, *words):
    return subprocess.run([*RASA, *words], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=180)


@pytest.fixture(scope="module")
def bot(tmp_path_factory):
    """A trained bot of rules and logistic regression."""
    folder = tmp_path_factory.mktemp("standin") / "bot"
    shutil.copytree(Path(__file__).parent / "bot", folder)
    trained = rasa(folder, "train", "--fixed-model-name", "small")
    assert trained.returncode == 0, trained.stdout + trained.stderr
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # an old library of Rasa's
def test_a_bot_without_tensorflow_trains_and_answers(bot):
    from rasa.core.agent import Agent

    agent = Agent.load(bot / "models" / "small.tar.gz")
    assert [m["text"] for m in asyncio.run(agent.handle_text("hello, good evening"))] == ["Good evening."]


def test_data_validate_works(bot):
    assert rasa(bot, "data", "validate").returncode == 0


def test_test_nlu_works(bot):
    tested = rasa(bot, "test", "nlu", "--nlu", "data", "--no-plot", "--out", "results")
    assert tested.returncode == 0, tested.stderr
    assert json.loads((bot / "results" / "intent_report.json").read_text())["greet"]["support"] == 3


def test_shell_works(bot):
    said = subprocess.run(
        [*RASA, "shell", "nlu"], cwd=bot, env=ENVIRONMENT, input="hello\n", capture_output=True, text=True, timeout=180
    )
    assert '"name": "greet"' in said.stdout


def test_run_actions_works(bot):
    (bot / "actions").mkdir()
    (bot / "actions" / "__init__.py").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [*RASA, "run", "actions", "--port", str(port)],
        cwd=bot,
        env={**ENVIRONMENT, "SANIC_HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert healthy(f"http://127.0.0.1:{port}/health", server)
    finally:
        server.terminate()
        server.wait(timeout=30)


def healthy(url, server, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return json.load(answer) == {"status": "ok"}
        except OSError:
            time.sleep(0.2)
    return False


def test_diet_in_a_pipeline_fails_at_training_with_the_way_back(bot, tmp_path):
    folder = tmp_path / "diet"
    shutil.copytree(Path(__file__).parent / "bot", folder)
    config = (folder / "config.yml").read_text()
    (folder / "config.yml").write_text(config.replace("LogisticRegressionClassifier", "DIETClassifier"))
    trained = rasa(folder, "train")
    assert trained.returncode != 0
    assert "DIET needs TensorFlow, which Guidepost leaves out: run 'make with-tensorflow'" in trained.stderr
    assert not list(folder.glob("models/*.tar.gz"))
