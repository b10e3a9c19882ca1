"""Workbooks between Excel and Calc: the functions keep their names and their results."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from qbe_xl.errors import column_letters
from qbe_xl.excel.workbook import board, figures, macro_workbook
from qbe_xl.functions import FUNCTIONS
from scripts import sample_county
from tests.counties import Draft
from tests.libreoffice.calc import Calc

pytestmark = pytest.mark.office

XLSX, ODS = "Calc MS Excel 2007 XML", "calc8"
BOARD = Path(__file__).resolve().parents[2] / "workbook" / "优质均衡评估.xlsm"
VALUES, PUPILS = [4.1, 5.2, 3.9, 6.0, 4.4], [800.0, 1200.0, 300.0, 950.0, 60.0]
FORMULAS = {
    "E2": "=QBE_CV(B2:B6,C2:C6)",
    "E3": "=QBE_CV(B2:B6)",
    "E4": '=QBE_MEETS("R1","小学",B2)',
    "E5": '=QBE_MEETS("R1","小学",A99)',
    "E6": "=ROUND(QBE_CV_TOTALS(B2:B6,C2:C6)*2,3)",
    "E7": '=IF(QBE_LIMIT("小学")=0.5,QBE_VERSION(),"")',
}


def expected(place: str) -> Any:
    """What a formula of the book above gives."""
    values, pupils = [[v] for v in VALUES], [[p] for p in PUPILS]
    found: dict[str, Any] = {
        "E2": FUNCTIONS["QBE_CV"](values, pupils),
        "E3": FUNCTIONS["QBE_CV"](values),
        "E4": "未达标",
        "E5": "待填报",
        "E6": round(float(FUNCTIONS["QBE_CV_TOTALS"](values, pupils)) * 2, 3),  # type: ignore[arg-type]
        "E7": FUNCTIONS["QBE_VERSION"](),
    }
    return found[place]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook as Excel has it, its formulas not computed."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in [("学校", "生均面积", "学生数"), *zip("甲乙丙丁戊", VALUES, PUPILS, strict=True)]:
        sheet.append(row)
    for place, formula in FORMULAS.items():
        sheet[place] = formula
    sheet["G2"] = ArrayFormula("G2:G6", "=QBE_CV_SHARE(B2:B6,C2:C6)")
    schools = made.create_sheet("学校")
    for cells in Draft().book().sheets[0].rows:
        schools.append(cells)
    schools["BA1"] = ArrayFormula("BA1:BM3", "=QBE_TABLE(A1:AW3)")
    made.save(tmp_path / "甲.xlsx")
    return tmp_path / "甲.xlsx"


def shown(calc: Calc, document: int) -> None:
    """Hold what every formula shows against what it should."""
    for place in FORMULAS:
        ((found,),) = calc.values(document, "Sheet", place)
        wanted = expected(place)
        assert found == (pytest.approx(wanted, rel=1e-14) if isinstance(wanted, float) else wanted)
    shares = [row[0] for row in calc.values(document, "Sheet", "G2:G6")]
    assert sum(shares) == pytest.approx(1)
    assert calc.values(document, "学校", "BA1:BB2") == [
        ["学校标识码", "学校名称"],
        ["A1", "A1学校"],
    ]


def formulas(path: Path) -> dict[str, str]:
    """The formulas of a file as Excel will read them, without their equals sign."""
    found = {}
    for sheet in openpyxl.load_workbook(path):
        for row in sheet:
            for cell in row:
                value = cell.value
                if cell.data_type == "f":
                    text = value.text if isinstance(value, ArrayFormula) else value
                    found[f"{sheet.title}!{cell.coordinate}"] = str(text).lstrip("=")
    return found


def test_a_workbook_of_excel_computes_and_goes_back(calc: Calc, book: Path, tmp_path: Path) -> None:
    document = calc.open(str(book))
    shown(calc, document)
    calc.save(document, str(tmp_path / "乙.xlsx"), XLSX)
    calc.save(document, str(tmp_path / "乙.ods"), ODS)
    calc.close(document)
    assert formulas(tmp_path / "乙.xlsx") == formulas(book)
    cached = openpyxl.load_workbook(tmp_path / "乙.xlsx", data_only=True)
    assert cached["Sheet"]["E4"].value == "未达标"
    for name in ("乙.xlsx", "乙.ods"):
        again = calc.open(str(tmp_path / name))
        shown(calc, again)
        calc.close(again)


@pytest.fixture(scope="module")
def live(calc: Calc, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """The macro workbook with a county in it, open in Calc."""
    path = tmp_path_factory.mktemp("board") / "县.xlsm"
    path.write_bytes(macro_workbook(sample_county.sample()))
    document = calc.open(str(path))
    yield path, document
    calc.close(document)


def test_the_macro_workbook_computes_in_calc(calc: Calc, live: tuple[Path, int]) -> None:
    """Every formula gives the value that was stored with it when the file was built."""
    path, document = live
    stored = openpyxl.load_workbook(path, data_only=True)
    written = formulas(path)
    checked = 0
    for name in (board.NAME, figures.NAME):
        for place in (p.partition("!")[2] for p in written if p.startswith(f"{name}!")):
            value = stored[name][place].value
            ((found,),) = calc.values(document, name, place)
            wanted = "" if value is None else float(value) if isinstance(value, int) else value
            if isinstance(wanted, float):
                wanted = pytest.approx(wanted, rel=1e-12)
            assert found == wanted, f"{name}!{place}: {written[f'{name}!{place}']}"
            checked += 1
    assert checked > 100
    assert any("QBE_VERDICT" in text for text in written.values())


def test_the_board_moves_when_a_cell_changes(calc: Calc, live: tuple[Path, int]) -> None:
    """The first school of the sample is a junior one."""
    _, document = live
    cv = figures.balance_cell(11, 4).partition("!")[2].replace("$", "")
    before, shown = calc.values(document, figures.NAME, cv), calc.values(document, board.NAME)
    rows = calc.values(document, "学校")
    head = next(number for number, cells in enumerate(rows) if "学校标识码" in cells)
    column = next(i for i, text in enumerate(rows[head]) if "教学及辅助用房面积" in str(text))
    place = f"{column_letters(column)}{head + 2}"
    calc.put(document, "学校", place, [[10.0]])
    assert calc.values(document, figures.NAME, cv)[0][0] > before[0][0]
    assert calc.values(document, board.NAME) != shown
    calc.put(document, "学校", place, [[rows[head + 1][column]]])
    assert calc.values(document, figures.NAME, cv) == before
    assert calc.values(document, board.NAME) == shown


def test_the_macro_workbook_goes_back_to_excel(
    calc: Calc, live: tuple[Path, int], tmp_path: Path
) -> None:
    path, document = live
    calc.save(document, str(tmp_path / "县.xlsx"), XLSX)
    before, after = ([f for f in written(p) if "QBE" in f] for p in (path, tmp_path / "县.xlsx"))
    assert len(before) > 5
    names = [re.findall(r"[\w.]*QBE[\w.]*(?=\()", formula.upper()) for formula in before]
    assert sorted(names) == sorted(re.findall(r"[\w.]*QBE[\w.]*(?=\()", f.upper()) for f in after)
    assert {name for found in names for name in found} <= set(FUNCTIONS)


def written(path: Path) -> list[str]:
    """Every formula in the sheets of a file; openpyxl takes minutes for what Calc makes of it."""
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/sheet" in n]
    return [unescape(text) for xml in sheets for text in re.findall(r"<f[^>/]*>([^<]+)</f>", xml)]


def test_the_committed_workbook_opens(calc: Calc, tmp_path: Path) -> None:
    copy = tmp_path / BOARD.name
    shutil.copy(BOARD, copy)
    document = calc.open(str(copy))
    version = figures.version_cell().partition("!")[2].replace("$", "")
    assert calc.values(document, figures.NAME, version) == [[FUNCTIONS["QBE_VERSION"]()]]
    calc.close(document)
