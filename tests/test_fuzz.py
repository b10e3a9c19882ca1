"""A few hundred changed files of every kind are read or refused; scripts/fuzz.py makes any number."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import fuzz


@pytest.mark.parametrize("kind", fuzz.KINDS)
def test_whatever_is_changed_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    fallen = {seed: wrong for seed in range(80) if (wrong := fuzz.run(kind, seed, tmp_path))}
    assert fallen == {}
