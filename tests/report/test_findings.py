"""What keeps the county from passing, in words, with the cells; and how figures are traced."""

from __future__ import annotations

import re

import pytest

from qbe_xl.assessment import State
from qbe_xl.assessment.sections import INDICATORS
from qbe_xl.clauses.gaps import problems
from qbe_xl.clauses.trace import steps_of_sections, trace_balance, trace_item
from qbe_xl.county.reading import read_book
from qbe_xl.report.obstacles import obstacles
from qbe_xl.report.run import examine
from qbe_xl.standards import load
from tests.counties import GOLDEN, GOLDEN_NAMES, Draft, classes, school

CELL = re.compile(r"(学校|班级|专用教室|县级数据|质量监测|社会认可度|一票否决|县情)!?")


def test_a_county_that_passes_has_no_problems() -> None:
    found = Draft().assess()
    assert problems(found) == []
    assert obstacles(found) == []


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_every_open_verdict_is_found_and_placed(name: str) -> None:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    assessment, _ = examine(county, load("yunnan-2022"))
    listed = problems(assessment)
    open_items = {id for id, item in assessment.items.items() if item.state in (1, 2)}
    assert {f.id for f in listed if f.id in assessment.items} == open_items
    balances = [b for s in assessment.balance.values() for b in s.values() if b.state in (1, 2)]
    assert sum(f.id == "balance" for f in listed) == len(balances)
    for found in listed:
        assert found.said
        assert CELL.match(found.cells), found
        assert "第" in found.article
        assert "nan" not in found.said
    headings = obstacles(assessment)
    assert bool(headings) == (assessment.verdict is not State.MET)
    unmet = [o.state is State.UNMET for o in headings]
    assert unmet == sorted(unmet, reverse=True)


def test_the_gravest_come_first() -> None:
    draft = Draft()
    draft.vetoes["V6"] = "是"
    draft.items |= {"G1": "否", "P2": "否", "Q1.1": None}
    draft.schools[0]["教学仪器设备值"] = 1.0
    groups = [(o.group, o.state.id) for o in obstacles(draft.assess())]
    assert groups[0] == ("vetoes", "unmet")
    assert groups[1] == ("preconditions", "unmet")
    assert groups[2][0] == "resources"
    assert groups[-1] == ("quality", "missing")


def test_a_finding_names_the_school_the_distance_and_the_cells() -> None:
    draft = Draft()
    draft.schools[0]["教学仪器设备值"] = 79.9
    draft.classes = [*classes("A1", "小学", 46.0), *classes("B1", "初中", 40.0)]
    found = {f.id: f for f in problems(draft.assess())}
    assert "R6" not in found
    assert found["G5"].name == "A1学校"
    assert found["G5"].said == "小学1班 46 人，上限 45 人"
    assert found["G5"].cells == "班级!E2"
    draft.schools[0]["网络多媒体教室数"] = 1.0
    found = {f.id: f for f in problems(draft.assess())}
    assert found["R6"].said == "1997.50 元，标准 2000 元"
    assert found["R6"].cells == "学校!AC2，学校!K2"
    assert "低于标准的 85%" in found["R7"].said


def test_a_missing_section_says_which_column_is_blank() -> None:
    draft = Draft(schools=[school("A1", 室内体育用房面积=None)])
    draft.classes = draft.classes[:10]
    draft.rooms = draft.rooms[:2]
    messages = [f.said for f in problems(draft.assess()) if f.id in ("R4", "R5")]
    assert messages == ["待填报：室内体育用房面积"] * 2


def test_every_figure_has_a_trace_with_formula_cells_and_article() -> None:
    assessment = Draft().assess()
    steps = dict(steps_of_sections(assessment))
    assert [*steps] == [*range(len(assessment.sections))]
    for texts in steps.values():
        assert len(texts) == len(INDICATORS)
        assert all("学校!" in text for text in texts)
    assert steps[0][3] == "（3000－200）÷400＝7.00 ●\n学校!Z2、AA2、K2"
    for stage in assessment.balance:
        for indicator in INDICATORS:
            assert trace_balance(assessment, stage, indicator).value == "0.000"
    for id in assessment.items:
        trace = trace_item(assessment, id)
        assert trace.cells
        assert trace.formula
        assert trace.citation.startswith("云政办发")


def test_a_shared_resource_is_traced_to_every_stage_it_is_shared_with() -> None:
    row = school("A1", 办学类型="完全中学", 初中在校生数=300.0, 高中在校生数=200.0)
    row |= {"小学在校生数": None, "小学就近入学学生数": None}
    assessment = Draft(schools=[row], classes=[], rooms=[]).assess()
    (_, texts), *_ = steps_of_sections(assessment)
    assert "×55.56%×100÷300" in texts[6], "300 × 1.1 of 300 × 1.1 + 200 × 1.32"
    assert "%" not in texts[0]
