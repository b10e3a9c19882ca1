"""The sheet 填表说明: how to fill in, the colours, every sheet, column and item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qbe_xl.county import layout
from qbe_xl.county.blank.entry import how
from qbe_xl.county.blank.sheets import help_of, named
from qbe_xl.county.blank.style import LINE_HEIGHT, NEED_HELP, Styles, lines, need_of, write
from qbe_xl.county.layout import SheetLayout

GUIDE = "填表说明"
_NOTE = "先看这一页，再逐表填写。这一页只作说明，程序不读取。"

_WIDTHS = (13, 27, 8, 9, 31, 56, 20, 19)
_HEADERS = ("工作表", "列或项目", "单位", "要求", "怎样填", "含义", "数据来源", "用于指标")

_STEPS = (
    "先填“学校”，一校一行；再填“班级”“专用教室”，凭学校标识码对应到学校；"
    "“县级数据”“一票否决”“县情”的项目已经列好，只填数值和内容。",
    "空白不等于 0。还没有数据的留空，评估时显示“待填报”；确实没有的才填 0。"
    "学校没有的学段，该学段各列留空。填了一部分也可以评估。",
    "单位以表头括号内为准：教学仪器设备值是万元，经费和工资是元，面积是㎡；"
    "校际差异率填小数，如 0.12。不要在格内写单位。",
    "学生、教师、校舍、设备用本学年教育事业统计数；经费和工资用上一财务年度数。校名与统计一致。",
    "带下拉箭头的格从列表中选；其余格点中后有提示。"
    "从别处粘贴请用“选择性粘贴—数值”，否则会冲掉格内的检查和格式。",
    "表名和表头文字不要改；列的顺序可以调，也可以另加列、另加行。行数不限，往下接着填，边框自动补齐。",
    "填好后先检查（qbe-xl check 文件名），再评估（qbe-xl assess 文件名）。原文件不会被改动。",
)
_RULES = (
    "R1–R7 资源配置（第六条），G1–G15 政府保障程度（第七条），Q1–Q9 教育质量（第八条），"
    "S1 社会认可度（第九条），V1–V6 一票否决（第十条），P1–P2 基本条件（第四条）。"
)
_COUNTY_SOURCE = "县级有关部门"
_SCALE = 72


def add_guide(styles: Styles) -> None:
    """Add the sheet 填表说明."""
    sheet, row = _opened(styles, _NOTE, _STEPS)
    row = _legend(styles, sheet, row + 1, _needs(styles) + _marks(styles))
    row = _overview(styles, sheet, row + 1)
    _columns(styles, sheet, row + 1)


def add_short_guide(
    styles: Styles, note: str, steps: Sequence[str], marks: Sequence[tuple[str, Format, str]]
) -> None:
    """Add a sheet 填表说明 of one page: steps of one's own, and what colours and marks mean.

    marks: what stands in the cell, its looks, and the meaning.
    """
    sheet, row = _opened(styles, note, steps)
    _legend(styles, sheet, row + 1, _needs(styles) + list(marks))


def _opened(styles: Styles, note: str, steps: Sequence[str]) -> tuple[Worksheet, int]:
    sheet = styles.sheet(GUIDE, note, "#7F8FA3")
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.hide_gridlines(2)
    sheet.set_print_scale(_SCALE)
    return sheet, _steps(styles, sheet, 3, steps)


def _heading(styles: Styles, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 22)
    sheet.write_string(row, 0, text, styles.section())
    return row + 1


def _merged(
    styles: Styles, sheet: Worksheet, row: int, first: int, text: str, cell: Format
) -> None:
    sheet.merge_range(row, first, row, len(_WIDTHS) - 1, text, cell)
    sheet.set_row(row, 5 + LINE_HEIGHT * lines(text, sum(_WIDTHS[first:])))


def _steps(styles: Styles, sheet: Worksheet, row: int, steps: Sequence[str]) -> int:
    row = _heading(styles, sheet, row, "一、怎样填")
    for number, step in enumerate(steps, 1):
        _merged(styles, sheet, row, 0, f"{number}. {step}", styles.prose())
        row += 1
    return row


_Mark = tuple[str, Format, str]


def _needs(styles: Styles) -> list[_Mark]:
    return [
        (need, styles.header(need), f"表头上方标“{need}”：{NEED_HELP[need]}") for need in NEED_HELP
    ]


def _marks(styles: Styles) -> list[_Mark]:
    return [
        ("白底", styles.body("choice"), "在这里填写"),
        ("灰底", styles.fixed(centred=True), "固定的编号、项目和说明，不要改"),
        ("", styles.closed(), "斜纹：这一格不填，由各校数据计算，只写简要结论"),
        ("", styles.lacking(), "浅红：这一行已经填了内容，这一格必填而未填"),
    ]


def _legend(styles: Styles, sheet: Worksheet, row: int, shown: Sequence[_Mark]) -> int:
    row = _heading(styles, sheet, row, "二、颜色和标记")
    for word, cell, meaning in shown:
        write(sheet, row, 0, word, cell)
        _merged(styles, sheet, row, 1, meaning, styles.prose())
        row += 1
    return row


def _overview(styles: Styles, sheet: Worksheet, row: int) -> int:
    row = _heading(styles, sheet, row, "三、各工作表（点表名可以跳转）")
    sheet.write_string(row, 0, "工作表", styles.heading())
    last = len(_WIDTHS) - 1
    sheet.merge_range(row, 1, row, last - 2, "填什么", styles.heading())
    sheet.merge_range(row, last - 1, row, last, "数据来源", styles.heading())
    for of in layout.SHEETS:
        row += 1
        sheet.write_url(row, 0, f"internal:'{of.name}'!A1", styles.link(), of.name)
        sheet.merge_range(row, 1, row, last - 2, of.help, styles.prose(lines=True))
        sheet.merge_range(row, last - 1, row, last, _sources(of), styles.prose(lines=True))
        needed = max(
            lines(of.help, sum(_WIDTHS[1 : last - 1])),
            lines(_sources(of), sum(_WIDTHS[last - 1 :])),
        )
        sheet.set_row(row, 5 + LINE_HEIGHT * needed)
    return row + 1


def _sources(of: SheetLayout) -> str:
    forms = dict.fromkeys(column.form for column in of.columns if column.form)
    return "、".join(forms) or _COUNTY_SOURCE


def _columns(styles: Styles, sheet: Worksheet, row: int) -> None:
    sheet.set_h_pagebreaks([row])
    row = _heading(styles, sheet, row, "四、每一列、每一项")
    _merged(styles, sheet, row, 0, f"指标编号：{_RULES}", styles.prose())
    row += 1
    for number, header in enumerate(_HEADERS):
        sheet.write_string(row, number, header, styles.heading())
    sheet.set_row(row, 22)
    sheet.repeat_rows(row)
    for cells in _described():
        row += 1
        for number, text in enumerate(cells):
            write(sheet, row, number, text, styles.prose(lines=True, centred=number in (2, 3)))
        sheet.set_row(row, 4 + LINE_HEIGHT * max(map(lines, cells, _WIDTHS)))


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
