"""Workbooks of Excel 97–2003 and of WPS (et): xls, read by xlrd.

xlrd tells errors from blanks, which calamine does not, and is plain Python, so a made-up file
can make it fail but not crash.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from qbe_xl.files.opening import limits
from qbe_xl.files.opening.limits import Allowance, Extent, check_faults
from qbe_xl.files.opening.refusal import (
    ENCRYPTED,
    Reason,
    Refusal,
    damaged,
    not_a_workbook,
    refuse,
    too_large,
)
from qbe_xl.files.opening.sheet import Contents, Position, Sheet, Wanted, error_value, make_sheet

_UNICODE = 80
"""The version, as xlrd counts, from which texts bear no code page."""
_CHINESE = "gb18030"
"""What an older workbook is written in that names no code page: it was made on a desk here."""


def read(data: bytes, wanted: Wanted) -> Contents:
    """Return the worksheets of an xls; raises Refusal with all that is wrong, or when it is none.

    Some programs write formats that xlrd stumbles over: then all but merged ranges is read.
    """
    if _has_stream(data, "EncryptedPackage"):
        raise refuse(ENCRYPTED)
    if not (_has_stream(data, "Workbook") or _has_stream(data, "Book")):
        raise not_a_workbook("Word 97 之类的旧式文档，或已不完整的旧式工作簿")
    try:
        return _read(data, wanted, formats=True)
    except _UnreadableError:
        return _read(data, wanted, formats=False)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE2 file names a stream so, in whatever case: OLE2 knows none.

    Its directory holds 64-byte UTF-16 names.
    """
    spelt = (name, name.upper(), name.lower())
    return any((one.encode("utf-16-le") + b"\0\0") in data for one in spelt)


class _UnreadableError(Refusal):
    """Xlrd failed, but may not without the formats."""


def _read(data: bytes, wanted: Wanted, *, formats: bool) -> Contents:
    with _guarded(formats=formats):
        book = _opened(data, formats)
        if book.biff_version < _UNICODE and book.codepage is None:
            book = _opened(data, formats, _CHINESE)
        names: tuple[str, ...] = tuple(book.sheet_names())
    sheets: list[Sheet] = []
    reasons: list[Reason] = []
    allowance = Allowance()
    for index, name in enumerate(names):
        if wanted(name):
            with _guarded(name, formats=formats):
                table = book.sheet_by_index(index)
            try:
                sheets.append(_sheet(table, name, book.datemode, allowance))
            except Refusal as refusal:
                reasons += refusal.reasons
            book.unload_sheet(index)
    if reasons:
        raise Refusal(reasons)
    return Contents(names, tuple(sheets))


def _opened(data: bytes, formats: bool, encoding: str | None = None) -> Any:
    return xlrd.open_workbook(
        file_contents=data,
        logfile=io.StringIO(),
        on_demand=True,
        ragged_rows=True,
        formatting_info=formats,
        encoding_override=encoding,
    )


def _sheet(table: Any, name: str, datemode: int, allowance: Allowance) -> Sheet:
    extent = Extent(name)
    faults: dict[Position, str] = {}
    rows: list[list[object]] = []
    unsure: list[Position] = []
    for row in range(table.nrows):
        kinds, values = table.row_types(row), table.row_values(row)
        cells: list[object] = [
            _value(kind, value, datemode) for kind, value in zip(kinds, values, strict=True)
        ]
        unsure += (
            (row, column)
            for column, kind in enumerate(kinds)
            if kind == xlrd.XL_CELL_TEXT and values[column] == ""
        )
        rows.append(cells)
        allowance.take_text(sum(len(cell) for cell in cells if isinstance(cell, str)), name)
        filled = [column for column, cell in enumerate(cells) if cell != ""]
        if filled:
            last = (row, filled[-1])
            extent.add(1, last, last)
        if xlrd.XL_CELL_ERROR in kinds:
            for column in filled:
                if kinds[column] == xlrd.XL_CELL_ERROR:
                    faults[row, column] = error_value(str(cells[column]))
                    cells[column] = ""
    allowance.take(extent)
    check_faults(faults, name)
    if len(table.merged_cells) > limits.MERGED:
        raise too_large(f"合并单元格超过 {limits.MERGED} 处", name)
    merged = [(top, left, end - 1, right - 1) for top, end, left, right in table.merged_cells]
    return make_sheet(name, rows, faults, merged, unsure)


def _value(kind: int, value: Any, datemode: int) -> object:
    """Return a cell's value, "" for a blank one, the error's text for an error."""
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(value, "#?")
    if kind == xlrd.XL_CELL_DATE:
        return _date(value, datemode)
    return value


def _date(value: float, datemode: int) -> object:
    """Return a time below one day, a date for whole days, a moment otherwise, as calamine does."""
    try:
        moment = xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError):
        return value
    if 0 <= value < 1:
        return moment.time()
    return moment.date() if value == int(value) else moment


@contextmanager
def _guarded(sheet: str | None = None, *, formats: bool) -> Iterator[None]:
    """Turn whatever xlrd raises into a Refusal."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        if "encrypted" in str(error).lower():
            raise refuse(ENCRYPTED) from error
        refusal = damaged("旧式工作簿的内容有误", sheet)
        raise _UnreadableError(refusal.reasons) if formats else refusal from error
