"""Every outline, in the order of the registry."""

from __future__ import annotations

from filing import forms, letters, pledge, reviews, self_report
from filing.outline import Outline

OUTLINES: tuple[Outline, ...] = (
    forms.OUTLINE,
    pledge.OUTLINE,
    self_report.OUTLINE,
    *letters.OUTLINES,
    *reviews.OUTLINES,
)
