"""Measure 数据体检 and 佐证材料, as ratios within one run.

    python scripts/bench_checkup.py [--schools 300] [--files 50000]

Nothing here is a test: figures depend on the machine, ratios little.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl.checkup import examine  # noqa: E402
from qbe_xl.checkup.run import checkup_file  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.evidence import run  # noqa: E402
from scripts import sample_county  # noqa: E402


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def checkup(folder: Path, schools: int) -> None:
    """The rules, and the whole checkup, against merely reading the workbook."""
    book = folder / "填报表.xlsx"
    book.write_bytes(sample_county.workbook(schools=schools))
    reading = timed(lambda: read_book(book))
    _, county = read_book(book)
    examine(county, county)
    rules = timed(lambda: examine(county, county))
    whole = timed(lambda: checkup_file(book, folder / "体检", book))
    print(f"{schools} schools: reading {reading:.2f} s")
    print(f"  all rules, with last year  {rules:.2f} s  {rules / reading:.1f} × reading")
    print(f"  the whole checkup          {whole:.2f} s  {whole / reading:.1f} × reading")


def evidence(folder: Path, files: int) -> None:
    """A first and a second scan against merely reading and hashing every file."""
    run.init(folder)
    places = sorted(path for path in folder.glob("*/*/*") if path.is_dir())
    for number in range(files):
        place = places[number % len(places)]
        (place / f"材料{number}.txt").write_bytes(b"%d" % number * 40)
    paths = list(folder.rglob("*.txt"))
    hashing = timed(lambda: [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])
    first = timed(lambda: run.look(folder))
    second = timed(lambda: run.look(folder))
    report = timed(lambda: run.report(folder))
    print(f"{files:,} files: reading and hashing them {hashing:.2f} s")
    for name, seconds in (("first scan", first), ("second scan", second), ("report", report)):
        print(f"  {name:12s} {seconds:.2f} s  {seconds / hashing:.1f} × hashing")


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--schools", type=int, default=300)
    parser.add_argument("--files", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checkup(Path(folder), options.schools)
        evidence(Path(folder) / "佐证材料", options.files)


if __name__ == "__main__":
    main()
