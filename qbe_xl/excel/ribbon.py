"""The ribbon's tab 优质均衡 and the VBA behind its buttons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from qbe_xl.functions import CATEGORY

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
COMMANDS = "qbe_xl.excel.commands"
"""The Python module that does the work: a function without arguments for each button."""

BUTTON_MODULE, RIBBON_MODULE = "QbeButtons", "QbeRibbon"


@dataclass(frozen=True, slots=True)
class Button:
    """One button; command: the function of the commands; icon: one that Office has."""

    command: str
    label: str
    icon: str
    tip: str
    large: bool = False

    @property
    def procedure(self) -> str:
        """The name of its procedures in VBA."""
        return "".join(word.capitalize() for word in self.command.split("_"))

    @property
    def macro(self) -> str:
        """What a button in a sheet is assigned to."""
        return f"{BUTTON_MODULE}.{self.procedure}"


GROUPS = (
    (
        "填报",
        (
            Button("new_workbook", "新建工作簿", "FileNew", "新建一份空白的填报工作簿"),
            Button(
                "check_data",
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
                "assess_county",
                "全县评估",
                "MacroPlay",
                "按评估标准对全县作一次完整评估，结果写入本工作簿的结果工作表，不改动填报的内容",
                large=True,
            ),
            Button(
                "export_values",
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
                "self_check",
                "自检",
                "PropertySheet",
                "检查程序是否装好：Python、版本、路径，以及应当怎么办",
            ),
            Button("show_help", "帮助", "Help", "打开使用手册"),
            Button("about", "关于", "Info", "查看程序版本和所用的评估标准"),
        ),
    ),
)
BUTTONS = tuple(button for _, buttons in GROUPS for button in buttons)


def custom_ui() -> str:
    """Return customUI14.xml."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}">',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="QbeTab" label={quoteattr(CATEGORY)} insertAfterMso="TabView">',
    ]
    for number, (label, buttons) in enumerate(GROUPS, 1):
        lines.append(f'        <group id="QbeGroup{number}" label={quoteattr(label)}>')
        lines += [f"          {_element(button)}" for button in buttons]
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>", ""]
    return "\n".join(lines)


def _element(button: Button) -> str:
    attributes = {
        "id": f"Qbe{button.procedure}",
        "label": button.label,
        "size": "large" if button.large else "normal",
        "imageMso": button.icon,
        "onAction": f"{RIBBON_MODULE}.{button.procedure}",
        "screentip": button.label,
        "supertip": button.tip,
    }
    return f"<button {' '.join(f'{key}={quoteattr(text)}' for key, text in attributes.items())}/>"


def ribbon_source(buttons: Iterable[Button] = BUTTONS) -> str:
    """Return the module of the ribbon's callbacks, without its attributes."""
    procedures = "".join(
        f"""
Public Sub {button.procedure}(control As IRibbonControl)
    {button.macro}
End Sub
"""
        for button in buttons
    )
    return f"Option Explicit\n{procedures}"


def button_source(buttons: Iterable[Button] = BUTTONS) -> str:
    """Return the module of the procedures without arguments, for buttons in sheets."""
    procedures = "".join(
        f"""
Public Sub {button.procedure}()
    QbeRun "{button.command}"
End Sub
"""
        for button in buttons
    )
    return f"""Option Explicit
{procedures}
Private Sub QbeRun(ByVal command As String)
    Application.StatusBar = QbeText(QBE_STARTING)
    RunPython "from {COMMANDS} import " & command & "; " & command & "()"
    Application.StatusBar = False
End Sub
"""
