"""The sampling plan: every sum holds, nobody is asked too often, grades and places are even."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbe_xl import standards
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.survey import questionnaires
from qbe_xl.survey.plan import (
    IN_SCHOOLS,
    IN_TOWNSHIPS,
    PARENTS,
    STUDENTS,
    Plan,
    apportion,
    make_plan,
    sample_size,
)
from qbe_xl.survey.plan_book import plan_book
from tests.counties import GOLDEN, Draft, Row, school

STANDARD = standards.load("yunnan-2022").at()


def only(*schools: Row) -> Draft:
    """A county of these schools alone."""
    return Draft(schools=list(schools), classes=[], rooms=[])


def wide() -> Plan:
    return make_plan(read_book(GOLDEN / "wide.xlsx")[1], STANDARD, 465_000)


@given(st.integers(0, 5000), st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_apportioned_parts_add_up_and_stay_within_one_of_their_share(
    total: int, weights: list[float]
) -> None:
    parts = apportion(total, weights)
    whole = sum(map(Fraction, weights), Fraction(0))
    assert sum(parts) == (total if whole else 0)
    for part, weight in zip(parts, weights, strict=True):
        share = total * Fraction(weight) / whole if whole else Fraction(0)
        assert abs(part - share) < 1
        assert weight or not part


@pytest.mark.rule("S1")
@pytest.mark.parametrize(
    ("people", "papers"), [(465_000, 698), (466_000, 699), (1_000_000, 1500), (200_001, 301)]
)
def test_the_sample_is_1_5_per_mille_of_the_residents_rounded_up(people: int, papers: int) -> None:
    assert sample_size(Fraction(people), STANDARD) == papers


@pytest.mark.rule("S1")
@given(st.integers(10_000, 3_000_000))
def test_at_least_half_are_parents_and_the_sums_hold(people: int) -> None:
    draft = only(*(school(f"A{n}", 所属乡镇=f"{n % 3}镇") for n in range(7)))
    plan = make_plan(draft.county(), STANDARD, people)
    assert plan.total == max(300, -(-people * 15 // 10_000))
    assert tuple(plan.groups) == layout.GROUPS
    assert 2 * plan.groups[PARENTS] >= plan.total
    others = [n for group, n in plan.groups.items() if group not in (PARENTS, "校长")]
    assert max(others) - min(others) <= 1
    assert plan.groups["校长"] <= 7


def test_schools_strata_and_townships_each_add_up_to_the_groups() -> None:
    plan = wide()
    assert len(plan.shares) > 50
    for group in IN_SCHOOLS:
        assert sum(share.papers[group] for share in plan.shares) == plan.groups[group]
        assert sum(papers[group] for papers in plan.strata().values()) == plan.groups[group]
    for group in IN_TOWNSHIPS:
        assert sum(papers[group] for papers in plan.townships.values()) == plan.groups[group]
    assert all(share.papers["校长"] <= 1 for share in plan.shares)


def test_a_school_gets_its_part_of_its_stratum_rounded_down_or_up() -> None:
    plan = wide()
    for (area, stage), papers in plan.strata().items():
        mine = [s for s in plan.shares if (s.section.area, s.section.stage) == (area, stage)]
        pupils = sum(share.section.pupils for share in mine)
        for share in mine:
            exact = papers[PARENTS] * share.section.pupils / pupils
            assert abs(share.papers[PARENTS] - exact) <= 1


def test_grades_are_even_and_pupils_are_asked_from_the_third_on() -> None:
    plan = wide()
    for group, first in ((PARENTS, 1), (STUDENTS, 3)):
        for stage, last in (("primary", 6), ("junior", 9)):
            count: Counter[int] = Counter()
            for share in plan.shares:
                assert sum(share.grades[group].values()) == share.papers[group]
                if share.section.stage == stage:
                    count.update(share.grades[group])
            assert set(count) <= set(range(max(first, 7 if stage == "junior" else 1), last + 1))
            assert max(count.values()) - min(count.values()) <= max(2, 0.2 * max(count.values()))


def test_a_school_without_third_grade_gets_no_paper_for_pupils() -> None:
    draft = only(school("A1", 小学年级数=2.0), school("A2"))
    plan = make_plan(draft.county(), STANDARD, 300_000)
    assert plan.shares[0].papers[STUDENTS] == 0
    assert plan.shares[1].papers[STUDENTS] == plan.groups[STUDENTS]
    assert set(plan.shares[0].grades[PARENTS]) == {1, 2}


def test_blank_pupils_are_said_and_get_nothing() -> None:
    draft = Draft()
    draft.schools.append(school("C1", 小学在校生数=None))
    plan = make_plan(draft.county(), STANDARD, 300_000)
    assert [str(notice) for notice in plan.notices] == [
        "学校!K4：小学在校生数没有填写，这一学段没有分到问卷"
    ]
    assert not any(plan.shares[-1].papers.values())


def test_without_residents_or_pupils_there_is_no_plan() -> None:
    draft = Draft()
    with pytest.raises(InputError, match="--population"):
        make_plan(draft.county(), STANDARD)
    draft.facts["人口总数"] = 46.5
    assert make_plan(draft.county(), STANDARD).asked == 698
    empty = only(school("A1", 小学在校生数=None))
    with pytest.raises(InputError, match="在校生数"):
        make_plan(empty.county(), STANDARD, 300_000)


def test_the_workbook_shows_the_same_sums() -> None:
    plan, time = wide(), dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.UTC)
    known = questionnaires.load()
    content = plan_book(plan, STANDARD, known, time)
    assert content == plan_book(plan, STANDARD, known, time)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["方案", "到校", "到乡镇"]
    groups = {row[0].value: row[1].value for row in book["方案"].iter_rows() if row[0].value}
    assert {group: groups[group] for group in plan.groups} == plan.groups
    rows = [row for row in book["到校"].iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(rows) == len(plan.shares)
    assert sum(row[6] or 0 for row in rows if row[6] != "—") == plan.groups[PARENTS]
