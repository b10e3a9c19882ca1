"""The workbook that goes to a school (or all schools of a township) and comes back filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qbe_xl.collect.colours import colour_failures, colour_texts, colour_unchanged
from qbe_xl.collect.self_check import GIVEN, Places, Row, checks_of, is_used, record_checks
from qbe_xl.collect.self_check_sheet import NAME as SELF_CHECK
from qbe_xl.collect.self_check_sheet import SelfCheck
from qbe_xl.county import layout
from qbe_xl.county.blank.guide import add_short_guide
from qbe_xl.county.blank.sheets import Use, add_table
from qbe_xl.county.blank.style import Styles
from qbe_xl.county.layout import Column

__all__ = ["GIVEN", "SELF_CHECK", "SchoolRows", "Writer", "school_workbook"]

_ROW_HEIGHT = 24
_SPARE_CLASSES, _SPARE_ROOMS = 60, 20
"""Rows for further records of one school."""

_NOTE = "先看这一页，再填“学校”“班级”“专用教室”三张表，最后看“自查”。"
_STEPS = (
    "“学校”：一校一行，已经列好，从左到右逐格填。点中一格，旁边有说明；带箭头的从列表中选。",
    "“班级”：一班一行，小学和初中的所有班级；“专用教室”：音乐、美术专用教室一间一行，"
    "面积不足的也照实填。标识码从列表中选。行数不够就往下接着填。",
    "空白不等于 0：还没有数据的留空，确实没有的填 0，本校没有的学段留空。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费用上一财务年度数。",
    "从别处粘贴请用“选择性粘贴—数值”，否则会冲掉格内的检查和颜色。",
    "填完看“自查”：有“✕ 不符”的改正，有“○”的补填；它用的是普通公式，不需要安装任何程序。",
    "保存为 xlsx 交回。文件名可以改；表名、表头和灰底的格不要改（县里按标识码认学校，不看文件名）。",
)


@dataclass(frozen=True)
class SchoolRows:
    """What stands in one workbook.

    before: each school's row of last year by code; prefilled: what was taken from it.
    """

    schools: Sequence[Row]
    classes: Sequence[Row]
    rooms: Sequence[Row]
    before: Mapping[str, Row] = field(default_factory=dict)
    prefilled: Mapping[str, Row] = field(default_factory=dict)


class _Sheet(Worksheet):  # type: ignore[misc]
    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """Take a formula as it is: ours use no newer function, for which XlsxWriter seeks long."""
        return formula.removeprefix("=")


class Writer:
    """One workbook for schools, being written."""

    def __init__(self, rows: SchoolRows, title: str, now: dt.datetime) -> None:
        self.rows = rows
        self._target = BytesIO()
        self.workbook = xlsxwriter.Workbook(self._target, {"in_memory": True})
        self.workbook.worksheet_class = _Sheet
        created = now.astimezone(dt.UTC).replace(tzinfo=None)
        self.workbook.set_properties({"title": f"{title} 填报表", "created": created})
        self.workbook.set_size(2400, 1400)
        self.styles = Styles(self.workbook, title, protected=True)

    def add_guide(self) -> None:
        """Add the sheet 填表说明."""
        styles = self.styles
        marks = [
            ("白底", styles.body("choice"), "在这里填写"),
            ("灰底", styles.fixed(centred=True), "县里已经填好，不要改；有误请告诉县里"),
            ("", styles.closed(), "斜纹：本校没有这个学段，一般不填；有附设班的可以填"),
            ("", styles.lacking(), "浅红：这一格必填而未填，或与别处的数对不上，看“自查”"),
        ]
        if self.rows.prefilled:
            amber = styles.special("doubtful", "choice")
            marks.append(("上年数", amber, "浅黄：照上年填入，还没有改过，请逐格核对"))
        add_short_guide(styles, _NOTE, _STEPS, marks)

    def add_tables(self) -> Places:
        """Add 学校, 班级 and 专用教室 with their colours; return where everything is."""
        rows, count = self.rows, len(self.rows.schools)
        schools = add_table(self.styles, layout.SCHOOLS, rows.schools, room=count, use=_use)
        sheet = self.workbook.get_worksheet_by_name(layout.SCHOOLS.name)
        for row in range(schools.header + 1, schools.last + 1):
            sheet.set_row(row, _ROW_HEIGHT)
        first, last = schools.header + 2, schools.last + 1
        lists = {"code": f"=学校!$A${first}:$A${last}"}
        classes, rooms = (
            add_table(self.styles, of, records, room=len(records) + spare * count, lists=lists)
            for of, records, spare in (
                (layout.CLASSES, rows.classes, _SPARE_CLASSES),
                (layout.ROOMS, rows.rooms, _SPARE_ROOMS),
            )
        )
        return Places(schools, classes, rooms)

    def add_self_check(self, places: Places) -> None:
        """Add the sheet 自查, and its colours to 学校."""
        rows, page = self.rows, SelfCheck(self.styles, places, len(self.rows.schools))
        sheet = self.workbook.get_worksheet_by_name(layout.SCHOOLS.name)
        red = self.styles.lacking()
        amber = self.styles.workbook.add_format({"bg_color": "#FCE4B0"})
        several = len(rows.schools) > 1
        every = list(record_checks(places, rows.schools, rows.classes, rows.rooms))
        if several:
            page.add_checks("班级、专用教室", every)
        for index, row in enumerate(rows.schools):
            checks = list(checks_of(places, rows.schools, index, rows.classes))
            colour_failures(sheet, places, index, checks, red)
            code = str(row.get("code"))
            colour_unchanged(sheet, places, index, rows.prefilled.get(code, {}), amber)
            name = f"{row.get('name') or code}　" if several else ""
            page.add_checks(f"{name}一、核对", checks if several else checks + every)
            page.add_items(f"{name}二、逐项填报", index, row, rows.before.get(code, {}))
        colour_texts(sheet, places, red)
        page.finish()

    def finish(self, first: str = layout.SCHOOLS.name) -> bytes:
        """Return the file; it opens on the sheet `first`."""
        self.workbook.get_worksheet_by_name(first).activate()
        self.workbook.close()
        return self._target.getvalue()


def school_workbook(rows: SchoolRows, title: str, now: dt.datetime) -> bytes:
    """Return the workbook (.xlsx) that these schools fill in."""
    writer = Writer(rows, title, now)
    writer.add_guide()
    writer.add_self_check(writer.add_tables())
    return writer.finish()


def _use(row: Row, column: Column) -> Use:
    if column.key in GIVEN and row.get(column.key) is not None:
        return "fixed"
    return "open" if is_used(row, column) else "unused"
