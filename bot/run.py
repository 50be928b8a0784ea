"""`guidepost run`: everything from the settings to a program that serves, in the order in which things can be wrong.
Whatever stops the start is one sentence that says what to do."""

import errno
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable

from bot.accounts import FIRST, first_account
from bot.content import load_content
from bot.errors import GuidepostError
from bot.intake import Records, make_ready
from bot.quiet import hush
from bot.settings import Settings
from bot.talk import NoAnswer, ask
from bot.training import ensure_model

FREE_MB = 300  # a new model needs 150 at most; the rest is for records and letters
READY_SECONDS = 180


class NotStarted(GuidepostError):
    """Something on this machine stands in the way. The text is a sentence that says what to do."""


def run(settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM; returns the exit code."""
    began = time.monotonic()
    content = load_content(settings.content)  # before anything slow: an editor's fault is told at once
    if content.school.team_channel and not settings.webhook_url:
        raise NotStarted(
            "school.yml has `team_channel: yes`: set GUIDEPOST_WEBHOOK_URL to where that is, or take it out."
        )
    check_port(settings)
    check_space(settings)
    ensure_model(settings.data)
    make_ready(settings)
    print("Starting ...", flush=True)
    prepare()
    from bot import server  # it brings numpy and Rasa

    tell_when_ready(settings, lambda: announce(settings, time.monotonic() - began))
    code = server.run(settings)
    print("Guidepost has stopped.", flush=True)
    return code


def prepare() -> None:
    """What numpy and Rasa look at when they are imported, and not later."""
    # One sentence is too little work to share: with two threads, which wait for each other by running in circles, a
    # turn took 40 ms of the processors' time; with one, 27.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    hush()


def check_port(settings: Settings) -> None:
    """Raises NotStarted if we can't listen where the settings say."""
    try:
        family, _, _, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:  # a name that nobody knows, too
        raise NotStarted(_port_sentence(settings, error)) from error


def _port_sentence(settings: Settings, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is used by another program: stop that program, or choose another port,"
            f" for example with GUIDEPOST_PORT={settings.port % 65535 + 1}."
        )
    if error.errno == errno.EACCES:
        return f"This account may not listen on port {settings.port}: choose one above 1024 with GUIDEPOST_PORT."
    return f"GUIDEPOST_HOST: this machine has no address {settings.host}; leave it out to serve this machine only."


def check_space(settings: Settings) -> None:
    """Raises NotStarted on a disk that is as good as full: a request could not be kept."""
    free = shutil.disk_usage(settings.data).free // 1_000_000
    if free < FREE_MB:
        raise NotStarted(
            f"The disk is full: {free} MB are left for {settings.data}, and Guidepost needs {FREE_MB}. Free some first."
        )


def tell_when_ready(settings: Settings, tell: Callable[[], None]) -> None:
    """Ask /ready from a thread until it says yes, then call `tell`."""

    def wait() -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            try:
                ask(address(settings), "GET", "/ready")
            except NoAnswer:
                time.sleep(0.1)  # refused, or 503: not yet
            else:
                tell()
                return

    threading.Thread(target=wait, name="ready", daemon=True).start()


def address(settings: Settings) -> str:
    """Where this machine's own browser finds us."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{f'[{host}]' if ':' in host.strip('[]') and '[' not in host else host}:{settings.port}"


def announce(settings: Settings, seconds: float) -> None:
    here = address(settings)
    print(f"Guidepost is ready ({seconds:.0f} s).")
    print(f"  sample page of a school  {here}/")
    print(f"  the chat as a page       {here}/chat/")
    print(f"  the staff desk           {here}/desk/")
    records = Records.of(settings)
    if password := first_account(records):
        print(f"  first sign-in there      {FIRST}, password {password} (shown only now)")
    records.close()
    print("Ctrl-C stops it.", flush=True)
