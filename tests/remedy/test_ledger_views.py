"""Sums, groups, months and pictures of a ledger; an assessed county brings it up to date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import pytest

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.duties import Duties
from qbe_xl.files.book import Sheet
from qbe_xl.remedy.ledger import gantt
from qbe_xl.remedy.ledger.merging import merge
from qbe_xl.remedy.ledger.model import Ledger
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.reading import read_ledger
from qbe_xl.remedy.ledger.summaries import (
    NOBODY,
    by_school,
    by_township,
    by_unit,
    due_soon,
    months,
    overdue,
    roadmap,
    states,
    tally,
    units_in,
)
from tests.counties import Draft, classes, rooms, school
from tests.remedy.ledgers import DUTIES, MET, NOON, again, found, opened, row_of, run, sheets_of

R3, R5, G8 = "R3-小学-A1", "R5-小学-B1", "G8-全县"


@pytest.fixture
def ledger() -> Ledger:
    """One overdue, one due soon, one closed, one of two units without a deadline."""
    first = run(None, found(R3, R5, G8, "Q1-全县", "R7-初中-B1"))
    edits = {
        (R3, "完成期限"): "2026-03-01",
        (R3, "开始日期"): "2025-12-15",
        (R5, "完成期限"): "2026-04-10",
        (R5, "状态"): "整改中",
        (G8, "责任单位"): "县财政局、县教育体育局",
        (G8, "完成期限"): "尽快",
        ("Q1-全县", "落实资金（万元）"): 3.5,
    }
    later = found(R3, R5, G8, "Q1-全县", R7_初中_B1=MET)
    return run(again(first, edits), later, day=20)


def test_rows_are_counted_by_how_they_stand(ledger: Ledger) -> None:
    all_ = tally(ledger.rows, ledger.today)
    assert (all_.total, all_.closed, all_.open) == (5, 1, 4)
    assert (all_.overdue, all_.soon) == (1, 1)
    assert (all_.waiting, all_.doing, all_.claimed) == (3, 1, 0)
    assert all_.funds == 3.5
    assert all_.next == dt.date(2026, 3, 1)
    assert all_.done == pytest.approx(0.2)
    assert states(ledger)["已销号"] == 1


def test_a_row_of_two_units_stands_under_both(ledger: Ledger) -> None:
    groups = {group.name: group for group in by_unit(ledger)}
    assert [row.id for row in groups["县财政局"].rows] == [G8]
    assert G8 in [row.id for row in groups["县教育体育局"].rows]
    assert groups["县财政局"].helped == 3
    assert sum(group.tally.total for group in groups.values()) == len(ledger.rows) + 1


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("县财政局", ("县财政局",)),
        ("县财政局、县教育体育局", ("县财政局", "县教育体育局")),
        ("县财政局，县教育体育局；县财政局", ("县财政局", "县教育体育局")),
        ("县财政局\n县教育体育局", ("县财政局", "县教育体育局")),
        ("", (NOBODY,)),
    ],
)
def test_units_are_separated_as_staff_do_it(text: str, units: tuple[str, ...]) -> None:
    assert units_in(text) == units


def test_schools_stand_by_township_and_the_county_by_itself(ledger: Ledger) -> None:
    assert by_school(ledger)[0].name == "全县"
    assert {g.name for g in by_township(ledger)} == {"甲镇", "县级（不分乡镇）"}
    assert by_township(ledger)[-1].name == "县级（不分乡镇）"


def test_what_is_late_and_what_is_soon(ledger: Ledger) -> None:
    assert [row.id for row in overdue(ledger)] == [R3]
    assert [row.id for row in due_soon(ledger)] == [R5]


def test_months_reach_from_the_first_start_to_the_last_deadline(ledger: Ledger) -> None:
    found_months = months(ledger)
    assert found_months[0].first == dt.date(2025, 12, 1)
    assert sum(month.closed for month in found_months) == 1
    by_first = {month.first: month for month in found_months}
    assert by_first[dt.date(2026, 3, 1)].due == 1
    assert by_first[dt.date(2026, 3, 1)].closed == 1
    assert by_first[dt.date(2026, 4, 1)].due == 1


def test_a_date_far_away_does_not_stretch_the_picture(ledger: Ledger) -> None:
    rows = [row.with_values({"deadline": dt.date(2099, 1, 1)}) for row in ledger.rows]
    far = Ledger((*rows,), (), (), ledger.now, DUTIES, 0)
    assert len(months(far)) == 36
    assert any(m.first <= ledger.today for m in months(far))


def test_the_roadmap_has_a_bar_for_each_unit_and_indicator(ledger: Ledger) -> None:
    bars = {(s.unit, s.kind): s for _, stretches in roadmap(ledger) for s in stretches}
    late = bars["县委编委办", "R3 指标"]
    assert (late.start, late.end) == (dt.date(2025, 12, 15), dt.date(2026, 3, 1))
    assert late.tally.overdue == 1
    assert bars["县财政局", "G8 指标"].end is None


def _bars(svg: str, kind: str) -> list[tuple[float, float]]:
    found_bars = re.findall(rf'<rect class="{kind}" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    return [(float(x), float(width)) for x, width in found_bars]


def test_bars_of_the_picture_are_as_long_as_their_time(ledger: Ledger) -> None:
    svg = gantt.gantt(ledger)
    ((x, width),) = _bars(svg, "late")
    scale = width / ((dt.date(2026, 3, 1) - dt.date(2025, 12, 15)).days + 1)
    row = row_of(ledger, R5)
    start, end = row.date("start"), row.date("deadline")
    assert start is not None
    assert end is not None
    assert any(
        abs(w - scale * ((end - start).days + 1)) < 0.3
        and abs(left - (x + scale * (start - dt.date(2025, 12, 15)).days)) < 0.3
        for left, w in _bars(svg, "plan")
    )
    assert "日期待定" in svg
    assert len(_bars(svg, "done")) == 1


def test_pictures_escape_what_staff_wrote() -> None:
    first = run(None, found(R3))
    odd = run(again(first, {(R3, "责任单位"): '<b onload="x">局'}), found(R3), day=1)
    for svg in (gantt.gantt(odd), gantt.month_chart(odd)):
        assert "<b " not in svg
    assert "&lt;b onload=&#34;x&#34;&gt;局" in gantt.gantt(odd)


def test_an_empty_ledger_has_pictures_too() -> None:
    empty = run(None, found())
    assert gantt.gantt(empty).startswith("<svg")
    assert gantt.month_chart(empty).endswith("</svg>")


def update(
    assessment: Assessment, sheets: Mapping[str, Sheet], duties: Duties, now: dt.datetime
) -> Ledger:
    """The ledger of an assessed county, merged with the one among these sheets."""
    return merge(read_ledger(sheets), find(assessment), duties, now)


@pytest.mark.parametrize(("rooms", "state"), [(2, "待整改"), (8, "无需整改"), (12, "已销号")])
def test_an_assessed_county_updates_the_ledger(rooms: int, state: str) -> None:
    """第六条: 8 rooms for 400 pupils are below 2.3 a hundred, but not below 85 %: 余项."""
    id = "R7-小学-A1"
    draft = Draft()
    draft.schools[0] = school("A1", 网络多媒体教室数=2.0)
    first = update(draft.assess(), {}, DUTIES, NOON)
    assert [row.id for row in first.rows] == [id]
    sheets = opened(sheets_of(first))
    draft.schools[0] = school("A1", 网络多媒体教室数=float(rooms))
    second = update(draft.assess(), sheets, DUTIES, NOON + dt.timedelta(9))
    assert row_of(second, id).text("state") == state


@pytest.mark.parametrize(
    ("change", "id", "state"),
    [
        ({"G8.1": 96000.0}, "G8-全县", "待整改"),
        ({"G8.1": 98000.0}, "G8-全县", "已销号"),
        ({"G8.1": None}, "G8-全县", "待整改"),
    ],
)
def test_a_county_item_closes_only_when_it_is_met(
    change: dict[str, object], id: str, state: str
) -> None:
    draft = Draft()
    draft.items["G8.1"] = 90000.0
    first = update(draft.assess(), {}, DUTIES, NOON)
    assert [row.id for row in first.rows] == [id]
    draft.items |= change
    second = update(draft.assess(), opened(sheets_of(first)), DUTIES, NOON)
    assert row_of(second, id).text("state") == state


def test_a_school_that_is_struck_off_or_left_out_is_told_apart() -> None:
    draft = Draft()
    draft.schools.append(school("A2", 办学类型="教学点", 网络多媒体教室数=0.0, 城乡类型="乡村"))
    draft.classes += classes("A2", "小学", *[40.0] * 10)
    draft.rooms += rooms("A2", [96.0], [90.0])
    id = "R7-小学-A2"
    first = update(draft.assess(), {}, DUTIES, NOON)
    assert id in [row.id for row in first.rows]
    former = opened(sheets_of(first))
    small = draft.copy()
    small.schools[-1] |= {"小学在校生数": 40.0, "小学就近入学学生数": 40.0}
    out = row_of(update(small.assess(), former, DUTIES, NOON), id)
    assert (out.text("state"), "不再参加" in out.text("check")) == ("无需整改", True)
    assert row_of(update(Draft().assess(), former, DUTIES, NOON), id).text("state") == "待确认"
