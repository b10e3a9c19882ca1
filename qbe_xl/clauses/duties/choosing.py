"""Where a county's own plan is taken from: the file that is given, else the sheet of its workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qbe_xl.clauses.duties import sheet
from qbe_xl.clauses.duties.loading import example, general, read_plan
from qbe_xl.clauses.duties.model import Duties
from qbe_xl.files.book import Sheet

FILE_NAMES = (f"{sheet.SHEET.name}.toml", f"{sheet.SHEET.name}.xlsx")
"""What the file is called in a project's folder."""


def beside(folder: Path) -> Path | None:
    """Return the plan in a folder: the first of FILE_NAMES that is there."""
    return next((path for name in FILE_NAMES if (path := folder / name).is_file()), None)


def of_another(duties: Duties, county: str) -> str:
    """Return what is to be said where a plan is another county's, "" where it is not.

    county: 县名, "" unknown. A copied example that was altered in part is known by its names.
    """
    plan, sample = duties.plan, example()
    copied = sample.plan.county in f"{plan.document}{plan.issuer}" or any(
        unit.duties and unit.duties == sample.units[id].duties and sample.plan.county in text
        for id, unit in duties.units.items()
        if id in sample.units
        for text in unit.duties
    )
    named = plan.county or (sample.plan.county if copied else "")
    if not county or not named or named == county:
        return ""
    return (
        f"{sheet.SHEET.name}是{named}的，与县情的县名“{county}”不同：照样例写的请改成本县的方案，"
        "县名填错的请改县名"
    )


def of(sheets: Iterable[Sheet] = (), file: Path | None = None) -> Duties:
    """Return who is responsible in a county.

    sheets: of its workbook, among which 本县方案 may be; file: its plan, .toml or a workbook with
    that sheet, which goes before it. Without a plan the general terms. Raises InputError with
    everything that is wrong with the plan.
    """
    if file is None:
        return sheet.read_sheets(sheets) or general()
    return read_plan(file) if file.suffix.lower() == ".toml" else sheet.read_file(file)
