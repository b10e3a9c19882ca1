"""缺口与方案.xlsx, and the same sheets for hosts that are written in blocks of cells."""

from __future__ import annotations

from collections.abc import Iterator

from qbe_xl.clauses import words
from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters
from qbe_xl.remedy.path.pages import actions, gaps, overview
from qbe_xl.remedy.path.remedies import Remedies
from qbe_xl.report.book import workbook
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import blocks
from qbe_xl.sheets.looks import CENTER
from qbe_xl.sheets.model import TALL, Field, Sheet, Title, listed
from qbe_xl.sheets.table import Table


def build(remedies: Remedies, run: RunRecord) -> bytes:
    """Return 缺口与方案.xlsx; the same arguments give the same bytes."""
    county = remedies.assessment.county.name
    return workbook("义务教育优质均衡缺口与整改方案", county, sheets(remedies), run)


def path_tables(remedies: Remedies) -> tuple[Table, ...]:
    """Return the same sheets for Excel and LibreOffice, in their order."""
    return tuple(map(blocks.table, sheets(remedies)))


def sheets(remedies: Remedies) -> Iterator[Sheet]:
    """Yield every sheet, in order."""
    yield overview.sheet(remedies)
    yield gaps.totals_sheet(remedies)
    yield gaps.list_sheet(remedies)
    yield from map(actions.sheet, remedies.plans)
    yield actions.townships(remedies.plans)
    yield _parameters(remedies.parameters)


def _parameters(used: Parameters) -> Sheet:
    """所用参数: every value with its source."""
    grid = listed(
        SPECS,
        (
            (Field("参数", 26, tall=TALL), lambda of: of.title),
            (Field("数值", 26, CENTER, tall=TALL), lambda of: used.shown(of.key) or words.BLANK),
            (Field("单位", 16, CENTER), lambda of: of.unit),
            (Field("说明", 56, tall=TALL), lambda of: of.help),
            (Field("来源", 28), lambda of: used.source(of.key)),
        ),
    )
    note = f"{SHEET.help}改动请写在填报表的“{SHEET.name}”表里。"
    return Sheet("所用参数", (Title("测算所用的整改参数", note), grid))
