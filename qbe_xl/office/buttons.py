"""The buttons of 优质均衡, once: the ribbon of Excel and the menu and toolbar of Calc show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qbe_xl.office import commands, filing, monitoring, remedying
from qbe_xl.office.commands import Command


@dataclass(frozen=True, slots=True)
class Button:
    """One button; command: the function that does its work; icon: one that Office has, "" in a menu."""

    command: Command
    label: str
    icon: str
    tip: str
    large: bool = False

    @property
    def name(self) -> str:
        """The command's name, by which the programs call it."""
        return self.command.__name__


@dataclass(frozen=True, slots=True)
class Menu:
    """A button that opens a list of buttons; name: by which the programs know it, no command's."""

    name: str
    label: str
    icon: str
    tip: str
    buttons: tuple[Button, ...]
    large: bool = False


GROUPS: tuple[tuple[str, tuple[Button | Menu, ...]], ...] = (
    (
        "填报",
        (
            Button(commands.new_workbook, "新建工作簿", "FileNew", "新建一份空白的填报工作簿"),
            Button(
                filing.split_schools,
                "下发",
                "FileSendAsAttachment",
                "给每所学校生成一个填报表，放在本工作簿旁的“下发”文件夹",
            ),
            Button(
                filing.merge_returns,
                "汇总",
                "Consolidate",
                "把“交回”文件夹里学校填好的表合成一个新的工作簿，列出未报的和须改正的学校",
            ),
            Button(
                commands.check_data,
                "数据体检",
                "DataValidation",
                "检查填报的数据：逐条列出问题和可疑之处，选中第一处须改正的单元格",
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
                filing.make_documents,
                "生成申报材料",
                "FileSaveAsWordDocx",
                "生成申报表、自查自评报告、学校体检单等全部材料（Word、网页），放在本工作簿旁的“申报材料”文件夹",
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
        "整改",
        (
            Button(
                remedying.plan_remedies,
                "缺口与方案",
                "WhatIfAnalysisMenu",
                "列出每校、每项的缺口，求出费用最省的达标方案，写入本工作簿的方案工作表",
            ),
            Menu(
                "adopt_plan",
                "采用方案",
                "ReviewAcceptChange",
                "把“缺口与方案”中的一个方案列为整改台账的措施，费用合计与方案相同；不选就不列",
                (
                    Button(
                        remedying.adopt_least,
                        "最省方案",
                        "",
                        "全县达标、费用最省的措施列入整改台账",
                    ),
                    Button(
                        remedying.adopt_within,
                        "预算内方案",
                        "",
                        "“整改参数”所填预算之内的措施列入整改台账",
                    ),
                    Button(
                        remedying.adopt_moves,
                        "只靠交流",
                        "",
                        "只用教师交流轮岗的措施列入整改台账",
                    ),
                    Button(
                        remedying.adopt_none,
                        "不按方案",
                        "",
                        "撤回采用的方案，台账改回逐项补齐的措施",
                    ),
                ),
            ),
            Button(
                remedying.keep_ledger,
                "整改台账",
                "ReviewTrackChanges",
                "更新本工作簿旁的“整改台账.xlsx”：保留单位填写的内容，核验销号，增加新问题",
            ),
            Button(
                monitoring.monitor_years,
                "历年监测",
                "ReviewTrackChangesMenu",
                "把本工作簿收入旁边的“监测档案”，写出各学年的变化、提醒和监测报告",
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
                "检查程序是否装好：Python、版本、路径，以及处理办法",
            ),
            Button(commands.show_help, "帮助", "Help", "打开使用手册"),
            Button(commands.about, "关于", "Info", "查看程序版本和所用的评估标准"),
        ),
    ),
)
"""Groups of buttons, each with its title, in the order in which they are shown."""


def _flat(shown: Iterable[Button | Menu]) -> Iterator[Button]:
    for one in shown:
        yield from one.buttons if isinstance(one, Menu) else (one,)


BUTTONS = tuple(button for _, shown in GROUPS for button in _flat(shown))
"""Every button, those of a menu at its place."""
