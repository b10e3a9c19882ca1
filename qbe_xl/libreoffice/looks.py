"""The looks of our sheets in Calc: laid out once, they hold whatever is written afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from qbe_xl.errors import column_letters
from qbe_xl.report.tables import Table
from qbe_xl.report.workbook import style

_DEEPEST = 20_000
"""Rows to which colours and formats reach."""
_CHARACTER, _EDGE = 185, 130
"""Hundredths of a millimetre: of a character in a column, and of its edges."""
_BOLD = 150.0  # com.sun.star.awt.FontWeight
_STYLE = "优质均衡 "
"""What the names of our cell styles begin with."""


def lay_out(model: Any, controller: Any, sheet: Any, table: Table) -> None:
    """Give an empty sheet of ours its looks."""
    width = len(table.widths)
    whole = sheet.getCellRangeByPosition(0, 0, width - 1, _DEEPEST - 1)
    body = table.header_rows[0] if table.header_rows else 1
    whole.CharFontName = whole.CharFontNameAsian = style.FONT
    whole.CharHeight = whole.CharHeightAsian = 10.0
    whole.CharColor = _colour(style.INK)
    _align(whole, "VertJustify", "com.sun.star.table.CellVertJustify", "CENTER")
    columns = sheet.getColumns()
    for column, characters in enumerate(table.widths):
        columns.getByIndex(column).Width = round(characters * _CHARACTER + _EDGE)
    for column, wrapped in enumerate(table.wrapped):
        if wrapped:
            sheet.getCellRangeByPosition(column, body, column, _DEEPEST - 1).IsTextWrapped = True
    for column, number_format in table.column_formats:
        cells = sheet.getCellRangeByPosition(column, body, column, _DEEPEST - 1)
        cells.NumberFormat = _format(model, number_format)
    for block in table.blocks:
        cells = sheet.getCellRangeByPosition(block.left, block.top, block.right, block.bottom)
        cells.NumberFormat = _format(model, block.number_format)
    if table.header_rows:
        header = sheet.getCellRangeByPosition(0, body, width - 1, body)
        header.IsTextWrapped = True
        _align(header, "HoriJustify", "com.sun.star.table.CellHoriJustify", "CENTER")
    for row, size in table.large:
        title = sheet.getCellByPosition(0, row)
        title.CharHeight = title.CharHeightAsian = float(size)
        title.CharWeight = title.CharWeightAsian = _BOLD
        title.CharColor = _colour(style.ACCENT)
    _colour_by_content(model, sheet, table)
    if controller is not None and any(table.frozen):
        _freeze(controller, sheet, *table.frozen)


def _colour_by_content(model: Any, sheet: Any, table: Table) -> None:
    """Colours follow what the cells hold, so they need no second laying out."""
    top = table.marks_from + 1
    last = column_letters(len(table.widths) - 1)
    cells = sheet.getCellRangeByName(f"A{top}:{last}{_DEEPEST}")
    rules = cells.ConditionalFormat
    left = f"INDEX($A{top}:${last}{top};1;MAX(1;COLUMN()-1))"
    for mark, (ink, ground) in table.colours:
        name = _styled(model, mark, ink, ground)
        _add(rules, f'OR(LEFT(A{top};1)="{mark}";{left}="{mark}")', name)
    heading = f'AND($A{top}<>"";$B{top}="";$C{top}="";LEN($A{top})>1)'
    _add(rules, heading, _styled(model, "小标题", style.ACCENT, bold=True))
    if table.labels:
        known = ";".join(f'$A{top}="{label}"' for label in table.labels)
        _add(rules, f"OR({known})", _styled(model, "表头", style.ACCENT, style.BAND, bold=True))
    cells.ConditionalFormat = rules


def _add(rules: Any, formula: str, style_name: str) -> None:
    from com.sun.star.sheet.ConditionOperator import FORMULA

    rules.addNew(_properties({"Operator": FORMULA, "Formula1": formula, "StyleName": style_name}))


def _properties(values: Mapping[str, object]) -> tuple[Any, ...]:
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def _styled(model: Any, name: str, ink: str, ground: str = "", *, bold: bool = False) -> str:
    """Return the name of a cell style of ours with these colours."""
    styles = model.getStyleFamilies().getByName("CellStyles")
    full = f"{_STYLE}{name}"
    if not styles.hasByName(full):
        made = model.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(full, made)
        made.CharColor = _colour(ink)
        if ground:
            made.CellBackColor = _colour(ground)
        if bold:
            made.CharWeight = made.CharWeightAsian = _BOLD
    return full


def _freeze(controller: Any, sheet: Any, rows: int, columns: int) -> None:
    with suppress(Exception):  # a window without it is as good
        controller.setActiveSheet(sheet)
        controller.freezeAtPosition(columns, rows)


def _format(model: Any, number_format: str) -> int:
    from com.sun.star.lang import Locale

    formats, locale = model.getNumberFormats(), Locale("en", "US", "")
    key: int = formats.queryKey(number_format, locale, False)
    return formats.addNew(number_format, locale) if key < 0 else key


def _align(cells: Any, name: str, kind: str, value: str) -> None:
    import uno

    setattr(cells, name, uno.Enum(kind, value))


def _colour(text: str) -> int:
    return int(text.removeprefix("#"), 16)
