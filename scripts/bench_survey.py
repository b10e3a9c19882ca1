"""Measure the survey's import and the schools' sheets: seconds, and how many a second."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.documents import DOCUMENTS  # noqa: E402
from qbe_xl.documents.material import Material  # noqa: E402
from qbe_xl.documents.package import files_of  # noqa: E402
from qbe_xl.report.record import record  # noqa: E402
from qbe_xl.report.run import examine  # noqa: E402
from qbe_xl.survey import questionnaires  # noqa: E402
from qbe_xl.survey.importing import import_answers  # noqa: E402
from scripts import sample_county  # noqa: E402
from tests.survey.papers import PAPERS, many, save_csv, save_xlsx  # noqa: E402

SCHOOLS = 200


def shortest(work: Callable[[], object], runs: int = 3) -> float:
    """Return the seconds of the fastest run."""
    seconds = []
    for _ in range(runs):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def answers(folder: Path) -> None:
    """Counting papers: ten times as many should cost ten times as much."""
    known, rules = questionnaires.load(), standards.resolve().at()
    base = 0.0
    for count in (3_000, 30_000):
        rows = many(PAPERS["society"], count)
        for path in (
            save_csv(folder / f"{count}.csv", rows, "gb18030"),
            save_xlsx(folder / f"{count}.xlsx", ("Sheet1", rows)),
        ):
            took = shortest(partial(import_answers, [path], known, rules))
            base = base or took
            print(
                f"  {count:6,d} papers {path.suffix:5s}  {took * 1000:6.0f} ms   ratio {took / base:.1f}"
            )


def sheets(folder: Path) -> None:
    """The page of each school, all in one and one by one, in Word and for the web."""
    path = folder / "county.xlsx"
    path.write_bytes(sample_county.workbook(schools=SCHOOLS))
    book, county = read_book(path)
    assessment, notices = examine(county, standards.resolve())
    run = record(assessment, path.name, book.sha256, dt.datetime.now().astimezone())
    document = next(document for document in DOCUMENTS if document.id == "school-sheets")
    took = shortest(lambda: files_of(document, Material(assessment, notices, run)))
    print(
        f"  {SCHOOLS} schools          {took * 1000:6.0f} ms   {SCHOOLS / took:.0f} a second (≥ 30)"
    )


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as folder:
        print("survey import")
        answers(Path(folder))
        print("学校体检单, Word and page")
        sheets(Path(folder))


if __name__ == "__main__":
    main()
