"""Fixtures for all tests, and what a test must be marked with to start a program."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any
from unittest import mock

import hypothesis
import pytest

from qbe_xl.files import apart
from tests import chromium, office, programs
from tests.libreoffice import calc

PROGRAMS = {"office": programs.OFFICE, "browser": programs.BROWSER}
STARTING = (*PROGRAMS, "program", "network")
FIXTURES = {
    "soffice_convert": "office",
    "recalculated": "office",
    "calc": "office",
    "pdf_pages": "office",
    "pdf_text": "office",
    "screenshot": "browser",
    "print_pdf": "browser",
}

# The suite draws the same examples on every machine and every day, so that no landing hangs on
# luck; `make search` draws others, and many more.
hypothesis.settings.register_profile(
    "suite", deadline=None, derandomize=True, print_blob=True, database=None
)
hypothesis.settings.register_profile("search", deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

_running: list[pytest.Item] = []


def _starts_a_program(event: str, _arguments: object) -> None:
    if event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.system"):
        for item in _running:
            if not any(map(item.get_closest_marker, STARTING)):
                raise AssertionError("a test that starts a program is marked `program`")


sys.addaudithook(_starts_a_program)


def pytest_itemcollected(item: pytest.Item) -> None:
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in FIXTURES:
            item.add_marker(FIXTURES[fixture])


class AtHand:
    """The child that reads strangers' files, within the test's own process: values are packed too."""

    def __init__(self, module: str) -> None:
        assert module == apart.__name__

    def ask(self, job: list[Any], seconds: float) -> dict[str, str]:
        del seconds
        return apart.answer(job)

    def end(self) -> None:
        pass


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test that is not marked `program` starts no process for each file that came back."""
    _running.append(item)
    at_hand = not item.get_closest_marker("program")
    try:
        with mock.patch.object(apart, "Standby", AtHand) if at_hand else nullcontext():
            return (yield)
    finally:
        _running.clear()


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, names in PROGRAMS.items():
        if item.get_closest_marker(marker):
            programs.require(*names)


def pytest_sessionfinish() -> None:
    calc.finish_shared()
    chromium.finish_shared()


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were shown in a browser, of which none opens in a test."""
    shown: list[str] = []

    def show(url: str, *_: object) -> bool:
        shown.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    return shown


def _function(name: str) -> Any:
    @pytest.fixture(scope="session", name=name)
    def fixture() -> Any:
        return getattr(office, name)

    return fixture


soffice_convert = _function("soffice_convert")
recalculated = _function("recalculated")
pdf_pages = _function("pdf_pages")
pdf_text = _function("pdf_text")
screenshot = _function("screenshot")
print_pdf = _function("print_pdf")
