"""Sheets as a file of Excel, written with XlsxWriter.

It stores formulas together with their values, draws charts, and never takes a text for a formula.
The same sheets give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import ColumnInfo, Worksheet

from qbe_xl.errors import area_name
from qbe_xl.sheets import charts, palette
from qbe_xl.sheets.layout import Drawn, Frame, Line, Placed, lay
from qbe_xl.sheets.looks import FONT, Look
from qbe_xl.sheets.model import (
    Array,
    Bars,
    Break,
    Button,
    Chart,
    Figure,
    Formula,
    Grid,
    Link,
    Row,
    Rule,
    Running,
    Sheet,
)
from qbe_xl.sheets.paging import fitted
from qbe_xl.sheets.pieces import clean

_GB2312 = 134
"""Where 等线 is lacking, this character set makes Excel and WPS take 宋体."""
_FACE = {"font_name": FONT, "font_charset": _GB2312, "font_scheme": "none"}
_OURS = {
    "default_format_properties": {**_FACE, "font_size": 11},
    "default_column_width": 72,  # pixels, as wide as this face makes it
}
_ALWAYS = {"in_memory": True, "strings_to_urls": False, "max_url_length": 2079}
_LARGE = (2400, 1400)
_NONE: Mapping[str, str] = MappingProxyType({})
_SIGNS = frozenset("=+-@")
_LAST_COLUMN = 16_383
_MOST_LINKS = 60_000
"""Excel takes 65,530 links in a sheet."""
_ESCAPED = frozenset('%# "<>[]`^{}')
_AS_IT_IS = {"scale_with_doc": False}
"""Words at the edge of a page are not made smaller with the sheet."""
_CODES = '&"等线,Regular"&10 '


def workbook(
    title: str,
    sheets: Iterable[Sheet],
    *,
    time: dt.datetime,
    subject: str = "",
    comments: str = "",
    author: str = "qbe_xl",
    running: Running | None = None,
    opens: str = "",
    names: Mapping[str, str] = _NONE,
    custom: Mapping[str, str] = _NONE,
    plain: bool = False,
) -> bytes:
    """Return a workbook (.xlsx) of these sheets.

    time: that of the run, which its properties give; running: what stands on every printed page;
    opens: the sheet in front, by default the first; names: of areas (`=学校!$A$5:$K$9`); custom:
    properties of our own; plain: cells that say nothing are as the program of the reader has them,
    in a large window, as is right for what is filled in.
    """
    target = io.BytesIO()
    book = Workbook(target, _ALWAYS if plain else {**_ALWAYS, **_OURS})
    if plain:
        book.set_size(*_LARGE)
    properties = {"title": title, "subject": subject, "comments": comments, "author": author}
    said = {key: text for key, text in properties.items() if text}
    book.set_properties({**said, "created": time.astimezone(dt.UTC).replace(tzinfo=None)})
    for name, text in custom.items():
        book.set_custom_property(name, text)
    writer = _Writer(book, running)
    for sheet in sheets:
        writer.add(sheet)
    for name, area in names.items():
        book.define_name(name, area)
    if opens:
        book.get_worksheet_by_name(opens).activate()
    book.close()
    return target.getvalue()


class _Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose cells are given by numbers only: nothing to convert, which takes long."""

    dim_colmin: int | None
    dim_colmax: int | None
    _open_from = -1

    write_string = Worksheet._write_string
    write_number = Worksheet._write_number
    write_blank = Worksheet._write_blank
    write_formula = Worksheet._write_formula

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Take a formula as it is: ours use no newer function, for which XlsxWriter seeks long."""
        return formula.removeprefix("=")

    def open_beyond(self, first: int, look: Format | None) -> None:
        """Give every column from this one on a format, which holds no cell.

        XlsxWriter takes a column with a format for part of what is written, and would seek a cell
        in each of the 16,384 columns of every row.
        """
        least, most = self.dim_colmin, self.dim_colmax
        self.set_column(first, first, None, look)
        self.dim_colmin, self.dim_colmax = least, most
        self._open_from = first

    def _write_col_info(self, col_min: int, col_max: int, col_info: ColumnInfo) -> None:
        last = _LAST_COLUMN if col_max == self._open_from else col_max
        super()._write_col_info(col_min, last, col_info)


class _Writer:
    """A workbook that sheets are added to, and its formats, each made once."""

    def __init__(self, book: Workbook, running: Running | None = None) -> None:
        self.book, self.running = book, running
        self._formats: dict[tuple[Look, bool], Format | None] = {}
        self._by_id: dict[int, tuple[Format, Look]] = {}

    def add(self, sheet: Sheet) -> None:
        """Write a sheet."""
        made = self.book.add_worksheet(sheet.name, _Sheet)
        _Page(self, made, fitted(sheet)).write()

    def format(self, look: Look) -> Format:
        """Return the format of a look; None for one that says nothing."""
        known = self._by_id.get(id(look))
        if known is None:
            known = self._by_id[id(look)] = (self._format(look, quoted=False), look)
        return known[0]

    def quoted(self, look: Look) -> Format:
        """Return the format of a look under which text stays text when it is edited."""
        return self._format(look, quoted=True)

    def _format(self, look: Look, *, quoted: bool) -> Format:
        key = (look, quoted)
        if key not in self._formats:
            said = properties(look) | ({"quote_prefix": True} if quoted else {})
            self._formats[key] = self.book.add_format(said) if said else None
        return self._formats[key]


_PROPERTIES = {
    "size": "font_size",
    "bold": "bold",
    "italic": "italic",
    "underline": "underline",
    "ink": "font_color",
    "ground": "bg_color",
    "pattern": "pattern",
    "hatch": "fg_color",
    "align": "align",
    "valign": "valign",
    "indent": "indent",
    "wrap": "text_wrap",
    "shrink": "shrink",
    "number": "num_format",
    "locked": "locked",
}
_SIDES = {"l": "left", "r": "right", "t": "top", "b": "bottom"}


def properties(look: Look) -> dict[str, object]:
    """Return a look in XlsxWriter's words."""
    found: dict[str, object] = {}
    if look.font is not None:
        found |= _FACE if look.font == FONT else {"font_name": look.font}
    for name, theirs in _PROPERTIES.items():
        value = getattr(look, name)
        if value is not None:
            found[theirs] = int(value) if name == "underline" else value
    if look.line is not None:
        sides = "lrtb" if look.sides is None else look.sides
        for side in sides:
            found[_SIDES[side]] = look.line
    if look.edge is not None:
        found["border_color"] = look.edge
    return found


class _Page:
    """One sheet while it is written."""

    def __init__(self, writer: _Writer, made: _Sheet, sheet: Sheet) -> None:
        self.writer, self.made, self.sheet = writer, made, sheet
        self.links = 0
        self.row = 0
        self.repeated = self.frozen = False
        self.breaks: list[int] = []

    def write(self) -> None:
        """Set the sheet up, then fill it."""
        self._columns()
        self._paper()
        self._settings()
        for part in lay(self.sheet):
            if isinstance(part, Line):
                self._line(part)
            elif isinstance(part, Frame):
                self._frame(part)
            else:
                self._drawn(part)
        if self.breaks:
            self.made.set_h_pagebreaks(self.breaks)
        for rule in self.sheet.rules:
            self.made.conditional_format(*rule.area, self._rule(rule))
        for trend in self.sheet.trends:
            name, *corners = trend.values
            area = f"'{name}'!{area_name(*corners)}"
            said = {"range": area, "markers": True, "series_color": trend.colour, "weight": 1.5}
            self.made.add_sparkline(trend.row, trend.column, said)
        for (row, column), (text, author) in self.sheet.comments.items():
            self.made.write_comment(row, column, text, {**_COMMENT, "author": author})
        for check in self.sheet.checks:
            self.made.data_validation(*check.area, dict(check.rule))

    def _columns(self) -> None:
        sheet, made = self.sheet, self.made
        whole: dict[int, Look] = {}
        for part in sheet.parts:
            if isinstance(part, Grid):
                column = 0
                for field in part.fields:
                    if field.whole:
                        whole[column] = field.whole
                    column += field.columns
        for column, width in enumerate(sheet.sizes):
            look = self.writer.format(whole[column]) if column in whole else None
            hidden = {"hidden": True} if column in sheet.hidden_columns else {}
            made.set_column(column, column, width, look, hidden)
        if sheet.beyond:
            made.open_beyond(len(sheet.sizes), self.writer.format(sheet.beyond))

    def _paper(self) -> None:
        paper, made = self.sheet.paper, self.made
        made.set_paper(paper.size)
        if paper.landscape:
            made.set_landscape()
        if paper.margins:
            left, right, top, bottom = paper.margins
            made.set_margins(left=left, right=right, top=top, bottom=bottom)
        if paper.centred:
            made.center_horizontally()
        if paper.fit:
            made.fit_to_pages(*paper.fit)
        if paper.scale:
            made.set_print_scale(paper.scale)
        if paper.repeat:
            self._repeat(*paper.repeat)
        if paper.repeat_columns:
            made.repeat_columns(*paper.repeat_columns)
        if paper.across:
            made.print_across()
        if paper.column_breaks:
            made.set_v_pagebreaks(list(paper.column_breaks))
        if paper.area:
            made.print_area(*paper.area)
        if paper.header:
            made.set_header(paper.header, _AS_IT_IS)
        if paper.footer:
            made.set_footer(paper.footer, _AS_IT_IS)
        elif self.writer.running and paper.running:
            self._running(self.writer.running)

    def _running(self, running: Running) -> None:
        head = " ".join(running.head.split())[:60].replace("&", "&&")
        foot = f"&L{_CODES}{running.foot.replace('&', '&&')}" if running.foot else ""
        self.made.set_header(
            f"&L{_CODES}{head}&R{_CODES}{self.sheet.name}", {"margin": 0.35, **_AS_IT_IS}
        )
        self.made.set_footer(
            f"{foot}&C{_CODES}第 &P 页　共 &N 页&R{_CODES}{running.time}",
            {"margin": 0.3, **_AS_IT_IS},
        )

    def _settings(self) -> None:
        sheet, made = self.sheet, self.made
        if sheet.tab:
            made.set_tab_color(sheet.tab)
        if not sheet.gridlines:
            made.hide_gridlines(2)
        if sheet.freeze:
            self.frozen = True
            made.freeze_panes(*sheet.freeze)
        if sheet.protected:
            made.protect("", dict(sheet.allowed))
        if sheet.texts:
            areas = " ".join(area_name(*area, fixed=False) for area in sheet.texts)
            made.ignore_errors({"number_stored_as_text": areas})
        if sheet.outline_above:
            made.outline_settings(symbols_below=False)
        if sheet.seen != "seen":
            made.hide() if sheet.seen == "hidden" else made.very_hidden()
        if sheet.row_height:
            made.set_default_row(sheet.row_height)
        if sheet.select:
            made.set_selection(*sheet.select, *sheet.select)
        if sheet.vba_name:
            made.set_vba_name(sheet.vba_name)

    def _line(self, line: Line) -> None:
        more = line.more
        self.row = line.row + 1
        if more is not None and (more.level or more.hidden or more.collapsed or more.whole):
            whole = self.writer.format(more.whole) if more.whole else None
            self.made.set_row(line.row, line.height, whole, _outline(more))
        elif line.height is not None:
            self.made.set_row(line.row, line.height)
        if more is not None and more.repeat:
            self._repeat(line.row, line.row)
        self._cells(line.row, line.cells)

    def _cells(self, row: int, cells: Sequence[Placed]) -> None:
        sheet, format_of = self.made, self.writer.format
        for column, value, look, columns, rows in cells:
            made = format_of(look)
            if columns > 1 or rows > 1:
                sheet.merge_range(row, column, row + rows - 1, column + columns - 1, "", made)
            if isinstance(value, str):
                self._text(row, column, value, look, made)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value, made)
            elif isinstance(value, (float, int)):
                sheet.write_number(row, column, value, made)
            elif isinstance(value, Figure):
                sheet.write_number(row, column, value.value, made)
            elif isinstance(value, Formula):
                stored = "" if value.value is None else value.value
                sheet.write_formula(row, column, value.text, made, stored)
            elif isinstance(value, Link):
                self._link(row, column, value, look)

    def _text(self, row: int, column: int, text: str, look: Look, made: Format) -> None:
        """Write a text; one that looks like a formula stays a text."""
        if not text:
            self.made.write_blank(row, column, None, made)
            return
        if not text.isprintable() and not text.replace("\n", "").isprintable():
            text = clean(text)
        if text[:1] in _SIGNS:
            made = self.writer.quoted(look)
        self.made.write_string(row, column, text, made)

    def _link(self, row: int, column: int, link: Link, look: Look) -> None:
        if self.links >= _MOST_LINKS:
            plain = look(ink=palette.INK, underline=None)
            self._text(row, column, link.text, plain, self.writer.format(plain))
            return
        self.links += 1
        self.made.write_url(row, column, address(link.to), self.writer.format(look), link.text)

    def _frame(self, frame: Frame) -> None:
        grid = frame.grid
        if grid.keep is not None:
            self.made.freeze_panes(frame.header + 1, frame.left + grid.keep)
        if grid.keep is not None or grid.repeat:
            self._repeat(frame.header, frame.header)
        last = max(frame.last, frame.header + grid.room)
        if grid.filtered and last > frame.header and (grid.rows or grid.room):
            self.made.autofilter(frame.header, frame.left, last, frame.left + grid.width - 1)
        for number, field in enumerate(grid.fields):
            if field.comment:
                column = frame.left + sum(one.columns for one in grid.fields[:number])
                self.made.write_comment(frame.header, column, field.comment, {"x_scale": 1.6})

    def _repeat(self, first: int, last: int) -> None:
        if not self.repeated:
            self.made.repeat_rows(first, last)
        self.repeated = True

    def _drawn(self, drawn: Drawn) -> None:
        row, column, part = drawn
        if isinstance(part, Break):
            self.breaks.append(row)
        elif isinstance(part, Chart):
            x, y = part.offset
            place = {"x_offset": x, "y_offset": y, "description": part.about}
            self.made.insert_chart(row, column, charts.make(self.writer.book, part), place)
        elif isinstance(part, Button):
            x, y = part.offset
            self.made.insert_button(
                row,
                column,
                {
                    "macro": part.macro,
                    "caption": part.caption,
                    "description": part.tip,
                    "width": part.width,
                    "height": part.height,
                    "x_offset": x,
                    "y_offset": y,
                },
            )
        else:
            self._array(row, column, part)

    def _array(self, row: int, column: int, part: Array) -> None:
        last = (row + len(part.values) - 1, column + len(part.values[0]) - 1)
        look = self.writer.format(part.look)
        self.made.write_array_formula(row, column, *last, part.formula, look, part.values[0][0])
        for down, values in enumerate(part.values):
            for right, value in enumerate(values):
                if down or right:
                    self.made.write(row + down, column + right, value, look)

    def _rule(self, rule: Rule | Bars) -> dict[str, object]:
        if isinstance(rule, Bars):
            return dict(_BARS)
        look = {"format": self.writer.format(rule.look)}
        if rule.stop:
            look["stop_if_true"] = True
        if rule.test == "formula":
            return {"type": "formula", "criteria": rule.value, **look}
        kind = "text" if rule.test in _OF_TEXT else "cell"
        return {"type": kind, "criteria": rule.test, "value": rule.value, **look}


_COMMENT = {"x_scale": 2.2, "y_scale": 1.4, "font_size": 9}
_OF_TEXT = ("containing", "not containing", "begins with", "ends with")
_BARS: Mapping[str, object] = {
    "type": "data_bar",
    "bar_color": palette.BAR.ground,
    "bar_solid": True,
    "bar_border_color": palette.BAR.ink,
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 1,
}


def _outline(row: Row) -> dict[str, object]:
    found: dict[str, object] = {"level": row.level}
    if row.hidden:
        found["hidden"] = True
    if row.collapsed:
        found["collapsed"] = True
    return found


def address(path: str) -> str:
    """Return a path below the workbook's folder as Excel and WPS take it; from # one within it.

    Everything that XlsxWriter would escape is escaped here, for it leaves alone what holds a %.
    """
    if path.startswith("#"):
        sheet, _, cell = path[1:].rpartition("!")
        return f"internal:'{sheet}'!{cell}"
    return "external:" + "".join(f"%{ord(c):02x}" if c in _ESCAPED else c for c in path)
