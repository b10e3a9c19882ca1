"""Some hundred changed files of every kind are read or refused; scripts/fuzz.py makes any number."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import fuzz
from scripts.fuzzing.kinds import KINDS

FELL: dict[str, tuple[int, ...]] = {"partition": (3857, 4317, 5217), "template": (302370,)}
"""Seeds of mutants that fell once."""


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_is_changed_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    seeds = (*range(18), *FELL.get(kind, ()))
    fallen = {seed: wrong for seed in seeds if (wrong := fuzz.run(kind, seed, tmp_path))}
    assert fallen == {}
