"""申报表.xlsx: the six tables as sheets, their figures as numbers at the decimals of the form."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from qbe_xl.documents.form_columns import BASIC, INDICATORS, NOTES, SCHOOLS, SURVEY, labels
from qbe_xl.documents.material import Material
from qbe_xl.sheets.pieces import View
from qbe_xl.sheets.style import Look, Styles, columns
from qbe_xl.sheets.templating import environment

NAME = "04 申报表.xlsx"

_NUMBER = re.compile(r"-?\d{1,15}(?:\.(\d+))?")
_FACE: Look = {"font_name": "仿宋", "font_size": 11, "valign": "vcenter"}
_CELL: Look = {**_FACE, "border": 1, "text_wrap": True}
_MIDDLE: Look = {**_CELL, "align": "center"}
_HEAD: Look = {**_MIDDLE, "font_name": "黑体", "font_size": 10}
_TITLE: Look = {**_FACE, "font_name": "黑体", "font_size": 15, "align": "center"}
_NOTE: Look = {**_FACE, "font_size": 10, "text_wrap": True, "valign": "top"}


@dataclass
class _Page:
    """One sheet, written from the top."""

    sheet: Worksheet
    styles: Styles
    widths: Sequence[float]
    row: int = 0

    @property
    def columns(self) -> int:
        """How many columns the sheet's table has."""
        return len(self.widths)

    def title(self, words: str) -> None:
        self.sheet.set_row(self.row, 28)
        self.merge(self.row, 0, self.row, self.columns - 1, words, _TITLE)
        self.row += 1

    def head(self, labels: Sequence[str], height: float = 0) -> None:
        if height:
            self.sheet.set_row(self.row, height)
        self.texts(labels, _HEAD)

    def texts(self, words: Sequence[str], look: Look) -> None:
        for column, one in enumerate(words):
            self.text(column, one, look)
        self.row += 1

    def text(self, column: int, words: str, look: Look) -> None:
        self.sheet.write_string(self.row, column, words, self.styles(look))

    def value(self, column: int, shown: str, look: Look = _MIDDLE) -> None:
        """Write a figure as a number that shows the same text; what is none stays text."""
        found = _NUMBER.fullmatch(shown)
        if not found:
            self.text(column, shown, look)
            return
        decimals = len(found[1] or "")
        number_format = "0" + ("." + "0" * decimals if decimals else "")
        style = self.styles(look, num_format=number_format)
        self.sheet.write_number(self.row, column, float(shown), style)

    def merge(self, top: int, left: int, bottom: int, right: int, words: str, look: Look) -> None:
        style = self.styles(look)
        if (top, left) == (bottom, right):
            self.sheet.write_string(top, left, words, style)
        else:
            self.sheet.merge_range(top, left, bottom, right, "", style)
            self.sheet.write_string(top, left, words, style)

    def note(self, words: str) -> None:
        self.sheet.set_row(self.row, 15 * (1 + int(columns(words) // (sum(self.widths) * 0.9))))
        self.merge(self.row, 0, self.row, self.columns - 1, words, _NOTE)
        self.row += 1


def files(material: Material, view: View) -> Mapping[str, bytes]:
    """Return the form as a workbook."""
    made = io.BytesIO()
    book = Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties(
        {
            "title": "全国义务教育优质均衡发展县（市、区）申报表",
            "created": material.run.time.replace(tzinfo=None),
        }
    )
    styles = Styles(book)
    for key, name, widths, write in _SHEETS:
        sheet = book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if len(widths) > len(_ITEM_WIDTHS):
            sheet.set_landscape()
        sheet.set_footer(f"&C— &P —&R&8运行编号 {material.run.id}")
        page = _Page(sheet, styles, widths)
        write(page, view)
        page.note(_noted(key, view))
    book.close()
    return {NAME: made.getvalue()}


def _noted(key: str, view: View) -> str:
    return html.unescape(environment().from_string(NOTES[key]).render(view))


def _basic(page: _Page, view: View) -> None:
    page.title("表Ⅰ　县（市、区）基本情况")
    top, column = page.row, 1
    page.merge(top, 0, top + 1, 0, "", _HEAD)
    for group, names in BASIC:
        if group:
            page.merge(top, column, top, column + len(names) - 1, group.replace("\n", ""), _HEAD)
        for name in names:
            label = name.replace("\n", "")
            page.merge(top + bool(group), column, top + 1, column, label, _HEAD)
            column += 1
    page.sheet.set_row(top, 30)
    page.sheet.set_row(top + 1, 64)
    page.row = top + 2
    page.head(["", *labels(24)])
    page.text(0, "全县", _HEAD)
    for column, shown in enumerate(view["basic"]["cells"], 1):
        page.value(column, shown)
    page.row += 1


def _by_stage(
    page: _Page,
    title: str,
    last: str,
    stages: Sequence[View],
    rows: Sequence[tuple[str, Callable[[View], Sequence[str]]]],
) -> None:
    page.title(title)
    page.merge(page.row, 0, page.row + 1, 1, "", _HEAD)
    page.sheet.set_row(page.row, 62)
    for column, name in enumerate((*INDICATORS, last), 2):
        page.text(column, name, _HEAD)
        page.sheet.write_string(page.row + 1, column, f"L{column - 1}", page.styles(_HEAD))
    page.row += 2
    for stage in stages:
        page.merge(page.row, 0, page.row + len(rows) - 1, 0, stage["word"], _HEAD)
        for name, cells in rows:
            page.text(1, name, _HEAD)
            for column, shown in enumerate(cells(stage), 2):
                page.value(column, shown)
            page.row += 1


def _reach(page: _Page, view: View) -> None:
    _by_stage(
        page,
        "表Ⅱ-1　资源配置达标情况（全县）",
        "综合评估",
        view["reach"],
        (
            ("达标学校总数（所）", lambda stage: stage["counts"]),
            ("达标学校比例（%）", lambda stage: stage["shares"]),
        ),
    )


def _schools(page: _Page, view: View) -> None:
    page.title("表Ⅱ-2　资源配置达标情况（分学校）")
    page.head(SCHOOLS, 76)
    page.head([*labels(14), ""])
    page.sheet.freeze_panes(page.row, 2)
    page.sheet.repeat_rows(page.row - 2, page.row - 1)
    for stage in view["sections"]:
        title = f"{stage['word']}（{stage['total']} 个）"
        page.merge(page.row, 0, page.row, page.columns - 1, title, _CELL)
        page.row += 1
        for row in stage["rows"]:
            page.value(0, row["number"])
            page.text(1, row["name"], _CELL)
            for column, key in enumerate(("owner", "pupils", "grades", "classes"), 2):
                page.value(column, row[key])
            for column, shown in enumerate(row["values"], 6):
                page.value(column, shown)
            page.text(13, row["state"], _MIDDLE)
            page.text(14, row["remark"], _CELL)
            page.row += 1


def _balance(page: _Page, view: View) -> None:
    _by_stage(
        page,
        "表Ⅲ　资源配置校际均衡情况",
        "综合",
        view["balance"],
        (
            ("全县平均值", lambda stage: [*stage["means"], "——"]),
            ("差异系数", lambda stage: [*stage["cvs"], stage["whole"]]),
        ),
    )


def _items(title: str, key: str) -> Callable[[_Page, View], None]:
    def write(page: _Page, view: View) -> None:
        page.title(title)
        page.head(("序号", "名称", "指标值或简要结论", "是否达标"))
        for row in view[key]:
            page.value(0, row["number"])
            page.text(1, row["name"], _CELL)
            said = row["value"] + (f"。{row['conclusion']}" if row["conclusion"] else "")
            page.text(2, said, _CELL)
            page.text(3, row["state"], _MIDDLE)
            page.row += 1

    return write


def _survey(page: _Page, view: View) -> None:
    page.title("表Ⅵ　社会认可度")
    page.head(("", *SURVEY), 32)
    page.head(["", *labels(7)])
    for row in view["survey"]["rows"]:
        page.text(0, row["name"], _HEAD)
        for column, shown in enumerate(row["cells"], 1):
            page.value(column, shown)
        page.row += 1


_ITEM_WIDTHS = (6, 34, 70, 10)
_WIDE = (8, 20, *[14] * 8)
_SHEETS: tuple[tuple[str, str, Sequence[float], Callable[[_Page, View], None]], ...] = (
    ("basic", "表Ⅰ", (6, *[7.2] * 24), _basic),
    ("reach", "表Ⅱ-1", _WIDE, _reach),
    ("sections", "表Ⅱ-2", (6, 28, 8, 9, 7, 7, *[12] * 7, 10, 26), _schools),
    ("balance", "表Ⅲ", _WIDE, _balance),
    ("government", "表Ⅳ", _ITEM_WIDTHS, _items("表Ⅳ　政府保障程度", "government")),
    ("quality", "表Ⅴ", _ITEM_WIDTHS, _items("表Ⅴ　教育质量", "quality")),
    ("survey", "表Ⅵ", (14, *[13] * 7), _survey),
)
