"""Header rows of several levels as paths: 专任教师>按学历分>本科; one cell may hold such a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from qbe_xl.county.cells import is_blank
from qbe_xl.county.folding import bare
from qbe_xl.county.headers import header_end, header_row
from qbe_xl.files.book import Cell, Sheet

DEEPEST = 15
"""Rows within which a header must end."""

Path = tuple[str, ...]
_NOTE = re.compile(
    "(?:填报|填表|制表|报送|统计|编制|审核|打印|导出|单位|学年|年度|日期|时间|联系|负责)[^:]*:"
)
"""What stands above a table beside its title: 填报单位：…　制表日期：…"""


@dataclass(frozen=True)
class Heads:
    """paths: of each column; first_row: 0-based row where the data begin."""

    paths: Sequence[Path]
    first_row: int

    def find(self, wanted: str) -> int | None:
        """Return the column that bears this name, None for none or several alike."""
        places = self.matching(wanted)
        return places[0] if len(places) == 1 else None

    def title(self, place: int) -> str:
        """Return what a column is called in messages."""
        return ">".join(self.paths[place]) or f"第 {place + 1} 列"

    def matching(self, wanted: str) -> list[int]:
        """Return the columns whose path ends in the name's last level and has the others above."""
        name = split(wanted)
        exact = [n for n, path in enumerate(self.paths) if path == name]
        if exact:
            return exact
        return [n for n, path in enumerate(self.paths) if _within(name, path)]


def find_heads(sheet: Sheet, needs: Sequence[str], *keys: str) -> Heads | None:
    """Return the header of a sheet that has all these columns, None where it has not.

    keys: the columns by which header rows that follow are told from data: all blank in them.
    """

    def has_all(last: int) -> bool:
        return all(map(heads_at(sheet, last).matching, needs))

    last = header_row(min(DEEPEST, len(sheet.rows)), has_all)
    if last is None:
        return None
    heads = heads_at(sheet, last)
    return _ended(sheet, last, *map(heads.find, filter(None, keys)))


def likely_heads(
    sheet: Sheet, hits: Callable[[Heads], int], key: Callable[[Heads], int | None]
) -> Heads | None:
    """Return the header with the most columns that are anything, None where there are not two.

    hits: how many those are; key: the column that data rows do not leave blank.
    """
    rows = min(DEEPEST, len(sheet.rows))
    last = header_row(rows, lambda row: hits(heads_at(sheet, row)), least=2, most=True)
    return None if last is None else _ended(sheet, last, key(heads_at(sheet, last)))


def heads_at(sheet: Sheet, last: int) -> Heads:
    """Return the header that ends in this row."""
    return Heads(_paths(sheet, last), last + 1)


def _ended(sheet: Sheet, last: int, *places: int | None) -> Heads:
    """The header that begins in this row: rows that follow leave all these columns blank."""
    found = [place for place in places if place is not None]

    def goes_on(cells: Sequence[Cell]) -> bool:
        keys = (cells[place] for place in found if place < len(cells))
        return all(map(is_blank, keys)) and _is_header(cells)

    return heads_at(sheet, header_end(sheet, last, found[0], goes_on) if found else last)


def split(name: str) -> Path:
    """Return the levels of a name, as they are compared."""
    return tuple(filter(None, (_plain(part) for part in name.split(">"))))


def _plain(raw: Cell) -> str:
    return bare(raw).lstrip("#").removeprefix("其中:").lstrip("#")


def _within(name: Path, path: Path) -> bool:
    if not name or not path or name[-1] != path[-1]:
        return False
    levels = iter(path)
    return all(level in levels for level in name)


def _is_header(cells: Sequence[Cell]) -> bool:
    filled = [raw for raw in cells if not is_blank(raw)]
    return bool(filled) and all(isinstance(raw, str) for raw in filled)


def _paths(sheet: Sheet, last: int) -> list[Path]:
    """Each column's texts from the top, merged cells repeated, each once."""
    width = max((len(row) for row in sheet.rows[: last + 1]), default=0)
    grid = [
        [_plain(raw) for raw in row] + [""] * (width - len(row)) for row in sheet.rows[: last + 1]
    ]
    for top, left, bottom, right in sheet.merged:
        if top <= last:
            for row in range(top, min(bottom, last) + 1):
                for column in range(left, min(right, width - 1) + 1):
                    grid[row][column] = grid[top][left]
    if not any(top <= last for top, *_ in sheet.merged):
        grid[:-1] = [_carried(row) for row in grid[:-1]]
    for row in range(_preamble(sheet, last)):
        grid[row] = [""] * width
    levels = ((text for row in grid for text in split(row[column])) for column in range(width))
    return _without_title([tuple(_once(texts)) for texts in levels])


def _preamble(sheet: Sheet, last: int) -> int:
    """How many rows above a header only say what the table is, who made it and when."""
    for number, cells in enumerate(sheet.rows[:last]):
        filled = [(n, _plain(raw)) for n, raw in enumerate(cells) if not is_blank(raw)]
        is_title = len(filled) == 1 and filled[0][0] == 0
        if not is_title and not all(_NOTE.match(text) for _, text in filled):
            return number
    return last


def _without_title(paths: list[Path]) -> list[Path]:
    """Drop a title that stands over every column."""
    first = {path[0] for path in paths if path}
    over_all = len(first) == 1 and all(len(path) != 1 for path in paths)
    return [path[1:] for path in paths] if over_all else paths


def _carried(row: list[str]) -> list[str]:
    """A label over several columns that was not merged stands in the first of them only."""
    if sum(map(bool, row)) < 2:
        return row
    carried, found = "", []
    for text in row:
        carried = text or carried
        found.append(carried)
    return found


def _once(texts: Iterable[str]) -> Iterable[str]:
    before = ""
    for text in texts:
        if text and text != before:
            before = text
            yield text
