"""The correction workbook as a spreadsheet program sees it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from qbe_xl.collect.correction import NAME
from tests.collect.schools import merged, put, sent_out
from tests.counties import primary_county
from tests.office import convert_all


def states(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path, data_only=True)[NAME]
    return [str(row[6].value) for row in sheet.iter_rows(min_row=5) if row[0].value]


@pytest.mark.office
def test_the_list_sees_what_was_corrected(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2"))
    put(files["A1"], "小学在校生数", '三"百"')
    put(files["A1"], "网络多媒体教室数", 12.5)
    put(files["A1"], "学段", "幼儿园", 2, "班级")
    path = merged(tmp_path)[0].corrections["A1"]
    assert states(path)[:3] == ["✕ 未改"] * 3
    half = path.with_name("改了一半.xlsx")
    half.write_bytes(path.read_bytes())
    put(half, "小学在校生数", 400)
    put(half, "学段", "小学", 2, "班级")
    seen = convert_all([path, half], "xlsx", tmp_path / "重算")
    assert states(seen[0])[:3] == ["✕ 未改"] * 3
    assert sorted(states(seen[1])[:3]) == ["● 已改", "● 已改", "✕ 未改"]
