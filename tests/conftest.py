"""Fixtures for all tests, and the marks of those that need a program beside Python."""

from __future__ import annotations

import os

import hypothesis
import pytest

from tests import office

PROGRAMS = {"office": office.OFFICE_PROGRAMS, "browser": office.BROWSER_PROGRAMS}
FIXTURES = {
    "soffice_convert": "office",
    "recalculated": "office",
    "calc": "office",
    "pdf_pages": "office",
    "pdf_text": "office",
    "screenshot": "browser",
    "print_pdf": "browser",
}

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def pytest_itemcollected(item: pytest.Item) -> None:
    for fixture in getattr(item, "fixturenames", ()):
        if fixture in FIXTURES:
            item.add_marker(FIXTURES[fixture])


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, programs in PROGRAMS.items():
        if item.get_closest_marker(marker):
            office.require(*programs)


def _function(name: str):
    @pytest.fixture(scope="session", name=name)
    def fixture():
        return getattr(office, name)

    return fixture


soffice_convert = _function("soffice_convert")
recalculated = _function("recalculated")
pdf_pages = _function("pdf_pages")
pdf_text = _function("pdf_text")
screenshot = _function("screenshot")
print_pdf = _function("print_pdf")
