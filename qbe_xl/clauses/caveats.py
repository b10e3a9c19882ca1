"""What a result rests on where that is thin: said wherever the result is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qbe_xl.assessment import Assessment, State
from qbe_xl.assessment.exact import rate_reaches
from qbe_xl.clauses import words
from qbe_xl.county import layout
from qbe_xl.errors import Place


@dataclass(frozen=True, slots=True)
class Caveat:
    """What is thin about the result of an item, with the cell that shows it."""

    id: str
    place: Place
    text: str


def caveats(assessment: Assessment) -> Iterator[Caveat]:
    """Yield what is thin about the items of an assessment, in order of their articles."""
    for id, said in _SAID.items():
        if id in assessment.items:
            yield from (Caveat(id, place, text) for place, text in said(assessment))


def caveats_of(assessment: Assessment, id: str) -> tuple[str, ...]:
    """Return what is thin about one item, in words."""
    return tuple(caveat.text for caveat in caveats(assessment) if caveat.id == id)


_Said = Iterator[tuple[Place, str]]


def _special_schools(assessment: Assessment) -> _Said:
    """第七条（七） asks for the mean of all 特殊教育学校: one of them may lie below."""
    schools, line = assessment.county.schools, assessment.standard.exact("G7.required")
    for part in assessment.items["G7"].parts:
        funds, pupils = part.figures["funds"], part.figures["pupils"]
        for i, school in enumerate(part.index.tolist()):
            if rate_reaches(funds[i : i + 1], pupils[i : i + 1], line) is False:
                each = words.number(float(funds[i] / pupils[i]), 2, float(line))
                yield (
                    schools.cell("budget", school),
                    f"{schools.word('name', school)}单独计算，生均公用经费 {each} 元，"
                    f"低于 {words.plain(float(line))} 元",
                )


def _nobody_eligible(assessment: Assessment) -> _Said:
    if assessment.items["G11"].state is State.NOT_APPLICABLE:
        yield (
            assessment.county.schools.span("eligible"),
            "没有符合交流条件的教师，教师交流按不适用处理",
        )


def _one_result(assessment: Assessment) -> _Said:
    if len(assessment.county.monitoring) == 1:
        yield assessment.county.monitoring.cell("subject", 0), "质量监测只有一行结果"


def _only_total(assessment: Assessment) -> _Said:
    survey = assessment.county.survey
    groups = survey.is_choice("group", *layout.GROUPS)
    total = np.flatnonzero(survey.is_choice("group", layout.GROUP_TOTAL))
    alone = len(total) > 0 and bool(np.isnan(survey.number("valid")[groups]).all())
    if alone and assessment.items["S1"].value is not None:
        yield survey.cell("group", int(total[0])), "满意度只依据合计行，没有七类对象的分项数据"


_SAID = {"G7": _special_schools, "G11": _nobody_eligible, "Q9": _one_result, "S1": _only_total}
