"""The bundle for Windows under Wine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scripts.referees.verdict import Verdict, skipped

NAME = "Windows Python in Wine"


def verdicts(place: Path) -> Iterator[Verdict]:
    """Yield."""
    yield skipped(NAME, "the bundle", "is not set up by this program yet")
