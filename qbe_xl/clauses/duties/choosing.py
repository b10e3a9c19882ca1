"""Where a county's own plan is taken from: the file that is given, else none."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qbe_xl.clauses.duties.loading import general, read_plan
from qbe_xl.clauses.duties.model import Duties
from qbe_xl.files.book import Sheet

FILE_NAMES = ("本县方案.toml",)
"""What the file is called in a project's folder."""


def of(sheets: Iterable[Sheet] = (), file: Path | None = None) -> Duties:
    """Return who is responsible in a county.

    sheets: of its workbook; file: its plan, where one is given. Without a plan the general terms.
    Raises InputError with everything that is wrong with the plan.
    """
    return read_plan(file) if file else general()
