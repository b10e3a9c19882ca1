"""Find a sheet's header row and its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qbe_xl.county.cells import Raw, half_width, tidy
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.errors import Place, column_letters
from qbe_xl.files.book import Sheet

_WITH_UNIT = re.compile(r"(.+?)[（(]([^（）()]*)[）)]")
_SAME_UNIT = {"平方米": "㎡", "平米": "㎡", "m²": "㎡", "m2": "㎡", "名": "人"}
_UNITS = frozenset(
    [
        "人",
        "名",
        "万人",
        "个",
        "间",
        "份",
        "年",
        "元",
        "千元",
        "万元",
        "亿元",
        "㎡",
        "平方米",
        "平米",
        "m²",
        "m2",
        "亩",
        "公顷",
        "%",
        "‰",
        "班",
        "所",
        "台",
        "册",
        "套",
    ]
)

Report = Callable[[Place, str], None]


@dataclass(frozen=True, slots=True)
class Header:
    """columns: 0-based column of each key; first_row: 0-based row where the data begin."""

    columns: dict[str, int]
    first_row: int


def find_header(sheet: Sheet, layout: SheetLayout, problem: Report) -> Header | None:
    """Return where the columns of a sheet stand; None where the key header is not found.

    The header row is the first one that holds the key header. Where that cell is merged over
    several rows, the rows under it belong to the header, and the lowest known text counts.
    Every lacking or doubled column and every wrong unit goes to `problem`.
    """
    key = layout.key_column
    for row, cells in enumerate(sheet.rows):
        for place, raw in enumerate(cells):
            if _name(raw) == key.header or _split(raw)[0] == key.header:
                return _columns(sheet, layout, row, _last_row(sheet, row, place), problem)
    problem(
        Place(layout.name),
        f"找不到表头“{key.header}”，请保留表头行（可用 qbe-xl new 生成空白工作簿对照）",
    )
    return None


def _columns(sheet: Sheet, layout: SheetLayout, first: int, last: int, problem: Report) -> Header:
    columns: dict[str, int] = {}
    width = max(len(sheet.rows[row]) for row in range(first, last + 1))
    for place in range(width):
        for row in range(last, first - 1, -1):
            cells = sheet.rows[row]
            column = _match(layout, cells[place]) if place < len(cells) else None
            if column is None:
                continue
            _check_unit(layout, column, row, place, cells[place], problem)
            if column.key in columns:
                other = column_letters(columns[column.key])
                problem(
                    Place(layout.name, row, place),
                    f"表头“{column.header}”出现两次（另一处在 {other} 列），请删去或改名其中一列",
                )
            columns.setdefault(column.key, place)
            break
    lacking = [c.header for c in layout.columns if c.key not in columns and not c.optional]
    if lacking:
        hint = "；表头行有合并单元格，请取消合并" if _merged(sheet, first, last) else ""
        for header in lacking:
            problem(
                Place(layout.name, first),
                f"缺少“{header}”列，请在表头行补上这一列{hint}",
            )
    return Header(columns, last + 1)


def _match(layout: SheetLayout, raw: Raw) -> Column | None:
    name = _name(raw)
    return layout.by_header.get(name) or layout.by_header.get(_split(raw)[0])


def _check_unit(
    layout: SheetLayout, column: Column, row: int, place: int, raw: Raw, problem: Report
) -> None:
    if _name(raw) == column.header:
        return
    unit = _split(raw)[1]
    wrong = _SAME_UNIT.get(unit, unit) != column.unit if column.unit else unit in _UNITS
    if wrong:
        should = f"单位应为“{column.unit}”" if column.unit else "没有单位"
        problem(
            Place(layout.name, row, place),
            f"{column.header}{should}，表头写的是“{unit}”，请换算数值并改正表头",
        )


def _name(raw: Raw) -> str:
    """A header with all white space taken out: staff break long ones over lines."""
    return "".join(tidy(raw).split()) if isinstance(raw, str) else ""


def _split(raw: Raw) -> tuple[str, str]:
    found = _WITH_UNIT.fullmatch(_name(raw))
    return (found[1], half_width(found[2])) if found else ("", "")


def _last_row(sheet: Sheet, row: int, place: int) -> int:
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= place <= right:
            return min(bottom, len(sheet.rows) - 1)
    return row


def _merged(sheet: Sheet, first: int, last: int) -> bool:
    spans: Sequence[tuple[int, int, int, int]] = sheet.merged
    return any(top <= last and bottom >= first for top, _, bottom, _ in spans)
