"""The sheet 填表说明: how to fill in, the colours, every sheet, column and item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from qbe_xl.blank.entry import how
from qbe_xl.blank.sheets import help_of, named
from qbe_xl.blank.style import (
    CLOSED,
    FIXED_CENTRE,
    HEADERS,
    HEADING,
    LACKING,
    LINED,
    LINED_CENTRE,
    LINK,
    NEED_HELP,
    PROSE,
    SECTION,
    WRAPPED,
    Form,
    need_of,
)
from qbe_xl.county import layout
from qbe_xl.county.layout import SheetLayout
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import Look
from qbe_xl.sheets.model import Break, Cell, Field, Grid, Link, Part, Row, Sheet, Space

GUIDE = "填表说明"
_NOTE = "先看这一页，再逐表填写。这一页只作说明，程序不读取。"

_WIDTHS = (13, 27, 8, 9, 31, 56, 20, 19)
_HEADERS = ("工作表", "列或项目", "单位", "要求", "填写办法", "含义", "数据来源", "用于指标")

_STEPS = (
    "先填“学校”，一校一行；再填“班级”“专用教室”，凭学校标识码对应到学校；"
    "“县级数据”“一票否决”“县情”的项目已经列好，只填数值和内容。",
    "空白不等于 0。还没有数据的留空，评估时显示“待填报”；确实没有的才填 0。"
    "学校没有的学段，该学段各列留空。填了一部分也可以评估。",
    "单位以表头括号内为准：教学仪器设备值是万元，经费和工资是元，面积是㎡；"
    "校际差异率填小数，如 0.12。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费和工资用上一财务年度数。校名与统计一致。",
    "带下拉箭头的格从列表中选；其余格点中后有提示。"
    "从别处粘贴请用“选择性粘贴—数值”，否则会覆盖格内的检查和格式。",
    "表名和表头文字不要改；列的顺序可以调，也可以另加列、另加行。行数不限，往下接着填，边框自动补齐。",
    "填好后先检查（qbe-xl check 文件名），再评估（qbe-xl assess 文件名）。原文件不会被改动。",
)
_RULES = (
    "R1–R7 资源配置（第六条），G1–G15 政府保障程度（第七条），Q1–Q9 教育质量（第八条），"
    "S1 社会认可度（第九条），V1–V6 一票否决（第十条），P1–P2 基本条件（第四条）。"
)
_COUNTY_SOURCE = "县级有关部门"
_TALL = replace(WRAPPED, edge=4)


_Mark = tuple[str, Look, str]


def guide(form: Form) -> Sheet:
    """Return the sheet 填表说明."""
    parts = (*_opened(_STEPS), *_legend((*_NEEDS, *_marks(form))), *_overview(), *_columns())
    return _sheet(form, _NOTE, parts)


def short_guide(form: Form, note: str, steps: Sequence[str], marks: Sequence[_Mark]) -> Sheet:
    """Return a sheet 填表说明 of one page: steps of one's own, and what colours and marks mean.

    marks: what stands in the cell, its look, and the meaning.
    """
    return _sheet(form, note, (*_opened(steps), *_legend((*_NEEDS, *marks))))


def _sheet(form: Form, note: str, parts: Sequence[Part]) -> Sheet:
    return form.sheet(GUIDE, note, palette.QUIET_TAB, parts, widths=_WIDTHS, gridlines=False)


def _heading(text: str) -> Row:
    return Row((Cell(text, SECTION),), height=22)


def _said(text: str, *before: Cell) -> Row:
    """A text over the columns that are left."""
    return Row((*before, Cell(text, PROSE, len(_WIDTHS) - len(before))), fit=WRAPPED)


def _opened(steps: Sequence[str]) -> Iterator[Part]:
    yield Space()
    yield _heading("一、填写方法")
    for number, step in enumerate(steps, 1):
        yield _said(f"{number}. {step}")


_NEEDS: list[_Mark] = [
    (need, HEADERS[need], f"表头上方标“{need}”：{help}") for need, help in NEED_HELP.items()
]


def _marks(form: Form) -> list[_Mark]:
    return [
        ("白底", form.body("choice"), "在这里填写"),
        ("灰底", FIXED_CENTRE, "固定的编号、项目和说明，不要改"),
        ("", CLOSED, "斜纹：这一格不填，由各校数据计算，只写简要结论"),
        ("", LACKING, "浅红：这一行已经填了内容，这一格必填而未填"),
    ]


def _legend(shown: Sequence[_Mark]) -> Iterator[Part]:
    yield Space()
    yield _heading("二、颜色和标记")
    for word, look, meaning in shown:
        yield _said(meaning, Cell(word, look))


def _overview() -> Iterator[Part]:
    yield Space()
    yield _heading("三、各工作表（点表名可以跳转）")
    wide = len(_WIDTHS) - 3
    heads = (Cell("工作表", HEADING), Cell("填写内容", HEADING, wide), Cell("数据来源", HEADING, 2))
    yield Row(heads)
    for of in layout.SHEETS:
        link = Cell(Link(f"#{of.name}!A1", of.name), LINK)
        yield Row((link, Cell(of.help, LINED, wide), Cell(_sources(of), LINED, 2)), fit=WRAPPED)


def _sources(of: SheetLayout) -> str:
    forms = dict.fromkeys(column.form for column in of.columns if column.form)
    return "、".join(forms) or _COUNTY_SOURCE


def _columns() -> Iterator[Part]:
    yield Space()
    yield Break()
    yield _heading("四、每一列、每一项")
    yield _said(f"指标编号：{_RULES}")
    fields = [
        Field(header, look=LINED_CENTRE if place in (2, 3) else LINED, tall=_TALL, head=HEADING)
        for place, header in enumerate(_HEADERS)
    ]
    yield Grid(fields, list(_described()), header=22, least=0, repeat=True)


def _described() -> Iterator[tuple[str, ...]]:
    """Every column and item, in the order of _HEADERS."""
    for of in layout.SHEETS:
        for column in of.columns:
            if not (of.items and column.key in ("key", "title", "value")):
                yield (
                    of.name,
                    column.header,
                    column.unit,
                    need_of(column),
                    how(column.kind, column.allowed),
                    column.help,
                    column.form,
                    _in_runs(column.rules),
                )
        for item in of.items:
            yield (
                of.name,
                named(item),
                item.unit,
                "选填" if item.optional else "评估用",
                "只写简要结论" if item.noted_only else how(item.kind),
                help_of(of, item),
                _COUNTY_SOURCE,
                _in_runs(item.rules),
            )


def _in_runs(rules: Sequence[str]) -> str:
    """R1, R2, R3, G6 as R1–R3、G6."""
    runs: list[list[str]] = []
    for rule in rules:
        last = runs[-1][-1] if runs else ""
        if last[:1] == rule[0] and int(last[1:]) + 1 == int(rule[1:]):
            runs[-1].append(rule)
        else:
            runs.append([rule])
    return "、".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
