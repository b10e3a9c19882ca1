"""The documents for use inside the county."""

from __future__ import annotations

from filing import school_sheets
from filing.outline import Outline

OUTLINES: tuple[Outline, ...] = (school_sheets.OUTLINE,)
