"""What VBA tells staff: its words lie in the cells of a sheet, as its own text is ASCII."""

from __future__ import annotations

from qbe_xl.functions import CATEGORY, MARK

SHEET = "QbeTexts"
"""The sheet's name, which VBA looks for."""

TEXTS = {
    "QBE_TITLE": f"{CATEGORY}评估",
    "QBE_NOT_INSTALLED": f"{MARK}本机没有装好计算程序，请运行安装程序后重新打开 Excel",
    "QBE_FAILED": f"{MARK}计算程序没有运行成功，请重新打开 Excel 再试；仍未恢复的，请把这句话告知维护人员：",
    "QBE_STARTING": f"{CATEGORY}：正在启动计算程序……",
}
"""Each text by its constant in vba/QbeMessages.bas, which is its row."""
