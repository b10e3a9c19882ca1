"""Every stored result of a correction workbook is what its formula gives."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from openpyxl.worksheet.worksheet import Worksheet

from qbe_xl.collect.school_book import SELF_CHECK, SchoolRows, school_workbook
from qbe_xl.collect.self_check import FAILED
from tests.collect.schools import NOW, merged, put, rows, sent_out
from tests.collect.test_self_check import of_school, results
from tests.counties import primary_county
from tests.files.hostile import unzipped, zipped
from tests.office import convert_all

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OURS = "“{}”的标识码都是本校的"


def stripped(path: Path, place: Path) -> Path:
    """A copy without stored results, so that a program must compute them."""
    parts = unzipped(path.read_bytes())
    for name, data in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            sheet = etree.fromstring(data)
            for cell in sheet.iter(f"{_MAIN}c"):
                stored = cell.find(f"{_MAIN}v")
                if cell.find(f"{_MAIN}f") is not None and stored is not None:
                    cell.remove(stored)
                    cell.attrib.pop("t", None)
            parts[name] = etree.tostring(sheet)
    place.mkdir(exist_ok=True)
    (place / path.name).write_bytes(zipped(parts))
    return place / path.name


def shown(path: Path, formulas: Path) -> dict[tuple[str, str], object]:
    """What every cell with a formula shows, a blank text as none."""

    def cells(sheet: Worksheet) -> list[str]:
        return [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]

    values = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, at): values[sheet.title][at].value or ""
        for sheet in openpyxl.load_workbook(formulas)
        for at in cells(sheet)
    }


@pytest.mark.office
def test_a_correction_stores_what_its_formulas_give(tmp_path: Path) -> None:
    files = sent_out(tmp_path, primary_county("A1", "B2", "C3"), in_rows=True)
    put(files["A1"], "学校标识码", "a1", 1, "专用教室")
    put(files["A1"], "网络多媒体教室数", True)
    put(files["B2"], "学校标识码", "b2", 3, "班级")
    put(files["B2"], "小学在校生数", "三百")
    put(files["C3"], "学校标识码", 33, 2, "班级")
    put(files["C3"], "人数", -1, 3, "班级")
    whole = sent_out(tmp_path / "页", primary_county("A1", "B2"))
    put(whole["A1"], "小学在校生数", "三百")
    put(whole["A1"], "小学体育艺术专任教师数", 31)
    put(whole["A1"], "学校章程", None)
    put(whole["A1"], "人数", -1, 3, "班级")
    paths = [*merged(tmp_path)[0].corrections.values()]
    paths += [*merged(tmp_path / "页")[0].corrections.values(), whole["B2"]]
    assert len(paths) == 5
    paths = [path.rename(path.with_stem(f"{n}{path.stem}")) for n, path in enumerate(paths)]
    bare = [stripped(path, tmp_path / "无结果") for path in paths]
    for path, again in zip(paths, convert_all(bare, "xlsx", tmp_path / "重算"), strict=True):
        stored, computed = shown(path, path), shown(again, path)
        assert len(stored) > 100
        for place, value in stored.items():
            if isinstance(value, float):
                assert computed[place] == pytest.approx(value, rel=1e-12), (path.name, place)
            else:
                assert computed[place] == value, (path.name, place)


def test_a_code_in_other_letters_is_not_the_schools(tmp_path: Path) -> None:
    """What reading does not take for the school's, the sheet does not either."""
    fill = rows(primary_county("A1"))
    fill["专用教室"][0] |= {"code": "a1"}
    school = of_school(fill, "A1")
    school = SchoolRows(school.schools, school.classes, fill["专用教室"])
    path = tmp_path / "小写.xlsx"
    path.write_bytes(school_workbook(school, "试", NOW, in_rows=True))
    assert results(path)[OURS.format("专用教室")] == FAILED
    formulas = [
        str(row[1].value)
        for row in openpyxl.load_workbook(path)[SELF_CHECK].iter_rows()
        if row[0].value == OURS.format("专用教室")
    ]
    assert len(formulas) == 1
    assert "EXACT(" in formulas[0]
