"""No sheet of a workbook that we write prints letters below 9 points: measured in LibreOffice's PDF.

One workbook of each kind: of the county with names of 120 characters and much that is not filled
in, or, where it has none, the smallest. Paper is A4, for ledger and lists of duties A3 too.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from qbe_xl.sheets import paging
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.layout import lay
from qbe_xl.sheets.looks import CENTER, TEXT
from qbe_xl.sheets.model import TALL, Cell, Field, Grid, Paper, Row, Sheet, Title
from tests import every_file, programs
from tests.libreoffice import calc
from tests.office import to_pdf
from tests.printed import printed
from tests.report.documents import TIME

SMALLEST, ROUNDED = 9.0, 0.01
A3 = ("整改台账.xlsx", "责任清单.xlsx")
GIVEN = {"mixed.xlsx", "near-lines.xlsx", "总表.xlsx"}
"""The counties' own workbooks, not ours."""
SLACK = 1.07
"""Faces that stand in for others are that much higher without a line being cut."""
pytestmark = [pytest.mark.slow, pytest.mark.office, pytest.mark.program]


def too_small(path: Path) -> list[object]:
    """Pages with letters below 9 points or of a paper that no office has."""
    long, short = (1191, 842) if path.name in A3 else (842, 595)
    return [
        page
        for page in printed(to_pdf(path))
        if page.smallest < SMALLEST - ROUNDED
        or max(page.width, page.height) > long + 1
        or min(page.width, page.height) > short + 1
    ]


def test_no_sheet_prints_below_nine_points(tmp_path_factory: pytest.TempPathFactory) -> None:
    written = every_file.written(tmp_path_factory)
    kinds: dict[str, list[Path]] = {}
    for path in written:
        if path.suffix == ".xlsx" and path.name not in GIVEN:
            kinds.setdefault(sheets_of(path), []).append(path)
    chosen = {path for paths in kinds.values() for path in small_and_strange(paths)}
    long = ("整改台账.xlsx", "评估结果.xlsx")  # with the texts of a county that has problems
    chosen |= {p for p in written if p.name in long and every_file.FULL in p.parts}
    assert len(kinds) > 18
    assert {str(path): small for path in chosen if (small := too_small(path))} == {}


def test_rows_are_as_high_as_their_texts(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A row lower than what stands in it cuts its text, on the screen and on paper."""
    written = every_file.written(tmp_path_factory)
    found = {
        f"{path.name} {sheet} {row}": need / high
        for path in written
        if (path.name == "评估结果.xlsx" and every_file.HOSTILE in path.parts)
        or path.name == "佐证材料目录.xlsx"
        for sheet, row, high, need in calc.shared().cut(str(path), broad_texts(path))
    }
    assert {place: share for place, share in found.items() if share > SLACK} == {}


def test_a_row_that_cuts_its_text_is_seen(tmp_path: Path) -> None:
    text = Cell("学校!AE3:AE42，" * 6, TEXT, 2)
    sheet = Sheet("短行", (Row((text,), height=30), Row((text,), fit=TALL)), (12, 12))
    path = tmp_path / "短行.xlsx"
    path.write_bytes(workbook("短行", [sheet], time=TIME))
    (low,) = calc.shared().cut(str(path), broad_texts(path))
    assert low[:2] == ["短行", 1]


def broad_texts(path: Path) -> dict[str, list[list[int]]]:
    """By sheet the wrapped texts over several columns of one row: row, first and last column."""
    found: dict[str, list[list[int]]] = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        areas = (area for area in sheet.merged_cells.ranges if area.min_row == area.max_row)
        found[sheet.title] = [
            [area.min_row - 1, area.min_col - 1, area.max_col - 1]
            for area in areas
            if isinstance(area.start_cell.value, str) and area.start_cell.alignment.wrap_text
        ]
    return found


def small_and_strange(paths: list[Path]) -> list[Path]:
    """The smallest of a kind, which is that of a half-filled county, or one with strange names.

    Of those made by the dozen the one of the longest name.
    """
    strange = [path for path in paths if every_file.HOSTILE in path.parts]
    return sorted(strange or paths, key=lambda path: (-path.name.count("戊"), path.stat().st_size))[
        :1
    ]


def sheets_of(path: Path) -> str:
    """What a workbook holds: two with the same sheets are of one kind."""
    with zipfile.ZipFile(path) as package:
        book = package.read("xl/workbook.xml").decode()
    return " ".join(re.findall('<sheet name="([^"]*)"', book))


def broad(**paper: object) -> Sheet:
    fields = [Field("编号", 8, CENTER), Field("学校", 24, TEXT, TALL)]
    fields += [Field(f"第{number}项", 20, TEXT, TALL) for number in range(12)]
    rows = [[f"{row}", "某某县第一中心小学", *["情况说明" * 20] * 12] for row in range(3)]
    grid = Grid(fields, rows, keep=2)
    said = Paper(**paper)  # type: ignore[arg-type]
    return Sheet("宽表", (Title("一张宽表", "一句说明。"), grid), paper=said)


def test_a_broad_table_is_parted_and_each_part_says_whose_row_it_is(tmp_path: Path) -> None:
    path = tmp_path / "宽.xlsx"
    path.write_bytes(workbook("宽", [broad()], time=TIME))
    assert too_small(path) == []
    pdf = to_pdf(path)
    pages = programs.run("pdftotext", "-layout", pdf, "-").split("\f")[:-1]
    assert len(pages) > 1
    assert all("编号" in page and "第一中心小学" in page for page in pages)
    assert sum("一句说明" in page for page in pages) == 1
    assert all("一张宽表" in page for page in pages)


@pytest.mark.parametrize("spoilt", ["shrunk", "small", "large paper"])
def test_what_is_too_small_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    sheet = broad(size=8) if spoilt == "large paper" else broad()
    if spoilt == "shrunk":
        monkeypatch.setattr("qbe_xl.sheets.file.fitted", lambda sheet: (sheet, lay(sheet)))
    elif spoilt == "small":
        monkeypatch.setattr(paging, "SMALLEST", 7.0)
        monkeypatch.setattr(paging, "_LEAST_SCALE", 70)
    path = tmp_path / "宽.xlsx"
    path.write_bytes(workbook("宽", [sheet], time=TIME))
    assert too_small(path)
