"""No rounding hides a verdict: what is printed of a figure stands on the figure's side of its lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counties import Draft, classes, rooms, school
from tests.papers import papers
from tests.properties import examples
from tests.report.documents import golden

Near = tuple[Fraction, tuple[Fraction, ...]]
"""A figure, and the lines that it is judged by."""

_ASKED = re.compile(r"[<>≤≥]\s*\d[\d,.]*")
"""A line itself, where it is asked for."""

NOTED = {"04 申报表": "按准确值判定", "学校体检单": "准确值为"}
"""Papers with fixed decimals, whose exact figures stand in a note."""

_PUPILS = 2000
_LINES = {"R1": "4.2", "R2": "1", "R3": "0.9", "R4": "4.5", "R5": "7.5", "R6": "2000", "R7": "2.3"}
_COLUMNS = {
    "R1": "小学高于规定学历教师数",
    "R2": "小学县级以上骨干教师数",
    "R3": "小学体育艺术专任教师数",
    "R4": "教学及辅助用房面积",
    "R5": "运动场地面积",
    "R6": "教学仪器设备值",
    "R7": "网络多媒体教室数",
}
_OWN_UNIT = {"R4": 1, "R5": 1, "R6": 10_000}


def _draft() -> Draft:
    """Two schools of 小学 of one size and one of 初中, all of it far above every line."""
    many = {"小学在校生数": float(_PUPILS), "小学专任教师数": 400.0, "小学就近入学学生数": 2000.0}
    rich = {_COLUMNS[id]: float(Fraction(line) * 40) for id, line in _LINES.items()}
    rich |= {"教学及辅助用房面积": 18200.0, "运动场地面积": 30000.0, "教学仪器设备值": 800.0}
    staff = {"持证专任教师数": 400.0, "完成360学时教师数": 400.0}
    funds = {"年度公用经费预算": 2_000_000.0, "教师培训经费": 200_000.0}
    draft = Draft(
        schools=[
            *(school(code, **many, **rich, **staff, **funds) for code in ("A1", "A2")),
            school("B1", 办学类型="初级中学"),
        ],
        classes=[
            *(row for code in ("A1", "A2") for row in classes(code, "小学", *[40.0] * 50)),
            *classes("B1", "初中", *[40.0] * 10),
        ],
        rooms=[
            *(row for code in ("A1", "A2") for row in rooms(code, [96.0] * 5, [90.0] * 5)),
            *rooms("B1", [96.0], [90.0]),
        ],
    )
    draft.schools.append(
        school("D1", 办学类型="特殊教育学校", 小学在校生数=100.0, 年度公用经费预算=812_345.0)
    )
    draft.schools[-1]["小学就近入学学生数"] = 100.0
    draft.items |= {"G15.3": 79.0, "G14.2": 612.0, "G8.1": 99_123.0}
    return draft


@cache
def usual() -> dict[str, list[str]]:
    """What is printed of the county while no figure is near its line."""
    return papers(_draft().assess())


def _resource(id: str, of_floor: bool) -> Callable[[Draft, int, int], Near]:
    """A section's indicator beside its line or its floor."""

    def nudge(draft: Draft, side: int, fine: int) -> Near:
        line = Fraction(_LINES[id])
        floor = line * Fraction(85, 100)
        aim, row = floor if of_floor else line, draft.schools[0]
        indoor = Fraction(200 if id == "R4" else 0) - Fraction(200 if id == "R5" else 0)
        if id in _OWN_UNIT:
            scale = Fraction(_OWN_UNIT[id], _PUPILS)
            off = Fraction(side, 10 ** (3 + fine % 3)) * Fraction(1, _OWN_UNIT[id] // 100 or 1)
            have = aim / scale + indoor + off
            row[_COLUMNS[id]] = float(have)
            return (have - indoor) * scale, (line, floor)
        pupils = 19_990 + 10 * (fine % 9) + 1
        have = Fraction(round(aim * pupils / 100) + (side > 0))
        while (have * 100 / pupils > aim) != (side > 0):
            pupils -= side
        for other in _COLUMNS.values():
            row[other] = float(str(row[other])) * 10
        row["小学在校生数"], row[_COLUMNS[id]] = float(pupils), float(have)
        row["小学专任教师数"] = row["持证专任教师数"] = row["完成360学时教师数"] = 4000.0
        return have * 100 / pupils, (line, floor)

    return nudge


def _spread(draft: Draft, side: int, fine: int) -> Near:
    """Two schools of one size: the CV is |a − b| ÷ (a + b)."""
    off = Fraction(side, 10 ** (4 + fine % 3))
    low, high = draft.schools[0], draft.schools[1]
    low["教学仪器设备值"] = float(1000 * (Fraction(1, 2) - off))
    high["教学仪器设备值"] = float(1000 * (Fraction(3, 2) + off))
    return Fraction(1, 2) + off, (Fraction(1, 2),)


def _special(draft: Draft, side: int, fine: int) -> Near:
    off = Fraction(side, 10 ** (fine % 3))
    draft.schools[-1]["年度公用经费预算"] = float(600_000 + off)
    return 6000 + off / 100, (Fraction(6000),)


def _pay(draft: Draft, side: int, fine: int) -> Near:
    off = Fraction(side, 10 ** (1 + fine % 4))
    draft.items |= {"G8.1": float(98_000 + off), "G8.2": 98_000.0}
    return 98_000 + off, (Fraction(98_000),)


def _rate_of_items(part: str, base: str, line: Fraction) -> Callable[[Draft, int, int], Near]:
    def nudge(draft: Draft, side: int, fine: int) -> Near:
        whole = 20_000 * (1 + fine % 4)
        draft.items |= {base: float(whole), part: float(line * whole + side)}
        return _percent(line + Fraction(side, whole)), (_percent(line),)

    return nudge


def _retention(draft: Draft, side: int, fine: int) -> Near:
    whole = 20_000 * (1 + fine % 4)
    draft.items |= {"Q1.2": float(whole), "Q1.3": 0.0, "Q1.4": 0.0, "Q1.5": 0.0}
    draft.items["Q1.1"] = float(Fraction(95, 100) * whole + side)
    return _percent(Fraction(95, 100) + Fraction(side, whole)), (Fraction(95),)


def _of_children(draft: Draft, side: int, fine: int) -> Near:
    whole = 20_000 * (1 + fine % 4)
    draft.items |= {"Q2.1": float(whole), "Q2.2": 0.0, "Q2.3": 0.0}
    draft.items["Q2.4"] = float(Fraction(95, 100) * whole + side)
    return _percent(Fraction(95, 100) + Fraction(side, whole)), (Fraction(95),)


def _migrants(draft: Draft, side: int, fine: int) -> Near:
    whole = 20_000 * (1 + fine % 4)
    draft.items |= {"G15.2": float(whole), "G15.4": 0.0}
    draft.items["G15.3"] = float(Fraction(85, 100) * whole + side)
    return _percent(Fraction(85, 100) + Fraction(side, whole)), (Fraction(85),)


def _complete(column: str) -> Callable[[Draft, int, int], Near]:
    """G9, G12: one teacher of many is short of 100 %."""

    def nudge(draft: Draft, side: int, fine: int) -> Near:
        whole = 4_000 * (1 + fine % 4)
        for row in draft.schools[:2]:
            row["小学专任教师数"] = row["持证专任教师数"] = row["完成360学时教师数"] = float(whole)
        draft.schools[0][column] = float(whole - 1)
        return _percent(1 - Fraction(1, 2 * whole + 30)), (Fraction(100),)

    return nudge


def _exchange(draft: Draft, side: int, fine: int) -> Near:
    whole = 10_000 * (1 + fine % 4)
    row = draft.schools[0]
    row["小学专任教师数"] = row["持证专任教师数"] = row["完成360学时教师数"] = float(whole)
    for other in draft.schools[1:]:
        other |= {"符合交流条件教师数": 0.0, "交流轮岗教师数": 0.0, "交流轮岗骨干教师数": 0.0}
    moved = whole // 10 + side
    row |= {"符合交流条件教师数": float(whole), "交流轮岗教师数": float(moved)}
    row["交流轮岗骨干教师数"] = float(moved // 2)
    return _percent(Fraction(moved, whole)), (Fraction(10),)


def _near_school(draft: Draft, side: int, fine: int) -> Near:
    whole = 20_000 * (1 + fine % 4)
    near = Fraction(95, 100) * whole + side
    draft.schools[2] |= {"初中在校生数": float(whole), "初中就近入学学生数": float(near)}
    return _percent(near / whole), (Fraction(95),)


def _training(draft: Draft, side: int, fine: int) -> Near:
    off = Fraction(side * 10, 10 ** (fine % 3))
    draft.schools[0] |= {"年度公用经费预算": 2_000_000.0, "教师培训经费": float(100_000 + off)}
    return _percent((100_000 + off) / 2_000_000), (Fraction(5),)


def _monitoring(draft: Draft, side: int, fine: int) -> Near:
    value = Fraction(15, 100) + Fraction(side, 10 ** (3 + fine % 4))
    draft.monitoring[0]["校际差异率"] = float(value)
    return value, (Fraction(15, 100),)


def _survey(draft: Draft, side: int, fine: int) -> Near:
    whole = 2_000 * (1 + fine % 4)
    for row, off in zip(draft.survey, (-10, 6, 4, -5, 5, -4, 4), strict=True):
        row |= {"问卷总数": float(whole), "有效问卷数": float(whole)}
        row["满意问卷数"] = float(whole * (85 + off) // 100)
    draft.survey[0]["满意问卷数"] = float(whole * 75 // 100 + side)
    return _percent(Fraction(85, 100) + Fraction(side, 7 * whole)), (Fraction(85),)


def _percent(rate: Fraction) -> Fraction:
    return 100 * rate


CASES: dict[str, Callable[[Draft, int, int], Near]] = {
    **{id: _resource(id, False) for id in _LINES},
    **{f"{id} 底线": _resource(id, True) for id in _LINES},
    "差异系数": _spread,
    "G7": _special,
    "G8": _pay,
    "G9": _complete("完成360学时教师数"),
    "G11": _exchange,
    "G12": _complete("持证专任教师数"),
    "G13": _near_school,
    "G14": _rate_of_items("G14.2", "G14.1", Fraction(1, 2)),
    "G15": _migrants,
    "Q1": _retention,
    "Q2": _of_children,
    "Q4": _training,
    "Q9": _monitoring,
    "S1": _survey,
}


def rounded(value: Fraction, decimals: int) -> Decimal:
    scaled = Decimal(value.numerator * 10**decimals) / Decimal(value.denominator)
    return scaled.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-decimals)


def hiding(near: Near, least: int) -> set[str]:
    """Every text of the figure that stands on another side of a line than the figure, or on it.

    least: the decimals that no paper goes below.
    """
    value, lines = near
    found = set()
    for decimals in range(least, 11):
        shown = rounded(value, decimals)
        for line in lines:
            apart, real = Fraction(shown) - line, value - line
            if real and apart * real <= 0:
                found |= {f"{shown:f}", f"{shown:,f}"}
    return found


def telling(near: Near, least: int) -> set[str]:
    """Texts of the figure that show its side of every line."""
    shown = [rounded(near[0], decimals) for decimals in range(least, 12)]
    return {text for one in shown for text in (f"{one:f}", f"{one:,f}")} - hiding(near, least)


def hidden(lines: list[str], near: Near, least: int) -> Counter[str]:
    """How often each such text stands in a line that does not tell the exact figure, too."""
    bad, exact = hiding(near, least), telling(near, least)
    found: Counter[str] = Counter()
    for line in lines:
        tokens = set(re.findall(r"\d[\d,]*(?:\.\d+)?", _ASKED.sub("", line)))
        if not tokens & exact:
            found.update(tokens & bad)
    return found


def _made(name: str, side: int, fine: int) -> tuple[dict[str, list[str]], Near]:
    draft = _draft()
    near = CASES[name](draft, side, fine)
    return papers(draft.assess()), near


def faults(name: str, side: int, fine: int) -> Iterator[tuple[str, str]]:
    """Where a county near a line says what it does not say while far from all of them."""
    least = _LEAST.get(name, 2 if name[0] == "R" else 1)
    made, near = _made(name, side, fine)
    exact = telling(near, least)
    for paper, lines in made.items():
        note, whole = NOTED.get(paper), "".join(lines)
        if note and note in whole and any(one in whole for one in exact):
            continue
        before = hidden(usual()[paper], near, least)
        for token, count in hidden(lines, near, least).items():
            if count > before[token]:
                yield paper, next(x for x in lines if token in x and not any(e in x for e in exact))


_LEAST = {"差异系数": 3, "G7": 0, "G8": 0, "Q9": 2}
"""Decimals that a figure has at least; R1–R7 two, rates one."""


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
@given(side=st.sampled_from((-1, 1)), fine=st.integers(0, 11))
@examples(1)
def test_no_paper_rounds_a_figure_onto_or_over_its_line(name: str, side: int, fine: int) -> None:
    assert list(faults(name, side, fine)) == []


def test_the_golden_county_near_its_lines_shows_the_exact_figures() -> None:
    """Pay 97999.70 against 98000, equipment 1699.998 at the floor 1700, 0.1496 below 0.15."""
    made = {name: "".join(lines) for name, lines in papers(golden("near-lines")[0]).items()}
    for name in ("表 结论", "评估报告", "04 申报表"):
        for exact in ("1699.998", "0.1496"):
            assert exact in made[name], (name, exact)
        assert re.search(r"97,?999\.70?", made[name]), name
    assert "98000（准确值97999.7）" in made["04 申报表"]
    assert "0.15（准确值0.1496）" in made["03 自查自评报告"]
