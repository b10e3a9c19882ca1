"""Fixtures of the Excel binding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.excel.windows import Windows
from tests.excel.windows import windows as playing


@pytest.fixture(scope="module")
def windows() -> Iterator[Windows]:
    """xlwings as it is on Windows."""
    with playing() as found:
        yield found
