"""What the report rests on as plain data: methods, parameters, readings, exclusions, the run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.records import RECORDS, RESOURCES
from qbe_xl.clauses.trace import trace_item
from qbe_xl.county import layout
from qbe_xl.report.record import RunRecord
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.sheets.pieces import View, count, listed
from qbe_xl.standards import Standard


def roundings(assessment: Assessment) -> Iterator[list[str]]:
    """Figures that the usual decimals would put on the other side of their line.

    Subject, indicator, figure as printed, line, verdict.
    """
    sections, standard = assessment.sections, assessment.standard
    schools = assessment.county.schools
    for stage in assessment.stages:
        mine = sections.of_stage(stage)
        word = layout.STAGE_WORDS[stage]
        for column, indicator in enumerate(INDICATORS):
            line, floor = standard.lines(indicator, stage)
            name, decimals = standard.clauses[indicator].name, RESOURCES[indicator].shown
            values, near = sections.values[mine, column], 10.0**-decimals
            close = (np.abs(values - line) <= near) | (np.abs(values - floor) <= near)
            for i in mine[close].tolist():
                value = float(sections.values[i, column])
                if words.rounding_matters(value, decimals, line, floor):
                    school = schools.word("name", int(sections.school[i]))
                    shown = words.indicator(indicator, value, line, floor)
                    state, above = (
                        State(sections.states[i, column]),
                        sections.above_floor[i, column],
                    )
                    by_line = words.rounding_matters(value, decimals, line)
                    wanted = words.plain(line) if by_line else f"底线 {words.plain(floor)}"
                    mark = words.NEAR_MARK if state is State.UNMET and above else state.mark
                    marked = f"{mark} {state.word}"
                    yield [f"{school}（{word}）", name, shown, wanted, marked]
            found = assessment.balance[stage][indicator]
            if words.rounding_matters(found.cv, words.CV_DECIMALS, found.limit):
                shown, limit = words.cv(found.cv, found.limit), words.plain(found.limit)
                yield [f"全县{word}", f"{name}校际差异系数", shown, limit, found.state.marked]
    yield from _rounded_rates(assessment)


def _rounded_rates(assessment: Assessment) -> Iterator[list[str]]:
    standard = assessment.standard
    for id, item in assessment.items.items():
        name = standard.clauses[id].name
        for key, label in RECORDS[id].pair:
            value = item.terms[key]
            (other,) = (item.terms[k] for k, _ in RECORDS[id].pair if k != key)
            if words.rounding_matters(value, 0, other):
                shown = words.number(value, words.MONEY_DECIMALS, other)
                yield [f"全县（{label}）", name, shown, words.plain(other), item.state.marked]
        for told in RECORDS[id].figure:
            value = item.values[told.key] if told.key else item.value
            state = item.conditions[told.key] if told.key else item.state
            if value is None:
                continue
            line = standard.number(told.path)
            if told.money:
                shown, wanted = words.number(value, words.MONEY_DECIMALS, line), words.plain(line)
                matters = words.rounding_matters(value, 0, line)
            else:
                shown, wanted = words.percent(value, line), words.share_line(line)
                matters = words.rounding_matters(value * 100, words.RATE_DECIMALS, line * 100)
            if matters:
                yield ["全县", name, shown, wanted, state.marked]
    yield from _rounded_differences(assessment)


def _rounded_differences(assessment: Assessment) -> Iterator[list[str]]:
    """The 校际差异率 of 质量监测: 第八条（九）."""
    if "Q9" not in assessment.items:
        return
    table, standard = assessment.county.monitoring, assessment.standard
    limit, name = standard.number("Q9.difference_below"), standard.clauses["Q9"].name
    states = assessment.items["Q9"].parts[0].states
    for i, value in enumerate(table.number("difference").tolist()):
        if words.rounding_matters(value, words.DIFFERENCE_DECIMALS, limit):
            subject = f"{table.word('grade', i)}{table.word('subject', i)}"
            shown = words.number(value, words.DIFFERENCE_DECIMALS, limit)
            yield [subject, name, shown, words.plain(limit), State(states[i]).marked]


def basis_view(assessment: Assessment, run: RunRecord) -> View:
    standard = assessment.standard
    return {
        "note": standard.note,
        "methods": list(_methods(assessment)),
        "parameters": list(_parameters(standard)),
        "readings": [
            [
                standard.clauses[r.clause].article if r.clause in standard.clauses else r.clause,
                r.question,
                r.choice,
                r.alternatives,
                f"{r.source}（{r.kind}）",
            ]
            for r in standard.readings
        ],
        "excluded": listed(_excluded(assessment)),
        "run": [
            ["运行编号", run.id],
            ["填报表", run.input_name],
            ["填报表校验值", run.input_sha256],
            ["评估标准", run.standard],
            ["依据文件", "；".join(standard.documents)],
            ["程序版本", run.version],
            ["生成时间", run.shown_time],
            *([name, count(number) if number else words.BLANK] for name, number in run.counts),
        ],
    }


def _methods(assessment: Assessment) -> Iterator[list[str]]:
    """How every indicator is made and from which cells: id, article, name, formula, data."""
    schools, clauses = assessment.county.schools, assessment.standard.clauses
    for indicator, formula in RESOURCES.items():
        stages = layout.STAGES if formula.shared else STAGES
        keys = [key.format(stage=s) for _, key in formula.columns for s in STAGES]
        keys += [f"{stage}_pupils" for stage in stages]
        cells = "；".join(
            f"{schools.sheet.by_key[key].header}（{schools.span(key)}）"
            for key in dict.fromkeys(keys)
        )
        clause = clauses[indicator]
        yield [indicator, clause.article, clause.name, formula.words, cells]
    for id in assessment.items:
        trace = trace_item(assessment, id)
        yield [id, clauses[id].article, trace.name, trace.formula, trace.sentence]


def _parameters(standard: Standard) -> Iterator[list[str]]:
    """Every parameter, its stages in one row: label, value, unit, kind, source."""
    by_spec: dict[str, list[tuple[str, str]]] = {}
    for path, parameter in standard.in_use.items():
        stage = layout.STAGE_WORDS.get(path.rpartition(".")[2], "")
        by_spec.setdefault(parameter.spec.path, []).append(
            (path, f"{stage} {parameter.shown}".strip())
        )
    for values in by_spec.values():
        parameter = standard.parameters[values[0][0]]
        note = f"；{parameter.note}" if parameter.note else ""
        yield [
            standard.label(parameter),
            "，".join(shown for _, shown in values),
            parameter.unit or words.BLANK,
            parameter.kind,
            parameter.basis + note,
        ]


def _excluded(assessment: Assessment) -> list[list[str]]:
    excluded, schools = assessment.excluded, assessment.county.schools
    columns = zip(
        excluded.school.tolist(),
        excluded.stage.tolist(),
        excluded.pupils.tolist(),
        excluded.reason.tolist(),
        strict=True,
    )
    return [
        [
            schools.word("name", school),
            layout.STAGE_WORDS[STAGES[stage]],
            words.plain(pupils),
            exclusion_reason(assessment, reason),
        ]
        for school, stage, pupils, reason in columns
    ]
