"""The county's own sheets: formulas that slipped, sums that miss rows, what is hidden or linked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qbe_xl.checkup.findings import Finding, finding
from qbe_xl.checkup.parts import BookParts, Formula, Position, SheetParts
from qbe_xl.checkup.rules import Rules, SheetRule
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.county.model import County, Table
from qbe_xl.errors import Place, column_letters
from qbe_xl.files.book import Book
from qbe_xl.files.opening.xlsx_rows import position_of

FEWEST_FORMULAS = 3
MOSTLY = 0.8
"""The share of a column's figures, or of its formulas, from which the others are the odd ones."""
MOST_TOLD = 20
"""Cells of one sheet and one kind that are told one by one."""
MOST_SUMS, LONGEST_SUM = 2_000, 2_000
"""Sums of one sheet that are looked into, and how long they may be."""

_RANGE = re.compile(
    r"(?:(?:'((?:[^']|'')+)'|([\w.]+))!)?\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"
)
_SUMMING = re.compile(r"\b(?:SUM|SUBTOTAL|AVERAGE|COUNTA?|SUMPRODUCT)\(", re.IGNORECASE)
_REFERS = re.compile(r"R‹?-?\d+›?C‹?-?\d+›?|(?<![\w.])[\w.]+!")
_WORD = re.compile(r"[\w.]+\(?")
_LINK = re.compile(r"\[[^\[\]]+\][^\[\]!]{1,80}!|^\w{1,20}\|")
_QUOTES = re.compile(r'"[^"]*"')


def examine_sheets(parts: BookParts, book: Book, county: County, rules: Rules) -> Iterator[Finding]:
    """Yield what is odd about the sheets of an xlsx, and about its formulas."""
    tables = {
        table.sheet.name: table
        for table in (county.schools, county.classes, county.rooms)
        if len(table)
    }
    for name, sheet in parts.sheets.items():
        yield from _hidden_sheet(sheet, rules.sheets["hidden_sheet"])
        if name in tables:
            yield from _of_table(_Place(sheet, tables[name]), rules.sheets)
        yield from _errors(sheet, tables.get(name), rules.sheets["error_cell"])
        yield from _short_sums(sheet, tables, rules.sheets["short_sum"])
        yield from _links(sheet, rules.sheets["outside_link"])
    if parts.links:
        yield finding(
            rules.sheets["outside_link"],
            [Place(book.name)],
            f"工作簿链接到 {len(parts.links)} 个别的文件：{'、'.join(parts.links[:5])}",
        )
    yield from _totals(book, county.schools, rules.sheets["wrong_total"])


@dataclass(frozen=True, slots=True)
class _Place:
    """A table's sheet. Its data are the rows and columns that the contract reads."""

    sheet: SheetParts
    table: Table

    @property
    def rows(self) -> Sequence[int]:
        found: list[int] = self.table.rows.tolist()
        return found

    @property
    def columns(self) -> Mapping[str, int]:
        return self.table.columns

    @property
    def area(self) -> tuple[int, int]:
        return int(self.table.rows[0]), int(self.table.rows[-1])

    def cell(self, place: Position) -> Place:
        return Place(self.table.sheet.name, *place)

    def header(self, column: int) -> str:
        key = next(key for key, at in self.columns.items() if at == column)
        return self.table.sheet.by_key[key].header


def _of_table(place: _Place, labels: Mapping[str, SheetRule]) -> Iterator[Finding]:
    for column in sorted(set(place.columns.values())):
        formulas = {
            row: place.sheet.formulas[row, column]
            for row in place.rows
            if (row, column) in place.sheet.formulas
        }
        if formulas:
            yield from _constants(place, column, formulas, labels["constant_among_formulas"])
            yield from _odd(place, column, formulas, labels["odd_formula"])
            yield from _typed(place, column, formulas, labels["typed_formula"])
    yield from _hidden(place, labels)
    yield from _merged(place, labels["merged_data"])


def _constants(
    place: _Place, column: int, formulas: Mapping[int, Formula], label: SheetRule
) -> Iterator[Finding]:
    numbers = set(place.sheet.numbers.get(column, ()))
    typed = [row for row in place.rows if row in numbers]
    whole = len(typed) + len(formulas)
    if not typed or len(formulas) < FEWEST_FORMULAS or len(formulas) < MOSTLY * whole:
        return
    header = place.header(column)
    key = next(key for key, at in place.columns.items() if at == column)
    for row in typed[:MOST_TOLD]:
        figure = place.table.number(key)[place.rows.index(row)]
        near = min(formulas, key=lambda other: abs(other - row))
        yield finding(
            label,
            [place.cell((row, column))],
            f"{header}列 {len(formulas)} 格是公式，这一格却是手工填写的 {words.plain(float(figure))}",
            value=words.plain(float(figure)),
            expected=f"公式，如 {column_letters(column)}{near + 1} 的 ={formulas[near].text[:40]}",
        )


def _odd(
    place: _Place, column: int, formulas: Mapping[int, Formula], label: SheetRule
) -> Iterator[Finding]:
    if len(formulas) <= FEWEST_FORMULAS:
        return
    counts = Counter(formula.relative for formula in formulas.values())
    usual, count = counts.most_common(1)[0]
    if count == len(formulas) or count < MOSTLY * len(formulas):
        return
    model = next(row for row, formula in formulas.items() if formula.relative == usual)
    odd = [row for row, formula in formulas.items() if formula.relative != usual]
    for row in odd[:MOST_TOLD]:
        yield finding(
            label,
            [place.cell((row, column))],
            f"{place.header(column)}列的公式都一样，只有这一格是 ={formulas[row].text[:60]}",
            value=f"={formulas[row].text[:60]}",
            expected=f"如 {column_letters(column)}{model + 1} 的 ={formulas[model].text[:60]}",
        )


def _typed(
    place: _Place, column: int, formulas: Mapping[int, Formula], label: SheetRule
) -> Iterator[Finding]:
    for row, formula in formulas.items():
        if _refers(_QUOTES.sub("", formula.relative)):
            continue
        yield finding(
            label,
            [place.cell((row, column))],
            f"{place.header(column)}写成 ={formula.text[:60]}，没有引用任何单元格",
            value=f"={formula.text[:60]}",
            expected="一个数，或引用单元格的公式",
        )


def _refers(formula: str) -> bool:
    """Whether a formula without its texts has a reference or a name; functions are none."""
    if _REFERS.search(formula):
        return True
    words = _WORD.findall(formula)
    return any(not word.endswith("(") and not word[0].isdecimal() for word in words)


def _hidden(place: _Place, labels: Mapping[str, SheetRule]) -> Iterator[Finding]:
    rows = sorted(set(place.sheet.hidden_rows) & set(place.rows))
    name = place.table.sheet.name
    if rows:
        yield finding(
            labels["hidden_rows"],
            [Place(name, rows[0])],
            f"“{name}”表有 {len(rows)} 行数据被隐藏或筛掉：第 {_runs(rows)} 行",
        )
    hidden = [c for c in sorted(set(place.columns.values())) if c in place.sheet.hidden_columns]
    if hidden:
        headers = "、".join(place.header(column) for column in hidden[:6])
        yield finding(
            labels["hidden_columns"],
            [Place(name, None, hidden[0])],
            f"“{name}”表有 {len(hidden)} 列被隐藏：{headers}{'等' if len(hidden) > 6 else ''}",
        )


def _merged(place: _Place, label: SheetRule) -> Iterator[Finding]:
    first, last = place.area
    columns = set(place.columns.values())
    found = [
        (top, left, bottom, right)
        for top, left, bottom, right in place.sheet.merged
        if bottom >= first
        and top <= last
        and bottom > top
        and any(left <= column <= right for column in columns)
    ]
    for top, left, bottom, right in found[:MOST_TOLD]:
        area = f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}"
        yield finding(
            label,
            [place.cell((top, left))],
            f"数据区里 {area} 合并成一格，第 {top + 2}–{bottom + 1} 行等于没有填",
        )


def _hidden_sheet(sheet: SheetParts, label: SheetRule) -> Iterator[Finding]:
    if sheet.state != "visible" and (sheet.numbers or sheet.formulas):
        deep = "，而且在 Excel 菜单里也取消不了隐藏" if sheet.state == "veryHidden" else ""
        yield finding(label, [Place(sheet.name)], f"工作表“{sheet.name}”是隐藏的{deep}，里面有数")


def _errors(sheet: SheetParts, table: Table | None, label: SheetRule) -> Iterator[Finding]:
    """Errors in cells that the reading does not look at: there they are problems already."""
    read = set(table.columns.values()) if table is not None else set()
    if sheet.name.strip() in layout.BY_NAME and table is None:
        return
    found = {at: text for at, text in sheet.errors.items() if at[1] not in read}
    for at, text in list(found.items())[:MOST_TOLD]:
        yield finding(label, [Place(sheet.name, *at)], f"单元格是错误值 {text}", value=text)


def _links(sheet: SheetParts, label: SheetRule) -> Iterator[Finding]:
    linked = [
        (at, formula)
        for at, formula in sheet.formulas.items()
        if _LINK.search(_QUOTES.sub("", formula.relative))
    ]
    for at, formula in linked[:MOST_TOLD]:
        yield finding(
            label,
            [Place(sheet.name, *at)],
            f"公式引用了其他文件：={formula.text[:60]}",
            value=f"={formula.text[:60]}",
            expected="本工作簿里的数",
        )


def _short_sums(
    sheet: SheetParts, tables: Mapping[str, Table], label: SheetRule
) -> Iterator[Finding]:
    """Sums over a column of a table that reach most of its rows but not all."""
    own = tables.get(sheet.name.strip())
    data = set(own.rows.tolist()) if own is not None else set()
    sums = [
        (at, formula.text)
        for at, formula in sheet.formulas.items()
        if at[0] not in data
        and len(formula.relative) <= LONGEST_SUM
        and _SUMMING.search(formula.relative)
    ]
    for at, text in sums[:MOST_SUMS]:
        for found in _RANGE.finditer(text):
            table = tables.get((found[1] or found[2] or sheet.name).replace("''", "'").strip())
            if table is None:
                continue
            top, left = position_of(found[3].encode(), found[4].encode())
            bottom, right = position_of(found[5].encode(), found[6].encode())
            rows = table.rows.tolist()
            missed = [row for row in rows if not top <= row <= bottom]
            summed = any(left <= column <= right for column in table.columns.values())
            if summed and missed and len(missed) <= len(rows) / 2:
                yield finding(
                    label,
                    [Place(sheet.name, *at)],
                    f"公式 ={text[:60]} 漏了“{table.sheet.name}”表第 {_runs(missed)} 行",
                    value=found[0],
                    expected=f"第 {rows[0] + 1}–{rows[-1] + 1} 行",
                )
                break


def _totals(book: Book, schools: Table, label: SheetRule) -> Iterator[Finding]:
    """A 合计 row of 学校, which the reading skips, against the sum of the schools."""
    sheet = next((s for s in book.sheets if s.name.strip() == layout.SCHOOLS.name), None)
    name = schools.columns.get("name")
    if sheet is None or name is None:
        return
    for row, cells in enumerate(sheet.rows):
        title = cells[name] if name < len(cells) else None
        if not isinstance(title, str) or "".join(title.split()) not in ("合计", "总计"):
            continue
        for key, column in schools.columns.items():
            stated = cells[column] if column < len(cells) else None
            spec = schools.sheet.by_key[key]
            if spec.kind not in ("count", "number") or not isinstance(stated, float):
                continue
            if key == "owner_code":
                continue
            summed = float(np.nansum(schools.number(key)))
            if abs(stated - summed) > 0.005 + 1e-9 * abs(summed):
                yield finding(
                    label,
                    [Place(layout.SCHOOLS.name, row, column)],
                    f"合计行的{spec.header}为 {words.plain(stated)}，"
                    f"各校相加为 {words.plain(round(summed, 6))}",
                    value=words.plain(stated),
                    expected=words.plain(round(summed, 6)),
                )


def _runs(rows: Iterable[int]) -> str:
    """Return rows in words, from 1: 3–5、9."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    told = [f"{a + 1}–{b + 1}" if b > a else f"{a + 1}" for a, b in runs[:6]]
    return "、".join(told) + ("等" if len(runs) > 6 else "")
