"""The sheet 整改参数 as a form to fill in."""

from __future__ import annotations

import datetime as dt

from qbe_xl.remedy.parameters import SHEET, SPECS, Parameters, Spec
from qbe_xl.sheets import file, palette
from qbe_xl.sheets.looks import CENTER, FIGURE, TEXT
from qbe_xl.sheets.model import TALL, UPRIGHT, Cell, Check, Field, Grid, Sheet, Title

_FIELDS = ((26, TEXT, TALL), (24, TEXT, None), (16, CENTER, None), (66, TEXT, TALL))
_FIRST = 3


def parameters_workbook() -> bytes:
    """Return a workbook (.xlsx) with the sheet 整改参数, every default filled in and marked."""
    return file.workbook(SHEET.name, [_sheet()], time=dt.datetime.now(dt.UTC))


def _sheet() -> Sheet:
    fields = [
        Field(column.header, width, look, tall)
        for column, (width, look, tall) in zip(SHEET.columns, _FIELDS, strict=True)
    ]
    rows = [(spec.title, _default(spec), spec.unit, _help(spec)) for spec in SPECS]
    chosen = [
        (row, {"validate": "list", "source": list(spec.allowed) or ["是", "否"]})
        for row, spec in enumerate(SPECS, _FIRST)
        if spec.kind in ("yesno", "choice")
    ]
    return Sheet(
        SHEET.name,
        (Title(SHEET.name, SHEET.help), Grid(fields, rows, keep=1, least=20)),
        paper=UPRIGHT,
        checks=[Check((row, 1, row, 1), check) for row, check in chosen],
    )


def _default(spec: Spec) -> Cell:
    defaults = Parameters()
    if spec.kind not in ("number", "count"):
        return Cell(defaults.shown(spec.key), TEXT(ground=palette.TYPED, number="@"))
    given = defaults.values[spec.key] is not None
    value = float(defaults.number(spec.key)) if given else None
    return Cell(value, FIGURE(ground=palette.TYPED))


def _help(spec: Spec) -> str:
    return spec.help if spec.default in (None, ()) else f"{spec.help}（默认值为惯例）"
