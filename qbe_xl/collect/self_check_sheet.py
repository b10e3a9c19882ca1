"""The sheet 自查: the checks and every figure of a school, computed by the spreadsheet itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qbe_xl.blank.style import (
    HEADING,
    LINED,
    LINED_CENTRE,
    PROSE,
    SECTION,
    WRAPPED,
    Form,
    value_of,
)
from qbe_xl.collect.self_check import FAILED, NUMERIC, PASSED, UNFILLED, Check, Places, figure
from qbe_xl.county import layout
from qbe_xl.county.asked import GIVEN, Row, is_needed, is_used
from qbe_xl.county.layout import Column
from qbe_xl.sheets import model, palette
from qbe_xl.sheets.looks import marked
from qbe_xl.sheets.model import Break, Cell, Formula, Part, Rule, Scalar, Sheet, Space

NAME = "自查"
JUMP = 0.3
"""Share by which a figure may differ from last year's before the sheet asks (惯例)."""

_NOTE = "这一页自动计算，不用填。“✕ 不符”要改正，“○”是还没有填全；全部填好后打印、签字、盖章。"
_WIDTHS = (26, 11, 5, 11, 9.5, 15)
_RESULT = 4
_TALL = replace(WRAPPED, edge=4)
_CHECK_HEADERS = ("核对内容", "左边", "关系", "右边", "结果", "不符时的处理")
_ITEM_HEADERS = ("填报项目", "本次填报", "单位", "上年", "比上年", "提示")
_SIGNATURE = "填表人：　　　　　复核人：　　　　　校长签字（盖章）：　　　　　年　月　日"
SAME, JUMPED, BLANK = "与上年相同，请核对", f"比上年变化超过 {JUMP:.0%}，请核对", "○ 未填"


class SelfCheck:
    """The sheet while its rows are gathered."""

    def __init__(self, form: Form, places: Places, schools: int) -> None:
        self.form, self.places, self.schools = form, places, schools
        self._parts: list[Part] = [Space()]
        self._row = 4
        self._ended = False
        self._results: list[str] = []

    def add_checks(self, title: str, checks: Sequence[Check]) -> None:
        """Add a block of checks."""
        if self._ended:
            self._parts.append(Break())
        self._ended = False
        self._head(title, _CHECK_HEADERS)
        for check in checks:
            self._check(check)
        self._add(Space())

    def add_items(
        self,
        title: str,
        index: int,
        row: Row,
        before: Mapping[str, object],
        *,
        alone: bool = False,
    ) -> None:
        """Add every item of a school with last year's figures.

        index: the school's place in the sheet 学校; before: its row of last year, perhaps empty.
        alone: of the only school, so that their headers stand on every further page.
        """
        self._head(title, _ITEM_HEADERS, repeat=alone)
        for column in layout.SCHOOLS.columns:
            if column.key not in GIVEN and is_used(row, column):
                self._item(column, index, row, before)
        self._line(30, Cell(_SIGNATURE, PROSE, len(_WIDTHS)))
        self._add(Space())
        self._ended = True

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many checks have which result."""
        return [
            (word, sum(result.startswith(word[0]) for result in self._results))
            for word in (FAILED, UNFILLED, PASSED)
        ]

    @property
    def summary(self) -> Formula:
        """The counts in a line, for another sheet."""
        return Formula(f"={NAME}!$A$3", self._said)

    @property
    def _said(self) -> str:
        return "　".join(f"{word} {count} 项" for word, count in self.counts)

    def sheet(self) -> Sheet:
        """Return the sheet: the counts on top, colours over the results."""
        letters = "ABCDEF"[_RESULT]
        area = f"${letters}$5:${letters}${self._row}"
        formula = '&"　"&'.join(
            f'"{word} "&COUNTIF({area},"{word}")&" 项"' for word, _ in self.counts
        )
        top = Cell(Formula(f"={formula}", self._said), SECTION, len(_WIDTHS))
        return self.form.sheet(
            NAME,
            _NOTE,
            palette.MET.ink,
            (model.Row((top,), height=24), *self._parts),
            widths=_WIDTHS,
            landscape=False,
            gridlines=False,
            freeze=(3, 0),
            rules=[
                Rule((4, column, self._row, column), "begins with", mark, marked(mark))
                for mark in ("●", "○", "✕")
                for column in (_RESULT, 5)
            ],
        )

    def _add(self, part: Part) -> None:
        self._parts.append(part)
        self._row += 1

    def _line(self, height: float, *cells: Cell) -> None:
        self._add(model.Row(cells, height=height))

    def _head(self, title: str, labels: Sequence[str], *, repeat: bool = False) -> None:
        self._line(22, Cell(title, SECTION))
        cells = tuple(Cell(label, HEADING) for label in labels)
        self._add(model.Row(cells, height=20, repeat=repeat))

    def _check(self, check: Check) -> None:
        number, plain = self._row + 1, self.form.body("number", "", "fixed")
        left, right = (
            Cell(Formula(f"={side.formula}", side.value), plain)
            for side in (check.left, check.right)
        )
        sign = "<=" if check.operator == "≤" else "="
        result = (
            f'=IF(COUNT(B{number},D{number})<2,"{UNFILLED}",'
            f'IF(B{number}{sign}D{number},"{PASSED}","{check.failed}"))'
        )
        self._results.append(check.result)
        cells = (
            Cell(check.title, LINED),
            left,
            Cell(check.operator, LINED_CENTRE),
            right,
            Cell(Formula(result, check.result), LINED_CENTRE),
            Cell(check.advice, LINED),
        )
        self._add(model.Row(cells, fit=_TALL, least=0))

    def _item(self, column: Column, index: int, row: Row, before: Mapping[str, object]) -> None:
        number = self._row + 1
        shown = self.form.body(column.kind, column.unit, "fixed")
        cell = self.places.school(column.key, index)
        change, remark = _compared(column, row, before)
        compare = (
            f'=IF(COUNT(B{number},D{number})<2,"",B{number}-D{number})'
            if column.kind in NUMERIC
            else '=""'
        )
        unfilled = BLANK if is_needed(row, column) else ""
        asked = (
            f'IF(B{number}=D{number},"{SAME}",'
            f'IF(ABS(B{number}-D{number})>{JUMP}*ABS(D{number}),"{JUMPED}",""))'
        )
        compared = f'IF(COUNT(B{number},D{number})<2,"",{asked})' if _is_amount(column) else '""'
        self._line(
            _TALL.edge + _TALL.line,
            Cell(column.header, LINED),
            Cell(Formula(f'=IF({cell}="","",{cell})', _stored(row.get(column.key))), shown),
            Cell(column.unit, LINED_CENTRE),
            Cell(value_of(before.get(column.key)), shown),
            Cell(Formula(compare, change), shown),
            Cell(Formula(f'=IF(B{number}="","{unfilled}",{compared})', remark), LINED),
        )


def _is_amount(column: Column) -> bool:
    return column.kind in ("count", "number") and column.key != "owner_code"


def _stored(value: object) -> Scalar:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, (str, float, int)) else ""


def _compared(column: Column, row: Row, before: Mapping[str, object]) -> tuple[Scalar, str]:
    """Return the change against last year and the remark, as the formulas show them."""
    if row.get(column.key) is None:
        return "", BLANK if is_needed(row, column) else ""
    new, old = figure(row, column.key), figure(before, column.key)
    if column.kind not in NUMERIC or new is None or old is None:
        return "", ""
    if not _is_amount(column):
        return new - old, ""
    if new == old:
        return 0, SAME
    return new - old, JUMPED if abs(new - old) > JUMP * abs(old) else ""
