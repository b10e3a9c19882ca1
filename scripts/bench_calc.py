"""Measure the functions and the button in a running LibreOffice Calc: `make bench-calc`.

Times depend on the machine; beside each stands what merely handing the cells over costs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl.errors import column_letters  # noqa: E402
from qbe_xl.libreoffice.configuration import url  # noqa: E402
from qbe_xl.office.buttons import BUTTONS  # noqa: E402
from scripts import sample_county  # noqa: E402
from tests.libreoffice import calc as calc_module  # noqa: E402
from tests.libreoffice.calc import Calc  # noqa: E402

CELLS, LONG = 2_000, 100
TABLE_SCHOOLS, BUTTON_SCHOOLS = 300, 200
RUNS, WARM = 200, 20
URL = next(url(button) for button in BUTTONS if button.name == "assess_county")


def cells(calc: Calc) -> None:
    """Many cells of QBE_CV over 100 cells each, against as many of Calc's own STDEV.P."""
    document = calc.open()
    sheet = calc.sheets(document)[0]
    rows = [[4.0 + (n * 7 % 11) / 10, 50.0 + n] for n in range(LONG)]
    calc.put(document, sheet, f"A1:B{LONG}", rows)
    calc.enter(document, sheet, {"E1": "=QBE_CV($A$1:$A$2)"})  # loads the package
    for formula, limit in (
        (f"=STDEV.P($A$1:$A${LONG})", ""),
        (f"=QBE_CV($A$1:$A${LONG})", "(≤ 0.3)"),
        (f"=QBE_CV($A$1:$A${LONG};$B$1:$B${LONG})", "(≤ 0.3)"),
    ):
        calc.fill_down(document, sheet, f"D1:D{CELLS}", formula)
        best = min(calc.recalculate(document) for _ in range(5))
        print(f"  {CELLS} × {formula:36} {best:6.3f} s {limit}")
    calc.close(document)


def table(calc: Calc, folder: Path) -> None:
    """QBE_TABLE over the sheet of 300 schools."""
    document = county(calc, folder, TABLE_SCHOOLS)
    rows = calc.values(document, "学校")
    head = next(number for number, row in enumerate(rows) if "学校标识码" in row)
    area = f"$学校.$A${head + 1}:${column_letters(len(rows[0]) - 1)}${len(rows)}"
    calc.add_sheet(document, "表")
    calc.enter_array(document, "表", "A1:M330", f"=QBE_TABLE({area})")
    best = min(calc.recalculate(document) for _ in range(5))
    print(f"  QBE_TABLE, {TABLE_SCHOOLS} schools  {best * 1000:6.0f} ms (≤ 50)")
    calc.close(document)


def button(calc: Calc, folder: Path) -> None:
    """The button, from the click to the finished sheets."""
    document = county(calc, folder, BUTTON_SCHOOLS)
    first, *others = [calc.dispatch(document, URL) for _ in range(4)]
    print(f"  全县评估, {BUTTON_SCHOOLS} schools   {first:6.2f} s, again {min(others):.2f} s (≤ 3)")
    calc.close(document)


def memory(calc: Calc, folder: Path) -> None:
    """Many assessments in one process."""
    document = county(calc, folder, 80)
    start = time.perf_counter()
    for _ in range(WARM):
        calc.dispatch(document, URL)
    before = calc.memory()
    for _ in range(RUNS):
        calc.dispatch(document, URL)
    after, seconds = calc.memory(), time.perf_counter() - start
    growth = after / before - 1
    print(f"  memory after {WARM} runs {before:.0f} MB, after {RUNS} more {after:.0f} MB", end="")
    print(f"   {growth:+.1%} (≤ 10 %), {seconds / (RUNS + WARM):.2f} s a run")
    calc.close(document)


def county(calc: Calc, folder: Path, schools: int) -> int:
    """Open a made-up county."""
    path = folder / f"county-{schools}.xlsx"
    path.write_bytes(sample_county.workbook(schools=schools))
    return int(calc.open(str(path)))


def main() -> None:
    """Run every bench."""
    with tempfile.TemporaryDirectory() as folder, calc_module.running("--headless") as calc:
        print("LibreOffice Calc")
        cells(calc)
        table(calc, Path(folder))
        button(calc, Path(folder))
        memory(calc, Path(folder))


if __name__ == "__main__":
    main()
