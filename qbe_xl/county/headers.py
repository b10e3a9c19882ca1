"""Find the header of a table sheet and its columns. What differs between readers are arguments.

The header row is the first that has enough hits, or the one with the most. Each column goes to
what it fits best, in passes: exact names before near ones, so a near name never takes a column
from the one that bears it. Everything lacking, doubled or in a wrong unit is said in one place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from qbe_xl.county.cells import Complaint, is_blank, parse
from qbe_xl.county.folding import bare
from qbe_xl.county.layout import STAGE_WORDS, Column, SheetLayout
from qbe_xl.errors import Place, column_letters
from qbe_xl.files.book import Cell, Sheet

H = TypeVar("H")
T = TypeVar("T")

Fit = Callable[[H, T], float]
"""How well a header fits something wanted: 0 not at all, 1 exactly."""

Report = Callable[[Place, str], None]

LIKE = 0.75
"""Likeness from which a name is near another."""
ASKED = 0.5
"""Likeness from which it is asked whether a name is meant for another."""

_NOISE = re.compile(r"[(\[【].*?[)\]】]|[\s*:、/_-]")
_WITH_UNIT = re.compile(r"(.+?)\(([^()]*)\)")
_ENDS_IN = re.compile(r"(千元|万元|亿元|元|万人|亩|公顷|%|‰)[)\]】〕]?$")
"""A unit that changes figures, however it is set off: of a name that is only near a header."""
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


def header_row(
    rows: int, hits: Callable[[int], int], *, least: int = 1, most: bool = False
) -> int | None:
    """Return the first of so many rows with at least `least` hits; most: the one with the most."""
    if most:
        best = max(range(rows), key=hits, default=None)
        return best if best is not None and hits(best) >= least else None
    return next((row for row in range(rows) if hits(row) >= least), None)


def header_end(
    sheet: Sheet, row: int, column: int, goes_on: Callable[[Sequence[Cell]], bool]
) -> int:
    """Return the last row of a header: the key's cell is merged over it, or leaves it blank.

    row, column: of the key's cell; goes_on: whether a row that leaves it blank still names columns.
    """
    last = row
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            last = max(last, min(bottom, len(sheet.rows) - 1))
    while last + 1 < len(sheet.rows):
        cells = sheet.rows[last + 1]
        if (column < len(cells) and not is_blank(cells[column])) or not goes_on(cells):
            break
        last += 1
    return last


def placed(headers: Mapping[int, H], wanted: Sequence[T], *fits: Fit[H, T]) -> dict[int, T]:
    """Return what each column is, by place; a column and a wanted thing are found once.

    headers: by place, bare texts as a rule; fits: one pass each, the best fit in it first.
    """
    found: dict[int, T] = {}
    taken: set[int] = set()
    for fit in fits:
        scores = (
            (-score, place, number)
            for place, text in headers.items()
            if place not in found
            for number, one in enumerate(wanted)
            if number not in taken and (score := fit(text, one)) > 0
        )
        for _, place, number in sorted(scores):
            if place not in found and number not in taken:
                found[place] = wanted[number]
                taken.add(number)
    return found


def plain(text: str) -> str:
    """Return a header without notes in parentheses and signs."""
    return _NOISE.sub("", bare(text))


def likeness(text: str, name: str) -> float:
    """Return how like a header is to a name, without notes and signs, from 0 to 1."""
    mine, ours = plain(text), plain(name)
    if len(ours) >= 4 and ours in mine:
        return max(LIKE, len(ours) / len(mine))
    return difflib.SequenceMatcher(None, mine, ours).ratio()


def records(sheet: Sheet | None, *needs: str) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a table by header; nothing where no row has all the headers needed."""
    yield from (record for _, record in numbered_records(sheet, *needs))


def numbered_records(sheet: Sheet | None, *needs: str) -> Iterator[tuple[int, dict[str, Cell]]]:
    """Yield the same, each with its 0-based row."""
    rows = sheet.rows if sheet else []
    heads = [[bare(cell) for cell in row] for row in rows]
    top = header_row(len(rows), lambda row: {*needs} <= {*heads[row]})
    if top is not None:
        for row, cells in enumerate(rows[top + 1 :], top + 1):
            yield row, dict(zip(heads[top], cells, strict=False))


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet of the layout stand.

    columns: 0-based column of each key; first_row: 0-based row where the data begin; others: bare
    header of each further column.
    """

    columns: dict[str, int]
    first_row: int
    others: dict[int, str] = field(default_factory=dict)


def find_header(
    sheet: Sheet, of: SheetLayout, problem: Report | None = None, notice: Report | None = None
) -> Header | None:
    """Return where the columns of a sheet stand; None where there is no header row.

    The header row is the first that holds the key header. Rows under it that the key's cell is
    merged over, or that leave it blank and hold headers, belong to it: the lowest known counts.
    A needed column that is lacking is the one unknown column whose name is near and whose cells
    can be read, with a notice. Everything lacking, doubled or in a wrong unit is a problem.
    """
    known = {bare(column.header): column for column in of.columns}
    finding = _Finding(sheet, of, known, problem or _unheard, notice)
    key = of.key_column
    for row, cells in enumerate(sheet.rows):
        for place, raw in enumerate(cells):
            if finding.column(raw) is key:
                last = header_end(sheet, row, place, lambda cells: any(map(finding.column, cells)))
                return finding.header(row, last)
    if notice is not None:
        needed = [column for column in of.columns if not column.optional and column is not key]
        row_ = header_row(
            len(sheet.rows),
            lambda row: sum(finding.column(raw) in needed for raw in sheet.rows[row]),
            least=(len(needed) + 1) // 2,
            most=True,
        )
        if row_ is not None and key.key in finding.near(row_, row_):
            return finding.header(row_, row_)
    finding.problem(
        Place(of.name),
        f"找不到表头“{key.header}”，请保留表头行（可用 qbe-xl new 生成空白工作簿对照）",
    )
    return None


def _unheard(place: Place, message: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class _Finding:
    """The header of one sheet of the layout, being found."""

    sheet: Sheet
    of: SheetLayout
    known: Mapping[str, Column]
    problem: Report
    notice: Report | None

    def column(self, raw: Cell) -> Column | None:
        """The column whose header a cell holds, with or without a unit."""
        name = bare(raw)
        return self.known.get(name) or self.known.get(_split(name)[0]) if name else None

    def heads(self, first: int, last: int) -> dict[int, tuple[int, str]]:
        """The row and the bare text of each column's header: the lowest known one, else the lowest."""
        found: dict[int, tuple[int, str]] = {}
        for row in range(first, last + 1):
            for place, raw in enumerate(self.sheet.rows[row]):
                name = bare(raw)
                before = self.column(found[place][1]) if place in found else None
                if name and (before is None or self.column(name)):
                    found[place] = row, name
        return found

    def header(self, first: int, last: int) -> Header:
        """Return where the columns stand, and report what is wrong there."""
        heads = self.heads(first, last)
        columns: dict[str, int] = {}
        for place, (row, name) in sorted(heads.items()):
            column = self.column(name)
            if column is None:
                continue
            self.check_unit(column, row, place, name)
            if column.key in columns:
                other = column_letters(columns[column.key])
                self.problem(
                    Place(self.of.name, row, place),
                    f"表头“{column.header}”出现两次（另一处在 {other} 列），请删去或改名其中一列",
                )
            columns.setdefault(column.key, place)
        for key, place in self.near(first, last).items() if self.notice else ():
            row, name = heads[place]
            column = self.of.by_key[key]
            columns[key] = place
            self.check_unit(column, row, place, name)
            if self.notice:
                self.notice(
                    Place(self.of.name, row, place),
                    f"没有“{column.header}”列，已把“{name}”列当作它读取，请核对并改正表头",
                )
        others = {place: name for place, (_, name) in heads.items()}
        for place in columns.values():
            del others[place]
        self.report_lacking(first, last, columns, others)
        self.report_unused(heads, columns, others)
        return Header(columns, last + 1, others)

    def near(self, first: int, last: int) -> dict[str, int]:
        """The one unknown column that fits each needed column that is lacking."""
        heads = {place: name for place, (_, name) in self.heads(first, last).items()}
        there = {column.key for name in heads.values() if (column := self.column(name))}
        if all(column.optional or column.key in there for column in self.of.columns):
            return {}
        fits: dict[str, list[int]] = {}
        for place, name in heads.items():
            if self.column(name) is None:
                like = max(self.of.columns, key=lambda column: _near(name, column))
                if _near(name, like) and like.key not in there and not like.optional:
                    fits.setdefault(like.key, []).append(place)
        return {
            key: places[0]
            for key, places in fits.items()
            if len(places) == 1 and self.can_hold(self.of.by_key[key], last + 1, places[0])
        }

    def can_hold(self, column: Column, first: int, place: int) -> bool:
        """Whether every cell of a column can be read as what it would be."""
        cells = (row[place] for row in self.sheet.rows[first:] if place < len(row))
        remarks = (parse(raw, column.kind, column.allowed)[1] for raw in cells)
        return not any(isinstance(remark, Complaint) for remark in remarks)

    def check_unit(self, column: Column, row: int, place: int, name: str) -> None:
        unit = _unit(name)
        wrong = _SAME_UNIT.get(unit, unit) != column.unit if column.unit else unit in _UNITS
        if unit and name != bare(column.header) and wrong:
            should = f"单位应为“{column.unit}”" if column.unit else "没有单位"
            self.problem(
                Place(self.of.name, row, place),
                f"{column.header}{should}，表头写的是“{unit}”，请换算数值并改正表头",
            )

    def report_lacking(
        self, first: int, last: int, columns: Mapping[str, int], others: Mapping[int, str]
    ) -> None:
        merged = any(top <= last and bottom >= first for top, _, bottom, _ in self.sheet.merged)
        hint = "；表头行有合并单元格，请取消合并" if merged else ""
        for column in self.of.columns:
            if column.key not in columns and not column.optional:
                self.problem(
                    Place(self.of.name, first),
                    f"缺少“{column.header}”列，请在表头行补上这一列{_asked(column, others)}{hint}",
                )

    def report_unused(
        self,
        heads: Mapping[int, tuple[int, str]],
        columns: Mapping[str, int],
        others: Mapping[int, str],
    ) -> None:
        """Say which unknown column may be one that may be lacking: it is not taken for it."""
        if self.notice is None:
            return
        for column in self.of.columns:
            if not column.optional or column.key in columns:
                continue
            place = max(others, key=lambda at: _near(others[at], column), default=None)
            if place is not None and _near(others[place], column):
                self.notice(
                    Place(self.of.name, heads[place][0], place),
                    f"“{others[place]}”列没有采用；它若就是“{column.header}”，请改正表头",
                )


def column_named(raw: object, of: SheetLayout) -> Column | None:
    """Return the column whose header this is, with its unit or without; None for none."""
    name = bare(raw)
    return next(
        (
            column
            for column in of.columns
            if name == bare(column.header)
            or (_split(name)[0] == bare(column.header) and _in_unit(name, column))
        ),
        None,
    )


def _in_unit(name: str, column: Column) -> bool:
    unit = _unit(name)
    return _SAME_UNIT.get(unit, unit) == column.unit


def _asked(column: Column, others: Mapping[int, str]) -> str:
    """A question whether an unknown column is the one that is lacking; "" where none is like it."""
    place = max(others, key=lambda at: likeness(others[at], column.header), default=None)
    if place is None or likeness(others[place], column.header) < ASKED:
        return ""
    return f"；第 {place + 1} 列“{others[place]}”是否就是它？是的请改正表头"


def _split(name: str) -> tuple[str, str]:
    """A bare header without its unit, and the unit."""
    found = _WITH_UNIT.fullmatch(name)
    return (found[1], found[2].lower().removeprefix("单位:")) if found else ("", "")


def unit_of(header: str) -> str:
    """Return the unit in which a header ends, as we call it, "" for none."""
    unit = _unit(bare(header))
    return _SAME_UNIT.get(unit, unit)


def _unit(name: str) -> str:
    """The unit in which a bare header ends, "" for none."""
    end = _ENDS_IN.search(name)
    return _split(name)[1] or (end[1] if end else "")


def _near(name: str, column: Column) -> float:
    """How like a header is to a column's of the same stage; 0 where it is not near."""
    stages = [word for word in STAGE_WORDS.values() if (word in name) != (word in column.header)]
    like = 0.0 if stages else likeness(name, column.header)
    return like if like >= LIKE else 0.0
