"""One desk with WPS for all tests of this room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import programs
from tests.web.wps.desk import Desk


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    made = Desk(programs.fresh("wps"))
    assert made.run("wps", "install").returncode == 0
    yield made
    made.end()
