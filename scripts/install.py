"""Brings a fresh machine to where Guidepost runs: its own uv in .tools/, Python 3.10, the locked parts in .venv/.

Any Python from 3.8 on can run it; it uses the standard library only and writes nothing outside the checkout but uv's
cache. What goes wrong is told in one sentence, and the exit code is 1. A second run with nothing to do takes a moment.

    python3 scripts/install.py [--with-tensorflow] [--into FOLDER]     FOLDER in place of .venv
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path
from typing import NoReturn
from urllib.parse import urljoin

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / (sys.argv[sys.argv.index("--into") + 1] if "--into" in sys.argv[:-1] else ".venv")
UV = TOOLS / "uv" / "bin" / "uv"
UV_PIN = ROOT / "scripts" / "uv.txt"
PYPI = "https://pypi.org/simple"
TIMEOUT = 60  # seconds without an answer


def stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)


def pip_settings() -> dict[str, str]:
    """What pip is set to on this machine, by option (index-url, cert ...); empty where this Python has no pip."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    return dict(re.findall(r"^\S+\.(\S+)='(.*)'$", said.stdout.decode(), re.MULTILINE))


def machine_index(pip: dict[str, str]) -> str | None:
    """The package index that this machine is set to use instead of PyPI, for uv or for pip; None without one."""
    found = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("UV_INDEX_URL") or pip.get("index-url")
    return found if found and found.rstrip("/") != PYPI else None


def bring_uv(index: str | None) -> None:
    """Put the pinned uv into .tools/uv, with pip where there is one, else by fetching its wheel."""
    version = re.search(r"^uv==(\S+)", UV_PIN.read_text(), re.MULTILINE).group(1)
    if UV.exists() and subprocess.run([str(UV), "--version"], stdout=subprocess.PIPE).stdout.split()[1:2] == [
        version.encode()
    ]:
        return
    print(f"Fetching uv {version}, which installs the rest ...", flush=True)
    shutil.rmtree(TOOLS / "uv", ignore_errors=True)
    if importlib.util.find_spec("pip"):
        command = ["install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--target"]
        run([sys.executable, "-m", "pip", *command, str(TOOLS / "uv"), "--requirement", str(UV_PIN)])
    else:
        fetch_uv(version, index or PYPI)


def fetch_uv(version: str, index: str) -> None:
    """For a Python without pip: the wheel for this machine from the package index, checked against its SHA-256."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    system = "macosx" if sys.platform == "darwin" else "manylinux"
    page_url = index.rstrip("/") + "/uv/"
    try:
        with urllib.request.urlopen(page_url, timeout=TIMEOUT) as page:
            links = re.findall(r'href="([^"]+)"', page.read().decode())
        wanted = re.compile(rf"/uv-{re.escape(version)}-py3-none-{system}\w*{machine}[\w.]*\.whl(#|$)")
        link = next((link for link in links if wanted.search(link)), None)
        if link is None:
            stop(f"There is no uv {version} for {sys.platform} on {machine}: Guidepost runs on Linux and macOS.")
        with urllib.request.urlopen(urljoin(page_url, link), timeout=TIMEOUT) as answer:
            wheel = answer.read()
    except OSError as error:
        stop(f"The package index could not be reached ({error}): check the network, then run this again.")
    if hashlib.sha256(wheel).hexdigest() not in UV_PIN.read_text():
        stop("The uv that came from the package index is not the one that scripts/uv.txt names: it was not used.")
    UV.parent.mkdir(parents=True)
    with zipfile.ZipFile(BytesIO(wheel)) as parts:
        UV.write_bytes(parts.read(f"uv-{version}.data/scripts/uv"))
    UV.chmod(0o755)


def find_python(environ: dict[str, str]) -> None:
    """Settle on a Python 3.10, one that is there or one that uv downloads into .tools/python."""
    wanted = (ROOT / ".python-version").read_text().strip()
    if answers([str(UV), "python", "find", wanted], environ):
        return
    pyenv = Path(environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    others = sorted(pyenv.glob(f"{wanted}.*/bin/python{wanted}"))
    if others:
        environ["UV_PYTHON"] = str(others[-1])
        return
    print(f"This machine has no Python {wanted}; fetching one into .tools/python ...", flush=True)
    if not answers([str(UV), "python", "install", "--quiet", wanted], environ):
        stop(
            f"Guidepost needs Python {wanted}, and none could be found or downloaded: install it (with your system's"
            f" packages, pyenv or python.org), so that 'python{wanted} --version' answers, then run this again."
        )


def answers(command: list[str], environ: dict[str, str]) -> bool:
    return (
        subprocess.run(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        == 0
    )


def install(environ: dict[str, str], index: str | None, tensorflow: bool) -> None:
    """Make .venv what uv.lock says, with TensorFlow or with its stand-in."""
    if not (VENV / "bin" / "python").exists():
        size = "3 GB" if tensorflow else "1 GB"
        print(f"Installing Guidepost's parts into {VENV} (about {size}; minutes on a slow line) ...", flush=True)
    groups = ["--no-group", "standin", "--group", "tensorflow"] if tensorflow else []
    if index is None:
        run([str(UV), "sync", "--frozen", *groups], environ)
        return
    # The lock names PyPI's addresses, which such a machine may not reach: the same versions and hashes, from its index.
    environ["UV_DEFAULT_INDEX"] = index
    listed, done = TOOLS / "requirements.txt", VENV / "requirements.txt"
    if not (VENV / "bin" / "python").exists():
        run([str(UV), "venv", "--quiet", str(VENV)], environ)
    run([str(UV), "export", "--quiet", "--frozen", *groups, "--output-file", str(listed)], environ)
    if done.exists() and done.read_text() == listed.read_text():
        return
    run([str(UV), "pip", "sync", "--python", str(VENV / "bin" / "python"), str(listed)], environ)
    shutil.copy(listed, done)


def run(command: list[str], environ: dict[str, str] | None = None) -> None:
    """Run one step, passing on what it says (but not its list of packages); its failure becomes one sentence."""
    said = []
    step = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    for raw in step.stderr or ():
        line = raw.decode(errors="replace").rstrip()
        said.append(line)
        if re.match(r" *(Downloading|Building|Prepared|Installed) ", line):
            print(f"  {line.strip()}", flush=True)
    if step.wait() == 0:
        return
    if any("No space left on device" in line or "os error 28" in line for line in said):
        stop(f"The disk is full: free about 3 GB for {ROOT} and for uv's cache, then run this again.")
    print("\n".join(said[-20:]), file=sys.stderr)
    stop("The parts could not be installed (see above): check the network and the package index, then run this again.")


def main() -> None:
    environ = {**os.environ, "UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"), "UV_PROJECT_ENVIRONMENT": str(VENV)}
    environ.pop("VIRTUAL_ENV", None)  # of another project
    pip = pip_settings()
    index = machine_index(pip)
    if "cert" in pip:
        environ.setdefault("SSL_CERT_FILE", pip["cert"])
    elif ssl.create_default_context().get_ca_certs() or ssl.get_default_verify_paths().capath:
        environ.setdefault("UV_SYSTEM_CERTS", "1")  # whom the machine trusts, a school's own filter among them
    try:
        bring_uv(index)
        if not (VENV / "bin" / "python").exists():
            find_python(environ)
        # Whoever brought the real TensorFlow keeps it, until 'make clean'.
        there = any(VENV.glob("lib/python*/site-packages/tensorflow/__init__.py"))
        install(environ, index, tensorflow=there or "--with-tensorflow" in sys.argv[1:])
    except OSError as error:
        stop(
            f"Guidepost could not be installed ({error}): free space on the disk or allow writing, then run this again."
        )


if __name__ == "__main__":
    main()
