"""The result workbook, read back: every figure, order, filter and formula."""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl import standards
from qbe_xl.assessment import GROUP_WORDS, Assessment, State
from qbe_xl.assessment.sections import INDICATORS, STAGES
from qbe_xl.clauses import words
from qbe_xl.clauses.trace import item_value, trace_indicator
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice, Place
from qbe_xl.report import workbook
from qbe_xl.report.findings import findings, obstacles
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.result_json import exclusion_reason
from qbe_xl.report.run import examine
from qbe_xl.report.workbook import balance, check, indicators, schools
from tests import office
from tests.counties import GOLDEN, GOLDEN_NAMES, Draft, Row, classes, school

TIME = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
RARE = "𬭎㛃镇中心小学"
HOSTILE = (
    '=HYPERLINK("http://x","点")',
    "+1",
    "-2",
    "@SUM(A1)",
    "很" * 60,
    RARE,
    "第一行\n第二行",
    "{=1+1}",
    "https://example.org/学校",
    "_x0041_ & <b>",
)


@dataclass(frozen=True)
class Made:
    """An assessment with the workbook made of it, and that workbook read back."""

    assessment: Assessment
    notices: tuple[Notice, ...]
    run: RunRecord
    content: bytes
    book: Workbook
    values: Workbook


def make(assessment: Assessment, notices: tuple[Notice, ...] = ()) -> Made:
    run = record(assessment, "填报表.xlsx", "ab" * 32, TIME)
    content = workbook.build(assessment, notices, run)
    book, values = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=only) for only in (False, True)
    )
    return Made(assessment, notices, run, content, book, values)


@cache
def golden(name: str) -> Made:
    _, county = read_book(GOLDEN / f"{name}.xlsx")
    return make(*examine(county, standards.load("yunnan-2022")))


def rows_below(sheet: Worksheet, first: int, count: int, width: int) -> list[tuple[object, ...]]:
    """Return rows of values; first is 0-based, as in the modules that write them."""
    cells = sheet.iter_rows(
        min_row=first + 1, max_row=first + count, max_col=width, values_only=True
    )
    return list(cells) if count else []


def close(found: object, wanted: float | None) -> bool:
    if wanted is None or math.isnan(wanted):
        return not isinstance(found, int | float)
    return isinstance(found, int | float) and math.isclose(found, wanted, rel_tol=1e-15)


def texts(sheet: Worksheet) -> list[str]:
    return [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]


def cells_of(book: Workbook) -> list[Cell]:
    return [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.value is not None
    ]


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_sheets_in_order_and_formulas_only_where_they_check(name: str) -> None:
    made = golden(name)
    assert made.book.sheetnames == list(workbook.SHEETS)
    assert made.book.active.title == "结论"
    for cell in cells_of(made.book):
        if cell.parent.title != "核对":
            assert cell.data_type != "f", cell.coordinate
    assert not [c for c in cells_of(made.values) if c.data_type == "e"]


def test_the_same_run_gives_the_same_bytes() -> None:
    made = golden("mixed")
    assert workbook.build(made.assessment, made.notices, made.run) == made.content


def test_document_properties() -> None:
    made = golden("mixed")
    properties = made.book.properties
    assert properties.title == "砚山县义务教育优质均衡发展评估结果"
    assert properties.creator == "qbe_xl"
    assert properties.created == dt.datetime(2024, 5, 20, 1, 30)


@pytest.mark.parametrize("name", workbook.SHEETS)
def test_every_sheet_prints_on_a4_with_its_running_titles(name: str) -> None:
    made = golden("mixed")
    sheet = made.book[name]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is the default
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.orientation == ("portrait" if name == "结论" else "landscape")
    assert not sheet.protection.sheet
    assert "砚山县" in sheet.oddHeader.left.text
    assert name in sheet.oddHeader.right.text
    assert made.run.id in sheet.oddFooter.left.text
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"
    assert sheet.print_title_rows
    assert sheet.sheet_properties.tabColor is not None


@pytest.mark.parametrize("name", ["学校达标", "差异系数", "问题清单", "计算过程"])
def test_long_tables_have_filters_and_frozen_heads(name: str) -> None:
    sheet = golden("mixed").book[name]
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes


def test_ampersand_in_the_county_name_stays_in_the_header() -> None:
    draft = Draft()
    draft.facts["县名"] = "甲&乙\n县"
    sheet = make(draft.assess()).book["学校达标"]
    assert "甲&&乙 县" in sheet.oddHeader.left.text


# 结论


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_conclusion_shows_verdict_groups_and_obstacles(name: str) -> None:
    made = golden(name)
    sheet = made.book["结论"]
    shown = texts(sheet)
    assert made.assessment.verdict.marked in shown
    table = [[c.value for c in row] for row in sheet.iter_rows(max_col=7)]
    groups = {row[1]: row[3] for row in table if row[1] in GROUP_WORDS.values()}
    wanted = {GROUP_WORDS[g]: s.marked for g, s in made.assessment.groups.items()}
    assert groups.keys() == wanted.keys()
    start = [row[:3] for row in table].index(["序号", "方面", "评估内容"])
    assert {row[1]: row[3] for row in table[start + 1 : start + 7]} == wanted
    found = obstacles(made.assessment)
    if found:
        head = [row[:5] for row in table].index(["序号", "类别", "事项", "状态", "处数"])
        listed = table[head + 1 : head + 1 + len(found)]
        assert listed == [
            [
                place,
                GROUP_WORDS[o.group],
                o.title,
                o.state.marked,
                o.count,
                o.summary,
                o.citation,
            ]
            for place, o in enumerate(found, 1)
        ]
    else:
        assert any("没有影响通过的事项" in text for text in shown)


def test_a_county_that_passes_is_told_so_gladly() -> None:
    assert any("恭喜" in text for text in texts(golden("met").book["结论"]))


def test_chart_of_cvs_takes_its_figures_from_their_sheet() -> None:
    made = golden("wide")
    (chart,) = made.book["结论"]._charts
    bars, lines = chart, chart._charts[1]
    found = [str(series.val.numRef.f) for series in (*bars.series, *lines.series)]
    rows = [balance.row_of(p, kind) + 1 for kind in (balance.CV, balance.LIMIT) for p in (0, 1)]
    assert found == [f"'差异系数'!$F${row}:$L${row}" for row in rows] or found == [
        f"差异系数!$F${row}:$L${row}" for row in rows
    ]


def test_figures_that_rounding_would_move_are_named() -> None:
    shown = texts(golden("mixed").book["结论"])
    assert any("取舍会影响判断" in text for text in shown)
    assert "99.96%（100%）" in shown
    assert not any("取舍会影响判断" in text for text in texts(golden("wide").book["结论"]))


# 指标总表


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_indicators_are_all_there_once_in_their_order(name: str) -> None:
    made = golden(name)
    sheet = made.book["指标总表"]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=indicators.HEADER_ROW + 2)}
    ids = [key for key in rows if key and key.isascii()]
    items = list(made.assessment.items)
    assert ids == [*items[:2], *INDICATORS, *items[2:]]
    assert len([id for id in ids if id[0] in "RGQS"]) == 32
    for id, item in made.assessment.items.items():
        row = [cell.value for cell in rows[id]]
        assert row[1] == made.assessment.standard.clauses[id].article
        assert row[4] == item_value(made.assessment, id)
        assert row[10] == item.state.marked
    for id in INDICATORS:
        for place, stage in enumerate(STAGES):
            _share, mean, cv = (cell.value for cell in rows[id][4 + 3 * place : 7 + 3 * place])
            found = made.assessment.balance[stage][id]
            assert close(mean, found.mean)
            assert close(cv, found.cv)
            if found.cv is None:
                assert cv == found.state.marked


def test_share_of_sections_shows_the_count_too() -> None:
    made = golden("mixed")
    sheet = made.book["指标总表"]
    cell = next(row[4] for row in sheet.iter_rows() if row[0].value == "R1")
    assert math.isclose(cell.value, 41 / 44)
    assert cell.number_format == '0.0%" (41/44)"'


# 学校达标


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_every_section_stands_in_order_of_need(name: str) -> None:
    made = golden(name)
    sections, table = made.assessment.sections, made.assessment.county.schools
    sheet = made.book["学校达标"]
    order = schools.by_need(made.assessment).tolist()
    assert sorted(order) == list(range(len(sections)))
    rows = list(
        sheet.iter_rows(min_row=schools.HEADER_ROW + 2, max_row=schools.HEADER_ROW + 1 + len(order))
    )
    for place, (section, row) in enumerate(zip(order, rows, strict=True), 1):
        index = int(sections.school[section])
        value = [cell.value for cell in row]
        assert value[:3] == [place, table.word("code", index), table.word("name", index)]
        assert value[3] == (table.word("township", index) or None)
        assert value[4] == table.choice("type", index)
        assert value[5] == layout.STAGE_WORDS[STAGES[sections.stage[section]]]
        assert close(value[6], float(sections.pupils[section]))
        for column in range(len(INDICATORS)):
            cell = row[schools.FIRST_VALUE + column]
            assert close(cell.value, float(sections.values[section, column]))
            state = State(sections.states[section, column])
            mark = schools.mark_of(state, bool(sections.above_floor[section, column]))
            where = cell.value if state is State.MISSING else cell.number_format
            assert mark in where
        assert value[-2:] == [
            int(sections.met_count[section]),
            State(sections.state[section]).marked,
        ]
    last = schools.HEADER_ROW + 1 + len(order)
    assert sheet.auto_filter.ref == f"A{schools.HEADER_ROW + 1}:P{last}"


def test_need_is_unmet_then_missing_then_met_and_the_worst_first() -> None:
    for name in ("mixed", "missing", "blank"):
        sections = golden(name).assessment.sections
        order = schools.by_need(golden(name).assessment)
        rank = [(State.UNMET, State.MISSING, State.MET).index(s) for s in sections.state[order]]
        assert rank == sorted(rank)
        unmet = (sections.states[order] == State.UNMET).sum(axis=1)
        first = unmet[np.array(rank) == 0]
        assert list(first) == sorted(first, reverse=True)


def test_near_and_far_from_the_line_have_different_marks() -> None:
    assert schools.mark_of(State.UNMET, True) == words.NEAR_MARK
    assert schools.mark_of(State.UNMET, False) == State.UNMET.mark
    assert schools.mark_of(State.MET, True) == State.MET.mark


def test_more_decimals_where_two_would_mislead() -> None:
    draft = Draft()
    draft.schools[0] |= {
        "小学在校生数": 2381.0,
        "小学专任教师数": 100.0,
        "小学高于规定学历教师数": 100.0,
    }
    made = make(draft.assess())
    sheet = made.book["学校达标"]
    row = next(r for r in sheet.iter_rows() if r[1].value == "A1")
    cell = row[schools.FIRST_VALUE]
    assert cell.value == 100 * 100 / 2381  # 4.19992, unmet
    assert cell.number_format.endswith("#,##0.0000")


@pytest.mark.parametrize("name", ["mixed", "boundary"])
def test_sections_that_are_not_assessed_are_listed_with_the_reason(name: str) -> None:
    made = golden(name)
    excluded = made.assessment.excluded
    sheet = made.book["学校达标"]
    first = schools.HEADER_ROW + 1 + len(made.assessment.sections) + 3
    rows = rows_below(sheet, first, len(excluded), 8)
    names = [made.assessment.county.schools.word("name", s) for s in excluded.school.tolist()]
    assert [row[2] for row in rows] == names
    reasons = [exclusion_reason(made.assessment, r) for r in excluded.reason.tolist()]
    assert [row[7] for row in rows] == reasons


# 差异系数


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_balance_shows_every_figure_and_shares_that_add_up(name: str) -> None:
    made = golden(name)
    sheet, sections = made.book["差异系数"], made.assessment.sections
    for position, (stage, by_id) in enumerate(made.assessment.balance.items()):
        for column, found in enumerate(by_id.values(), balance.FIRST_VALUE + 1):
            value = [
                sheet.cell(balance.row_of(position, kind) + 1, column).value for kind in range(6)
            ]
            margin = None if found.cv is None else found.limit - found.cv
            wanted = (found.mean, found.std, found.cv, found.limit, margin)
            assert all(map(close, value, wanted))
            assert value[balance.STATE] == found.state.marked
        mine = sections.of_stage(stage)
        head = int(sheet.auto_filter.ref.split(":")[0].lstrip("A"))
        rows = [
            row
            for row in sheet.iter_rows(min_row=head + 1, values_only=True)
            if row[0] == layout.STAGE_WORDS[stage]
        ]
        assert len(rows) == len(mine)
        for column, found in enumerate(by_id.values(), balance.FIRST_VALUE):
            shares = [row[column] for row in rows]
            if found.cv:
                assert math.isclose(sum(shares), 1, rel_tol=1e-9)
            elif found.cv is None:
                assert set(shares) == {words.BLANK}


# 问题清单, 计算过程, 运行记录


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_problems_are_the_findings_and_the_notices(name: str) -> None:
    made = golden(name)
    sheet, found = made.book["问题清单"], findings(made.assessment)
    rows = rows_below(sheet, 3, len(found), 10)
    for place, (row, f) in enumerate(zip(rows, found, strict=True), 1):
        assert row[0] == place
        assert row[1:3] == (GROUP_WORDS[f.group], f.title)
        wanted = (f.stage, f.subject, f.township, f.state.marked, f.message, f.cells)
        assert tuple(cell or "" for cell in row[4:]) == wanted
    shown = texts(sheet)
    assert all(notice.message in shown for notice in made.notices)


def test_steps_trace_every_figure() -> None:
    made = golden("mixed")
    assessment = made.assessment
    sheet = made.book["计算过程"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    items, cvs = len(assessment.items), 14
    assert len(rows) == items + cvs
    for row, id in zip(rows, assessment.items, strict=False):
        assert row[1] == id
        assert row[6] == item_value(assessment, id)
    found = [b for by_id in assessment.balance.values() for b in by_id.values()]
    assert all(close(row[6], b.cv) for row, b in zip(rows[items:], found, strict=True))


@pytest.mark.parametrize("name", ["mixed", "trap-missing"])
def test_the_working_of_every_section_leads_to_its_figures_and_cells(name: str) -> None:
    made = golden(name)
    assessment = made.assessment
    schools, sections = assessment.county.schools, assessment.sections
    rows = list(made.book["各校计算过程"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == len(sections)
    for section, row in enumerate(rows):
        school = int(sections.school[section])
        assert row[:2] == (schools.word("code", school), schools.word("name", school))
        for indicator, text in zip(INDICATORS, row[3:], strict=True):
            working, cells = str(text).split("\n")
            trace = trace_indicator(assessment, section, indicator)
            assert working.endswith(f"＝{trace.value} {trace.state.mark}")
            used = trace.terms[: 2 if indicator in ("R4", "R5") else 1]
            for term in (*used, trace.terms[len(used)]):
                assert term.value in working
                assert term.cell.partition("!")[2] in cells


def test_log_shows_what_the_run_rests_on() -> None:
    made = golden("mixed")
    shown = texts(made.book["运行记录"])
    standard = made.assessment.standard
    for text in (made.run.id, made.run.input_name, made.run.input_sha256, made.run.version):
        assert text in shown
    assert all(path in shown for path in standard.parameters)
    assert all(reading.choice in shown for reading in standard.readings)
    counts = [c.value for row in made.book["运行记录"].iter_rows(max_col=2) for c in row]
    assert all(count in counts for _, count in made.run.counts)


# 核对


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_check_stores_our_values_beside_formulas(name: str) -> None:
    made = golden(name)
    formulas, values = made.book["核对"], made.values["核对"]
    row = check.HEADER_ROW + 2
    for by_id in made.assessment.balance.values():
        for found in by_id.values():
            for place, wanted in enumerate((found.mean, found.std, found.cv)):
                column = 7 + 4 * place
                assert formulas.cell(row, column).data_type == "f"
                assert close(values.cell(row, column).value, wanted)
                assert formulas.cell(row, column + 1).data_type != "f"
                assert close(values.cell(row, column + 1).value, wanted)
                assert values.cell(row, column + 3).value == check.AGREES
            row += 1


def rechecked(made: Made, folder: Path) -> Worksheet:
    path = folder / "结果.xlsx"
    path.write_bytes(made.content)
    return office.recalculated(path)["核对"]


def assert_rechecked(made: Made, sheet: Worksheet) -> None:
    assert str(sheet["A3"].value).startswith("● 全部一致")
    row = check.HEADER_ROW + 2
    for by_id in made.assessment.balance.values():
        for found in by_id.values():
            for place, wanted in enumerate((found.mean, found.std, found.cv)):
                value = sheet.cell(row, 7 + 4 * place).value
                if wanted is None:
                    none = check.BLANK if found.mean is None else check.NONE
                    assert value == none
                else:
                    assert math.isclose(value, wanted, rel_tol=1e-9, abs_tol=1e-12)
                assert sheet.cell(row, 10 + 4 * place).value == check.AGREES
            row += 1
    assert not [t for t in texts(sheet) if t.startswith("#") or t == check.DIFFERS]


@pytest.mark.office
@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_spreadsheet_computes_the_same(name: str, tmp_path: Path) -> None:
    assert_rechecked(golden(name), rechecked(golden(name), tmp_path))


@pytest.mark.office
def test_spreadsheet_computes_the_totals_of_every_section(tmp_path: Path) -> None:
    made = golden("wide")
    sheet = rechecked(made, tmp_path)
    sections = made.assessment.sections
    head = next(r for r in range(1, 40) if sheet.cell(r, 6).value == "本学段在校生")
    order = [i for stage in made.assessment.stages for i in sections.of_stage(stage).tolist()]
    for row, section in enumerate(order, head + 1):
        found = [sheet.cell(row, check._FIRST_TOTAL + 1 + c).value for c in range(7)]
        wanted = sections.totals[section].tolist()
        assert all(math.isclose(a, b, rel_tol=1e-12) for a, b in zip(found, wanted, strict=True))


@pytest.mark.office
def test_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    made = golden("mixed")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    sheet = book["核对"]
    head = next(r for r in range(1, 40) if sheet.cell(r, 6).value == "本学段在校生")
    sheet.cell(head + 1, check._AT["{stage}_degree"] + 1).value += 1
    path = tmp_path / "改.xlsx"
    book.save(path)
    found = office.recalculated(path)["核对"]
    assert found["A3"].value == "✕ 有 3 项不一致"
    assert found.cell(check.HEADER_ROW + 2, 10).value == check.DIFFERS


@pytest.mark.office
def test_spreadsheet_agrees_on_equal_schools_and_on_zero(tmp_path: Path) -> None:
    draft = Draft()
    draft.schools = [
        school("A1", 网络多媒体教室数=0.0),
        school("A2", 网络多媒体教室数=0.0),
        school("B1", 办学类型="初级中学"),
    ]
    made = make(draft.assess())
    assert made.assessment.balance["primary"]["R7"].cv is None
    assert made.assessment.balance["primary"]["R1"].cv == 0
    assert_rechecked(made, rechecked(made, tmp_path))


@pytest.mark.office
@pytest.mark.parametrize("kind", ["hostile", "blank", "primary only", "none"])
def test_odd_counties_open_and_agree(kind: str, tmp_path: Path) -> None:
    made = make(odd(kind).assess())
    path = tmp_path / "结果.xlsx"
    path.write_bytes(made.content)
    book = office.recalculated(path)
    assert book.sheetnames == list(workbook.SHEETS)
    assert not [t for sheet in book for t in texts(sheet) if t.startswith("#")]
    if made.assessment.stages:
        assert_rechecked(made, book["核对"])


# odd counties


def odd(kind: str) -> Draft:
    draft = Draft()
    if kind == "hostile":
        draft.schools = [
            school(f"A{n}", 学校名称=name, 所属乡镇=name) for n, name in enumerate(HOSTILE)
        ]
        draft.classes = [row for n in range(len(HOSTILE)) for row in hostile_classes(n)]
        draft.rooms = []
        draft.facts["县名"] = "=1+1"
        draft.monitoring[0]["学科"] = "=cmd|x"
    elif kind == "blank":
        draft.schools = [
            {"学校标识码": f"A{n}", "学校名称": f"第{n}学校", "办学类型": of_type}
            for n, of_type in enumerate(layout.SCHOOL_TYPES)
        ]
        draft.classes, draft.rooms = [], []
        draft.items, draft.vetoes, draft.facts = {}, {}, {}
        draft.monitoring, draft.survey = [], []
    elif kind == "primary only":
        draft.schools = [school("A1"), school("A2", 所属乡镇=None)]
        draft.classes, draft.rooms = [], []
    elif kind == "none":
        draft.schools = [school("T1", 办学类型="特殊教育学校")]
        draft.classes, draft.rooms = [], []
    return draft


def hostile_classes(number: int) -> list[Row]:
    return classes(f"A{number}", "小学", 46.0)


def test_text_stays_text() -> None:
    made = make(odd("hostile").assess(), (Notice(Place("学校", 0, 0), "=1+1"),))
    names = [made.assessment.county.schools.word("name", n) for n in range(len(HOSTILE))]
    assert set(HOSTILE) == set(names)
    for sheet, column in (("学校达标", 3), ("差异系数", 3), ("核对", 2), ("各校计算过程", 2)):
        shown = {
            cell.value for (cell,) in made.book[sheet].iter_rows(min_col=column, max_col=column)
        }
        assert set(names) <= shown, sheet
    for cell in cells_of(made.book):
        if cell.parent.title != "核对":
            assert cell.data_type != "f", cell.value
        if cell.data_type != "f" and isinstance(cell.value, str) and cell.value[0] in "=+-@":
            assert cell.quotePrefix
        assert cell.hyperlink is None
    assert "=1+1" in texts(made.book["问题清单"])


def test_nothing_filled_in() -> None:
    made = make(odd("blank").assess())
    assert made.assessment.verdict is State.MISSING
    shown = texts(made.book["结论"])
    assert "○ 待填报" in shown
    assert "（未填县名）义务教育优质均衡发展评估结果" in shown
    sheet = made.book["学校达标"]
    row = [cell.value for cell in sheet[schools.HEADER_ROW + 2]]
    assert row[6:14] == ["○ 待填报"] * 8
    assert set(texts(made.values["核对"])) & {"#DIV/0!", "#VALUE!", "nan"} == set()
    assert check.BLANK in texts(made.values["核对"])


def test_no_junior_sections() -> None:
    made = make(odd("primary only").assess())
    assert made.assessment.stages == ("primary",)
    (chart,) = made.book["结论"]._charts
    assert len(chart.series) == 1
    row = next(r for r in made.book["指标总表"].iter_rows(values_only=True) if r[0] == "R1")
    assert row[7:10] == (words.BLANK,) * 3


def test_no_sections_at_all() -> None:
    made = make(odd("none").assess())
    assert made.assessment.stages == ()
    assert not made.book["结论"]._charts
    for sheet in ("学校达标", "差异系数", "核对"):
        assert any("没有参与评估的办学单元" in text for text in texts(made.book[sheet]))
    assert any("不参与资源配置评估的办学单元（1 个）" in t for t in texts(made.book["学校达标"]))
