"""运行记录: what was computed from what, under which rules, by which program, when."""

from __future__ import annotations

from qbe_xl.assessment import Assessment
from qbe_xl.county import layout
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page
from qbe_xl.standards.model import Parameter

NAME = "运行记录"
WIDTHS = (26, 34, 30, 8, 11, 9, 40)


def write(page: Page, assessment: Assessment, run: RunRecord) -> None:
    """Fill the sheet."""
    row = page.title(0, "运行记录")
    row = _facts(page, assessment, run, row)
    row = _readings(page, assessment, page.heading(row + 1, "条文未写明之处的选择"))
    _parameters(page, assessment, page.heading(row + 1, "所用参数"))


def _facts(page: Page, assessment: Assessment, run: RunRecord, row: int) -> int:
    standard = assessment.standard
    label, text = page.styles(style.CELL, bold=True, bg_color=style.BAND), page.styles(style.TEXT)
    facts = [
        ("运行编号", run.id),
        ("填报表", run.input_name),
        ("填报表 SHA-256", run.input_sha256),
        ("评估标准", run.standard),
        ("依据文件", "；".join(standard.documents)),
        ("标准施行起点", standard.since.isoformat()),
        ("参数取值日期", standard.as_of.isoformat() if standard.as_of else "最新"),
        ("标准说明", standard.note),
        ("程序版本", run.version),
        ("运行时间", f"{run.shown_time} {run.time:%z}".strip()),
    ]
    for name, value in facts:
        page.text(row, 0, name, label)
        page.merged(row, 1, page.last, value, text)
        page.fit(row, value, 1, page.last)
        row += 1
    left = page.styles(style.COUNT, align="left")
    for name, count in run.counts:
        page.text(row, 0, f"{name}数", label)
        page.merged(row, 1, page.last, "", left)
        page.number(row, 1, count, left)
        row += 1
    return row


def _parameters(page: Page, assessment: Assessment, row: int) -> None:
    page.repeat(row, row)
    row = page.header(row, ("参数", "含义", "数值", "单位", "自", "性质", "依据"))
    text, small = page.styles(style.TEXT), page.styles(style.TEXT, font_size=9)
    for parameter in assessment.standard.parameters.values():
        cells = (
            parameter.path,
            _label(parameter),
            parameter.shown,
            parameter.spec.unit,
            parameter.since.isoformat(),
            parameter.kind,
        )
        for column, cell in enumerate(cells):
            page.text(row, column, cell, text)
        cited = parameter.citation + (f"；{parameter.note}" if parameter.note else "")
        page.text(row, page.last, cited, small)
        page.fit_all(row, (*enumerate(cells), (page.last, cited)))
        row += 1


def _label(parameter: Parameter) -> str:
    stage = parameter.path.rpartition(".")[2]
    word = layout.STAGE_WORDS.get(stage)
    return f"{parameter.spec.label}（{word}）" if word else parameter.spec.label


def _readings(page: Page, assessment: Assessment, row: int) -> int:
    header, text = page.styles(style.HEADER), page.styles(style.TEXT)
    spans = ((0, 0, "条款与问题"), (1, 1, "取法"), (2, 5, "未采用的取法"), (6, 6, "理由"))
    for first, last, label in spans:
        page.merged(row, first, last, label, header)
    page.sheet.set_row(row, 26)
    for reading in assessment.standard.readings:
        row += 1
        clause = assessment.standard.clauses[reading.clause]
        cells = (
            f"{clause.article} {reading.question}",
            reading.choice,
            reading.alternatives,
            f"{reading.source}（{reading.kind}）",
        )
        most = 1
        for (first, last, _), cell in zip(spans, cells, strict=True):
            page.merged(row, first, last, cell, text)
            most = max(most, page.lines(cell, first, last))
        page.sheet.set_row(row, most * 15 + 4)
    return row + 1
