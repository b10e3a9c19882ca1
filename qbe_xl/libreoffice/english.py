"""The English help of the functions, which LibreOffice shows where it does not speak Chinese."""

from __future__ import annotations

FUNCTIONS = {
    "QBE_STANDARD": "The line that an indicator has to reach in a stage",
    "QBE_LIMIT": "The highest coefficient of variation allowed in a stage",
    "QBE_FLOOR": "What the one indicator that may miss its line must still reach: 85 % of it",
    "QBE_INDICATOR": "An indicator from a school's total and its pupils",
    "QBE_SPLIT": "The share of a stage in what a school of several stages has, by weighted pupils",
    "QBE_MEETS": "Whether an indicator reaches its line: 达标, 未达标 or 待填报; exact at the line",
    "QBE_SCHOOL": "Whether a school meets at least six of seven lines and 85 % of the other, and why",
    "QBE_GAP": "What a school lacks to reach the line, in whole teachers, rooms, ㎡ or yuan",
    "QBE_EXPLAIN": "One sentence: the line, its article, the value and the gap",
    "QBE_CITE": "The article behind an indicator and what it asks for",
    "QBE_VERSION": "The program's version and its usual standard",
    "QBE_TABLE": "The seven indicators and the verdict of every school, from the sheet 学校",
    "QBE_BALANCE": "Mean, standard deviation, coefficient of variation and limit of each indicator",
    "QBE_VERDICT": "The county's verdict and that of the six parts, from the input sheets",
    "QBE_WHATIF": "What moves if some schools had other figures, from 学校 and the sheet 试算",
    "QBE_CV": "The coefficient of variation, weighted by pupils where they are given",
    "QBE_MEAN": "The mean, weighted by pupils where they are given",
    "QBE_STD": "The standard deviation, weighted by pupils where they are given",
    "QBE_CV_TOTALS": "The weighted coefficient of variation straight from totals and pupils",
    "QBE_CV_SHARE": "Each school's share in the variance; the shares add up to 1",
    "QBE_CV_AFTER": "The coefficient of variation if one school's value were another",
}

PARAMETERS = {
    "indicator": "R1 to R7, or its full Chinese name; for QBE_CITE any clause's id",
    "stage": "小学 (primary) or 初中 (junior)",
    "standard": "The standard's id; yunnan-2022 where it is not given",
    "total": "The total; equipment (R6) in units of 10,000 yuan",
    "pupils": "The number of pupils, one for each value",
    "primary": "Primary pupils, 0 where there are none",
    "junior": "Junior pupils, 0 where there are none",
    "senior": "Senior pupils, may be left out",
    "value": "The indicator's value; a blank cell is 待填报",
    "values": "The schools' values: a column, a row or a block",
    "totals": "The schools' totals, such as area or teachers",
    "floor": "TRUE asks for 85 % of the line only",
    "schools": "The data of the sheet 学校 with its header row",
    "trial": "The sheet 试算: school, column of 学校, value, or text as +2; with its header row",
    "classes": "The sheet 班级 with its header row",
    "rooms": "The sheet 专用教室 with its header row",
    "items": "The sheet 县级数据 with its header row",
    "monitoring": "The sheet 质量监测 with its header row",
    "survey": "The sheet 社会认可度 with its header row",
    "vetoes": "The sheet 一票否决 with its header row",
    "facts": "The sheet 县情 with its header row",
    "school": "The school's place in the range, from 1",
    "new_value": "The school's new value",
}

TITLE = "Quality and Balance"
"""Of the menu, the toolbar and the extension."""

LABELS = {
    "new_workbook": "New workbook",
    "check_data": "Check the data",
    "split_schools": "Send out to schools",
    "merge_returns": "Merge what came back",
    "make_documents": "Make the documents",
    "plan_remedies": "Gaps and plans",
    "monitor_years": "Monitor the years",
    "adopt_plan": "Adopt a plan",
    "adopt_least": "The cheapest",
    "adopt_within": "Within the budget",
    "adopt_moves": "Exchanges only",
    "adopt_none": "No plan",
    "keep_ledger": "Keep the ledger",
    "assess_county": "Assess the county",
    "export_values": "Export values only",
    "self_check": "Self-check",
    "show_help": "Help",
    "about": "About",
}
"""Of the commands; one that is not here shows its Chinese label."""
