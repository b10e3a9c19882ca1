"""The result sheets in an open workbook as staff see them, and what stays of their own work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from qbe_xl.excel import live
from qbe_xl.office.assessing import NAMES
from tests import office
from tests.counties import GOLDEN
from tests.excel import remote
from tests.excel.playing import play_into

OWN = "我的笔记"


@pytest.fixture(scope="module")
def xw() -> Iterator[Any]:
    with remote.remote_engine() as found:
        yield found


def assessed(xw: Any, path: Path, to: Path) -> Path:
    """A copy of a workbook in which 全县评估 was clicked."""
    book = xw.Book(json=remote.body(remote.file_sheets(path)))
    live.run_assessment(book)
    play_into(path, book.json()["actions"], to)
    return to


def worked_on(path: Path) -> Path:
    """A county's workbook with a clerk's own comments, colours, checks and sheet."""
    book = openpyxl.load_workbook(GOLDEN / "boundary.xlsx")
    schools = book["学校"]
    cell = schools["D8"]
    cell.comment = Comment("电话核实过", "教育局")
    cell.fill, cell.font = PatternFill("solid", "FFFF00"), Font(bold=True, color="FF0000")
    schools.column_dimensions["D"].width = 33
    schools.conditional_formatting.add(
        "E6:E60", CellIsRule(operator="lessThan", formula=["10"], font=Font(color="00FF00"))
    )
    check = DataValidation("list", formula1='"是,否"')
    check.add("Z6:Z9")
    schools.add_data_validation(check)
    notes = book.create_sheet(OWN, 0)
    notes["A1"], notes["B2"] = "勿动", "=SUM(1,2)"
    notes.merge_cells("A4:C4")
    book.save(path)
    return path


def everything(path: Path, names: list[str]) -> dict[str, object]:
    """All that a clerk could have put into these sheets."""
    book = openpyxl.load_workbook(path)
    return {
        name: (
            {
                cell.coordinate: (
                    cell.value,
                    cell.number_format,
                    repr((cell.font, cell.fill, cell.border, cell.alignment, cell.protection)),
                    cell.comment and (cell.comment.text, cell.comment.author),
                )
                for row in book[name].iter_rows()
                for cell in row
            },
            {key: column.width for key, column in book[name].column_dimensions.items()},
            sorted(map(str, book[name].merged_cells.ranges)),
            sorted(str(found.sqref) for found in book[name].conditional_formatting),
            sorted(str(found.sqref) for found in book[name].data_validations.dataValidation),
            str(book[name].freeze_panes),
        )
        for name in names
    }


@pytest.mark.slow
def test_what_the_clerk_made_survives_two_runs(xw: Any, tmp_path: Path) -> None:
    path = worked_on(tmp_path / "我县.xlsx")
    names = openpyxl.load_workbook(path).sheetnames
    before = everything(path, names)
    once = assessed(xw, path, tmp_path / "一.xlsx")
    twice = assessed(xw, once, tmp_path / "二.xlsx")
    assert everything(once, names) == before
    assert everything(twice, names) == before
    assert openpyxl.load_workbook(twice).sheetnames == [*names, *NAMES]
    first, second = everything(once, list(NAMES)), everything(twice, list(NAMES))
    for name in (n for n in NAMES if n not in ("结论", "运行记录")):  # those tell the time
        assert first[name] == second[name]


@pytest.mark.slow
def test_comparison_sees_a_change(tmp_path: Path) -> None:
    path = worked_on(tmp_path / "我县.xlsx")
    before = everything(path, ["学校"])
    book = openpyxl.load_workbook(path)
    book["学校"]["D8"].comment = None
    book.save(path)
    assert everything(path, ["学校"]) != before


@pytest.mark.office
def test_the_sheets_are_legible_on_paper(xw: Any, tmp_path: Path) -> None:
    path = assessed(xw, GOLDEN / "mixed.xlsx", tmp_path / "我县.xlsx")
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        sheet.sheet_state = "visible" if sheet.title in NAMES else "hidden"
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0
    book.active = book.sheetnames.index(NAMES[0])
    book.save(path)
    text = office.pdf_text(office.to_pdf(path))
    assert "###" not in text
    for words in ("✕ 未达标", "一、六个方面", "初中办学单元综合达标", "小学差异系数", "来源单元格"):
        assert words in text
