"""Workbooks of LibreOffice and of WPS in OpenDocument form: ods.

Read here rather than by calamine, which lays out every sheet as soon as it opens a file,
trusts the repeat counts, and gives errors as blanks.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping

from qbe_xl.files.opening import limits
from qbe_xl.files.opening.limits import Allowance, Extent, check_faults
from qbe_xl.files.opening.markup import parse, safe_parser
from qbe_xl.files.opening.package import MIMETYPE, Package
from qbe_xl.files.opening.refusal import ENCRYPTED, damaged, not_a_workbook, refuse, too_large
from qbe_xl.files.opening.sheet import (
    NO_VALUE,
    Area,
    Contents,
    Position,
    Sheet,
    Wanted,
    error_value,
    make_sheet,
)

_PART, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"

_ASIDE = {f"{_OFFICE}annotation", f"{_TABLE}shapes", f"{_TABLE}tracked-changes", f"{_OFFICE}forms"}
_CELLS = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_NUMBERS = {"float", "percentage", "currency"}
_ERROR = re.compile(r"#N/A|#[^\s#]{1,12}[!?！？]|(?:Err|错误|錯誤)[:：] ?\d+")
_DURATION = re.compile(r"PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")
_LONGEST_SPACE = 32_767


def read(package: Package, wanted: Wanted) -> Contents:
    """Return the worksheets of an ods; raises Refusal with all that is wrong, or when it is none."""
    manifest = package.find(_MANIFEST)
    if package.find("encrypted-package") is not None:
        raise refuse(ENCRYPTED)
    if manifest is not None and b"encryption-data" in package.read(manifest):
        raise refuse(ENCRYPTED)
    if not package.read(MIMETYPE).startswith(_ODS):
        raise not_a_workbook("其他文档")
    if package.size(_PART) > limits.PART_BYTES:
        raise too_large(f"表格内容解压后超过 {limits.PART_BYTES // limits.MIB} MB")
    reader = _Reader(wanted)
    parser = safe_parser(namespaces=True)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    for piece in package.stream(_PART):
        parse(parser, piece, f"部件 {_PART} ", last=False)
    parse(parser, b"", f"部件 {_PART} ", last=True)
    return Contents(tuple(reader.names), tuple(reader.sheets))


class _Table:
    """The sheet being read: rows may be ragged, equal rows are one list."""

    def __init__(self, name: str) -> None:
        self.extent = Extent(name)
        self.rows: list[list[object]] = []
        self.faults: dict[Position, str] = {}
        self.merged: list[Area] = []
        self.row = 0

    def add(self, cells: list[object], faults: Mapping[int, str], times: int) -> None:
        """Take the next row, which stands `times` times."""
        if cells:
            last = (self.row + times - 1, len(cells) - 1)
            self.extent.add(times, last, last)
            self.rows.extend([[]] * (self.row - len(self.rows)))
            self.rows.extend([cells] * times)
            for row in range(self.row, self.row + times if faults else self.row):
                self.faults.update(((row, column), fault) for column, fault in faults.items())
                check_faults(self.faults, self.extent.sheet)
        self.row = min(self.row + times, limits.LAST_ROW)


class _Reader:
    """Hears the XML of a whole workbook; raises Refusal at the first sheet beyond a limit."""

    def __init__(self, wanted: Wanted) -> None:
        self.names: list[str] = []
        self.sheets: list[Sheet] = []
        self._wanted = wanted
        self._allowance = Allowance()
        self._aside = 0
        self._table: _Table | None = None
        self._times = 1
        self._column = 0
        self._cells: list[object] = []
        self._text = 0
        self._faults: dict[int, str] = {}
        self._cell: Mapping[str, str] = {}
        self._paragraphs: list[list[str]] = []
        self._in_paragraph = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear a start tag."""
        if self._aside or name in _ASIDE or name.startswith(_DRAW):
            self._aside += 1
        elif name == f"{_TABLE}table":
            self._start_table(attributes.get(f"{_TABLE}name", ""))
        elif self._table is None:
            return
        elif name == f"{_TABLE}table-row":
            self._times = _count(attributes, f"{_TABLE}number-rows-repeated", limits.LAST_ROW)
            self._column, self._cells, self._faults, self._text = 0, [], {}, 0
        elif name in _CELLS:
            self._cell, self._paragraphs = attributes, []
        elif name == f"{_TEXT}p":
            self._paragraphs.append([])
            self._in_paragraph = True
        elif name == f"{_TEXT}s":
            self._hear(" " * _count(attributes, f"{_TEXT}c", _LONGEST_SPACE))
        elif name == f"{_TEXT}tab":
            self._hear("\t")
        elif name == f"{_TEXT}line-break":
            self._hear("\n")

    def end(self, name: str) -> None:
        """Hear an end tag."""
        if self._aside:
            self._aside -= 1
        elif self._table is None:
            return
        elif name == f"{_TEXT}p":
            self._in_paragraph = False
        elif name in _CELLS:
            self._end_cell(self._table)
        elif name == f"{_TABLE}table-row":
            self._allowance.take_text(self._text * self._times, self._table.extent.sheet)
            self._table.add(self._cells, self._faults, self._times)
            self._allowance.check(self._table.extent)
        elif name == f"{_TABLE}table":
            self._end_table(self._table)

    def characters(self, data: str) -> None:
        """Hear text."""
        if not self._aside:
            self._hear(data)

    def _hear(self, text: str) -> None:
        if self._in_paragraph:
            self._paragraphs[-1].append(text)

    def _start_table(self, name: str) -> None:
        if self._table is not None:
            self._aside = 1
            return
        self.names.append(name)
        if self._wanted(name):
            self._table = _Table(name)
        else:
            self._aside = 1

    def _end_table(self, table: _Table) -> None:
        self._allowance.take(table.extent)
        name = table.extent.sheet
        self.sheets.append(make_sheet(name, table.rows, table.faults, table.merged))
        self._table = None

    def _end_cell(self, table: _Table) -> None:
        cell, column = self._cell, self._column
        times = _count(cell, f"{_TABLE}number-columns-repeated", limits.COLUMNS)
        self._column = column + times
        down = _count(cell, f"{_TABLE}number-rows-spanned", limits.LAST_ROW)
        right = _count(cell, f"{_TABLE}number-columns-spanned", limits.COLUMNS)
        if (down, right) != (1, 1):
            table.merged.append((table.row, column, table.row + down - 1, column + right - 1))
            if len(table.merged) > limits.MERGED:
                raise too_large(f"合并单元格超过 {limits.MERGED} 处", table.extent.sheet)
        text = "\n".join("".join(paragraph) for paragraph in self._paragraphs)
        fault = _fault(cell, text, computed=bool(self._paragraphs))
        value = "" if fault else _value(cell, text)
        if fault or value != "":
            table.extent.check(table.row, self._column - 1)
            self._text += len(value) * times if isinstance(value, str) else 0
            self._cells.extend([""] * (column - len(self._cells)))
            self._cells.extend([value] * (self._column - column))
            if fault:
                self._faults.update((place, fault) for place in range(column, self._column))


def _count(attributes: Mapping[str, str], name: str, most: int) -> int:
    """Return a repeat count, 1 when it does not stand there, never more than `most`."""
    text = attributes.get(name, "1")
    if not (text.isascii() and text.isdigit()):
        raise damaged(f"重复次数 {text[:20]} 有误")
    return most if len(text) > len(str(most)) else min(int(text), most)


def _fault(cell: Mapping[str, str], text: str, *, computed: bool) -> str | None:
    """Return what is wrong with a cell's value; LibreOffice marks errors, others only show them.

    computed: whether the cell holds a paragraph, as a formula has whose result is an empty text.
    """
    formula = f"{_TABLE}formula" in cell
    if cell.get(f"{_CALC}value-type") == "error" or (formula and _ERROR.fullmatch(text)):
        return error_value(text)
    if formula and not computed and f"{_OFFICE}value-type" not in cell:
        return NO_VALUE
    return None


def _value(cell: Mapping[str, str], text: str) -> object:
    """Return a cell's value, "" for a blank one."""
    kind = cell.get(f"{_OFFICE}value-type")
    try:
        if kind in _NUMBERS:
            return float(cell[f"{_OFFICE}value"])
        if kind == "boolean":
            return cell[f"{_OFFICE}boolean-value"] == "true"
        if kind == "date":
            moment = datetime.datetime.fromisoformat(cell[f"{_OFFICE}date-value"])
            return moment if moment.time() != datetime.time() else moment.date()
        if kind == "time":
            return _time(cell[f"{_OFFICE}time-value"])
    except (KeyError, ValueError, OverflowError) as error:
        raise damaged("单元格的值与类型不符") from error
    return cell.get(f"{_OFFICE}string-value", text)


def _time(text: str) -> object:
    """Return a time of day, or a span when it is a day or longer."""
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(text)
    span = datetime.timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=float(match[3]))
    if span >= datetime.timedelta(days=1):
        return span
    return (datetime.datetime.min + span).time()
