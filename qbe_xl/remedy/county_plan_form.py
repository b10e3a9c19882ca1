"""The sheet 本县方案 as a form to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from qbe_xl.clauses.duties import SHEET, Duties, general
from qbe_xl.sheets import file, palette
from qbe_xl.sheets.looks import TEXT
from qbe_xl.sheets.model import TALL, UPRIGHT, Cell, Field, Grid, Sheet, Title

_WIDTHS = (26, 44, 80, 12)
_DAY = "yyyy-mm-dd"


def plan_workbook(duties: Duties | None = None) -> bytes:
    """Return a workbook (.xlsx) with the sheet 本县方案: empty, or as this county filled it in."""
    sheet = _sheet(duties or general())
    return file.workbook(SHEET.name, [sheet], time=dt.datetime.now(dt.UTC))


def _sheet(duties: Duties) -> Sheet:
    filled = dict(_filled(duties))
    rows = [[Cell(item.title), *filled.get(item.title, _row("", "", ""))] for item in SHEET.items]
    fields = [
        Field(column.header, width, TEXT, TALL)
        for column, width in zip(SHEET.columns, _WIDTHS, strict=True)
    ]
    return Sheet(
        SHEET.name,
        (Title(SHEET.name, SHEET.help), Grid(fields, rows, keep=1, least=20)),
        paper=UPRIGHT,
    )


def _filled(duties: Duties) -> Iterator[tuple[str, list[Cell]]]:
    """What stands beside each item of the sheet."""
    plan, common = duties.plan, general().units
    names = [item.title for item in SHEET.items]
    head = (plan.document, plan.number, plan.issuer, plan.date)
    for name, value in zip(names, head, strict=False):
        yield name, [_own(value), *_row("", "")]
    for id, unit in common.items():
        mine = duties.units[id]
        name = "" if mine.name == unit.name else mine.name
        yield unit.name, _row(name, "\n".join(mine.duties), mine.section)
    spare = names[len(head) + len(common) :]
    others = [unit for id, unit in duties.units.items() if id not in common]
    for name, unit in zip(spare, others, strict=False):
        yield name, _row(unit.name, "\n".join(unit.duties), unit.section)


def _row(*texts: str) -> list[Cell]:
    return [_own(text) for text in texts]


def _own(value: str | dt.date | None) -> Cell:
    if isinstance(value, dt.date):
        return Cell(value, TEXT(ground=palette.TYPED, number=_DAY))
    return Cell(value or None, TEXT(ground=palette.TYPED, number="@"))
