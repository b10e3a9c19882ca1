"""The looks of our sheets in Calc: what holds for every run, and colours by what the cells hold.

Colours are set on the cells. Conditional formats would need cell styles of ours in the clerk's
document, and Calc refuses to change a style while any sheet is protected.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from qbe_xl.office.our_sheets import figures_of
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import FONT
from qbe_xl.sheets.model import Scalar
from qbe_xl.sheets.table import Table

_DEEPEST = 20_000
"""Rows to which formats reach."""
_CHARACTER, _EDGE = 185, 130
"""Hundredths of a millimetre: of a character in a column, and of its edges."""
_SIZE = 10.0
_PLAIN, _BOLD = 100.0, 150.0  # com.sun.star.awt.FontWeight
_NO_COLOUR = -1
_PIXEL = 26.46
"""Hundredths of a millimetre."""
_A4 = (21_000, 29_700)
"""In hundredths of a millimetre."""
_ONE_PAGE = "qbe_xl 一页"
_OURS = "qbe_xl"
"""How the names of our filters and charts begin."""


def lay_out(model: Any, controller: Any, sheet: Any, table: Table) -> None:
    """Give an empty sheet of ours the looks that hold whatever is written into it."""
    width = len(table.widths)
    whole = sheet.getCellRangeByPosition(0, 0, width - 1, _DEEPEST - 1)
    body = table.body
    whole.CharFontName = whole.CharFontNameAsian = FONT
    whole.CharHeight = whole.CharHeightAsian = table.size
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
    if table.one_page:
        with suppress(Exception):  # on two pages it reads as well
            _fit(model, sheet)
    if controller is not None and any(table.frozen):
        _freeze(controller, sheet, *table.frozen)
    with suppress(Exception):  # a table without its chart is as good
        _draw(sheet, table)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of letters and ground, None where it is left as it is; bold: heavy letters."""

    ink: str
    ground: str | None = None
    bold: bool | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """Cells, 0-based, both ends in."""

    left: int
    top: int
    right: int
    bottom: int


_USUAL = Look(palette.INK, "", False)
_HEADER = Look(palette.ACCENT, palette.BAND, True)
_HEADING = Look(palette.ACCENT, bold=True)


def colour(model: Any, sheet: Any, table: Table) -> None:
    """Colour a filled sheet: headers, headings, marks and the figures beside them."""
    last = len(table.widths) - 1
    paint(model, sheet, _USUAL, [Area(0, 0, last, _DEEPEST - 1)])
    large = [row for row, _ in table.large]
    paint(model, sheet, _HEADER, [Area(0, row, last, row) for row in table.header_rows])
    paint(model, sheet, _HEADING, [Area(0, row, 0, row) for row in (*table.heading_rows, *large)])
    marks = _marks(table)
    for mark, (ink, ground) in table.colours:
        paint(model, sheet, Look(ink, ground or None), list(_columns(marks, mark)))
    for row, _ in table.large:  # it reaches over its cell, a ground would not
        sheet.getCellByPosition(0, row).CellBackColor = _NO_COLOUR
    _hush_tag(sheet, str(table.values[0][0]))


def _marks(table: Table) -> list[list[str]]:
    """The mark of each cell that begins with one or stands right of one, else an empty text."""
    known = dict(table.colours)
    found = []
    for number, row in enumerate(table.values):
        marks = [_mark(cell, left, known) for cell, left in zip(row, (None, *row), strict=False)]
        found.append(marks if number >= table.marks_from else [""] * len(row))
    return found


def _mark(cell: Scalar, left: Scalar, known: dict[str, tuple[str, str]]) -> str:
    if isinstance(cell, str) and cell[:1] in known:
        return cell[:1]
    return left if isinstance(left, str) and left in known else ""


def _columns(marks: list[list[str]], mark: str) -> Iterator[Area]:
    """The cells of a mark, neighbours below one another as one area."""
    for column in range(len(marks[0])):
        row = 0
        for found, run in groupby(cells[column] for cells in marks):
            length = len(list(run))
            if found == mark:
                yield Area(column, row, column, row + length - 1)
            row += length


def paint(model: Any, sheet: Any, look: Look, areas: list[Area]) -> None:
    """Give cells their colours, all areas at once."""
    if not areas:
        return
    from com.sun.star.table import CellRangeAddress

    cells = model.createInstance("com.sun.star.sheet.SheetCellRanges")
    address = CellRangeAddress()  # one for all: each that is handed over leaves memory behind
    address.Sheet = sheet.getRangeAddress().Sheet
    for area in areas:
        address.StartColumn, address.StartRow = area.left, area.top
        address.EndColumn, address.EndRow = area.right, area.bottom
        cells.addRangeAddress(address, False)
    cells.CharColor = _colour(look.ink)
    if look.ground is not None:
        cells.CellBackColor = _colour(look.ground) if look.ground else _NO_COLOUR
    if look.bold is not None:
        cells.CharWeight = cells.CharWeightAsian = _BOLD if look.bold else _PLAIN


def let_filter(model: Any, sheet: Any, table: Table) -> None:
    """Let staff filter each grid that says so, with all its rows in view to begin with."""
    known, index = model.DatabaseRanges, sheet.getRangeAddress().Sheet
    for name in known.getElementNames():
        found = known.getByName(name)
        if name.startswith(_OURS) and found.getDataArea().Sheet == index:
            sheet.Rows.IsVisible = True
            known.removeByName(name)
    for number, (top, left, bottom, right) in enumerate(table.filters, 1):
        name = f"{_OURS}_{index}_{number}"
        cells = sheet.getCellRangeByPosition(left, top, right, bottom)
        known.addNewByName(name, cells.getRangeAddress())
        known.getByName(name).AutoFilter = True


def _draw(sheet: Any, table: Table) -> None:
    """Draw the charts anew, each right of the table."""
    from com.sun.star.awt import Rectangle

    drawn = sheet.getCharts()
    for name in drawn.getElementNames():
        if name.startswith(_OURS):
            drawn.removeByName(name)
    for number, (row, column, chart) in enumerate(table.charts, 1):
        corner = sheet.getCellByPosition(column, row).Position
        size = (round(side * _PIXEL) for side in (chart.width, chart.height))
        head, left, bottom, right = figures_of(chart)
        _, _, first, _, last = chart.series[0].categories
        cells = [
            sheet.getCellRangeByPosition(*columns, bottom).getRangeAddress()
            for columns in ((first, head, last), (left, head, right))
        ]
        name = f"{_OURS}_{number}"
        drawn.addNewByName(name, Rectangle(corner.X, corner.Y, *size), cells, True, True)
        made = drawn.getByName(name).getEmbeddedObject()
        made.HasMainTitle = bool(chart.title)
        made.Title.String = chart.title
        made.Diagram = made.createInstance("com.sun.star.chart.BarDiagram")
        made.Diagram.NumberOfLines = sum(series.line for series in chart.series)
        made.Diagram.Wall.FillTransparence = 100
        for place, series in enumerate(chart.series):
            made.Diagram.getDataRowProperties(place).FillColor = _colour(series.colour)


def _hush_tag(sheet: Any, title: str) -> None:
    """Write what follows the title, by which the sheet is known, in small grey letters."""
    with suppress(Exception):  # the tag is as good in large ones
        cursor = sheet.getCellByPosition(0, 0).createTextCursor()
        cursor.gotoStart(False)
        cursor.goRight(len(title), False)
        cursor.gotoEnd(True)
        cursor.CharHeight = cursor.CharHeightAsian = _SIZE - 1
        cursor.CharWeight = cursor.CharWeightAsian = _PLAIN
        cursor.CharColor = _colour(palette.QUIET)


def _fit(model: Any, sheet: Any) -> None:
    """Let a sheet be printed upright on one page, by a page style of ours."""
    styles = model.StyleFamilies.getByName("PageStyles")
    if not styles.hasByName(_ONE_PAGE):
        styles.insertByName(_ONE_PAGE, model.createInstance("com.sun.star.style.PageStyle"))
    style = styles.getByName(_ONE_PAGE)
    style.IsLandscape, style.Width, style.Height = False, _A4[0], _A4[1]
    style.ScaleToPagesX = style.ScaleToPagesY = 1
    style.HeaderIsOn = style.FooterIsOn = False
    sheet.PageStyle = _ONE_PAGE


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
