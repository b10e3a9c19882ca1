"""Measure speed and memory, as ratios within one run: `make bench`.

Nothing here is a test: figures depend on the machine, ratios little. Processes are measured by
the processor time that they take, so that what else runs matters less.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import python_calamine

from qbe_xl import standards
from qbe_xl.assessment import assess
from qbe_xl.county.model import County, Index, Table
from qbe_xl.county.reading import read_book
from qbe_xl.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts import sample_county  # noqa: E402

SCHOOLS = 200
REPEATS = 5
NATION = 200_000

MERELY = """
import sys
import defusedxml, docxtpl, jinja2, numpy, python_calamine, typer, xlsxwriter
book = python_calamine.CalamineWorkbook.from_path(sys.argv[1])
for name in book.sheet_names:
    book.get_sheet_by_name(name).to_python()
"""


class Beside(NamedTuple):
    """Two processes that took turns: their shortest times (s), their ratio, our memory (MB)."""

    ours: float
    yardstick: float
    ratio: float
    memory: float


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest time of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def process(*arguments: str) -> tuple[float, float]:
    """Return the processor time (s, user and system) and peak memory (MB) of our Python."""
    child = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{arguments} ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def beside(work: Sequence[str], yardstick: Sequence[str], repeats: int = REPEATS) -> Beside:
    """Run both in turn, so that a machine that is busy for a while slows both; once unmeasured."""
    process(*work)
    runs = [(process(*work), process(*yardstick)) for _ in range(repeats)]
    return Beside(
        min(ours for (ours, _), _ in runs),
        min(other for _, (other, _) in runs),
        median(ours / other for (ours, _), (other, _) in runs),
        max(memory for (_, memory), _ in runs),
    )


def tiled(county: County, times: int) -> County:
    """Return a county of so many copies of this one, areas and equipment varied a little."""
    rng = np.random.default_rng(2023)
    schools = _tiled(county.schools, times)
    for key in ("teaching_area", "field_area", "equipment"):
        varied = schools.numbers[key] * rng.uniform(1, 1.2, len(schools))
        schools = schools.with_numbers({key: np.round(varied, 2)})
    return replace(
        county,
        schools=schools,
        classes=_tiled(county.classes, times),
        class_school=_shifted(county.class_school, len(county.schools), times),
        rooms=_tiled(county.rooms, times),
        room_school=_shifted(county.room_school, len(county.schools), times),
    )


def _tiled(table: Table, times: int) -> Table:
    return replace(
        table,
        rows=np.arange(len(table) * times),
        numbers={key: np.tile(column, times) for key, column in table.numbers.items()},
        codes={key: np.tile(column, times) for key, column in table.codes.items()},
        words={key: list(column) * times for key, column in table.words.items()},
    )


def _shifted(index: Index, by: int, times: int) -> Index:
    return np.concatenate([index + by * number for number in range(times)])


def start() -> None:
    """Starting a command, against starting Python with numpy alone."""
    for words in (("--version",), ("assess", "--help")):
        found = beside(("-m", "qbe_xl", *words), ("-c", "import numpy"), 15)
        print(f"qbe-xl {' '.join(words)}, whole process")
        print(f"  merely import numpy    {found.yardstick * 1000:6.0f} ms")
        print(
            f"  whole command          {found.ours * 1000:6.0f} ms   ratio {found.ratio:.2f} (≤ 1)"
        )


def command(book: Path, out: Path) -> None:
    """The whole commands against merely importing the libraries and reading the file."""
    merely = ("-c", MERELY, str(book))
    for words, ratio, memory, repeats in (
        (("check", str(book)), 2, 100, REPEATS),
        (("assess", str(book), "--out", str(out / "assess")), 3, 250, REPEATS),
        (("documents", str(book), "--out", str(out / "documents")), 20, 500, 2),
    ):
        found = beside(("-m", "qbe_xl", *words, "--quiet"), merely, repeats)
        print(f"{words[0]}, {SCHOOLS} schools, whole process, all outputs")
        print(f"  merely import and read {found.yardstick * 1000:6.0f} ms")
        print(
            f"  whole command          {found.ours * 1000:6.0f} ms"
            f"   ratio {found.ratio:.2f} (≤ {ratio})"
        )
        print(f"  peak memory            {found.memory:6.0f} MB   (< {memory})")


def engine(book: Path) -> None:
    """The engine alone: a county, the nation, and how the cost grows."""
    _, county = read_book(book)
    standard = standards.resolve().at(county.date)
    sections = len(assess(county, standard).sections)
    alone = best(lambda: assess(county, standard))
    print(f"engine alone, {len(county.schools)} schools, {sections} sections")
    print(f"  {alone * 1000:.1f} ms (≤ 30)")
    print("engine by size")
    before: tuple[int, float] | None = None
    for size in (NATION // 100, NATION // 10, NATION):
        large = tiled(county, -(-size // sections))
        seconds = best(partial(assess, large, standard), 2)
        count = len(assess(large, standard).sections)
        growth = ""
        if before:
            growth = f"   cost ×{seconds / before[1]:.1f} for size ×{count / before[0]:.1f}"
        before = count, seconds
        print(f"  {count:7d} sections {seconds:7.3f} s{growth}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  the nation: ≤ 2 s; peak memory {peak:.0f} MB (≤ 1024)")


def cells(book: Path) -> None:
    """The functions in cells, without the call that the spreadsheet itself makes."""
    rng = np.random.default_rng(6)
    x, p = rng.uniform(3, 9, SCHOOLS).round(2), rng.integers(50, 2000, SCHOOLS).astype(float)
    column, pupils = [[v] for v in x.tolist()], [[v] for v in p.tolist()]

    def averages() -> float:
        mean = np.average(x, weights=p)
        return float(np.sqrt(np.average((x - mean) ** 2, weights=p)) / mean)

    def sums() -> float:
        whole = np.sum(p)
        mean = np.sum(x * p) / whole
        return float(np.sqrt(np.sum(p * (x - mean) ** 2) / whole) / mean)

    def from_cells() -> float:
        values, weights = np.array(column)[:, 0], np.array(pupils)[:, 0]
        mean = np.average(values, weights=weights)
        return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)) / mean)

    ours = many(lambda: FUNCTIONS["QBE_CV"](column, pupils))
    print(f"QBE_CV of {SCHOOLS} cells, values checked and sums rounded once")
    print(f"  {ours:.1f} µs")
    for work, words in (
        (averages, "numpy.average on ready arrays"),
        (sums, "numpy.sum on ready arrays"),
        (from_cells, "numpy with its arrays made of the cells"),
    ):
        print(f"  ratio {ours / many(work):.2f} to {words} (≤ 5)")
    _, county = read_book(book)
    rows = sheet_rows(book, "学校")
    table = best(lambda: FUNCTIONS["QBE_TABLE"](rows), 20)
    print(f"QBE_TABLE of {len(county.schools)} schools {table * 1000:.1f} ms (≤ 30)")


def many(work: Callable[[], object]) -> float:
    """Return the shortest time of one run, in microseconds, of many."""
    return best(lambda: [work() for _ in range(200)], 60) / 200 * 1e6


def sheet_rows(book: Path, name: str) -> list[list[Any]]:
    """Return a sheet's cells as a spreadsheet would hand them to a function."""
    rows = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_name(name).to_python()
    return [[None if cell == "" else cell for cell in row] for row in rows]


def main() -> None:
    """Run every bench."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "county.xlsx"
        book.write_bytes(sample_county.workbook(schools=SCHOOLS))
        start()
        command(book, Path(folder))
        engine(book)
        book.write_bytes(sample_county.workbook(schools=300))
        cells(book)


if __name__ == "__main__":
    main()
