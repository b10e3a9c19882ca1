"""Programs beside Python that the tests start: found, run to their end, and cleared away after.

Every function works in directories of its own process, which go when it ends, so the workers of
pytest-xdist never share one. A test that starts a program is marked `office`, `browser` or
`program`, or takes a fixture that does (conftest.py holds it to that); where a program is lacking
it is skipped, and fails in CI.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from qbe_xl.files import children

FONTS = Path(__file__).resolve().parents[1] / "scripts" / "fonts"
TIMEOUT = 120  # seconds

OFFICE = ("soffice", "pdftotext", "pdftoppm", "pdffonts")
BROWSER = ("chromium",)


def require(*programs: str) -> None:
    """Skip the running test, or in CI fail it, when one of the programs is not installed."""
    missing = [program for program in programs if shutil.which(program) is None]
    if missing:
        give_up(f"{', '.join(missing)} not installed: run scripts/setup_system.sh")


def require_fonts() -> None:
    """Skip the running test, or in CI fail it, when the Chinese faces are not there."""
    if not any(FONTS.glob("fandol/*.otf")):
        give_up("the Chinese fonts are not there: run scripts/setup_system.sh")


def give_up(reason: str) -> None:
    """Skip the running test, or in CI fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@cache
def _workspace() -> Path:
    directory = tempfile.mkdtemp(prefix="qbe-office-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    return Path(directory)


def fresh(name: str) -> Path:
    """Return a new directory that goes with this process."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_workspace()))


@cache
def environment() -> dict[str, str]:
    """Return the variables to start a program with: our fonts, UTF-8, and a HOME to throw away."""
    kept = {name: text for name, text in children.environment().items() if name[:4] != "XDG_"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        kept.pop(name, None)
    home = fresh("home")
    fonts = FONTS / "fonts.conf"
    return kept | {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "FONTCONFIG_FILE": str(fonts),
        "BROWSER": "true",  # a page that a command shows: the program that does nothing
    }


def run(*command: str | Path, timeout: float = TIMEOUT) -> str:
    """Run a program to its end and return what it printed; RuntimeError when it fails or hangs."""
    words = [str(word) for word in command]
    process = subprocess.Popen(
        words,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{words[0]} did not end in {timeout} s") from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # what it started and left behind
        process.communicate()
    if process.returncode:
        raise RuntimeError(f"{words[0]} ended with {process.returncode}\n{out}\n{err}")
    return out
