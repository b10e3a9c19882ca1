"""整改台账.xlsx: the ledger, its views, its history."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.assessment import Assessment
from qbe_xl.remedy.ledger.columns import BASE_SHEET, HISTORY_SHEET, SHEET, UNITS_SHEET
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.pages import groups, lists, overview, roadmap, table
from qbe_xl.report.book import workbook
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets.model import Sheet

SHEETS = (
    overview.NAME,
    SHEET,
    lists.LATE_NAME,
    roadmap.NAME,
    *(view.name for view in groups.VIEWS),
    UNITS_SHEET,
    HISTORY_SHEET,
    lists.NOTES_NAME,
    BASE_SHEET,
)


def build(ledger: Ledger, assessment: Assessment, run: RunRecord) -> bytes:
    """Return 整改台账.xlsx; the same arguments give the same bytes."""
    county = assessment.county.name
    return workbook("义务教育优质均衡整改台账", county, sheets(ledger, county), run)


def sheets(ledger: Ledger, county: str) -> Iterator[Sheet]:
    """Yield every sheet, in order; those that staff had added stand before the hidden one."""
    yield overview.sheet(ledger, county)
    yield table.sheet(ledger, county)
    yield lists.late(ledger)
    yield roadmap.sheet(ledger)
    for view in groups.VIEWS:
        yield groups.sheet(ledger, view)
    yield lists.units(ledger)
    yield lists.history(ledger)
    yield lists.notes(ledger)
    yield from lists.carried(ledger.sheets, SHEETS)
    yield lists.base(ledger)
