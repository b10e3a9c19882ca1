"""The documents for use inside the county, and the list of evidence."""

from __future__ import annotations

from filing import brief, duties, evidence, papers, school_sheets
from filing.outline import Outline

OUTLINES: tuple[Outline, ...] = (
    school_sheets.OUTLINE,
    *duties.OUTLINES,
    evidence.OUTLINE,
    papers.OUTLINE,
    brief.OUTLINE,
)
