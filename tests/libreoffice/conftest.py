"""Fixtures of the LibreOffice binding."""

from __future__ import annotations

import pytest

from tests.libreoffice import calc as calc_module
from tests.libreoffice.calc import Calc


@pytest.fixture(scope="session")
def calc() -> Calc:
    """The office of this process, with our extension and without a window."""
    calc_module.require_extension()
    return calc_module.shared()
