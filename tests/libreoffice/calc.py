"""A running LibreOffice with our extension, for the tests: its methods are those of driver.py."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from qbe_xl.errors import OutputError
from qbe_xl.libreoffice import installing
from qbe_xl.libreoffice.places import Places
from tests import programs

DRIVER = Path(__file__).with_name("driver.py")
PATIENCE = 120  # seconds for one request

# 0 is "always": else LibreOffice shows the values stored in a file, and XlsxWriter stores 0.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Linguistic/General">
<prop oor:name="UILocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Misc">
<prop oor:name="ShowTipOfTheDay" oor:op="fuse"><value>false</value></prop>
<prop oor:name="FirstRun" oor:op="fuse"><value>false</value></prop>
</item>
<item oor:path="/org.openoffice.Setup/Product">
<prop oor:name="ooSetupLastVersion" oor:op="fuse"><value>99.9</value></prop>
<prop oor:name="WhatsNew" oor:op="fuse"><value>false</value></prop>
</item>
</oor:items>
"""


class Calc:
    """An office; a method that it does not have is asked of the driver."""

    def __init__(self, places: Places, environment: dict[str, str], *options: str) -> None:
        assert places.interpreter
        words = [places.interpreter, DRIVER, places.program, places.profile, *options]
        self._errors: list[str] = []
        self._process = subprocess.Popen(
            [str(word) for word in words],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        atexit.register(self._kill)

    @property
    def alive(self) -> bool:
        """Whether it can be asked anything."""
        return self._process.poll() is None

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _listen(self) -> None:
        assert self._process.stderr
        self._errors.extend(self._process.stderr)

    def finish(self) -> None:
        """End the office, and leave nothing of it behind."""
        with suppress(RuntimeError):
            self.end()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()
        self._process.wait(PATIENCE)
        self._listener.join()
        if self._process.stderr:
            self._process.stderr.close()
        self._kill()
        atexit.unregister(self._kill)

    def __getattr__(self, method: str) -> Any:
        def ask(*arguments: object, **options: object) -> Any:
            assert self._process.stdin
            assert self._process.stdout
            timer = threading.Timer(PATIENCE, self._kill)
            timer.start()
            try:
                self._process.stdin.write(json.dumps([method, arguments, options]) + "\n")
                self._process.stdin.flush()
                answer = self._process.stdout.readline()
            finally:
                timer.cancel()
            if not answer:
                raise RuntimeError(f"the office is gone\n{''.join(self._errors[-20:])}")
            state, result = json.loads(answer)
            if state == "error":
                raise RuntimeError(f"{method}: {result}")
            return result

        return ask


def bare_profile() -> Path:
    """Return a new profile without our extension, which recalculates what it opens."""
    profile = programs.fresh("libreoffice")
    (profile / "user").mkdir()
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_SETTINGS, encoding="utf-8")
    return profile


@cache
def _installed() -> tuple[Places, str]:
    """LibreOffice with our extension in a profile of this process, or why it is without."""
    programs.require(*programs.OFFICE)
    found = Places.here(bare_profile())
    try:
        installing.install(found)
    except OutputError as error:
        return found, str(error)
    return found, ""


def require_extension() -> None:
    """Skip the running test, or in CI fail it, where our extension cannot be installed."""
    _, reason = _installed()
    if reason:
        programs.give_up(reason)


def _start(*options: str, **environment: str) -> Calc:
    """Start an office in a profile that no other office uses."""
    installed, _ = _installed()
    copied = programs.fresh("profile") / "profile"
    shutil.copytree(installed.profile, copied)
    found = programs.environment() | environment
    # Whatever Python is first on PATH is none of ours: an office that starts it has gone wrong.
    trap = programs.fresh("path")
    (trap / "python3").write_text("#!/bin/sh\nexit 9\n", encoding="utf-8")
    (trap / "python3").chmod(0o755)
    found["PATH"] = f"{trap}{os.pathsep}{found['PATH']}"
    return Calc(replace(installed, profile=copied), found, *options)


_shared: list[Calc] = []


def shared() -> Calc:
    """Return the one office of this process without a window; started when it is first wanted."""
    if not _shared or not _shared[0].alive:
        _shared[:] = [_start("--headless")]
    return _shared[0]


def finish_shared() -> None:
    """End that office."""
    while _shared:
        _shared.pop().finish()


@contextmanager
def running(*options: str, **environment: str) -> Iterator[Calc]:
    """Start an office of one's own with our extension, and end it."""
    require_extension()
    found = _start(*options, **environment)
    try:
        yield found
    finally:
        found.finish()
