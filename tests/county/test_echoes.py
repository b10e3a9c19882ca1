"""What is told of a cell never tells a person's number, nor the name beside it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.county.cells import show
from qbe_xl.files.text import hidden, masked
from tests.command_line import qbe
from tests.counties import GOLDEN

TELEPHONE, IDENTITY = "13812345678", "532622199001011234"


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (TELEPHONE, "联系电话"),
        (float(TELEPHONE), "联系电话"),
        (f"张三 {TELEPHONE}", "联系电话"),
        ("138-1234-5678", "联系电话"),
        ("0876-3122345", "联系电话"),
        (IDENTITY, "身份证号"),
        (f"李四{IDENTITY[:-1]}X", "身份证号"),
    ],
)
def test_a_person_is_not_told(raw: str | float, what: str) -> None:
    assert show(raw) == f"（像{what}，不重述）"


@pytest.mark.parametrize(
    "text", ["三百", "2024-05-20", "3253000001", "1234567890123456", "13812345678.5", "12,345.6"]
)
def test_figures_codes_and_dates_are(text: str) -> None:
    assert masked(text) == hidden(text) == show(text) == text


def test_a_sentence_keeps_the_rest() -> None:
    assert hidden(f"专任教师（{TELEPHONE}）比学生还多") == "专任教师（138********）比学生还多"


def test_nor_by_commands(tmp_path: Path) -> None:
    opened = openpyxl.load_workbook(GOLDEN / "branch.xlsx")
    sheet = opened["学校"]
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "小学专任教师数")
    sheet.cell(head.row + 1, head.column).value = f"张三 {TELEPHONE}"
    book = tmp_path / "填报表.xlsx"
    opened.save(book)
    for words in (("check",), ("checkup", "--out", tmp_path / "体检")):
        done = qbe(words[0], book, *words[1:])
        assert "不重述" in done.stdout + done.stderr
        assert "张三" not in done.stdout + done.stderr
    for path in (tmp_path / "体检").glob("*.[hj]*"):
        assert TELEPHONE not in path.read_text(encoding="utf-8")
