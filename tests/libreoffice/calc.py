"""A running LibreOffice with our extension, for the tests: its methods are those of driver.py."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from qbe_xl.errors import OutputError
from qbe_xl.libreoffice import installing
from qbe_xl.libreoffice.places import Places
from tests import office

DRIVER = Path(__file__).with_name("driver.py")
PATIENCE = 120


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
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self._process.stderr
        self._errors.extend(self._process.stderr)

    def __getattr__(self, method: str) -> Any:
        def ask(*arguments: object, **options: object) -> Any:
            assert self._process.stdin
            assert self._process.stdout
            timer = threading.Timer(PATIENCE, self._process.kill)
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


@cache
def places() -> Places:
    """LibreOffice with our extension in a profile of this process; skip where that cannot be."""
    office.require(*office.OFFICE_PROGRAMS)
    found = Places.here(office.libreoffice_profile("extension"))
    try:
        installing.install(found)
    except OutputError as error:
        pytest.skip(str(error))
    return found


@contextmanager
def running(*options: str, **environment: str) -> Iterator[Calc]:
    """Start an office on our profile, and end it."""
    found = Calc(places(), office.environment() | environment, *options)
    try:
        yield found
    finally:
        found.end()
