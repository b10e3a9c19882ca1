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

from qbe_xl.errors import area_name
from qbe_xl.sheets import charts, palette
from qbe_xl.sheets.layout import Drawn, Frame, Laid, Line, Placed
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
from qbe_xl.sheets.worksheet import SIGNS, kept_number, kept_text, usual
from qbe_xl.sheets.worksheet import Sheet as Made

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


class _Writer:
    """A workbook that sheets are added to, and its formats, each made once."""

    def __init__(self, book: Workbook, running: Running | None = None) -> None:
        self.book, self.running = book, running
        self._formats: dict[tuple[Look, bool], Format | None] = {}
        self._by_id: dict[int, tuple[Format, Look]] = {}

    def add(self, sheet: Sheet) -> None:
        """Write a sheet."""
        made = self.book.add_worksheet(sheet.name, Made)
        found, laid = fitted(sheet)
        _Page(self, made, found).write(laid)

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

    def __init__(self, writer: _Writer, made: Made, sheet: Sheet) -> None:
        self.writer, self.made, self.sheet = writer, made, sheet
        self.links = 0
        self.row = 0
        self.repeated = self.frozen = False
        self.breaks: list[int] = []

    def write(self, laid: Iterable[Laid]) -> None:
        """Set the sheet up, then fill it."""
        self._columns()
        self._paper()
        self._settings()
        for part in laid:
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
        made, format_of = self.made, self.writer.format
        held: dict[int, object] = {}
        for column, value, look, columns, rows in cells:
            form = format_of(look)
            if columns > 1 or rows > 1:
                made.merge_range(row, column, row + rows - 1, column + columns - 1, "", form)
            kind = type(value)
            if kind is float or kind is int:
                held[column] = kept_number((value, form))
            elif isinstance(value, Figure) and value.value is not None:
                held[column] = kept_number((float(value.value), form))
            elif isinstance(value, str):
                if usual(value):
                    held[column] = kept_text((made.shared(value), form))
                else:
                    self._text(row, column, value, look, form)
            elif isinstance(value, Formula):
                stored = "" if value.value is None else value.value
                made.write_formula(row, column, value.text, form, stored)
            elif isinstance(value, bool):
                made.write_boolean(row, column, value, form)
            elif isinstance(value, (float, int)):
                made.write_number(row, column, value, form)
            elif isinstance(value, Link):
                self._link(row, column, value, look)
        made.put(row, held)

    def _text(self, row: int, column: int, said: str, look: Look, made: Format) -> None:
        """Write a text; one that looks like a formula stays a text."""
        if not said:
            self.made.write_blank(row, column, None, made)
            return
        if not said.isprintable() and not said.replace("\n", "").isprintable():
            said = clean(said)
        if said[:1] in SIGNS:
            made = self.writer.quoted(look)
        self.made.write_string(row, column, said, made)

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
