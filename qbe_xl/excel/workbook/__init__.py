"""优质均衡评估.xlsm: the input sheets, a live 看板, the buttons, the ribbon and VBA.

figures   the sheet 看板数据: the few QBE_ formulas, and the names of the input ranges
progress  what is filled in and what is lacking, counted by formulas of the host
trial     the sheet 试算
board     the sheet 看板
about     the sheet 说明
looks     how these four look
"""

from __future__ import annotations

from dataclasses import replace

from qbe_xl.blank import Fill, Form, checked, guide, input_places, input_sheets
from qbe_xl.blank.guide import GUIDE
from qbe_xl.excel import build
from qbe_xl.excel.workbook import about, board, figures, trial
from qbe_xl.sheets.file import workbook

VBA_NAMES = {
    about.NAME: "QbeAbout",
    board.NAME: "QbeBoard",
    GUIDE: "QbeGuide",
    "学校": "QbeSchools",
    "班级": "QbeClasses",
    "专用教室": "QbeRooms",
    "县级数据": "QbeItems",
    "质量监测": "QbeMonitoring",
    "社会认可度": "QbeSurvey",
    "一票否决": "QbeVetoes",
    "县情": "QbeFacts",
    trial.NAME: "QbeTrial",
    figures.NAME: "QbeFigures",
}
"""Each sheet's name in VBA, which is ASCII."""


def macro_workbook(fill: Fill | None = None, title: str = "") -> bytes:
    """Return 优质均衡评估.xlsm with these rows in its input sheets.

    fill, title: as `blank_workbook` takes them. The same arguments give the same bytes; every
    formula carries the value that it has for these rows. Raises ValueError as `blank_workbook`.
    """
    rows = checked(fill or {})
    form, placed = Form(title, protected=True), input_places(rows)
    found = figures.compute(rows, placed)
    sheets = (
        about.sheet(title),
        board.sheet(found, placed, title),
        guide(form),
        *input_sheets(form, rows),
        trial.sheet(found, placed, form),
        figures.sheet(found, placed),
    )
    content = workbook(
        "县域义务教育优质均衡评估",
        (
            *(replace(sheet, vba_name=VBA_NAMES[sheet.name]) for sheet in sheets),
            *build.service_sheets(),
        ),
        time=build.CREATED,
        opens=board.NAME,
        names=figures.names(placed) | trial.names(),
        plain=True,
    )
    return build.with_macros(content)
