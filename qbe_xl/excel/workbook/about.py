"""The sheet 说明: how to use the workbook, what to do when it does not compute, the functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qbe_xl.blank.style import WRAPPED
from qbe_xl.excel.workbook import looks
from qbe_xl.functions import FUNCTIONS, Function
from qbe_xl.office.buttons import GROUPS
from qbe_xl.sheets import palette
from qbe_xl.sheets.model import Break, Cell, Hole, Part, Row, Sheet, Space

NAME = "说明"
_WIDTHS = (1.5, 19, 17, 42, 35, 11)
_TALL = replace(WRAPPED, lost=3, edge=6)
_WRAPPED, _LINED = looks.PLAIN(wrap=True), looks.LINED(wrap=True)

STEPS = (
    "打开时如提示“已禁用宏”，点“启用内容”。从网上或微信收到的文件，先在文件上点右键“属性”，"
    "勾选“解除锁定”再打开。",
    "先看“填表说明”，再从“学校”起逐表填写。有下拉箭头的从列表中选，其余格点中后有提示；"
    "从别处粘贴请用“选择性粘贴—数值”。",
    "边填边看“看板”：结论、缺项和十四个差异系数随填随算。只填了一部分也可以看。",
    "填好后点“数据体检”，逐条改正；再点“全县评估”，结果写入新的工作表，填报的内容不会改动。",
    "需要送给没有安装本程序的单位时，点“导出送审版”，得到没有宏、只有数值的工作簿。",
)
TROUBLES = (
    (
        "“看板”显示“未能计算”",
        "宏没有启用，或本机没有装好计算程序：启用宏；仍未恢复的，请运行安装程序，"
        "重新打开 Excel，再点功能区“优质均衡”中的“自检”。",
    ),
    (
        "看不到“优质均衡”选项卡",
        "宏没有启用，或在 WPS、手机上打开。请用 Windows 上的 Excel 2016 及以上版本。",
    ),
    ("打开后最初几秒没有反应", "第一次计算时要启动计算程序，等几秒即可。状态栏有提示。"),
    (
        "提示单元格受保护",
        "表头和固定的项目不能改，白色的格都能填，也能排序、筛选、调列宽、插入行列、加批注。"
        "要删列时先点“审阅—撤销工作表保护”，没有密码。",
    ),
    ("格内出现 #QBE:", "冒号后面说明了哪里要改。例如缺少学校标识码、数字写成了文字。"),
)


def sheet(title: str = "") -> Sheet:
    """Return the sheet; title: what stands on its printed pages."""
    note = "一县一簿。按国家督导评估办法和本省口径，由本簿的填报数据算出各校、各学段和全县的结论。"
    parts: list[Part] = [
        looks.row(Cell("县域义务教育优质均衡评估　说明", looks.TITLE), height=34),
        looks.row(Cell(note, looks.QUIET)),
        *_heading("一、使用方法"),
        *(_prose(f"{number}. {text}") for number, text in enumerate(STEPS, 1)),
        *_heading("二、按钮（在功能区“优质均衡”，常用的也在“看板”上）"),
        *(_pair(one.label, one.tip) for _, shown in GROUPS for one in shown),
        *_heading("三、遇到问题"),
        *(_pair(what, answer) for what, answer in TROUBLES),
        *_heading("四、函数（在任何单元格都可以用，和 Excel 自己的函数一样）", page=True),
        looks.row(*(Cell(head, looks.HEADER) for head in ("函数", "名称", "作用", "例", "依据"))),
        *map(_function, FUNCTIONS.values()),
    ]
    return looks.sheet(NAME, parts, _WIDTHS, tab=palette.QUIET_TAB, title=title)


def _heading(text: str, *, page: bool = False) -> Iterator[Part]:
    yield Space()
    if page:
        yield Break()
    head = looks.heading(text, len(_WIDTHS) - 1, 24)
    yield Row((Hole(), *head.cells), height=head.height)


def _prose(text: str) -> Row:
    return looks.row(Cell(text, _WRAPPED, columns=len(_WIDTHS) - 1), fit=_TALL)


def _pair(head: str, text: str) -> Row:
    name, said = Cell(head, _LINED(bold=True), columns=2), Cell(text, _LINED, columns=3)
    return looks.row(name, said, fit=_TALL)


def _function(function: Function) -> Row:
    cells = (
        function.name,
        function.title,
        function.help,
        function.example,
        function.article or looks.NONE,
    )
    return looks.row(*(Cell(text, _LINED) for text in cells), fit=replace(_TALL, lost=1))
