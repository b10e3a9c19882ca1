"""运行记录: what was computed from what, under which rules, by which program, when."""

from __future__ import annotations

from qbe_xl.assessment import Assessment
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.report.record import RunRecord
from qbe_xl.sheets import palette
from qbe_xl.sheets.looks import COUNT, LABEL, SMALL, TEXT
from qbe_xl.sheets.model import TALL, Cell, Field, Grid, Heading, Part, Row, Sheet, Space, Title
from qbe_xl.standards.model import Parameter, Standard

NAME = "运行记录"
_WIDTHS = (26, 34, 30, 8, 11, 9, 40)


def sheet(assessment: Assessment, run: RunRecord) -> Sheet:
    """Return the sheet."""
    parts: tuple[Part, ...] = (
        Title("运行记录"),
        *_facts(assessment, run),
        Space(),
        Heading("条文未写明之处的选择"),
        _readings(assessment),
        Space(),
        Heading("所用参数"),
        _parameters(assessment),
    )
    return Sheet(NAME, parts, _WIDTHS, tab=palette.QUIET_TAB)


def _facts(assessment: Assessment, run: RunRecord) -> list[Row]:
    standard = assessment.standard
    facts = (
        ("运行编号", run.id),
        ("填报表", run.input_name),
        ("填报表校验值", run.input_sha256),
        ("评估标准", run.standard),
        ("依据文件", "；".join(standard.documents)),
        ("标准施行起点", standard.since.isoformat()),
        ("参数取值日期", standard.as_of.isoformat() if standard.as_of else "最新"),
        ("标准说明", standard.note),
        ("程序版本", run.version),
        ("运行时间", f"{run.shown_time} {run.time:%z}".strip()),
    )
    rest, left = len(_WIDTHS) - 1, COUNT(align="left")
    return [
        *(Row((Cell(name, LABEL), Cell(said, TEXT, rest)), fit=TALL) for name, said in facts),
        *(
            Row((Cell(f"{name}数", LABEL), Cell(count or words.BLANK, left, rest)))
            for name, count in run.counts
        ),
    ]


def _readings(assessment: Assessment) -> Grid:
    fields = (
        Field("条款与问题", tall=TALL),
        Field("取法", tall=TALL),
        Field("未采用的取法", columns=4, tall=TALL),
        Field("理由", tall=TALL),
    )
    clauses = assessment.standard.clauses
    rows = [
        (
            f"{clauses[reading.clause].article} {reading.question}",
            reading.choice,
            reading.alternatives,
            f"{reading.source}（{reading.kind}）",
        )
        for reading in assessment.standard.readings
    ]
    return Grid(fields, rows, least=0)


def _parameters(assessment: Assessment) -> Grid:
    labels = ("参数", "含义", "数值", "单位", "自", "性质")
    fields = (*(Field(label, tall=TALL) for label in labels), Field("依据", 0, SMALL, TALL))
    rows = [
        (
            parameter.path,
            _label(assessment.standard, parameter),
            parameter.shown,
            parameter.unit,
            parameter.since.isoformat(),
            parameter.kind,
            parameter.basis + (f"；{parameter.note}" if parameter.note else ""),
        )
        for parameter in assessment.standard.in_use.values()
    ]
    return Grid(fields, rows, repeat=True)


def _label(standard: Standard, parameter: Parameter) -> str:
    label, stage = standard.label(parameter), parameter.path.rpartition(".")[2]
    word = layout.STAGE_WORDS.get(stage)
    return f"{label}（{word}）" if word else label
