"""A checkup's files: the same work gives the same bytes, texts stay texts, figures stay figures."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.checkup import page, pages, workbook
from qbe_xl.checkup.parts import absolute, read_parts, relative
from qbe_xl.checkup.run import STEPS, check_open_book, checkup_file
from qbe_xl.county.book import open_book
from qbe_xl.county.reading import SHEET_NAMES, read_book
from qbe_xl.errors import InputError
from tests.checkup.faults import Draft, Formula, clean, seeded
from tests.counties import GOLDEN

NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = '=HYPERLINK("http://x","<b>甲</b>{{1}}")'


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
    assert book.sheetnames == list(workbook.SHEETS)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    rows = list(book[pages.FINDINGS].iter_rows(min_row=4, values_only=True))
    assert [row[10] for row in rows] == [f.mark for f in outcome.checkup.findings]
    assert [row[4] for row in rows] == [f.cell for f in outcome.checkup.findings]
    visits = list(book[pages.VISITS].iter_rows(min_row=4, values_only=True))
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
    cell = book[pages.FINDINGS]["D4"]
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
    view = page.view(outcome.checkup)
    shown = sum(len(rule["rows"]) for group in view["groups"] for rule in group["rules"])
    assert shown + view["more"] == len(outcome.checkup.findings)


def test_other_formats_say_what_could_not_be_seen(tmp_path: Path, soffice_convert) -> None:
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
    assert {f.message for f in found} <= texts
    assert {f.mark for f in found} <= texts


@pytest.mark.parametrize(
    ("formula", "place", "told"),
    [
        ("K6+1", (6, 10), "R[-1]C[0]+1"),
        ("$K$6*K7", (6, 10), "R5C10*R[0]C[0]"),
        ("SUM(K2:K9)", (9, 10), "SUM(R[-8]C[0]:R[-1]C[0])"),
        ('IF(A1="K6",1,0)', (0, 1), 'IF(R[0]C[-1]="K6",1,0)'),
        ("'K6 表'!K6", (5, 10), "'K6 表'!R[0]C[0]"),
        ("LOG10(A1)", (0, 0), "LOG10(R[0]C[0])"),
    ],
)
def test_formulas_are_told_from_their_cell_and_back(
    formula: str, place: tuple[int, int], told: str
) -> None:
    assert relative(formula, place) == told
    assert absolute(told, place) == formula


def test_shared_formulas_are_read_at_each_cell(tmp_path: Path, soffice_convert) -> None:
    """LibreOffice shares what is filled down."""
    draft = Draft(clean().fill)
    for row, school in enumerate(draft.fill["学校"]):
        school["trained"] = Formula(f"=R{row + 2}+S{row + 2}", float(school.get("trained") or 0))
    path = soffice_convert(draft.write(tmp_path / "填报表.xlsx"), "xlsx", tmp_path / "calc")
    parts = read_parts(open_book(path, only=SHEET_NAMES))
    assert parts is not None
    formulas = parts.sheets["学校"].formulas
    assert len({formula.relative for formula in formulas.values()}) == 1
    assert {f.text for f in formulas.values()} == {f"R{n + 2}+S{n + 2}" for n in range(120)}


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    path = clean().write(tmp_path / "填报表.xlsx")
    book = open_book(path, only=SHEET_NAMES)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(InputError, match="体检时被改动"):
        read_parts(book)


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qbe_xl", "checkup", *words],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


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
    assert "第 1 行看不懂" in broken.stderr
    assert run(str(tmp_path / "没有.xlsx"), cwd=tmp_path).returncode == 2
    assert run("accept", "x", "--by", "a", "--why", "b", cwd=tmp_path).returncode == 2


def test_the_findings_sheet_reads_back(tmp_path: Path) -> None:
    outcome = checkup_file(GOLDEN / "met.xlsx", tmp_path, now=NOW)
    content = io.BytesIO(outcome.files["数据体检.xlsx"].read_bytes())
    assert openpyxl.load_workbook(content).properties.creator == "qbe_xl"
