"""Ledgers for tests: problems made up, and the sheets of a ledger as an open workbook has them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from qbe_xl.clauses.duties import example
from qbe_xl.files.opening.sheet import Sheet, make_sheet
from qbe_xl.remedy.ledger.columns import SHEET
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Former, Found, Issue, Ledger, Outcome, Row, Standing
from qbe_xl.remedy.ledger.pages import lists, table
from qbe_xl.sheets.layout import Line, lay
from qbe_xl.sheets.model import Formula
from qbe_xl.sheets.model import Sheet as Written

NOON = dt.datetime(2026, 3, 2, 12, 0)
DUTIES = example()
Grid = list[list[object]]


def issue(id: str, words: str = "尚差 3 人", *, missing: bool = False, **more: object) -> Issue:
    """A problem of the school, stage and indicator that the id names: R4-小学-A1, G8-全县."""
    parts = id.split("-")
    stage = parts[1] if len(parts) == 3 else ""
    code = "" if parts[-1] == "全县" else parts[-1]
    indicator = f"balance.R{parts[0][2:]}" if parts[0].startswith("CV") else parts[0]
    values: dict[str, object] = {
        "id": id,
        "indicator": indicator,
        "title": f"{parts[0]} 指标",
        "article": "第六条",
        "stage": stage,
        "code": code,
        "school": f"{code}学校" if code else "全县",
        "township": "甲镇" if code else "",
        "words": words,
        "missing": missing,
    }
    return Issue(**(values | more))  # type: ignore[arg-type]


MET = Standing(Outcome.MET, "重算达标：现为 5")
WAIVED = Standing(Outcome.WAIVED, "现为 4，属余项")
GONE_OR = ("missing", "met", "waived", "same", "gone")
SAME = Standing(Outcome.SAME, "本项仍未达标或待填报")


def found(*issues: Issue | str, **settled: Standing) -> Found:
    """What a run found: open problems, and by id (with _ for -) how others stand."""
    open_ = [one if isinstance(one, Issue) else issue(one) for one in issues]
    return Found(
        {one.id: one for one in open_},
        {id.replace("_", "-"): standing for id, standing in settled.items()},
    )


def run(former: Former | Ledger | None, now_found: Found, day: int = 0) -> Ledger:
    """A run some days after NOON; a ledger as former is handed back as it was written."""
    if isinstance(former, Ledger):
        former = again(former)
    return merge(former or Former(), now_found, DUTIES, NOON + dt.timedelta(day))


def sheets_of(ledger: Ledger) -> dict[str, Grid]:
    """The sheets of a ledger that are read again, as rows of values, the hidden one too."""
    made = (table.sheet(ledger, "某县"), lists.history(ledger), lists.base(ledger))
    return {one.name: _grid(one) for one in made}


def _grid(sheet: Written) -> Grid:
    lines = [line for line in lay(sheet) if isinstance(line, Line)]
    grid: Grid = [[None] * len(sheet.sizes) for _ in range(1 + max(line.row for line in lines))]
    for line in lines:
        for cell in line.cells:
            value = cell.value.value if isinstance(cell.value, Formula) else cell.value
            grid[line.row][cell.column] = None if value == "" else value
    return grid


def opened(grids: Mapping[str, Grid]) -> dict[str, Sheet]:
    """The sheets as they come out of an open workbook."""
    return {
        name: make_sheet(name, [[_plain(v) for v in row] for row in grid], {}, ())
        for name, grid in grids.items()
    }


def _plain(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def again(ledger: Ledger, edit: Mapping[tuple[str, str], object] | None = None) -> Former:
    """The ledger handed back, with cells changed: (id, header) → value."""
    from qbe_xl.remedy.ledger.reading import read_ledger

    grids = sheets_of(ledger)
    grid = grids[SHEET]
    headers = grid[header_row(grid)]
    for (id, header), value in (edit or {}).items():
        row = next(row for row in grid if row[0] == id)
        row[headers.index(header)] = value
    return read_ledger(opened(grids))


def header_row(grid: Grid) -> int:
    """Where the headers stand."""
    return next(number for number, row in enumerate(grid) if "状态" in row)


def row_of(ledger: Ledger, id: str) -> Row:
    """The row with this id."""
    return next(row for row in ledger.rows if row.id == id)


def everything(ledger: Ledger) -> str:
    """All text that a ledger holds."""
    from qbe_xl.files.text import cell_text

    def texts() -> Iterable[str]:
        for row in ledger.rows:
            yield from map(cell_text, row.values.values())
            for header, value in row.extra.items():
                yield header
                yield cell_text(value)
        for event in ledger.history:
            yield from dataclasses.astuple(event)
        yield from ledger.extras

    return "\n".join(texts())
