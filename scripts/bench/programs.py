"""The programs that are measured: each in a process and a temporary folder of its own, on a free port of this machine.
No data of a school is touched; the models are those that are there."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.quiet import ENVIRONMENT
from bot.training import ROOT, ensure_model

START_SECONDS, STOP_SECONDS = 300, 60
STOCK = ROOT / ".tools" / "rasa-default"  # Rasa with TensorFlow, and a model of its default configuration
CREDENTIALS = "rest:\n"  # the channel that programs talk to


@dataclass(frozen=True)
class Running:
    """`ready_seconds`: from the start of the process until it answers that it is ready."""

    name: str
    address: str
    ready_seconds: float
    pid: int

    def memory(self) -> float:
        """MB that the process holds now."""
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(self.pid)])) * 1024 / 1e6


@contextmanager
def guidepost(stages: Path | None = None) -> Iterator[Running]:
    """Guidepost with an empty data folder. `stages`: it writes there at its end where the time of its turns went."""
    ensure_model(ROOT / "var")
    with TemporaryDirectory() as folder:
        port = free_port()
        Path(folder, "models").symlink_to(ROOT / "var" / "models")
        settings = {"GUIDEPOST_DATA": folder, "GUIDEPOST_PORT": str(port), "GUIDEPOST_RATE_LIMIT": "off"}
        module = ["scripts.bench.stages", str(stages)] if stages else ["bot", "run"]
        with _running("Guidepost", [sys.executable, "-m", *module], ROOT, settings, port, "/ready") as running:
            yield running


def stock_model() -> Path | None:
    """The newest model of Rasa's default configuration; None where it, or the Rasa that runs it, is not there."""
    models = sorted((STOCK / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return models[-1] if models and (STOCK / "bin" / "rasa").exists() else None


@contextmanager
def stock(model: Path) -> Iterator[Running]:
    """Rasa's own server as `rasa run` starts it: its REST channel, trackers in memory, no endpoints."""
    with TemporaryDirectory() as folder:
        port = free_port()
        Path(folder, "credentials.yml").write_text(CREDENTIALS)
        where = ["--model", str(model), "--credentials", "credentials.yml", "--interface", "127.0.0.1"]
        command = [str(STOCK / "bin" / "python"), "-W", "ignore", "-m", "rasa", "run", "--enable-api", *where]
        command += ["--port", str(port)]
        with _running("Rasa's stock server", command, Path(folder), {}, port, "/status") as running:
            yield running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(
    name: str, command: Sequence[str], folder: Path, settings: dict[str, str], port: int, ready: str
) -> Iterator[Running]:
    began, address = time.perf_counter(), f"http://127.0.0.1:{port}"
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **ENVIRONMENT, **settings}, stdout=nowhere, stderr=nowhere
        )
        try:
            _wait_until_ready(name, address + ready, process)
            yield Running(name, address, time.perf_counter() - began, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(name: str, address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    sys.exit(f"{name} did not start.")
