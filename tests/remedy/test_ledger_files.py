"""The ledger as files: written, edited, saved again by other programs, read back, recalculated."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from qbe_xl.county.reading import read_book
from qbe_xl.errors import InputError
from qbe_xl.remedy.ledger.columns import BASE_SHEET, SHEET
from qbe_xl.remedy.ledger.problems import find
from qbe_xl.remedy.ledger.result import JSON_NAME
from qbe_xl.remedy.ledger.run import HTML_NAME, WORKBOOK_NAME, LedgerOutcome, ledger_file
from qbe_xl.remedy.ledger.workbook import SHEETS
from qbe_xl.report.run import examine
from qbe_xl.standards import load
from tests import office
from tests.counties import GOLDEN
from tests.remedy.ledgers import everything, row_of

MIXED = GOLDEN / "mixed.xlsx"
ZONE = dt.timezone(dt.timedelta(hours=8))
R6 = "R6-小学-5326200004"
R3 = "R3-小学-5326200005"
HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "a\tb",
    "{{ 7*7 }}",
)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZONE) + dt.timedelta(day)


def make(out: Path, book: Path = MIXED, day: int = 0, **more: Any) -> LedgerOutcome:
    return ledger_file(book, out, "yunnan-2022", now=at(day), **more)


def find_in(book: Path) -> dict[str, object]:
    """The problems of a county, by id."""
    _, county = read_book(book)
    return dict(find(examine(county, load("yunnan-2022"))[0]).issues)


def headers(sheet: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[3] if cell.value}


def edit(path: Path, changes: dict[tuple[str, str], object]) -> None:
    """Change cells of 整改台账 as a clerk does: (id, header) → value."""
    book = openpyxl.load_workbook(path)
    sheet = book[SHEET]
    columns = headers(sheet)
    rows = {sheet.cell(row, 1).value: row for row in range(4, sheet.max_row + 1)}
    for (id, header), value in changes.items():
        cell = sheet.cell(rows[id], columns[header])
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)


def better(folder: Path) -> Path:
    """The county after the equipment of one school was bought."""
    path = folder / "better.xlsx"
    book = openpyxl.load_workbook(MIXED)
    sheet = book["学校"]
    head = next(row for row in sheet.iter_rows() if any(c.value == "学校标识码" for c in row))
    columns = {str(c.value).partition("（")[0]: c.column for c in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        if str(sheet.cell(row, columns["学校标识码"]).value) == "5326200004":
            sheet.cell(row, columns["教学仪器设备值"]).value = 500
    book.save(path)
    return path


def test_the_workbook_is_written_beside_the_countys_which_stays_byte_for_byte(
    tmp_path: Path,
) -> None:
    book = tmp_path / "我县.xlsx"
    shutil.copy(MIXED, book)
    seal = hashlib.sha256(book.read_bytes()).hexdigest()
    outcome = make(tmp_path / "out", book)
    assert hashlib.sha256(book.read_bytes()).hexdigest() == seal
    assert sorted(outcome.files) == sorted([HTML_NAME, JSON_NAME, WORKBOOK_NAME])
    assert outcome.backup is None
    found = openpyxl.load_workbook(outcome.files[WORKBOOK_NAME])
    assert tuple(found.sheetnames) == SHEETS
    assert found[BASE_SHEET].sheet_state == "hidden"


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    one, two = make(tmp_path / "1"), make(tmp_path / "2")
    for name in (WORKBOOK_NAME, HTML_NAME, JSON_NAME):
        assert one.files[name].read_bytes() == two.files[name].read_bytes()


def test_a_second_run_finds_the_ledger_in_the_folder_and_keeps_a_copy(tmp_path: Path) -> None:
    first = make(tmp_path)
    before = first.files[WORKBOOK_NAME].read_bytes()
    second = make(tmp_path, day=1)
    assert second.former == str(tmp_path / WORKBOOK_NAME)
    assert second.backup is not None
    assert second.backup.read_bytes() == before
    assert second.ledger.fresh == 0
    assert [row.id for row in second.ledger.rows] == [row.id for row in first.ledger.rows]
    third = make(tmp_path, day=1)
    assert (third.backup, third.changed) == (None, False), "nothing of it is new that day"
    assert third.files[WORKBOOK_NAME].read_bytes() == second.files[WORKBOOK_NAME].read_bytes()
    fourth = make(tmp_path, day=2)
    assert fourth.backup not in (None, second.backup)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first ledger, as a clerk left it, and the county that is better by now."""
    out = tmp_path_factory.mktemp("台账") / "out"
    make(out)
    edit(
        out / WORKBOOK_NAME,
        {
            (R6, "状态"): "待核验",
            (R6, "责任人"): "张三",
            (R6, "佐证材料"): "验收单",
            (R3, "状态"): "整改中（已发公告）",
            (R3, "完成期限"): dt.date(2026, 6, 30),
            (R3, "备注"): "编委办已同意",
        },
    )
    book = openpyxl.load_workbook(out / WORKBOOK_NAME)
    sheet = book[SHEET]
    place = sheet.max_column + 1
    sheet.cell(3, place).value = "联系电话"
    sheet.cell(4, place).value = "0876-3122000"
    sheet.insert_cols(3)
    sheet.cell(3, 3).value = "会商意见"
    sheet.cell(6, 3).value = "下周会商"
    sheet.insert_rows(3)
    sheet.cell(3, 2).value = "三月份台账，领导已阅"
    sheet.auto_filter.ref = None
    sheet.row_dimensions[8].hidden = True
    book.create_sheet("会议记录")["A1"] = "3月5日专题会"
    book.save(out / WORKBOOK_NAME)
    better(out.parent)
    return out


@pytest.mark.parametrize("kind", ["as it is", "xlsx", "ods", "xls"])
@pytest.mark.office
def test_three_runs_with_edits_in_other_programs_between(
    tmp_path: Path, edited: Path, kind: str
) -> None:
    out = tmp_path / "out"
    shutil.copytree(edited, out)
    handed_back = out / WORKBOOK_NAME
    if kind != "as it is":
        handed_back = tmp_path / f"saved.{kind}"
        saved = office.soffice_convert(out / WORKBOOK_NAME, kind, tmp_path / "saved")
        shutil.copy(saved, handed_back)

    second = make(out, edited.parent / "better.xlsx", day=30, previous=handed_back).ledger
    assert row_of(second, R6).text("state") == "已销号"
    assert row_of(second, R6).text("person") == "张三"
    assert row_of(second, R6).text("evidence") == "验收单"
    assert row_of(second, R3).text("state") == "整改中（已发公告）"
    assert row_of(second, R3).values["deadline"] == dt.date(2026, 6, 30)
    assert row_of(second, R3).text("remark") == "编委办已同意"
    assert set(second.extras) == {"联系电话", "会商意见"}
    assert "三月份台账，领导已阅" in everything(second)
    assert [sheet.name for sheet in second.sheets] == ["会议记录"]

    third = make(out, MIXED, day=60).ledger
    assert row_of(third, R6).text("state") == "重新出现"
    text = everything(third)
    for said in (
        "张三",
        "验收单",
        "0876-3122000",
        "下周会商",
        "编委办已同意",
        "整改中（已发公告）",
    ):
        assert said in text
    assert [s.rows for s in third.sheets] == [(("3月5日专题会",),)]
    assert third.history[: len(second.history)] == second.history


@pytest.mark.slow
def test_the_sheet_in_the_countys_own_workbook_is_the_former_ledger(tmp_path: Path) -> None:
    make(tmp_path / "1")
    edit(tmp_path / "1" / WORKBOOK_NAME, {(R3, "责任人"): "李四"})
    county = openpyxl.load_workbook(MIXED)
    source = openpyxl.load_workbook(tmp_path / "1" / WORKBOOK_NAME)[SHEET]
    target = county.create_sheet(f" {SHEET} ")
    for row in source.iter_rows(values_only=True):
        target.append(row)
    county.save(tmp_path / "我县.xlsx")
    outcome = make(tmp_path / "2", tmp_path / "我县.xlsx", day=1)
    assert row_of(outcome.ledger, R3).text("person") == "李四"
    assert "工作表" in outcome.former
    again = make(tmp_path / "2", tmp_path / "我县.xlsx", day=2)
    assert "--previous" in str(again.ledger.notices[0])


def test_a_file_that_is_no_ledger_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有工作表“整改台账”"):
        make(tmp_path / "out", previous=MIXED)
    assert not (tmp_path / "out").exists()


def test_the_workbook_is_never_the_target(tmp_path: Path) -> None:
    shutil.copy(MIXED, tmp_path / WORKBOOK_NAME)
    with pytest.raises(InputError):
        make(tmp_path, tmp_path / WORKBOOK_NAME)
    assert (tmp_path / WORKBOOK_NAME).read_bytes() == MIXED.read_bytes()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    make(tmp_path)
    keys = ("佐证材料", "备注", "整改措施", "完成期限", "责任人", "状态", "责任单位")
    edit(
        tmp_path / WORKBOOK_NAME,
        {(R3, key): text for key, text in zip(keys, HOSTILE, strict=True)},
    )
    outcome = make(tmp_path, day=1)
    row = row_of(outcome.ledger, R3)
    assert [row.text(key) for key in ("evidence", "remark", "measure", "deadline")] == list(
        HOSTILE[:4]
    )
    book = openpyxl.load_workbook(tmp_path / WORKBOOK_NAME)
    for name in book.sheetnames:
        for cells in book[name].iter_rows():
            for cell in cells:
                if isinstance(cell.value, str) and cell.value.startswith(HOSTILE[:4]):
                    assert cell.data_type == "s", (name, cell.coordinate)
    page = (tmp_path / HTML_NAME).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page


@pytest.mark.office
def test_formulas_give_what_is_stored_in_them(tmp_path: Path) -> None:
    """TODAY() is the day of the test, so the run is of that day, too."""
    now = dt.datetime.now().astimezone()
    path = ledger_file(MIXED, tmp_path, "yunnan-2022", now=now).files[WORKBOOK_NAME]
    late, soon = now.date() - dt.timedelta(12), now.date() + dt.timedelta(5)
    edit(path, {(R3, "完成期限"): late, (R6, "完成期限"): soon, ("G2-全县", "状态"): "整改中"})
    path = ledger_file(better(tmp_path), tmp_path, "yunnan-2022", now=now).files[WORKBOOK_NAME]
    stored, computed = openpyxl.load_workbook(path, data_only=True), office.recalculated(path)
    compared = 0
    for sheet in openpyxl.load_workbook(path):
        name = sheet.title
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.data_type == "f":
                    ours, theirs = (
                        stored[name][cell.coordinate].value,
                        computed[name][cell.coordinate].value,
                    )
                    assert _same(ours, theirs), (name, cell.coordinate, ours, theirs)
                    compared += 1
    assert compared > 300
    words = {row[0].value: row[2].value for row in computed[SHEET].iter_rows(min_row=4)}
    assert words[R3] == "逾期 12 天"


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)):
        return abs(ours - theirs) < 1e-9
    return (ours or "") == (theirs or "")


@pytest.mark.office
def test_the_bars_of_the_roadmap_move_with_the_dates(tmp_path: Path) -> None:
    path = make(tmp_path).files[WORKBOOK_NAME]
    edit(path, {(R3, "完成期限"): dt.date(2029, 9, 9), (R3, "状态"): "已销号"})
    sheet = office.recalculated(path)["路线图"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    single = next(row for row in rows if row[0] == R3)
    assert single[4].date() == dt.date(2029, 9, 9)
    assert single[5] == "已销号"
    above = next(row for row in rows if row[0] == "机构编制部门")
    assert above[4].date() == dt.date(2029, 9, 9)
    assert above[5].startswith("1/")


@pytest.mark.office
def test_every_sheet_prints_with_its_title(tmp_path: Path) -> None:
    path = make(tmp_path).files[WORKBOOK_NAME]
    text = office.pdf_text(office.to_pdf(path))
    for title in ("整改进展", "整改台账", "逾期与临期（截至", "整改路线图", "整改台账按单位", "整改台账按学校",
                  "整改台账按乡镇", "台账历史", "台账说明"):  # fmt: skip
        assert title in text
    assert "#" not in text.replace("#2", "")


def test_the_page_needs_nothing_from_outside(tmp_path: Path) -> None:
    page = make(tmp_path).files[HTML_NAME].read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert "://" not in page
    assert page.count("<svg") == 2
    assert 'class="today"' in page


def test_a_county_without_problems_has_an_empty_ledger(tmp_path: Path) -> None:
    outcome = make(tmp_path, GOLDEN / "met.xlsx")
    assert outcome.ledger.rows == ()
    again = make(tmp_path, MIXED, day=1)
    assert [row.id for row in again.ledger.rows] == list(find_in(MIXED))


@pytest.mark.parametrize("name", ["blank", "wide", "missing", "trap-fail"])
def test_every_golden_county_has_a_ledger(tmp_path: Path, name: str) -> None:
    outcome = make(tmp_path, GOLDEN / f"{name}.xlsx")
    assert outcome.ledger.rows
    assert make(tmp_path, GOLDEN / f"{name}.xlsx", day=1).ledger.fresh == 0


def test_costs_follow_the_prices_of_the_county(tmp_path: Path) -> None:
    row = row_of(make(tmp_path / "1").ledger, R3)
    assert row.values["cost"] == 8.0
    book = openpyxl.load_workbook(MIXED)
    sheet = book.create_sheet("整改参数")
    sheet.append(["参数", "数值"])
    sheet.append(["体育艺术专任教师单价", 9.5])
    book.save(tmp_path / "我县.xlsx")
    row = row_of(make(tmp_path / "2", tmp_path / "我县.xlsx").ledger, R3)
    assert row.values["cost"] == 9.5
