"""A school's own figures back to it, each wrong cell marked and commented with what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from qbe_xl.blank import Form, saved
from qbe_xl.blank.style import HEADING, LINED, LINED_CENTRE, LINK, WRAPPED
from qbe_xl.collect.cells import Spot
from qbe_xl.collect.choosing import Taken
from qbe_xl.collect.combining import Remark
from qbe_xl.collect.returns import CORRECTIONS
from qbe_xl.collect.school_book import (
    Found,
    SchoolRows,
    page_rows,
    page_sheets,
    places_of,
    school_sheets,
)
from qbe_xl.collect.self_check import Places
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN
from qbe_xl.county.layout import SheetLayout
from qbe_xl.county.model import Table
from qbe_xl.county.rows import Row
from qbe_xl.errors import cell_name
from qbe_xl.files.text import cell_text, masked
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import marked
from qbe_xl.sheets.model import Cell, Comment, Field, Formula, Grid, Link, Rule, Sheet, Space, Value

NAME = CORRECTIONS
_NOTE = (
    "红底的格必须改，黄底的格请核对；点“单元格”跳过去，格上的批注写明改正办法。改好后看“自查”，"
    "保存交回这个文件。原文件里的其他列、其他工作表没有带来。"
)
_HEADERS = ("序号", "类别", "单元格", "项目", "填的是", "问题和改正办法", "状态", "原文件位置")
_WIDTHS = (6, 12, 14, 30, 20, 64, 12, 14)
_AUTHOR = "县级汇总"
_LONGEST_COMPARED = 200
_LONGEST_COMMENT = 2000
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
    marks = _marks(remarks, kept)
    rows = {
        of.name: [_row(taken, table, index, bad) for index in kept[of.name]]
        for of, table in _tables(taken)
    }
    name = layout.SCHOOLS.name
    rows[name][0] |= {key: value for key, value in given.items() if (name, 0, key) not in marks}
    classes, rooms = (rows[of.name] for of in (layout.CLASSES, layout.ROOMS))
    school_rows = SchoolRows(rows[name], classes, rooms)
    paged = taken.source.paged
    form = Form(f"{school}（{taken.code}）" if paged else school, protected=True)
    places = page_rows(school_rows).places() if paged else places_of(school_rows)
    sheets = (
        _list(form, taken, remarks, kept, places),
        *(page_sheets if paged else school_sheets)(form, school_rows, marks),
    )
    return saved(sheets, f"{school} 填报表", now, NAME)


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
    """What is written back: text and figures as they were, anything else in words.

    A text with a person's number in it is not handed on.
    """
    if isinstance(raw, str):
        raw = masked(raw)
    return raw if isinstance(raw, (str, float)) and raw != "" else cell_text(raw) or None


def _marks(
    remarks: Sequence[Remark], kept: Mapping[str, list[int]]
) -> dict[tuple[str, int, str], Found]:
    """Colours and comments of the cells of which something is said."""
    told: dict[tuple[str, int, str], list[Remark]] = {}
    for remark in remarks:
        spot = remark.spot
        if spot and spot.record in kept[spot.sheet]:
            place = kept[spot.sheet].index(spot.record)
            told.setdefault((spot.sheet, place, spot.key), []).append(remark)
    return {
        at: Found(
            "wrong" if any(remark.wrong for remark in several) else "doubtful",
            Comment(_said(several), _AUTHOR),
        )
        for at, several in told.items()
    }


def _said(remarks: Sequence[Remark]) -> str:
    text = "\n".join(remark.message for remark in remarks)
    return f"{_AUTHOR}：{text}"[:_LONGEST_COMMENT]


def _list(
    form: Form,
    taken: Taken,
    remarks: Sequence[Remark],
    kept: Mapping[str, list[int]],
    places: Places,
) -> Sheet:
    """The list of them, each with a link to its cell."""

    def listed(number: int, remark: Remark) -> Sequence[Value]:
        spot, shown = remark.spot, remark.cell
        where, item, typed, status = Cell(shown, LINED), "", "", Cell(_SEE, LINED_CENTRE)
        here = _spot(places, spot, kept) if spot else None
        if spot and here:
            sheet, row, column = here
            raw = taken.source.raw(spot)
            address = f"{sheet}!{cell_name(row, column)}"
            where = Cell(Link(f"#{address}", address), LINK)
            item, typed = layout.BY_NAME[spot.sheet].by_key[spot.key].header, masked(cell_text(raw))
            parsed = taken.source.rows[spot.sheet][spot.record].get(spot.key)
            if remark.wrong and parsed is None:
                cell = f"{sheet}!{cell_name(row, column, fixed=True)}"
                status = Cell(_status(cell, _typed(raw)), LINED_CENTRE)
        return number, remark.level, where, item, typed, remark.message, status, shown

    fields = [
        Field(
            header,
            width,
            LINED_CENTRE if place in (0, 1) else LINED,
            WRAPPED if place in (3, 4, 5) else None,
            head=HEADING,
        )
        for place, (header, width) in enumerate(zip(_HEADERS, _WIDTHS, strict=True))
    ]
    found = [listed(number, remark) for number, remark in enumerate(remarks, 1)]
    return form.sheet(
        NAME,
        _NOTE,
        palette.UNMET.ink,
        (Space(), Grid(fields, found, header=22, keep=0)),
        fit=(1, 0),
        gridlines=False,
        rules=[
            Rule((4, column, len(remarks) + 3, column), "begins with", mark, marked(mark))
            for mark in ("✕", "◐", "○", "●")
            for column in (1, 6)
        ],
    )


def _spot(places: Places, spot: Spot, kept: Mapping[str, list[int]]) -> tuple[str, int, int] | None:
    """Where a cell of the return stands in the correction workbook."""
    if spot.record not in kept[spot.sheet]:
        return None
    return places.spot(spot.sheet, kept[spot.sheet].index(spot.record), spot.key)


def _status(cell: str, typed: object) -> Value:
    """A formula that sees whether the cell was changed."""
    if isinstance(typed, str) and len(typed) > _LONGEST_COMPARED:
        return _SEE
    if typed is None:
        same = f'{cell}=""'
    elif isinstance(typed, str):
        same = f'EXACT({cell}&"","' + typed.replace('"', '""') + '")'
    else:
        same = f"{cell}={typed!r}"
    return Formula(f'=IF({same},"{_UNCHANGED}","{_CHANGED}")', _UNCHANGED)
