"""Fixtures of the LibreOffice binding."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.libreoffice import calc as calc_module
from tests.libreoffice.calc import Calc


@pytest.fixture(scope="session")
def calc() -> Iterator[Calc]:
    """A LibreOffice without a window, with our extension."""
    with calc_module.running("--headless") as found:
        yield found
