"""The way from a bare machine: what is locked, and what is said when something is missing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

ROOT = Path(__file__).parents[1]
UV = ROOT / ".tools" / "uv" / "bin" / "uv"


@pytest.fixture
def checkout(tmp_path):
    """What the install needs of a checkout, with the uv that is there already."""
    if not UV.exists():
        pytest.skip("this environment was not made by 'make install'")
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/install.py", "scripts/uv.txt", ".python-version", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / ".tools" / "uv" / "bin").mkdir(parents=True)
    (tmp_path / ".tools" / "uv" / "bin" / "uv").symlink_to(UV)
    return tmp_path


def install(checkout):
    return subprocess.run(
        [sys.executable, checkout / "scripts" / "install.py"], capture_output=True, text=True, timeout=120
    )


def test_a_missing_python_is_one_sentence(checkout):
    (checkout / ".python-version").write_text("3.99\n")  # no machine has it, and there is none to download
    done = install(checkout)
    assert done.returncode == 1
    assert done.stderr.startswith("Guidepost needs Python 3.99, and none could be found or downloaded: install it")
    assert done.stderr.count("\n") == 1


def test_a_failed_install_is_told_and_the_exit_code_is_1(checkout):
    (checkout / "uv.lock").write_text("broken")
    done = install(checkout)
    assert done.returncode == 1
    assert done.stderr.endswith("check the network and the package index, then run this again.\n")


def test_the_lock_names_no_host_but_the_public_ones():
    lock = (ROOT / "uv.lock").read_text()
    assert set(re.findall(r"https?://([^/\"]+)", lock)) == {"pypi.org", "files.pythonhosted.org"}


def test_everything_locked_is_pinned_by_a_hash():
    for package in tomli.loads((ROOT / "uv.lock").read_text())["package"]:
        files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
        assert files or "editable" in package["source"], package["name"]
        assert all(file["hash"].startswith("sha256:") for file in files)


def test_the_lock_fits_the_project():
    if not UV.exists():
        pytest.skip("this environment was not made by 'make install'")
    checked = subprocess.run([UV, "lock", "--check", "--offline"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stderr
