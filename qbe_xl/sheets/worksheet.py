"""XlsxWriter's worksheet, told rows at a time and quick at what most cells are.

XlsxWriter asks and escapes anew for each of half a million cells what is the same for all of a kind.
Numbers, texts and formulas are written here as it writes them, to the byte (tests/sheets); whatever
else a cell may be is left to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellStringTuple,
    ColumnInfo,
    Worksheet,
)

_LAST_COLUMN = 16_383
_SPAN = 16
"""Rows that tell their columns together."""
_SURE = 16_383
"""Characters that a cell surely takes, whatever they are."""
SIGNS = frozenset("=+-@")
"""A text that begins with one of these looks like a formula."""
_ERRORS = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))

kept_number = partial(tuple.__new__, CellNumberTuple)
"""A finite number with its format, as a cell that is kept: half as dear as its class."""
kept_text = partial(tuple.__new__, CellStringTuple)
"""A text by its number among the shared ones, with its format, as a cell that is kept."""


def usual(said: str) -> bool:
    """Whether a text can be kept as it is."""
    return (
        0 < len(said) <= _SURE
        and said[0] not in SIGNS
        and (said.isprintable() or said.replace("\n", "").isprintable())
    )


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose cells are given by numbers only: nothing to convert, which takes long."""

    dim_rowmin: int | None
    dim_rowmax: int | None
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

    def shared(self, said: str) -> int:
        """Return the number of a text among those that all sheets share."""
        found: int = self.str_table._get_shared_string_index(said)
        return found

    def put(self, row: int, cells: Mapping[int, object]) -> None:
        """Keep a row's cells, of `kept_number` and `kept_text`, by their columns."""
        if not cells:
            return
        if self._check_dimensions(row, min(cells)) or self._check_dimensions(row, max(cells)):
            cells = {c: one for c, one in cells.items() if not self._check_dimensions(row, c)}
        self.table[row].update(cells)

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

    def _write_rows(self) -> None:
        """Write every row: its cells in one go."""
        if self.dim_rowmin is None or self.dim_rowmax is None:
            return
        names = _Names()
        formats: dict[int, str] = {}
        bare = any(info.column_format for info in self.col_info.values())
        for row, span in self._spans(self.dim_rowmin, self.dim_rowmax):
            info, cells = self.row_info.get(row), self.table.get(row)
            if not cells:
                if info is not None or row in self.comments:
                    self._write_empty_row(row, span, info)
                continue
            self._write_row(row, span, info)
            own = bare or (info is not None and info.row_format is not None)
            number = str(row + 1)
            done: list[str] = []
            for column in sorted(cells):
                cell = cells[column]
                made = cell.format
                text = None
                if made is not None or not own:
                    key = id(made)
                    if key not in formats:
                        formats[key] = "" if made is None else f' s="{made._get_xf_index()}"'
                    text = _cell(f'r="{names[column]}{number}"{formats[key]}', cell)
                if text is None:
                    self.fh.write("".join(done))
                    done.clear()
                    self._write_cell(row, column, cell)
                else:
                    done.append(text)
            self.fh.write("".join(done) + "</row>")

    def _spans(self, first: int, last: int) -> Iterator[tuple[int, str | None]]:
        """Every row with the columns that its block of rows takes."""
        for block in range(first // _SPAN, last // _SPAN + 1):
            rows = range(max(first, block * _SPAN), min(last, block * _SPAN + _SPAN - 1) + 1)
            held: list[Mapping[int, Any]] = [
                found
                for row in rows
                for found in (self.table.get(row), self.comments.get(row))
                if found
            ]
            span = None
            if held:
                span = f"{min(map(min, held)) + 1}:{max(map(max, held)) + 1}"
            for row in rows:
                yield row, span


class _Names(dict[int, str]):
    """The letters of columns."""

    def __missing__(self, column: int) -> str:
        name: str = xl_col_to_name(column)
        self[column] = name
        return name


def _cell(head: str, cell: Any) -> str | None:
    """One cell as XML; None for what XlsxWriter is to write."""
    kind = type(cell)
    if kind is CellNumberTuple:
        return f"<c {head}><v>{cell.number:.16G}</v></c>"
    if kind is CellStringTuple:
        return f'<c {head} t="s"><v>{cell.string}</v></c>'
    if kind is CellBlankTuple:
        return f"<c {head}/>"
    if kind is not CellFormulaTuple:
        return None
    formula, value = escape(cell.formula, quote=False), cell.value
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if value:
            head += ' t="e"' if value in _ERRORS else ' t="str"'
        value = escape(value, quote=False)
    return f"<c {head}><f>{formula}</f><v>{value}</v></c>"
