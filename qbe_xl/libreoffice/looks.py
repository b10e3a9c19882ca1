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
_SIZE = 10.0
_BOLD = 150.0  # com.sun.star.awt.FontWeight
_STYLE = "优质均衡 "
"""What the names of our cell styles begin with."""


def lay_out(model: Any, controller: Any, sheet: Any, table: Table) -> None:
    """Give an empty sheet of ours its looks."""
    width = len(table.widths)
    whole = sheet.getCellRangeByPosition(0, 0, width - 1, _DEEPEST - 1)
    body = table.header_rows[0] if table.header_rows else 1
    _face(whole, _SIZE, style.INK)
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
        _face(title, size, style.ACCENT)
        title.CharWeight = title.CharWeightAsian = _BOLD
    _colour_by_content(model, sheet, table)
    if controller is not None and any(table.frozen):
        _freeze(controller, sheet, *table.frozen)


def _colour_by_content(model: Any, sheet: Any, table: Table) -> None:
    """Colours follow what the cells hold, so they need no second laying out."""
    top = table.marks_from + 1
    last = column_letters(len(table.widths) - 1)
    cells = sheet.getCellRangeByName(f"A{top}:{last}{_DEEPEST}")
    rules, corner = cells.ConditionalFormat, cells.getCellByPosition(0, 0).getCellAddress()
    left = f"INDEX($A{top}:${last}{top};1;MAX(1;COLUMN()-1))"
    for mark, (ink, ground) in table.colours:
        name = _styled(model, mark, _SIZE, ink, ground)
        _add(rules, corner, f'OR(LEFT(A{top};1)="{mark}";{left}="{mark}")', name)
    heading = f'AND($A{top}<>"";$B{top}="";$C{top}="";LEN($A{top})>1)'
    _add(rules, corner, heading, _styled(model, "小标题", _SIZE, style.ACCENT, bold=True))
    if table.labels:
        known = ";".join(f'$A{top}="{label}"' for label in table.labels)
        header = _styled(model, "表头", _SIZE, style.ACCENT, style.BAND, bold=True)
        _add(rules, corner, f"OR({known})", header)
    cells.ConditionalFormat = rules
    for row, size in table.large:
        if row >= table.marks_from:
            _colour_large(model, sheet.getCellByPosition(0, row), size, table)


def _colour_large(model: Any, cell: Any, size: float, table: Table) -> None:
    """A cell in large letters has rules of its own: a style brings its size with it."""
    rules, corner = cell.ConditionalFormat, cell.getCellAddress()
    rules.clear()
    name = f"A{corner.Row + 1}"
    for mark, (ink, _) in table.colours:
        marked = _styled(model, mark, size, ink, bold=True)
        _add(rules, corner, f'LEFT({name};1)="{mark}"', marked)
    cell.ConditionalFormat = rules


def _add(rules: Any, corner: Any, formula: str, style_name: str) -> None:
    """Add a rule; its formula is written for the cell at the corner."""
    from com.sun.star.sheet.ConditionOperator import FORMULA

    rule = {
        "Operator": FORMULA,
        "Formula1": formula,
        "StyleName": style_name,
        "SourcePosition": corner,
    }
    rules.addNew(_properties(rule))


def _properties(values: Mapping[str, object]) -> tuple[Any, ...]:
    from com.sun.star.beans import PropertyValue

    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def _styled(
    model: Any, what: str, size: float, ink: str, ground: str = "", *, bold: bool = False
) -> str:
    """Return the name of a cell style of ours; it says all that the document's own style says."""
    styles = model.getStyleFamilies().getByName("CellStyles")
    name = f"{_STYLE}{what} {size:g}"
    if not styles.hasByName(name):
        made = model.createInstance("com.sun.star.style.CellStyle")
        styles.insertByName(name, made)
        _face(made, size, ink)
        if ground:
            made.CellBackColor = _colour(ground)
        if bold:
            made.CharWeight = made.CharWeightAsian = _BOLD
    return name


def _face(cells: Any, size: float, ink: str) -> None:
    cells.CharFontName = cells.CharFontNameAsian = style.FONT
    cells.CharHeight = cells.CharHeightAsian = float(size)
    cells.CharColor = _colour(ink)
    _align(cells, "VertJustify", "com.sun.star.table.CellVertJustify", "CENTER")


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
