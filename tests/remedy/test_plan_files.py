"""What `qbe-xl plan` writes: plan.json, the workbook and the page."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl.county.reading import read_book
from qbe_xl.remedy.path.run import HTML_NAME, JSON_NAME, NAMES, WORKBOOK_NAME, plan_file
from qbe_xl.remedy.path.workbook import path_tables
from qbe_xl.report import result_json
from qbe_xl.report.run import examine
from qbe_xl.standards import load
from tests.command_line import qbe
from tests.counties import GOLDEN

NOW = dt.datetime(2024, 6, 1, 9, 30, tzinfo=dt.UTC)
MEANS = {"招聘", "交流轮岗", "采购", "建设"}
STANDARD = "yunnan-2022"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the golden county `wide`."""
    out = tmp_path_factory.mktemp("plan")
    plan_file(GOLDEN / "wide.xlsx", out, STANDARD, now=NOW)
    return out


def plan_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / JSON_NAME).read_text(encoding="utf-8"))
    return found


def carried_out(book: Path, plan: dict[str, Any], to: Path) -> Path:
    """The county's workbook with every action added to its cell."""
    opened = openpyxl.load_workbook(book)
    sheet = opened["学校"]
    header = next(r for r in sheet.iter_rows() if any(c.value == "学校标识码" for c in r))
    columns = {re.sub(r"[（(].*", "", str(c.value)): c.column for c in header if c.value}
    first = header[0].row + 1
    place = columns["学校标识码"]
    rows = {str(sheet.cell(r, place).value): r for r in range(first, sheet.max_row + 1)}
    for action in plan["actions"]:
        cell = sheet.cell(rows[action["code"]], columns[action["column"]])
        cell.value = float(f"{float(str(cell.value)) + action['change']:.12g}")
    opened.save(to)
    return to


@pytest.mark.parametrize("name", ["mixed", "wide", "trap-fail"])
def test_the_plan_carried_out_in_the_workbook_is_what_it_said(name: str, tmp_path: Path) -> None:
    book = GOLDEN / f"{name}.xlsx"
    before = book.read_bytes()
    plan_file(book, tmp_path, STANDARD, now=NOW)
    assert book.read_bytes() == before
    plan = plan_of(tmp_path)
    assert {action["means"] for action in plan["actions"]} <= MEANS
    assert (plan["schema"], plan["unit"]) == (1, "万元")
    assert plan["bound"] <= plan["cost"]
    _, county = read_book(carried_out(book, plan, tmp_path / "after.xlsx"))
    found, notices = examine(county, load(STANDARD))
    assert result_json.as_dict(found, notices) == plan["after"]
    assert plan["after"]["groups"]["resources"] == "met"


@pytest.mark.slow
def test_the_same_input_gives_the_same_files(written: Path, tmp_path: Path) -> None:
    plan_file(GOLDEN / "wide.xlsx", tmp_path, STANDARD, now=NOW)
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (written / name).read_bytes()


def test_the_workbook_shows_variants_gaps_and_actions(written: Path) -> None:
    book = openpyxl.load_workbook(written / WORKBOOK_NAME)
    assert book.sheetnames == [
        "方案对比",
        "缺口汇总",
        "缺口明细",
        "最省方案清单",
        "预算内方案清单",
        "只靠交流清单",
        "按乡镇",
        "所用参数",
    ]
    plan = plan_of(written)
    rows = list(book["最省方案清单"].iter_rows(min_row=4, values_only=True))
    shown = [(row[6], row[7]) for row in rows if isinstance(row[0], int)]
    assert shown == [(a["column"], a["change"]) for a in plan["actions"]]
    total = next(row[9] for row in rows if row[0] == "合计")
    assert total == pytest.approx(plan["cost"])
    text = " ".join(str(c) for row in book["方案对比"].values for c in row if c is not None)
    assert "只把缺口补到标准还不够" in text
    assert "已证明任何方案不低于" in text
    assert not any(
        isinstance(cell.value, str) and cell.data_type == "f"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    )


def test_the_tables_for_open_books_hold_the_same(written: Path) -> None:
    outcome_tables = {}
    from qbe_xl.remedy.path.run import find_remedies

    _, county = read_book(GOLDEN / "mixed.xlsx")
    found, _ = examine(county, load(STANDARD))
    steps: list[str] = []
    remedies = find_remedies(found, progress=steps.append)
    outcome_tables = {table.name: table for table in path_tables(remedies)}
    assert "求预算内方案" in steps
    listed = outcome_tables["最省方案清单"]
    held = sum(isinstance(row[0], int) for row in listed.values)
    assert held == len(remedies.least.actions)


def test_the_page_is_whole_offline_and_escaped(written: Path) -> None:
    page = (written / HTML_NAME).read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "http" not in re.sub(r'http-equiv="[^"]*"', "", page)
    assert page.count("<svg") == 3
    for words in ("最省方案", "预算内方案", "只靠交流", "差异系数的变化", "惯例"):
        assert words in page


def test_names_that_look_like_formulas_or_markup_stay_text(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(GOLDEN / "mixed.xlsx")
    sheet = book["学校"]
    header = next(r for r in sheet.iter_rows() if any(c.value == "学校名称" for c in r))
    column = next(c.column for c in header if c.value == "学校名称")
    for row in range(header[0].row + 1, sheet.max_row + 1):
        cell = sheet.cell(row, column)
        cell.value = f"=1+1<b>{row}"
        cell.data_type = "s"
    path = tmp_path / "county.xlsx"
    book.save(path)
    plan_file(path, tmp_path / "out", STANDARD, now=NOW)
    listed = openpyxl.load_workbook(tmp_path / "out" / WORKBOOK_NAME)["最省方案清单"]
    names = [row[2] for row in listed.iter_rows(min_row=4) if isinstance(row[0].value, int)]
    assert names
    assert all(cell.data_type == "s" and str(cell.value).startswith("=1+1") for cell in names)
    assert "<b>" not in (tmp_path / "out" / HTML_NAME).read_text(encoding="utf-8")


def test_the_command_line(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = qbe("plan", GOLDEN / "mixed.xlsx", "--out", out, "--time-limit", "30")
    assert done.returncode == 0, done.stderr
    assert "最省方案：资源配置 ● 达标" in done.stdout
    unseen = capfd.readouterr()  # what the solver itself would print
    assert "HiGHS" not in unseen.out + unseen.err + done.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(NAMES)
    params = tmp_path / "参数.xlsx"
    assert qbe("new-params", params, "-q").returncode == 0
    assert qbe("new-params", params, "-q").returncode == 1
    book = openpyxl.load_workbook(params)
    sheet = book.active
    cell = next(row[1] for row in sheet.iter_rows() if row[0].value == "允许建设校舍")
    cell.value = "大概"
    book.save(params)
    again = tmp_path / "again"
    done = qbe("plan", GOLDEN / "mixed.xlsx", "--out", again, "--params", params)
    assert done.returncode == 2
    assert f"整改参数!{cell.coordinate}" in done.stderr
    assert not again.exists()


def test_a_draft_says_what_was_assumed_for_its_blanks(tmp_path: Path) -> None:
    outcome = plan_file(GOLDEN / "missing.xlsx", tmp_path, STANDARD, now=NOW)
    plan = plan_of(tmp_path)
    assert plan["status"] == "incomplete"
    assert all(blank["cell"].startswith("学校!") for blank in plan["blanks"])
    assert {type(blank["assumed"]) for blank in plan["blanks"]} <= {int, float}
    assert plan["after"]["groups"]["resources"] == "missing"
    assert outcome.remedies.gaps
    assert len(outcome.files) == len(NAMES)


def test_limits_of_which_nothing_is_known_are_no_dash(tmp_path: Path) -> None:
    plan_file(GOLDEN / "trap-missing.xlsx", tmp_path, STANDARD, now=NOW)
    page = (tmp_path / HTML_NAME).read_text("utf-8")
    book = openpyxl.load_workbook(tmp_path / WORKBOOK_NAME)
    told = {row[0].value: [cell.value for cell in row] for row in book["方案对比"].iter_rows()}
    assert "2 项待填报" in told["超过上限的差异系数（项）"]
    assert "<td>2 项待填报</td>" in page
