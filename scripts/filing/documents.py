"""Every outline, in the order of the registry."""

from __future__ import annotations

from filing import pledge, school_sheets
from filing.outline import Outline

OUTLINES: tuple[Outline, ...] = (pledge.OUTLINE, school_sheets.OUTLINE)
