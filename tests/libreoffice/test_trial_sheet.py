"""The sheet 试算 of the macro workbook, computed by Calc as staff write into it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.excel.workbook import macro_workbook
from scripts import sample_county
from tests.libreoffice.calc import Calc

pytestmark = pytest.mark.office


def test_what_is_written_there_moves_what_stands_beside(calc: Calc, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsm"
    rows = sample_county.sample()
    path.write_bytes(macro_workbook(rows, sample_county.TITLE))
    document = calc.open(str(path))
    code = str(rows["学校"][0]["code"])
    calc.put(document, "试算", "B5:D5", [[code, "网络多媒体教室数", "+5"]])
    shown = calc.values(document, "试算", "F4:I8")
    assert shown[0] == ["项目", "现在", "试算后", "变化"]
    assert [row[0] for row in shown[1:3]] == ["全县结论", "资源配置"]
    assert "多媒体教室差异系数" in shown[3][0]
    assert shown[3][1] != shown[3][2]
    assert shown[4] == [""] * 4
    calc.put(document, "试算", "B6:D6", [["没有的学校", "网络多媒体教室数", "+5"]])
    said, *others = calc.values(document, "试算", "F4:I8")
    assert "没有学校“没有的学校”" in said[0]
    assert all(cell == "" for row in [said[1:], *others] for cell in row)
    calc.close(document)
