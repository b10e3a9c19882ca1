"""The sheet 说明: how to use the workbook, what to do when it does not compute, the functions."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from qbe_xl.county.blank.style import LINE_HEIGHT, lines
from qbe_xl.excel.workbook.looks import Looks
from qbe_xl.functions import FUNCTIONS
from qbe_xl.office.buttons import BUTTONS

NAME = "说明"
_WIDTHS = (1.5, 19, 17, 42, 35, 11)
_ROOM = sum(_WIDTHS[1:])

STEPS = (
    "打开时如提示“已禁用宏”，点“启用内容”。从网上或微信收到的文件，先在文件上点右键“属性”，"
    "勾选“解除锁定”再打开。",
    "先看“填表说明”，再从“学校”起逐表填写。有下拉箭头的从列表中选，其余格点中后有提示；"
    "从别处粘贴请用“选择性粘贴—数值”。",
    "边填边看“看板”：结论、还缺什么、十四个差异系数随填随算。只填了一部分也可以看。",
    "填好后点“数据体检”，逐条改正；再点“全县评估”，结果写入新的工作表，填报的内容不会改动。",
    "需要送给没有安装本程序的单位时，点“导出送审版”，得到没有宏、只有数值的工作簿。",
)
TROUBLES = (
    (
        "“看板”显示“没有算出”",
        "宏没有启用，或本机没有装好计算程序：启用宏；仍不行请运行安装程序，"
        "重新打开 Excel，再点功能区“优质均衡”中的“自检”。",
    ),
    (
        "看不到“优质均衡”选项卡",
        "宏没有启用，或在 WPS、手机上打开。请用 Windows 上的 Excel 2016 及以上版本。",
    ),
    ("打开后头几秒没有反应", "第一次计算时要启动计算程序，等几秒即可。状态栏有提示。"),
    (
        "提示单元格受保护",
        "表头和固定的项目不能改，白色的格都能填，也能排序、筛选、调列宽、插入行列、加批注。"
        "要删列时先点“审阅—撤销工作表保护”，没有密码。",
    ),
    ("格内出现 #QBE:", "冒号后面说明了哪里要改。例如缺少学校标识码、数字写成了文字。"),
)


def fill(looks: Looks, sheet: Worksheet) -> None:
    """Fill in the sheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 1, "县域义务教育优质均衡评估　说明", looks.title())
    note = "一县一簿。按国家督导评估办法和本省口径，由本簿的填报数据算出各校、各学段和全县的结论。"
    sheet.write_string(1, 1, note, looks.quiet())
    row = _heading(looks, sheet, 3, "一、怎样用")
    for number, text in enumerate(STEPS, 1):
        row = _prose(looks, sheet, row, 1, f"{number}. {text}")
    row = _heading(looks, sheet, row + 1, "二、按钮（在功能区“优质均衡”，常用的也在“看板”上）")
    for button in BUTTONS:
        row = _pair(looks, sheet, row, button.label, button.tip)
    row = _heading(looks, sheet, row + 1, "三、遇到问题")
    for what, answer in TROUBLES:
        row = _pair(looks, sheet, row, what, answer)
    sheet.set_h_pagebreaks([row + 1])
    row = _heading(
        looks, sheet, row + 1, "四、函数（在任何单元格都可以用，和 Excel 自己的函数一样）"
    )
    _functions(looks, sheet, row)


def _heading(looks: Looks, sheet: Worksheet, row: int, text: str) -> int:
    sheet.set_row(row, 24)
    for column in range(1, len(_WIDTHS)):
        sheet.write_blank(row, column, None, looks.heading())
    sheet.write_string(row, 1, text, looks.heading())
    return row + 1


def _prose(looks: Looks, sheet: Worksheet, row: int, first: int, text: str) -> int:
    sheet.merge_range(row, first, row, len(_WIDTHS) - 1, text, looks.cell(text_wrap=True))
    sheet.set_row(row, 6 + LINE_HEIGHT * lines(text, sum(_WIDTHS[first:]) - 3))
    return row + 1


def _pair(looks: Looks, sheet: Worksheet, row: int, head: str, text: str) -> int:
    room = _WIDTHS[1] + _WIDTHS[2]
    sheet.merge_range(row, 1, row, 2, head, looks.lined(bold=True, text_wrap=True))
    sheet.merge_range(row, 3, row, len(_WIDTHS) - 1, text, looks.lined(text_wrap=True))
    deepest = max(lines(head, room - 2), lines(text, _ROOM - room - 3))
    sheet.set_row(row, 6 + LINE_HEIGHT * deepest)
    return row + 1


def _functions(looks: Looks, sheet: Worksheet, row: int) -> None:
    for column, head in enumerate(("函数", "名称", "作用", "例", "依据"), 1):
        sheet.write_string(row, column, head, looks.header())
    for function in FUNCTIONS.values():
        row += 1
        cells = (
            function.name,
            function.title,
            function.help,
            function.example,
            function.article or NONE,
        )
        for column, text in enumerate(cells, 1):
            look = looks.lined(text_wrap=True, quote_prefix=text.startswith("="))
            sheet.write_string(row, column, text, look)
        deepest = max(lines(t, w - 1) for t, w in zip(cells, _WIDTHS[1:], strict=True))
        sheet.set_row(row, 6 + LINE_HEIGHT * deepest)


NONE = "—"
