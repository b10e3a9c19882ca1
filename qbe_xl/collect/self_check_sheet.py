"""The sheet 自查: the checks and every figure of a school, computed by the spreadsheet itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from qbe_xl.collect.self_check import (
    FAILED,
    GIVEN,
    NUMERIC,
    PASSED,
    UNFILLED,
    Check,
    Places,
    Row,
    figure,
    is_used,
)
from qbe_xl.county import layout
from qbe_xl.county.blank.style import LINE_HEIGHT, Styles, lines, write
from qbe_xl.county.layout import Column

NAME = "自查"
JUMP = 0.3
"""Share by which a figure may differ from last year's before the sheet asks (惯例)."""

_NOTE = "这一页自动计算，不用填。“✕ 不符”要改正，“○”是还没有填全；全部填好后打印、签字、盖章。"
_WIDTHS = (52, 15, 7, 15, 13, 46)
_RESULT = 4
_CHECK_HEADERS = ("核对内容", "左边", "关系", "右边", "结果", "不符时怎么办")
_ITEM_HEADERS = ("填报项目", "本次填报", "单位", "上年", "比上年", "提示")
_SIGNATURE = "填表人：　　　　　　　　复核人：　　　　　　　　校长签字（盖章）：　　　　　　　　　　　　年　　月　　日"
SAME, JUMPED, BLANK = "与上年相同，请核对", f"比上年变化超过 {JUMP:.0%}，请核对", "○ 未填"


class SelfCheck:
    """The sheet being written."""

    def __init__(self, styles: Styles, places: Places, schools: int) -> None:
        self.styles, self.places = styles, places
        self.sheet: Worksheet = styles.sheet(NAME, _NOTE, "#2E7D4F")
        for number, width in enumerate(_WIDTHS):
            self.sheet.set_column(number, number, width)
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1 if schools == 1 else 0)
        self.sheet.hide_gridlines(2)
        self.sheet.freeze_panes(3, 0)
        self._row = 4
        self._breaks: list[int] = []
        self._results: list[str] = []

    def add_checks(self, title: str, checks: Sequence[Check]) -> None:
        """Add a block of checks."""
        self._heading(title)
        self._header(_CHECK_HEADERS)
        for check in checks:
            self._check(check)
        self._row += 1

    def add_items(self, title: str, index: int, row: Row, before: Mapping[str, object]) -> None:
        """Add every item of a school with last year's figures.

        index: the school's place in the sheet 学校; before: its row of last year, perhaps empty.
        """
        self._heading(title)
        self._header(_ITEM_HEADERS)
        for column in layout.SCHOOLS.columns:
            if column.key not in GIVEN and is_used(row, column):
                self._item(column, index, row, before)
        self.sheet.set_row(self._row, 30)
        self.sheet.merge_range(self._row, 0, self._row, 5, _SIGNATURE, self.styles.prose())
        self._row += 2
        self._breaks.append(self._row)

    def finish(self) -> None:
        """Put the counts on top and the colours over the results."""
        counts = [
            (word, sum(result.startswith(word[0]) for result in self._results))
            for word in (FAILED, UNFILLED, PASSED)
        ]
        letters = "ABCDEF"[_RESULT]
        area = f"${letters}$5:${letters}${self._row}"
        formula = '&"　"&'.join(f'"{word} "&COUNTIF({area},"{word}")&" 项"' for word, _ in counts)
        value = "　".join(f"{word} {count} 项" for word, count in counts)
        self.sheet.merge_range(2, 0, 2, 5, "", self.styles.section())
        self.sheet.write_formula(2, 0, f"={formula}", self.styles.section(), value)
        self.sheet.set_row(2, 24)
        self.sheet.set_h_pagebreaks(self._breaks[:-1])
        good = self.styles.workbook.add_format({"font_color": "#1B6B3A", "bg_color": "#E8F5EC"})
        open_ = self.styles.workbook.add_format({"font_color": "#2F5D8A", "bg_color": "#E8F0F8"})
        bad = self.styles.workbook.add_format({"font_color": "#A4161A", "bg_color": "#FBE6E6"})
        for mark, made in (("●", good), ("○", open_), ("✕", bad)):
            for column in (_RESULT, 5):
                begins = {"type": "text", "criteria": "begins with", "value": mark, "format": made}
                self.sheet.conditional_format(4, column, self._row, column, begins)

    def _heading(self, title: str) -> None:
        self.sheet.set_row(self._row, 22)
        self.sheet.write_string(self._row, 0, title, self.styles.section())
        self._row += 1

    def _header(self, labels: Sequence[str]) -> None:
        for column, label in enumerate(labels):
            self.sheet.write_string(self._row, column, label, self.styles.heading())
        self.sheet.set_row(self._row, 20)
        self._row += 1

    def _check(self, check: Check) -> None:
        row, number = self._row, self._row + 1
        text, centre = self.styles.prose(lines=True), self.styles.prose(lines=True, centred=True)
        write(self.sheet, row, 0, check.title, text)
        plain = self.styles.special("fixed", "number")
        for column, side in ((1, check.left), (3, check.right)):
            value = "" if side.value is None else side.value
            self.sheet.write_formula(row, column, f"={side.formula}", plain, value)
        write(self.sheet, row, 2, check.operator, centre)
        sign = "<=" if check.operator == "≤" else "="
        self.sheet.write_formula(
            row,
            _RESULT,
            f'=IF(COUNT(B{number},D{number})<2,"{UNFILLED}",'
            f'IF(B{number}{sign}D{number},"{PASSED}","{check.failed}"))',
            centre,
            check.result,
        )
        self._results.append(check.result)
        write(self.sheet, row, 5, check.advice, text)
        needed = max(lines(check.title, _WIDTHS[0]), lines(check.advice, _WIDTHS[5]))
        self.sheet.set_row(row, 4 + LINE_HEIGHT * needed)
        self._row += 1

    def _item(self, column: Column, index: int, row: Row, before: Mapping[str, object]) -> None:
        line, number = self._row, self._row + 1
        text, centre = self.styles.prose(lines=True), self.styles.prose(lines=True, centred=True)
        shown = self.styles.special("fixed", column.kind, column.unit)
        cell = self.places.school(column.key, index)
        old = before.get(column.key)
        write(self.sheet, line, 0, column.header, text)
        self.sheet.write_formula(
            line, 1, f'=IF({cell}="","",{cell})', shown, _stored(row.get(column.key))
        )
        write(self.sheet, line, 2, column.unit, centre)
        write(self.sheet, line, 3, old, shown)
        change, remark = _compared(column, row, before)
        compare = (
            f'=IF(COUNT(B{number},D{number})<2,"",B{number}-D{number})'
            if column.kind in NUMERIC
            else '=""'
        )
        self.sheet.write_formula(line, 4, compare, shown, change)
        unfilled = "" if column.optional else BLANK
        asked = (
            f'IF(B{number}=D{number},"{SAME}",'
            f'IF(ABS(B{number}-D{number})>{JUMP}*ABS(D{number}),"{JUMPED}",""))'
        )
        compared = f'IF(COUNT(B{number},D{number})<2,"",{asked})' if _is_amount(column) else '""'
        formula = f'=IF(B{number}="","{unfilled}",{compared})'
        self.sheet.write_formula(line, 5, formula, text, remark)
        self.sheet.set_row(line, 4 + LINE_HEIGHT)
        self._row += 1


def _is_amount(column: Column) -> bool:
    return column.kind in ("count", "number") and column.key != "owner_code"


def _stored(value: object) -> object:
    if value is None:
        return ""
    return ("是" if value else "否") if isinstance(value, bool) else value


def _compared(column: Column, row: Row, before: Mapping[str, object]) -> tuple[object, str]:
    """Return the change against last year and the remark, as the formulas show them."""
    if row.get(column.key) is None:
        return "", "" if column.optional else BLANK
    new, old = figure(row, column.key), figure(before, column.key)
    if column.kind not in NUMERIC or new is None or old is None:
        return "", ""
    if not _is_amount(column):
        return new - old, ""
    if new == old:
        return 0, SAME
    return new - old, JUMPED if abs(new - old) > JUMP * abs(old) else ""
