"""What a review found."""

from __future__ import annotations

from dataclasses import dataclass

from qbe_xl.assessment import Assessment
from qbe_xl.checkup import Examined
from qbe_xl.review.comparing import Difference
from qbe_xl.review.sealing import Filed, Seals
from qbe_xl.review.since import Change


@dataclass(frozen=True)
class Review:
    """What a review found. other: the version that made the package, "" where it is this one."""

    filed: Filed
    seals: Seals
    differences: tuple[Difference, ...]
    since: tuple[Change, ...] | None
    checkup: Examined
    sample: tuple[int, ...]
    assessment: Assessment
    other: str
