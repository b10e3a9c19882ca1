"""A checkup's files: the same work gives the same bytes, texts stay texts, figures stay figures."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.checkup import formulas, html, parts, workbook
from qbe_xl.checkup.loading import shipped
from qbe_xl.checkup.parts import Formula as Formula_
from qbe_xl.checkup.parts import SheetParts, absolute, read_parts, relative
from qbe_xl.checkup.run import STEPS, check_open_book, checkup_file
from qbe_xl.county.reading import SHEET_NAMES, read_book
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import open_book
from tests import limits
from tests.checkup.faults import Draft, Formula, clean, seeded
from tests.command_line import Done, qbe
from tests.counties import GOLDEN

NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = '=HYPERLINK("http://x","<b>甲</b>{{1}}")'

SHEETS = ["体检结果", "各校情况", "现场核查名单", "现场核查表", "确认记录", "规则"]


def test_the_same_checkup_gives_the_same_bytes(tmp_path: Path) -> None:
    told: list[str] = []
    book = GOLDEN / "trap-pass.xlsx"
    before = book.read_bytes()
    first = checkup_file(book, tmp_path / "a", now=NOW, progress=told.append)
    second = checkup_file(book, tmp_path / "b", now=NOW)
    for name, path in first.files.items():
        assert path.read_bytes() == second.files[name].read_bytes()
    assert book.read_bytes() == before
    assert tuple(told) == STEPS


def test_the_second_run_writes_the_same_again(tmp_path: Path) -> None:
    first = checkup_file(GOLDEN / "mixed.xlsx", tmp_path, now=NOW).files
    before = {name: path.read_bytes() for name, path in first.items()}
    second = checkup_file(GOLDEN / "mixed.xlsx", tmp_path, now=NOW).files
    assert {name: path.read_bytes() for name, path in second.items()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(before)


def test_the_json_holds_every_finding(tmp_path: Path) -> None:
    outcome = checkup_file(GOLDEN / "mixed.xlsx", tmp_path, seed=5, now=NOW)
    raw = json.loads(outcome.files["数据体检.json"].read_text(encoding="utf-8"))
    assert [f["mark"] for f in raw["findings"]] == [f.mark for f in outcome.checkup.findings]
    assert raw["seed"] == 5
    assert len(raw["sample"]) == 6


def test_the_workbook_holds_every_finding_and_no_formula(tmp_path: Path) -> None:
    made = seeded()
    outcome = checkup_file(made.draft.write(tmp_path / "填报表.xlsx"), tmp_path / "out", now=NOW)
    book = openpyxl.load_workbook(outcome.files["数据体检.xlsx"])
    assert book.sheetnames == SHEETS
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    rows = list(book["体检结果"].iter_rows(min_row=4, values_only=True))
    assert [row[10] for row in rows] == [f.mark for f in outcome.checkup.findings]
    assert [row[4] for row in rows] == [f.cell for f in outcome.checkup.findings]
    visits = list(book["现场核查名单"].iter_rows(min_row=4, values_only=True))
    schools = outcome.checkup.county.schools
    assert [row[1] for row in visits] == [
        schools.word("code", place) for place in outcome.checkup.sample
    ]


def test_hostile_names_stay_texts(tmp_path: Path) -> None:
    draft = clean()
    row = draft.school(40)
    row["name"], row["owner_code"] = HOSTILE, 10 if row["owner"] == "公办" else 7
    outcome = checkup_file(draft.write(tmp_path / "填报表.xlsx"), tmp_path / "out", now=NOW)
    assert [f.school for f in outcome.checkup.findings] == [HOSTILE]
    book = openpyxl.load_workbook(outcome.files["数据体检.xlsx"])
    cell = book["体检结果"]["D4"]
    assert (cell.value, cell.data_type) == (HOSTILE, "s")
    html = outcome.files["数据体检.html"].read_text(encoding="utf-8")
    assert "&lt;b&gt;甲&lt;/b&gt;{{1}}" in html
    assert "<b>甲" not in html


def test_the_page_is_offline_and_shows_every_finding(tmp_path: Path) -> None:
    made = seeded()
    outcome = checkup_file(made.draft.write(tmp_path / "填报表.xlsx"), tmp_path / "out", now=NOW)
    html = outcome.files["数据体检.html"].read_text(encoding="utf-8")
    assert "<script" not in html
    assert "http:" not in html
    assert "https:" not in html
    assert all(finding.mark in html for finding in outcome.checkup.findings)


def test_a_long_list_is_cut_on_the_page_not_in_the_workbook(tmp_path: Path) -> None:
    draft = clean()
    for row in draft.fill["班级"][:600]:
        row["pupils"] = None
        row["grade"] = "八年级"
    outcome = checkup_file(draft.write(tmp_path / "填报表.xlsx"), tmp_path / "out", now=NOW)
    view = html.view(outcome.checkup)
    shown = sum(len(rule["rows"]) for group in view["groups"] for rule in group["rules"])
    assert shown + view["more"] == len(outcome.checkup.findings)


def test_other_formats_say_what_could_not_be_seen(
    tmp_path: Path, soffice_convert: Callable[..., Path]
) -> None:
    path = soffice_convert(clean().write(tmp_path / "填报表.xlsx"), "ods", tmp_path / "ods")
    outcome = checkup_file(path, tmp_path / "out", now=NOW)
    assert not outcome.checkup.findings
    assert any("ods 格式看不到公式" in remark for remark in outcome.checkup.remarks)


def test_an_unreadable_file_is_refused_and_nothing_written(tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError):
        checkup_file(path, tmp_path / "out", now=NOW)
    assert not (tmp_path / "out").exists()


def test_a_workbook_that_lacks_sheets_is_still_examined(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(clean().write(tmp_path / "全.xlsx"))
    del book["班级"]
    book.save(tmp_path / "缺.xlsx")
    found = checkup_file(tmp_path / "缺.xlsx", tmp_path / "out", now=NOW).checkup.findings
    assert [f.cell for f in found if f.kind == "填报要求"] == ["班级"]


def test_the_button_shows_findings_in_blocks_of_cells() -> None:
    _, county = read_book(GOLDEN / "mixed.xlsx")
    found = check_open_book(county, (), county.notices)
    table = workbook.findings_table(found)
    assert table.name == "数据体检结果"
    texts = {cell for row in table.values for cell in row}
    assert {f.message for f in found.findings} <= texts
    assert {f.mark for f in found.findings} <= texts


def test_the_button_tells_the_problems_of_what_cannot_be_read() -> None:
    problem = Problem(Place("学校", 6, 10), "应为整数，现为“三百”")
    found = check_open_book(None, (problem,), ())
    assert [(f.cell, f.message, f.importance) for f in found.findings] == [
        ("学校!K7", problem.message, "高")
    ]
    assert any("须改正的问题 1 处" in str(row[0]) for row in workbook.findings_table(found).values)


@pytest.mark.parametrize(
    ("formula", "place", "told"),
    [
        ("K6+1", (6, 10), "R‹-1›C‹0›+1"),
        ("$K$6*K7", (6, 10), "R5C10*R‹0›C‹0›"),
        ("SUM(K2:K9)", (9, 10), "SUM(R‹-8›C‹0›:R‹-1›C‹0›)"),
        ('IF(A1="K6",1,0)', (0, 1), 'IF(R‹0›C‹-1›="K6",1,0)'),
        ("'K6 表'!K6", (5, 10), "'K6 表'!R‹0›C‹0›"),
        ("LOG10(A1)", (0, 0), "LOG10(R‹0›C‹0›)"),
    ],
)
def test_formulas_are_told_from_their_cell_and_back(
    formula: str, place: tuple[int, int], told: str
) -> None:
    assert relative(formula, place) == told
    assert absolute(told, place) == formula


@pytest.mark.parametrize(
    ("formula", "links"),
    [
        ("[1]表1!A1", True),
        ("'[去年 数据.xlsx]学校'!$B$2+1", True),
        ("SUM([2]学校!K2:K9)", True),
        ("cmd|' /C calc'!A0", True),
        ("K6+K7", False),
        ("表1[小学在校生数]*2", False),
        ("SUM(表1[[#All],[人数]])", False),
        ('IF(A1="[1]表!",1,0)', False),
        ("'K6 表'!K6", False),
    ],
)
def test_references_to_other_files_are_told_from_those_to_tables(formula: str, links: bool) -> None:
    sheet = SheetParts("学校", formulas={(6, 10): Formula_(relative(formula, (6, 10)), (6, 10))})
    assert bool(list(formulas._links(sheet, shipped().sheets["outside_link"]))) == links


@pytest.mark.parametrize(
    ("formula", "bare"),
    [("3+0", True), ("ROUND(3.5,0)", True), ("A1", False), ("总数*2", False), ("表!A1", False)],
)
def test_formulas_without_any_reference(formula: str, bare: bool) -> None:
    assert formulas._refers(relative(formula, (9, 9))) != bare


@pytest.mark.parametrize(
    ("text", "refers"),
    [
        ("a" * 8192, True),  # a name
        ("[" * 8192, False),
        ("'" * 8192, False),
        ("SUM(" * 2048, False),
        ("R1C" * 2700, True),  # a name too
    ],
    ids=["name", "brackets", "quotes", "SUM", "R1C"],
)
def test_formulas_made_to_keep_us_busy_do_not(text: str, refers: bool) -> None:
    """Each of these would take minutes with a pattern that looks back over what it has seen."""
    places = [(row, 60) for row in range(200)]
    label = shipped().sheets
    _, county = read_book(GOLDEN / "met.xlsx")
    with limits.cpu(20):
        made = {place: Formula_(relative(text, place), place) for place in places}
        sheet = SheetParts("草稿", formulas=made)
        assert list(formulas._links(sheet, label["outside_link"])) == []
        short = formulas._short_sums(sheet, {"学校": county.schools}, label["short_sum"])
        assert list(short) == []
        assert {formulas._refers(f.relative) for f in made.values()} == {refers}


def test_shared_formulas_are_read_at_each_cell(
    tmp_path: Path, soffice_convert: Callable[..., Path]
) -> None:
    """LibreOffice shares what is filled down."""
    draft = Draft(clean().fill)
    for row, school in enumerate(draft.fill["学校"]):
        school["trained"] = Formula(
            f"=R{row + 2}+S{row + 2}", float(str(school.get("trained") or 0))
        )
    path = soffice_convert(draft.write(tmp_path / "填报表.xlsx"), "xlsx", tmp_path / "calc")
    found = read_parts(open_book(path, only=SHEET_NAMES))
    assert found is not None
    shared = found.sheets["学校"].formulas
    assert len({formula.relative for formula in shared.values()}) == 1
    assert {f.text for f in shared.values()} == {f"R{n + 2}+S{n + 2}" for n in range(120)}


def test_formulas_are_those_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    path = clean().write(tmp_path / "填报表.xlsx")
    book = open_book(path, only=SHEET_NAMES)
    before = read_parts(book)
    path.write_bytes(b"another file")
    assert read_parts(book) == before


def run(*words: str, cwd: Path) -> Done:
    return qbe("checkup", *words, cwd=cwd)


def test_the_command_line(tmp_path: Path) -> None:
    book = str(GOLDEN / "boundary.xlsx")
    done = run("--out", "结果", book, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "✕ 高 3 处" in done.stdout
    mark = json.loads((tmp_path / "结果" / "数据体检.json").read_text("utf-8"))["findings"][0][
        "mark"
    ]
    words = ("accept", mark, "--out", "结果", "--by", "张三", "--why", "核过")
    assert run(*words, cwd=tmp_path).returncode == 0
    listed = run("log", "--out", "结果", cwd=tmp_path)
    assert "张三" in listed.stdout
    assert "没有被改动" in listed.stdout
    (tmp_path / "结果" / "体检确认记录.jsonl").write_text("{}\n", encoding="utf-8")
    broken = run("log", "--out", "结果", cwd=tmp_path)
    assert broken.returncode == 1
    assert "第 1 行无法识别" in broken.stderr
    assert run(str(tmp_path / "没有.xlsx"), cwd=tmp_path).returncode == 2
    assert run("accept", "x", "--by", "a", "--why", "b", cwd=tmp_path).returncode == 2


def test_the_findings_workbook_says_who_made_it(tmp_path: Path) -> None:
    outcome = checkup_file(GOLDEN / "met.xlsx", tmp_path, now=NOW)
    content = io.BytesIO(outcome.files["数据体检.xlsx"].read_bytes())
    assert openpyxl.load_workbook(content).properties.creator == "qbe_xl"


def test_a_sheet_too_large_to_be_looked_into_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "SHEET_BYTES", 50_000)
    outcome = checkup_file(clean().write(tmp_path / "填报表.xlsx"), tmp_path / "out", now=NOW)
    assert any("班级 太大，没有检查公式" in remark for remark in outcome.checkup.remarks)


def test_a_bomb_or_a_dtd_among_the_parts_is_refused(tmp_path: Path) -> None:
    """The sheets that the reading leaves alone are opened with the same suspicion."""
    draft = clean()
    draft.extra = [1]
    path = draft.write(tmp_path / "填报表.xlsx")
    content = {}
    with zipfile.ZipFile(path) as package:
        content = {name: package.read(name) for name in package.namelist()}
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>'
    content["xl/worksheets/sheet9.xml"] = evil
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in content.items():
            package.writestr(name, part)
    with pytest.raises(InputError, match="不属于工作簿的 XML"):
        checkup_file(path, tmp_path / "out", now=NOW)
    assert not (tmp_path / "out").exists()


def test_a_row_numbered_nought_is_passed_over(tmp_path: Path) -> None:
    path = clean().write(tmp_path / "填报表.xlsx")
    book = open_book(path, only=SHEET_NAMES)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for key, part in parts.items():
        if key.startswith("xl/worksheets/"):
            parts[key] = part.replace(
                b"</sheetData>", b'<row r="0"><c r="A0"><v>1</v></c></row></sheetData>'
            )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for key, part in parts.items():
            file.writestr(key, part)
    assert read_parts(replace(book, data=target.getvalue())) == read_parts(book)


def test_what_a_blank_left_unchecked_is_said_and_nothing_is_found_of_it(tmp_path: Path) -> None:
    draft = clean()
    whole = checkup_file(draft.write(tmp_path / "全.xlsx"), tmp_path / "a", now=NOW).checkup
    assert (whole.findings, whole.unchecked.comparisons) == ((), 0)
    row, other = [one for one in draft.fill["学校"] if one["type"] == "小学"][:2]
    row["primary_pupils"] = None
    next(one for one in draft.fill["班级"] if one["code"] == other["code"])["pupils"] = None
    outcome = checkup_file(draft.write(tmp_path / "缺.xlsx"), tmp_path / "b", now=NOW)
    assert not outcome.checkup.findings
    raw = json.loads(outcome.files["数据体检.json"].read_text(encoding="utf-8"))
    unchecked = raw["unchecked"]
    assert set(unchecked["schools"]) == {row["code"], other["code"]}
    assert unchecked["comparisons"] == sum(unchecked["schools"].values()) + unchecked["county"]
    said = f"因有空白没有核对的比较 {unchecked['comparisons']} 处"
    page = outcome.files["数据体检.html"].read_text(encoding="utf-8")
    assert said in page
    assert "核对过的没有可疑之处" in page
    book = openpyxl.load_workbook(outcome.files["数据体检.xlsx"])
    assert said in str(book["体检结果"]["A2"].value)
    told = {row[1]: row[8] for row in book["各校情况"].iter_rows(min_row=4, values_only=True)}
    assert told[row["code"]] == unchecked["schools"][row["code"]]
