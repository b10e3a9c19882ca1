"""The buttons of 优质均衡, once: the ribbon of Excel and the menu and toolbar of Calc show them."""

from __future__ import annotations

from dataclasses import dataclass

from qbe_xl.office import commands
from qbe_xl.office.commands import Command


@dataclass(frozen=True, slots=True)
class Button:
    """One button; command: the function that does its work; icon: one that Office has."""

    command: Command
    label: str
    icon: str
    tip: str
    large: bool = False

    @property
    def name(self) -> str:
        """The command's name, by which the programs call it."""
        return self.command.__name__


GROUPS = (
    (
        "填报",
        (
            Button(commands.new_workbook, "新建工作簿", "FileNew", "新建一份空白的填报工作簿"),
            Button(
                commands.check_data,
                "数据体检",
                "DataValidation",
                "检查填报的数据：逐条列出问题，选中第一处有问题的单元格",
            ),
        ),
    ),
    (
        "评估",
        (
            Button(
                commands.assess_county,
                "全县评估",
                "MacroPlay",
                "按评估标准对全县作一次完整评估，结果写入本工作簿的结果工作表，不改动填报的内容",
                large=True,
            ),
            Button(
                commands.export_values,
                "导出送审版",
                "FileSaveAs",
                "另存一份只有数值、没有宏和函数的工作簿，供没有安装本程序的单位查看",
            ),
        ),
    ),
    (
        "支持",
        (
            Button(
                commands.self_check,
                "自检",
                "PropertySheet",
                "检查程序是否装好：Python、版本、路径，以及应当怎么办",
            ),
            Button(commands.show_help, "帮助", "Help", "打开使用手册"),
            Button(commands.about, "关于", "Info", "查看程序版本和所用的评估标准"),
        ),
    ),
)
"""Groups of buttons, each with its title, in the order in which they are shown."""

BUTTONS = tuple(button for _, buttons in GROUPS for button in buttons)
