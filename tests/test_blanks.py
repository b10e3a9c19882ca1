"""A blank is never a zero, and nothing is claimed that rests on one: in every paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.records import GROUPS
from qbe_xl.county import layout
from qbe_xl.errors import InputError
from tests.counties import Draft, Row, classes, rooms, school
from tests.papers import papers
from tests.properties import examples
from tests.working_papers import plan_papers, working_papers

SHEETS = ("schools", "classes", "rooms", "items", "monitoring", "survey", "vetoes", "facts")

NEEDED = {
    *("学校标识码", "学校名称", "办学类型", "班级名称", "学段", "教室类型"),
    *("学科", "调查对象", "所属乡镇", "归属学校标识码", "年级", "举办者代码"),
}
"""Headers whose blank is an input problem, names something, or is an answer of its own."""

ZERO = re.compile(r"(?<![\d.,\-/第ⅠLQG])0(?:\.0+)?%?(?![\d.])")
CLAIM = re.compile("符合|达到|达标|均(?!衡|值)|已|全部|没有|不存在|满三年|具备")
_AFTER = "变为"
"""Before what a plan would make of a figure."""

NO_CLAIM = re.compile(
    "未达标|待填报|没有填报|未填|还没有列名|没有有效问卷|没有本校班级|没有一行|没有列出|未列|没有填报|○|—"
    "|^(达标|符合|不存在)#项$|^目前|^[小学初中]*办学单元综合达标$|^达标项$|^未达到标准的指标$"
    "|限期整改|^于#年#月#日前|^对照"
    "|^现为#/#[所班项](达标|统一)$|^综合达标#个$"
    "|(已填报|填报齐全)的#个?[所个项班](中(#个?[所个项班])?)?(综合评估)?均?(综合)?(达标|统一)(#个)?$|^现为#个?[所班项]中#个?[所班项]达标$|^#个办学单元中达标#个$|^其余均不超过上限#$"
    "|没有核对|没有班级|没有填$|^已填$|没有本校|核对过的没有|“班级”表补上"
)
"""What says that something is lacking claims nothing, nor what tells the known part of a count,
heads a list of what is lacking, or asks for it."""


def _base(met: bool) -> Draft:
    """A county with schools of every kind: all of it met, or something unmet in every group."""
    village = {"城乡类型": "乡村", "小学在校生数": 60.0, "公用经费核定学生数": 100.0}
    small = {**village, "小学就近入学学生数": 60.0, "办学类型": "教学点"}
    special = {
        "办学类型": "特殊教育学校",
        "小学在校生数": 20.0,
        "小学就近入学学生数": 20.0,
        "年度公用经费预算": 200000.0,
        "教师培训经费": 12000.0,
    }
    draft = Draft(
        schools=[
            *(school(code) for code in ("A1", "A2")),
            *(school(code, 办学类型="初级中学") for code in ("B1", "B2")),
            school("C1", **small),
            school("D1", **special),
            school(
                "E1",
                办学类型="九年一贯制学校",
                初中在校生数=200.0,
                小学在校生数=200.0,
                小学就近入学学生数=200.0,
                初中就近入学学生数=200.0,
                初中专任教师数=20.0,
                初中高于规定学历教师数=18.0,
                初中县级以上骨干教师数=6.0,
                初中体育艺术专任教师数=6.0,
                持证专任教师数=50.0,
                完成360学时教师数=50.0,
            ),
        ],
        classes=[
            *(row for code in ("A1", "A2") for row in classes(code, "小学", *[40.0] * 10)),
            *(row for code in ("B1", "B2") for row in classes(code, "初中", *[40.0] * 10)),
            *classes("C1", "小学", 30.0, 30.0),
            *classes("D1", "小学", 10.0, 10.0),
            *classes("E1", "小学", *[40.0] * 5),
            *classes("E1", "初中", *[40.0] * 5),
        ],
        rooms=[
            row
            for code in ("A1", "A2", "B1", "B2", "C1", "E1")
            for row in rooms(code, [96.0], [90.0])
        ],
    )
    draft.facts |= {"人口总数": 45.2, "农业人口数": 30.1, "乡镇数": 8.0, "行政村数": 80.0}
    if not met:
        for row in (draft.schools[0], draft.schools[2]):
            stage = "初中" if row["办学类型"] == "初级中学" else "小学"
            row |= {f"{stage}高于规定学历教师数": 5.0, f"{stage}县级以上骨干教师数": 1.0}
            row |= {"教学仪器设备值": 2000.0, "学校章程": "否", "教师培训经费": 1000.0}
            row |= {"德育与校园文化": "一般", "课程开齐开足": "否", "持证专任教师数": 20.0}
        draft.classes[0]["人数"] = 60.0
        draft.classes[25]["人数"] = 60.0
        draft.rooms = draft.rooms[4:]
        draft.items |= {"G2.1": "否", "G8.1": 90000.0, "G14.2": 100.0, "P2": "否", "G1": "否"}
        draft.monitoring[0]["校际差异率"] = 0.2
        draft.vetoes["V2"] = "是"
        for row in draft.survey:
            row["满意问卷数"] = 60.0
    return draft


NEVER = re.compile(r"(?!)")
ROWS = re.compile(r"：(?:\D*0/[1-9]\d*|[◐○✕][高中低]0处|total=0)$")
"""How many rows of the ledger are closed, findings of a kind, and the sum of what could be priced: rows were counted."""

WHOLE_COST = re.compile(r"^plan\.json：")
"""What it costs to make everything else pass is a figure in that file."""

PROVEN = re.compile("已证明")
"""Looked at apart: nothing is proven while anything is assumed."""

LACKING = re.compile("没有填|没有本校")
"""What a finding may say of a blank: that it is one."""

ASSUMED = re.compile(r"待填报，按[\d.]+测算")
"""What a plan assumes for a blank is told beside it."""


Made = dict[str, list[str]]
"""Papers by name, each as its lines."""


@cache
def full(met: bool, make: Callable[[Assessment], Made]) -> Made:
    """Every paper of a kind of the full county."""
    return make(_base(met).assess())


Blanking = tuple[str, str, int, int]
"""What is blanked (a cell, a column, a sheet's body), of which sheet, and where."""

BLANKING = st.tuples(
    st.sampled_from(("cell", "column", "body")),
    st.sampled_from(SHEETS),
    st.integers(0, 60),
    st.integers(0, 60),
)


def blank(draft: Draft, how: str, sheet: str, row: int, column: int) -> None:
    """Blank one cell, one column, or all that a sheet says."""
    found = getattr(draft, sheet)
    if isinstance(found, dict):
        keys = [key for key in found if key != "县名"]
        chosen = keys if how != "cell" else keys[row % len(keys) : row % len(keys) + 1]
        for key in chosen:
            found[key] = None
        return
    rows: list[Row] = found
    headers = [h for h in dict.fromkeys(key for row in rows for key in row) if h not in NEEDED]
    if how == "body" and sheet in ("classes", "monitoring", "survey"):
        rows.clear()
    elif rows and headers:
        names = headers if how == "body" else [headers[column % len(headers)]]
        for one in [rows[row % len(rows)]] if how == "cell" else rows:
            one.update(dict.fromkeys(set(names) & one.keys()))


def masked(assessment: Assessment) -> Callable[[str], str]:
    """Return what replaces figures, names and requirements by signs, so that sentences compare."""
    standard, schools = assessment.standard, assessment.county.schools
    said = {standard.requirement(id) for id in standard.clauses}
    said |= {clause.name for clause in standard.clauses.values()}
    said |= {group.word for group in GROUPS.values()} | {"一票否决核查"}
    said |= {column.header for sheet in layout.SHEETS for column in sheet.columns}
    said |= {item.title for sheet in layout.SHEETS for item in sheet.items}
    said |= {schools.word("name", i) for i in range(len(schools))}
    tight = sorted({"".join(one.split()) for one in said if one}, key=len, reverse=True)
    names = re.compile("|".join(map(re.escape, tight)))

    def mask(text: str) -> str:
        text = names.sub("X", "".join(text.split()))
        return re.sub(r"\d[\d,.]*", "#", re.sub("X(?:[、；]X)*", "X", text))

    return mask


def parts_of(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield from re.split("[，；。：｜、（）\n]", line)


def new_zeros(before: list[str], after: list[str]) -> set[str]:
    known = set(parts_of(before))
    found = (part for part in parts_of(after) if ZERO.search(part) and _AFTER not in part)
    return set(found) - known


def new_claims(before: list[str], after: list[str], mask: Callable[[str], str]) -> set[str]:
    def claims(lines: list[str]) -> set[str]:
        parts = (part for line in lines for part in re.split("[，；。：｜（）\n]", mask(line)))
        return {part for part in parts if CLAIM.search(part) and not NO_CLAIM.search(part)}

    return claims(after) - claims(before)


@pytest.mark.slow
@pytest.mark.parametrize("met", [True, False])
@given(blanked=st.lists(BLANKING, min_size=1, max_size=4))
@examples(20)
def test_a_blank_is_no_zero_and_no_claim_anywhere(met: bool, blanked: list[Blanking]) -> None:
    _claims_nothing_new(met, blanked, papers)


@pytest.mark.slow
@pytest.mark.parametrize("met", [True, False])
@given(blanked=st.lists(BLANKING, min_size=1, max_size=4))
@examples(5)
def test_a_blank_is_no_zero_and_no_claim_in_the_checkup_and_the_ledger(
    met: bool, blanked: list[Blanking]
) -> None:
    found = _claims_nothing_new(met, blanked, working_papers, zero=ROWS)
    before, now = (
        {re.split("[，；]请核[实对]", line)[0] for line in of.get("体检发现", [])}
        for of in (full(met, working_papers), found)
    )
    assert all(LACKING.search(text) for text in now - before), now - before


@pytest.mark.search
@pytest.mark.parametrize("met", [True, False])
@given(blanked=st.lists(BLANKING, min_size=1, max_size=4))
@examples(3)
def test_a_blank_is_no_zero_and_no_claim_in_any_plan(met: bool, blanked: list[Blanking]) -> None:
    _holds_in_plans(met, blanked)


@pytest.mark.slow
def test_where_all_is_blank_a_plan_says_so_and_names_no_cost() -> None:
    """Found by the property above: 最省方案费用 0.00 万元, 办学单元达标 0/7, 没有行动."""
    found = _holds_in_plans(False, [("body", "schools", row, 0) for row in (0, 1)])
    (told,) = [line for line in found["方案 方案对比"] if line.startswith("达标的办学单元")]
    assert "7个待填报" in told
    assert "待填报的补齐后才能列出行动。" in "".join(found["方案 最省方案清单"])


def _holds_in_plans(met: bool, blanked: list[Blanking]) -> Made:
    found = _claims_nothing_new(met, blanked, plan_papers, zero=WHOLE_COST, claim=PROVEN)
    for name, lines in found.items():
        proven = any("已证明最省" in line for line in lines)
        assert not (proven and any("待填报，按" in line for line in lines)), name
    return found


def _claims_nothing_new(
    met: bool,
    blanked: list[Blanking],
    make: Callable[[Assessment], Made],
    *,
    zero: re.Pattern[str] = NEVER,
    claim: re.Pattern[str] = NEVER,
) -> Made:
    """Return the papers of the county with these blanks, none where it cannot be used.

    zero, claim: a new 0 and a new claim that may stand there.
    """
    draft = _base(met)
    for one in blanked:
        blank(draft, *one)
    try:
        assessment = draft.assess()
    except InputError:
        return {}
    mask, found = masked(assessment), make(assessment)
    for name, lines in found.items():
        before = full(met, make).get(name, [])
        told = [ASSUMED.sub("待填报", line) for line in lines]
        zeros = {f"{name}：{part}" for part in new_zeros(before, told)}
        assert {part for part in zeros if not zero.search(part)} == set()
        claims = {one for one in new_claims(before, told, mask) if not claim.search(one)}
        assert claims == set(), name
    return found
