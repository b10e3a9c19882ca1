"""A school's own figures back to it, each wrong cell marked and commented with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from qbe_xl.collect.cells import Spot
from qbe_xl.collect.choosing import Taken
from qbe_xl.collect.remarks import Remark
from qbe_xl.collect.school_book import SchoolRows, Writer
from qbe_xl.collect.self_check import GIVEN, Places
from qbe_xl.county import layout
from qbe_xl.county.blank import Placed
from qbe_xl.county.blank.style import LINE_HEIGHT, Styles, lines, write
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import Table
from qbe_xl.county.rows import Row
from qbe_xl.errors import column_letters
from qbe_xl.files.text import cell_text

NAME = "改正清单"
_NOTE = (
    "红底的格必须改，黄底的格请核对；点“单元格”跳过去，格上的批注写着怎么改。改好后看“自查”，"
    "保存交回这个文件。原文件里的其他列、其他工作表没有带来。"
)
_HEADERS = ("序号", "类别", "单元格", "项目", "填的是", "问题和怎么改", "状态", "原文件位置")
_WIDTHS = (6, 12, 14, 30, 20, 64, 12, 14)
_AUTHOR = "县级汇总"
_LONGEST_COMPARED = 200
_CHANGED, _UNCHANGED, _SEE = "● 已改", "✕ 未改", "看“自查”"


def correction_workbook(
    taken: Taken, county_row: Row, remarks: Sequence[Remark], now: dt.datetime
) -> bytes:
    """Return the correction workbook (.xlsx) of one school.

    county_row: the school's row in the county's workbook, whose given columns stand.
    """
    school = str(county_row.get("name") or taken.code)
    kept = {of.name: _kept(taken, of) for of in (layout.CLASSES, layout.ROOMS)}
    kept[layout.SCHOOLS.name] = [taken.index]
    bad = {remark.spot for remark in remarks if remark.wrong and remark.spot}
    given = {key: county_row.get(key) for key in GIVEN if county_row.get(key) is not None}
    rows = {
        of.name: [_row(taken, table, index, bad) for index in kept[of.name]]
        for of, table in _tables(taken)
    }
    rows[layout.SCHOOLS.name][0] |= given
    writer = Writer(
        SchoolRows(rows[layout.SCHOOLS.name], rows[layout.CLASSES.name], rows[layout.ROOMS.name]),
        school,
        now,
    )
    page = writer.styles.sheet(NAME, _NOTE, "#A4161A")
    places = writer.add_tables()
    writer.add_self_check(places)
    _Marks(writer, places, taken, kept, page).add(remarks)
    return writer.finish(NAME)


def _tables(taken: Taken) -> list[tuple[SheetLayout, Table]]:
    return [(table.sheet, table) for table in taken.source.tables()]


def _kept(taken: Taken, of: SheetLayout) -> list[int]:
    """The records of the school, and in a file of its own those that name no school of ours."""
    rows = taken.source.rows[of.name]
    if len(taken.source.county.schools) == 1:
        return list(range(len(rows)))
    return taken.source.of_school(of, taken.code)


def _row(taken: Taken, table: Table, index: int, bad: set[Spot]) -> Row:
    """A record as read, its bad cells as typed."""
    of = table.sheet
    row = dict(taken.source.rows[of.name][index])
    for column in of.columns:
        if Spot(of.name, index, column.key) in bad:
            row[column.key] = _typed(taken.source.raw(Spot(of.name, index, column.key)))
    return row


def _typed(raw: object) -> object:
    """What is written back: text and figures as they were, anything else in words."""
    return raw if isinstance(raw, (str, float)) and raw != "" else cell_text(raw) or None


class _Marks:
    """Colours and comments on the wrong cells, and the list of them."""

    def __init__(
        self,
        writer: Writer,
        places: Places,
        taken: Taken,
        kept: dict[str, list[int]],
        page: Worksheet,
    ) -> None:
        self.writer, self.taken, self.kept, self.page = writer, taken, kept, page
        self.styles: Styles = writer.styles
        self.placed: dict[str, Placed] = {
            placed.of.name: placed for placed in (places.schools, places.classes, places.rooms)
        }
        self.tables = {of.name: table for of, table in _tables(taken)}

    def add(self, remarks: Sequence[Remark]) -> None:
        """Mark every cell and fill the list."""
        page = self.page
        for number, width in enumerate(_WIDTHS):
            page.set_column(number, number, width)
        for number, header in enumerate(_HEADERS):
            page.write_string(3, number, header, self.styles.heading())
        page.set_row(3, 22)
        page.freeze_panes(4, 0)
        page.fit_to_pages(1, 0)
        page.repeat_rows(3)
        page.hide_gridlines(2)
        told: dict[tuple[str, int, int], list[Remark]] = {}
        for number, remark in enumerate(remarks, 1):
            at = self._at(remark.spot)
            if at:
                told.setdefault(at, []).append(remark)
            self._list(number + 3, number, remark, at)
        for (sheet, row, column), several in told.items():
            self._mark(sheet, row, column, several)
        last = len(remarks) + 3
        for mark, made in (
            ("✕", {"font_color": "#A4161A", "bg_color": "#FBE6E6"}),
            ("◐", {"font_color": "#8A4B00", "bg_color": "#FDF0DC"}),
            ("○", {"font_color": "#2F5D8A", "bg_color": "#E8F0F8"}),
            ("●", {"font_color": "#1B6B3A", "bg_color": "#E8F5EC"}),
        ):
            looks = self.writer.workbook.add_format(made)
            begins = {"type": "text", "criteria": "begins with", "value": mark, "format": looks}
            for column in (1, 6):
                page.conditional_format(4, column, last, column, begins)

    def _at(self, spot: Spot | None) -> tuple[str, int, int] | None:
        """The cell of the correction workbook: sheet, row and column, 0-based."""
        if spot is None or spot.record not in self.kept[spot.sheet]:
            return None
        placed = self.placed[spot.sheet]
        row = placed.header + 1 + self.kept[spot.sheet].index(spot.record)
        return spot.sheet, row, placed.columns[spot.key]

    def _mark(self, name: str, row: int, place: int, remarks: Sequence[Remark]) -> None:
        sheet = self.writer.workbook.get_worksheet_by_name(name)
        column = self.placed[name].of.columns[place]
        wrong = any(remark.wrong for remark in remarks)
        made = self.styles.special("wrong" if wrong else "doubtful", column.kind, column.unit)
        record = self.kept[name][row - self.placed[name].header - 1]
        value = self.taken.source.rows[name][record].get(column.key)
        if wrong:
            value = _typed(self.taken.source.raw(Spot(name, record, column.key)))
        write(sheet, row, place, value, made)
        text = "\n".join(remark.message for remark in remarks)
        options = {"author": _AUTHOR, "x_scale": 2.2, "y_scale": 1.4, "font_size": 9}
        sheet.write_comment(row, place, f"{_AUTHOR}：{text}"[:2000], options)

    def _list(self, row: int, number: int, remark: Remark, at: tuple[str, int, int] | None) -> None:
        page, styles = self.page, self.styles
        text, centre = styles.prose(lines=True), styles.prose(lines=True, centred=True)
        item, typed, status = "", "", _SEE
        write(page, row, 0, number, centre)
        write(page, row, 1, remark.level, centre)
        if at and remark.spot:
            name, line, place = at
            address = f"{name}!{column_letters(place)}{line + 1}"
            page.write_url(
                row,
                2,
                f"internal:'{name}'!{column_letters(place)}{line + 1}",
                styles.link(),
                address,
            )
            table = self.tables[name]
            item = table.sheet.columns[place].header
            raw = self.taken.source.raw(remark.spot)
            typed = cell_text(raw)
            parsed = self.taken.source.rows[name][remark.spot.record].get(remark.spot.key)
            if remark.wrong and parsed is None:
                status = self._status(
                    row, f"{name}!${column_letters(place)}${line + 1}", _typed(raw)
                )
        else:
            write(page, row, 2, str(remark.cell), text)
        write(page, row, 3, item, text)
        write(page, row, 4, typed, text)
        write(page, row, 5, remark.message, text)
        if status:
            write(page, row, 6, status, centre)
        write(page, row, 7, str(remark.cell), text)
        deepest = max(
            lines(remark.message, _WIDTHS[5]), lines(item, _WIDTHS[3]), lines(typed, _WIDTHS[4])
        )
        page.set_row(row, 5 + LINE_HEIGHT * deepest)

    def _status(self, row: int, cell: str, typed: object) -> str:
        """Write a formula that sees whether the cell was changed; return "" once it stands."""
        if isinstance(typed, str) and len(typed) > _LONGEST_COMPARED:
            return _SEE
        if typed is None:
            same = f'{cell}=""'
        elif isinstance(typed, str):
            same = f'EXACT({cell}&"","' + typed.replace('"', '""') + '")'
        else:
            same = f"{cell}={typed!r}"
        centre = self.styles.prose(lines=True, centred=True)
        formula = f'=IF({same},"{_UNCHANGED}","{_CHANGED}")'
        self.page.write_formula(row, 6, formula, centre, _UNCHANGED)
        return ""
