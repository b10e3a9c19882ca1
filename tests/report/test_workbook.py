"""The result workbook, read back: every figure, order, filter and formula."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl import standards
from qbe_xl.assessment import Assessment, State
from qbe_xl.county import layout
from qbe_xl.county.reading import read_book
from qbe_xl.errors import Notice, Place
from qbe_xl.report import workbook
from qbe_xl.report.record import RunRecord, record
from qbe_xl.report.run import examine
from tests import office
from tests.counties import EVERY_GOLDEN, GOLDEN, Draft, Row, classes, school
from tests.report.reading_back import (
    GROUPS,
    INDICATORS,
    STAGES,
    STATES,
    Record,
    expected,
    met_told,
    of_indicators,
    stated,
    table,
    values,
)

SHEETS = [
    "结论",
    "指标总表",
    "学校达标",
    "差异系数",
    "问题清单",
    "核对",
    "计算过程",
    "各校计算过程",
    "运行记录",
]
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


def close(found: object, wanted: float | None) -> bool:
    if wanted is None or math.isnan(wanted):
        return not isinstance(found, int | float)
    return isinstance(found, int | float) and math.isclose(found, wanted, rel_tol=1e-12)


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


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_sheets_in_order_and_formulas_only_where_they_check(name: str) -> None:
    made = golden(name)
    assert made.book.sheetnames == SHEETS
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


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_with_its_running_titles(name: str) -> None:
    made = golden("mixed")
    sheet = made.book[name]
    assert sheet.page_setup.paperSize == 9
    if sheet.sheet_properties.pageSetUpPr.fitToPage:
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is the default
        assert sheet.page_setup.fitToHeight == 0
    else:  # too broad for letters of 9 points: parted between columns, names on each part
        assert (sheet.page_setup.scale or 100) >= 90
        assert bool(sheet.col_breaks.count) is bool(sheet.print_title_cols)
        assert sheet.col_breaks.count or sheet.row_breaks.count
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


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_conclusion_shows_verdict_and_groups(name: str) -> None:
    sheet, wanted = golden(name).book["结论"], expected(name)
    assert STATES[wanted["verdict"]] in texts(sheet)
    aspects = table(sheet, "序号", "方面", "评估内容", "状态")
    assert {row["方面"].value: row["状态"].value for row in aspects} == {
        GROUPS[group]: stated(group, state) for group, state in wanted["groups"].items()
    }


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_conclusion_lists_whatever_stands_in_the_way(name: str) -> None:
    sheet, wanted = golden(name).book["结论"], expected(name)
    open_ = ("unmet", "missing")
    if not any(state in open_ for state in wanted["groups"].values()):
        assert any("没有影响通过的事项" in text for text in texts(sheet))
        return
    listed = table(sheet, "序号", "类别", "事项", "状态", "处数")
    assert [row["序号"].value for row in listed] == list(range(1, len(listed) + 1))
    found = Counter(row["类别"].value for row in listed if row["类别"].value != "资源配置")
    of_group = {
        "P": "基本条件",
        "G": "政府保障程度",
        "Q": "教育质量",
        "S": "社会认可度",
        "V": "一票否决",
    }
    assert found == Counter(
        of_group[id[0]] for id, item in wanted["items"].items() if item["state"] in open_
    )
    for stage, word in STAGES.items():
        for state in open_:
            count = sum(s["stage"] == stage and s["state"] == state for s in wanted["sections"])
            counts = [
                row["处数"].value
                for row in listed
                if row["事项"].value == f"{word}办学单元综合达标"
                and row["状态"].value == STATES[state]
            ]
            assert counts == ([count] if count else [])


def test_a_county_that_passes_is_told_so_gladly() -> None:
    assert any("六个方面全部达到要求" in text for text in texts(golden("met").book["结论"]))


def test_chart_of_cvs_takes_its_figures_from_their_sheet() -> None:
    made = golden("wide")
    (chart,) = made.book["结论"]._charts
    bars, lines = chart, chart._charts[1]
    found = [str(series.val.numRef.f).replace("'", "") for series in (*bars.series, *lines.series)]
    rows = table(made.book["差异系数"], "学段", "项目", "在校生")
    places = {(row["学段"].value, row["项目"].value): row["项目"].row for row in rows}
    assert found == [
        f"差异系数!$F${places[stage, what]}:$L${places[stage, what]}"
        for what in ("差异系数（S÷平均值）", "上限")
        for stage in STAGES.values()
    ]


def test_figures_that_rounding_would_move_are_named() -> None:
    shown = texts(golden("mixed").book["结论"])
    assert any("取舍会影响判断" in text for text in shown)
    assert "99.96%\n（100%）" in shown
    assert not any("取舍会影响判断" in text for text in texts(golden("wide").book["结论"]))


# 指标总表


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_indicators_are_all_there_once_in_their_order(name: str) -> None:
    sheet, wanted = golden(name).book["指标总表"], expected(name)
    head = {cell.value: cell.column - 1 for cell in sheet[table_head(sheet, "编号")]}
    rows = [
        {name: row[column] for name, column in head.items() if name}
        for row in sheet.iter_rows()
        if re.fullmatch(r"[A-Z]\d+", str(row[head["编号"]].value))
    ]
    items = list(wanted["items"])
    assert [row["编号"].value for row in rows] == [*items[:2], *INDICATORS, *items[2:]]
    assert sum(str(row["编号"].value)[0] in "RGQS" for row in rows) == 32
    articles = {"P": "四", "R": "六", "G": "七", "Q": "八", "S": "九", "V": "十"}
    for row in rows:
        id = str(row["编号"].value)
        assert str(row["条款"].value).startswith(f"第{articles[id[0]]}条")
        if id not in INDICATORS:
            assert row["状态"].value == stated(id, wanted["items"][id]["state"])


def table_head(sheet: Worksheet, heading: str) -> int:
    """The number of the first row that has this heading."""
    return next(c.row for row in sheet.iter_rows() for c in row if c.value == heading)


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_indicators_of_resources_show_each_stage(name: str) -> None:
    sheet, wanted = golden(name).book["指标总表"], expected(name)
    rows = {row["编号"].value: row for row in table(sheet, "编号", "小学平均值", "初中差异系数")}
    for stage, word in STAGES.items():
        mine = [s for s in wanted["sections"] if s["stage"] == stage]
        for id in INDICATORS if mine else ():
            found, row = wanted["balance"][stage][id], rows[id]
            assert close(row[f"{word}平均值"].value, found["mean"])
            assert close(row[f"{word}差异系数"].value, found["cv"])
            if found["cv"] is None:
                assert row[f"{word}差异系数"].value == STATES[found["state"]]
            states = [s["indicators"][id]["state"] for s in mine]
            if "missing" not in states:
                share = states.count("met") / len(states)
                assert close(row[f"{word}达标单元"].value, share)


def test_share_of_sections_shows_the_count_too() -> None:
    made = golden("mixed")
    sheet = made.book["指标总表"]
    cell = next(row[4] for row in sheet.iter_rows() if row[0].value == "R1")
    assert math.isclose(cell.value, 41 / 44)
    assert cell.number_format == '0.0%" (41/44)"'


# 学校达标


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_every_section_stands_once_with_its_figures(name: str) -> None:
    sheet, wanted = golden(name).book["学校达标"], expected(name)
    if not wanted["sections"]:
        return
    rows = table(sheet, "序号", "学校标识码", "学段", "综合状态")
    assert [row["序号"].value for row in rows] == list(range(1, len(wanted["sections"]) + 1))
    found = {values(row, "学校标识码", "学段"): row for row in rows}
    assert len(found) == len(rows)
    for section in wanted["sections"]:
        row = found[section["code"], STAGES[section["stage"]]]
        assert row["学校"].value == section["school"]
        assert close(row["在校生"].value, section["pupils"])
        assert row["达标项数"].value == met_told(
            [one["state"] for one in section["indicators"].values()]
        )
        assert row["综合状态"].value == STATES[section["state"]]
        for cell, of in zip(of_indicators(row), section["indicators"].values(), strict=True):
            assert close(cell.value, of["value"])
            assert mark(of) in (str(cell.value) if of["value"] is None else cell.number_format)
    first, last = rows[0]["序号"].row - 1, rows[-1]["序号"].row
    assert sheet.auto_filter.ref == f"A{first}:P{last}"


def mark(indicator: dict[str, object]) -> str:
    """The mark of a figure: ◐ where the line is missed and 85 % of it is reached."""
    near = indicator["state"] == "unmet" and float(str(indicator["ratio"])) >= 0.85
    return "◐" if near else STATES[str(indicator["state"])][0]


@pytest.mark.parametrize("name", ["mixed", "missing", "blank", "near-lines"])
def test_need_is_unmet_then_missing_then_met_and_the_worst_first(name: str) -> None:
    wanted = {(s["code"], STAGES[s["stage"]]): s for s in expected(name)["sections"]}
    rows = table(golden(name).book["学校达标"], "学校标识码", "学段", "综合状态")
    order = [wanted[values(row, "学校标识码", "学段")] for row in rows]  # type: ignore[index]
    rank = [("unmet", "missing", "met").index(section["state"]) for section in order]
    assert rank == sorted(rank)
    unmet = [
        sum(indicator["state"] == "unmet" for indicator in section["indicators"].values())
        for section in order
        if section["state"] == "unmet"
    ]
    assert unmet == sorted(unmet, reverse=True)


def test_more_decimals_where_two_would_mislead() -> None:
    draft = Draft()
    draft.schools[0] |= {
        "小学在校生数": 2381.0,
        "小学专任教师数": 100.0,
        "小学高于规定学历教师数": 100.0,
    }
    made = make(draft.assess())
    sheet = made.book["学校达标"]
    (row,) = (r for r in table(sheet, "学校标识码", "学段") if r["学校标识码"].value == "A1")
    cell = of_indicators(row)[0]
    assert cell.value == 100 * 100 / 2381  # 4.19992, unmet
    assert cell.number_format.endswith("0.0000")


@pytest.mark.parametrize("name", ["mixed", "boundary"])
def test_sections_that_are_not_assessed_are_listed_with_the_reason(name: str) -> None:
    sheet, wanted = golden(name).book["学校达标"], expected(name)["excluded"]
    rows = table(sheet, "学校标识码", "学校", "学段", "原因")
    assert sorted(values(row, "学校标识码", "学校", "学段", "在校生") for row in rows) == sorted(
        (e["code"], e["school"], STAGES[e["stage"]], e["pupils"]) for e in wanted
    )
    reasons = {"教学点": "不足 50 人", "特殊教育学校": "不参加", "职业学校": "不参加"}
    for row in rows:
        assert reasons[str(row["办学类型"].value)] in str(row["原因"].value)


# 差异系数


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_balance_shows_every_figure_and_shares_that_add_up(name: str) -> None:
    sheet, wanted = golden(name).book["差异系数"], expected(name)
    shown = {stage for stage in STAGES if any(s["stage"] == stage for s in wanted["sections"])}
    if not shown:
        return
    figures = {
        values(row, "学段", "项目"): of_indicators(row)
        for row in table(sheet, "学段", "项目", "在校生")
    }
    shares = table(sheet, "学段", "学校标识码", "七项平均")
    for stage in shown:
        word, mine = STAGES[stage], [s for s in wanted["sections"] if s["stage"] == stage]
        rows = [of_indicators(row, "占比") for row in shares if row["学段"].value == word]
        assert len(rows) == len(mine)
        for place, id in enumerate(INDICATORS):
            found = wanted["balance"][stage][id]
            cv, limit = found["cv"], found["limit"]
            for what, figure in (
                ("全县平均值", found["mean"]),
                ("标准差 S", found["std"]),
                ("差异系数（S÷平均值）", cv),
                ("上限", limit),
            ):
                assert close(figures[word, what][place].value, figure), (what, id)
            margin = figures[word, "余量（上限－差异系数）"][place].value
            if cv is not None:
                assert math.isclose(float(str(margin)), limit - cv, abs_tol=1e-12)
            assert figures[word, "状态"][place].value == STATES[found["state"]]
            column = [row[place].value for row in rows]
            if cv:
                assert math.isclose(sum(map(float, map(str, column))), 1, rel_tol=1e-9)
            elif cv is None:
                assert set(column) == {"—"}


# 问题清单, 计算过程, 运行记录


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_problems_are_those_of_the_sections_and_the_items(name: str) -> None:
    made, wanted = golden(name), expected(name)
    sheet = made.book["问题清单"]
    open_ = ("unmet", "missing")
    sections = [s for s in wanted["sections"] if s["state"] in open_]
    items = [id for id, item in wanted["items"].items() if item["state"] in open_]
    if not sections and not items:
        return
    rows = table(sheet, "序号", "类别", "指标", "状态", "单元格")
    assert [row["序号"].value for row in rows] == list(range(1, len(rows) + 1))
    told = {values(row, "学校", "学段", "状态") for row in rows if row["类别"].value == "资源配置"}
    assert {
        (s["school"], STAGES[s["stage"]], STATES[indicator["state"]])
        for s in sections
        for indicator in s["indicators"].values()
        if indicator["state"] == s["state"]
    } <= told
    assert {(school, stage) for school, stage, _ in told if school != "全县"} == {
        (s["school"], STAGES[s["stage"]]) for s in sections
    }
    of_group = {
        "P": "基本条件",
        "G": "政府保障程度",
        "Q": "教育质量",
        "S": "社会认可度",
        "V": "一票否决",
    }
    for id in items:
        assert of_group[id[0]] in {row["类别"].value for row in rows}
    assert all(notice.message in texts(sheet) for notice in made.notices)


def test_steps_trace_every_figure() -> None:
    wanted = expected("mixed")
    rows = table(golden("mixed").book["计算过程"], "类别", "编号", "现值", "状态")
    items = {row["编号"].value: row for row in rows if row["编号"].value not in INDICATORS}
    assert {id: row["状态"].value for id, row in items.items()} == {
        id: stated(id, item["state"]) for id, item in wanted["items"].items()
    }
    found = {values(row, "编号", "学段"): row["现值"].value for row in rows}
    for stage, by_id in wanted["balance"].items():
        for id, balance in by_id.items():
            assert close(found[id, STAGES[stage]], balance["cv"])


@pytest.mark.parametrize("name", ["mixed", "trap-missing"])
def test_the_working_of_every_section_leads_to_its_figures_and_cells(name: str) -> None:
    wanted = {(s["code"], STAGES[s["stage"]]): s for s in expected(name)["sections"]}
    rows = table(golden(name).book["各校计算过程"], "学校标识码", "学校", "学段")
    source = openpyxl.load_workbook(GOLDEN / f"{name}.xlsx", data_only=True)["学校"]
    assert {values(row, "学校标识码", "学段") for row in rows} == wanted.keys()
    for row in rows:
        section = wanted[values(row, "学校标识码", "学段")]  # type: ignore[index]
        for cell, of in zip(of_indicators(row), section["indicators"].values(), strict=True):
            working, cells = str(cell.value).split("\n")
            left, right = working.split("＝")
            assert right.endswith(f" {STATES[of['state']][0]}")
            named = cells.removeprefix("学校!").split("、")
            for place in named:
                given = source[place].value
                text = "—" if given is None else f"{float(str(given)):.15g}"
                assert text in left, (working, place)
            if of["value"] is not None:  # the share of a stage is shown to 0.01 %
                assert math.isclose(worked_out(left), of["value"], rel_tol=1e-3)


def worked_out(working: str) -> float:
    """Work out what a cell shows: figures, ＋－×÷, brackets and %."""
    plain = working.translate(str.maketrans("（）＋－×÷", "()+-*/"))
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    assert re.fullmatch(r"[\d.()+\-*/]+", plain), working
    return float(eval(plain))  # noqa: S307 (signs and figures only)


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


CHECKED = {"平均值": "mean", "标准差S": "std", "差异系数": "cv"}


@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_check_stores_our_values_beside_formulas(name: str) -> None:
    made, wanted = golden(name), expected(name)
    if not wanted["sections"]:
        return
    heads = ("学段", "指标", "办学单元", "平均值本表重算")
    formulas = table(made.book["核对"], *heads)
    for formula, value in zip(formulas, table(made.values["核对"], *heads), strict=True):
        found = balance_of(wanted, value)
        checks = [cell.value for name, cell in value.items() if name == "核对"]
        assert set(checks) == {"一致"}
        for word, key in CHECKED.items():
            assert formula[f"{word}本表重算"].data_type == "f"
            assert close(value[f"{word}本表重算"].value, found[key])
            assert formula[f"{word}程序结果"].data_type != "f"
            assert close(value[f"{word}程序结果"].value, found[key])


def balance_of(wanted: Mapping[str, Any], row: Record) -> dict[str, Any]:
    """The golden figures of the stage and indicator of a row."""
    (stage,) = (key for key, word in STAGES.items() if word == row["学段"].value)
    found: dict[str, Any] = wanted["balance"][stage][str(row["指标"].value)[:2]]
    return found


def rechecked(made: Made, folder: Path) -> Worksheet:
    path = folder / "结果.xlsx"
    path.write_bytes(made.content)
    return office.recalculated(path)["核对"]


def assert_agrees(sheet: Worksheet) -> list[Record]:
    """What a spreadsheet program computes agrees with what we wrote; return the rows."""
    assert str(sheet["A3"].value).startswith("● 全部一致")
    rows = table(sheet, "学段", "指标", "办学单元", "平均值本表重算")
    for row in rows:
        for word in CHECKED:
            ours, theirs = row[f"{word}程序结果"].value, row[f"{word}本表重算"].value
            if isinstance(ours, int | float):
                assert math.isclose(float(str(theirs)), ours, rel_tol=1e-9, abs_tol=1e-12)
            else:
                assert theirs == ours
    assert not [t for t in texts(sheet) if t.startswith("#") or t == "不一致"]
    return rows


@pytest.mark.office
@pytest.mark.parametrize("name", EVERY_GOLDEN)
def test_spreadsheet_computes_the_same(name: str, tmp_path: Path) -> None:
    wanted = expected(name)
    for row in assert_agrees(rechecked(golden(name), tmp_path)):
        found = balance_of(wanted, row)
        for word, key in CHECKED.items():
            value = row[f"{word}本表重算"].value
            if found[key] is not None:
                assert math.isclose(float(str(value)), found[key], rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.office
def test_spreadsheet_computes_the_totals_of_every_section(tmp_path: Path) -> None:
    rows = table(rechecked(golden("wide"), tmp_path), "学段", "学校", "本学段在校生")
    sections = {(s["school"], STAGES[s["stage"]]): s for s in expected("wide")["sections"]}
    assert len(rows) == len(sections)
    for row in rows:
        section = sections[values(row, "学校", "学段")]  # type: ignore[index]
        for cell, of in zip(of_indicators(row), section["indicators"].values(), strict=True):
            total = of["value"] * section["pupils"]
            assert math.isclose(float(str(cell.value)), total, rel_tol=1e-9)


@pytest.mark.office
def test_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    made = golden("mixed")
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    first = table(book["核对"], "学段", "学校", "本学段在校生")[0]
    (degree,) = (cell for name, cell in first.items() if "高于规定学历教师数" in name)
    degree.value = float(str(degree.value)) + 1
    path = tmp_path / "改.xlsx"
    book.save(path)
    found = office.recalculated(path)["核对"]
    assert found["A3"].value == "✕ 有 3 项不一致"
    rows = list(found.iter_rows(values_only=True))
    assert [row.count("不一致") for row in rows if "不一致" in row] == [3]


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
    assert_agrees(rechecked(made, tmp_path))


@pytest.mark.office
@pytest.mark.parametrize("kind", ["hostile", "blank", "primary only", "none"])
def test_odd_counties_open_and_agree(kind: str, tmp_path: Path) -> None:
    made = make(odd(kind).assess())
    path = tmp_path / "结果.xlsx"
    path.write_bytes(made.content)
    book = office.recalculated(path)
    assert book.sheetnames == SHEETS
    assert not [t for sheet in book for t in texts(sheet) if t.startswith("#")]
    if made.assessment.stages:
        assert_agrees(book["核对"])


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
    assert "（县名未填）义务教育优质均衡发展评估结果" in shown
    sheet = made.book["学校达标"]
    row = table(sheet, "学校标识码", "在校生")[0]
    assert [row["在校生"].value, *(c.value for c in of_indicators(row))] == ["○ 待填报"] * 8
    assert set(texts(made.values["核对"])) & {"#DIV/0!", "#VALUE!", "nan"} == set()
    assert "待填报" in texts(made.values["核对"])


def test_no_junior_sections() -> None:
    made = make(odd("primary only").assess())
    assert made.assessment.stages == ("primary",)
    (chart,) = made.book["结论"]._charts
    assert len(chart.series) == 1
    row = next(r for r in made.book["指标总表"].iter_rows(values_only=True) if r[0] == "R1")
    assert row[7:10] == ("—",) * 3


def test_no_sections_at_all() -> None:
    made = make(odd("none").assess())
    assert made.assessment.stages == ()
    assert not made.book["结论"]._charts
    for sheet in ("学校达标", "差异系数", "核对"):
        assert any("没有参与评估的办学单元" in text for text in texts(made.book[sheet]))
    assert any("不参与资源配置评估的办学单元（1 个）" in t for t in texts(made.book["学校达标"]))
