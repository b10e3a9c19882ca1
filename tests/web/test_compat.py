"""The page uses nothing newer than Chromium 86, which the browsers of county desks may have."""

from __future__ import annotations

import json
from pathlib import Path

from scripts import compat_data

OLDEST = 86
NOTED = json.loads(Path(compat_data.TARGET).read_text(encoding="utf-8"))


def test_all_that_is_used_is_noted() -> None:
    known = {*NOTED["since"], *NOTED["own"]}
    assert compat_data.used() - known == set(), "run scripts/compat_data.py"


def test_nothing_is_newer() -> None:
    used = compat_data.used()
    newer = {n: v for n, v in NOTED["since"].items() if n in used and v > OLDEST}
    assert newer == {}


def test_what_is_our_own_is_no_feature() -> None:
    kinds = {name.split()[0] for name in NOTED["own"]}
    assert kinds <= {"member", "global"}  # names of plain data and of our functions


def test_it_would_be_found(tmp_path: Path) -> None:
    assert NOTED["since"]["member replaceChildren"] == OLDEST
    assert NOTED["since"]["selector focus-visible"] == OLDEST
    assert "property inset" not in compat_data.used()
