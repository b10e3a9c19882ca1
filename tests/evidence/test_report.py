"""The index, the covers and the labels, read back; every link leads to its file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from docx import Document

from qbe_xl import standards
from qbe_xl.evidence import run, word
from qbe_xl.evidence.expected import ids_of, indicators_of, shipped
from qbe_xl.evidence.places import COVERS, INDEX, INDEX_HTML, SPINES
from qbe_xl.standards import resolve
from tests.command_line import qbe
from tests.evidence.test_scanning import put

IDS = ids_of(standards.resolve())
INDICATORS = indicators_of(standards.resolve())


NOW = dt.datetime(2024, 5, 20, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HOSTILE = "=1+1 [b]#1 100%{{7*7}} 附件&甲.pdf"

SHEETS = ["目录", "应备材料", "缺件（按单位）", "文件清单", "重复和改动", "须处理的文件"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run.init(tmp_path / "佐证", "砚山县")
    put(tmp_path / "佐证", "G3", 1, HOSTILE)
    put(tmp_path / "佐证", "G3", 2, "照片 1.jpg", b"2")
    put(tmp_path / "佐证", "R1", 1, "统计表.xlsx", b"3")
    return tmp_path / "佐证"


def test_the_index_lists_everything_and_its_links_lead_there(folder: Path) -> None:
    _, files = run.report(folder, now=NOW)
    book = openpyxl.load_workbook(files[INDEX])
    assert book.sheetnames == SHEETS
    overview = book["目录"]
    ids = [row[0].value for row in overview.iter_rows(min_row=4)]
    assert ids == list(IDS)
    documents = list(book["应备材料"].iter_rows(min_row=4))
    listed = [row for row in documents if row[3].value]
    assert len(listed) == sum(len(e.documents) for e in shipped().indicators.values())
    linked = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert len(linked) == len(IDS) + len(listed) + 3
    for cell in linked:
        target = cell.hyperlink.target
        assert not re.match(r"[a-z]+:|/|\\", target), target
        path = unquote(target.replace("\\", "/"))
        assert (folder / path).exists(), path


def test_names_that_look_like_formulas_stay_texts(folder: Path) -> None:
    _, files = run.report(folder, now=NOW)
    book = openpyxl.load_workbook(files[INDEX])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert HOSTILE in [cell.value for cell in cells]


def test_the_page_links_to_each_file_and_has_no_address_outside(folder: Path) -> None:
    _, files = run.report(folder, now=NOW)
    html = files[INDEX_HTML].read_text(encoding="utf-8")
    links = re.findall(r'href="(\./[^"]*)"', html)
    assert len(links) >= len(IDS) + 3
    for link in links:
        assert (folder / unquote(link)).exists(), link
    assert "http:" not in html
    assert "<script" not in html
    assert "{{7*7}}" in html


def test_a_cover_for_each_indicator_and_a_label_for_each_box(folder: Path) -> None:
    _, files = run.report(folder, now=NOW)
    text = "\n".join(p.text for p in Document(str(files[COVERS])).paragraphs)
    clauses = resolve().clauses
    for id in IDS:
        assert clauses[id].name in text
    assert text.count("督导评估佐证材料") == len(IDS)
    labels = Document(str(files[SPINES]))
    cells = [cell.text for table in labels.tables for row in table.rows for cell in row.cells]
    boxes = [text for text in cells if re.fullmatch(r"第 \d\d 盒", text)]
    assert boxes == [f"第 {n:02d} 盒" for n in range(1, len(INDICATORS) + 1)]
    assert cells.count("砚山县") == len(IDS)


@pytest.mark.office
def test_each_cover_and_each_sheet_of_labels_takes_one_page(
    folder: Path, pdf_pages: Callable[..., list[Path]]
) -> None:
    _, files = run.report(folder, now=NOW)
    assert len(pdf_pages(files[COVERS], 20)) == len(IDS)
    assert len(pdf_pages(files[SPINES], 20)) == len(IDS) // word.LABELS_A_PAGE


@pytest.mark.parametrize("title", [c.name for c in resolve().clauses.values()])
def test_titles_fit_their_labels(title: str) -> None:
    lines = word.in_two(title).split("\n")
    assert "".join(lines) == title
    assert len(lines) <= 2
    assert max(map(len, lines)) <= word.LONGEST_LINE


def test_a_second_report_replaces_the_first_and_nothing_else(folder: Path) -> None:
    run.report(folder, now=NOW)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    overview, files = run.report(folder, now=NOW)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert set(after) == set(before)
    ours = {*files.values()}
    assert {p: c for p, c in after.items() if p not in ours} == {
        p: c for p, c in before.items() if p not in ours
    }
    assert not overview.scan.added


def test_the_command_line(tmp_path: Path) -> None:
    assert qbe("evidence", "scan", "佐证", cwd=tmp_path).returncode == 2
    assert (
        "说明 40 份" in qbe("evidence", "init", "佐证", "--county", "砚山县", cwd=tmp_path).stdout
    )
    put(tmp_path / "佐证", "G12", 1, "台账.xlsx")
    done = qbe("evidence", "scan", "佐证", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "已备 1 份" in done.stdout
    done = qbe("evidence", "report", "佐证", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert INDEX in done.stdout
    assert qbe("evidence", "report", "佐证", "--quiet", cwd=tmp_path).stdout == ""
