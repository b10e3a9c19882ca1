"""An Assessment as assessment.json."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from qbe_xl.assessment import Assessment
from qbe_xl.assessment.sections import INDICATORS, STAGES, Exclusion
from qbe_xl.assessment.states import State
from qbe_xl.clauses.records import RECORDS
from qbe_xl.errors import Notice

SCHEMA = 1

EXCLUSION_WORDS = {
    Exclusion.OUTSIDE_TYPE: "特殊教育学校、职业学校不参加资源配置评估",
    Exclusion.SMALL_TEACHING_POINT: "教学点学生数不足 {cut} 人",
    Exclusion.PRIVATE: "民办学校按所选标准不纳入",
}


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _count(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def as_dict(assessment: Assessment, notices: Sequence[Notice]) -> dict[str, Any]:
    """Return the assessment in the shape of the contract, section 4."""
    standard = assessment.standard
    return {
        "schema": SCHEMA,
        "standard": standard.id,
        "county": assessment.county.name,
        "verdict": assessment.verdict.id,
        "warnings": [{"cell": n.cell, "message": n.message} for n in notices],
        "excluded": _excluded(assessment),
        "sections": _sections(assessment),
        "balance": {
            stage: {
                indicator: {
                    "mean": found.mean,
                    "std": found.std,
                    "cv": found.cv,
                    "limit": found.limit,
                    "state": found.state.id,
                }
                for indicator, found in by_indicator.items()
            }
            for stage, by_indicator in assessment.balance.items()
        },
        "items": {id: _item(assessment, id) for id in assessment.items},
        "groups": {group: state.id for group, state in assessment.groups.items()},
    }


def as_text(assessment: Assessment, notices: Sequence[Notice]) -> str:
    """Return assessment.json, a section a line; the same input gives the same bytes."""
    lines = (
        f"{_compact(key)}: {_listed(value) if isinstance(value, list) else _compact(value)}"
        for key, value in as_dict(assessment, notices).items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _listed(entries: list[Any]) -> str:
    return "[\n" + ",\n".join(map(_compact, entries)) + "\n]" if entries else "[]"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def exclusion_reason(assessment: Assessment, reason: int) -> str:
    """Return why a section is not assessed, in words."""
    cut = assessment.standard.whole("scope.teaching_point_pupils")
    return EXCLUSION_WORDS[Exclusion(reason)].format(cut=cut)


def _excluded(assessment: Assessment) -> list[dict[str, Any]]:
    schools, excluded = assessment.county.schools, assessment.excluded
    return [
        {
            "code": schools.word("code", school),
            "school": schools.word("name", school),
            "stage": STAGES[stage],
            "pupils": _count(pupils),
            "reason": exclusion_reason(assessment, reason),
        }
        for school, stage, pupils, reason in zip(
            excluded.school.tolist(),
            excluded.stage.tolist(),
            excluded.pupils.tolist(),
            excluded.reason.tolist(),
            strict=True,
        )
    ]


def _sections(assessment: Assessment) -> list[dict[str, Any]]:
    schools, sections = assessment.county.schools, assessment.sections
    required = {
        stage: [float(assessment.standard.required(r, stage)) for r in INDICATORS]
        for stage in STAGES
    }
    columns = zip(
        sections.school.tolist(),
        sections.stage.tolist(),
        sections.pupils.tolist(),
        sections.values.tolist(),
        sections.ratios.tolist(),
        sections.states.tolist(),
        sections.met_count.tolist(),
        sections.state.tolist(),
        strict=True,
    )
    found = []
    for school, stage, pupils, values, ratios, states, met_count, state in columns:
        name = STAGES[stage]
        found.append(
            {
                "code": schools.word("code", school),
                "school": schools.word("name", school),
                "stage": name,
                "pupils": _count(pupils),
                "indicators": {
                    indicator: {
                        "value": _number(values[i]),
                        "required": required[name][i],
                        "ratio": _number(ratios[i]),
                        "state": State(states[i]).id,
                    }
                    for i, indicator in enumerate(INDICATORS)
                },
                "met_count": met_count,
                "state": State(state).id,
            }
        )
    return found


def _item(assessment: Assessment, id: str) -> dict[str, Any]:
    item = assessment.items[id]
    found: dict[str, Any] = {"state": item.state.id}
    for line in RECORDS[id].figure:
        if line.key:
            found["values"] = dict(item.values)
        else:
            found["value"] = item.value
    return found
