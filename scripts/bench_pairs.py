"""Two runs at once into one folder, again and again: nothing may be mixed, lost or left over.

bench_pairs.py COUNT [COMMAND …]: so many pairs of each command, two processes let go together. One
reads another county than the other, so that a mixed set of results shows.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qbe_xl.checkup import log as checkup_log  # noqa: E402
from qbe_xl.checkup import result as checkup  # noqa: E402
from qbe_xl.checkup.run import accept, checkup_file  # noqa: E402
from qbe_xl.documents.package import documents_of_file  # noqa: E402
from qbe_xl.files import chain  # noqa: E402
from qbe_xl.many.run import many  # noqa: E402
from qbe_xl.remedy.ledger.run import ledger_file  # noqa: E402
from qbe_xl.report.run import assess_file  # noqa: E402
from qbe_xl.years import archive  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"
COUNTIES = ("branch", "near-lines")
_YEARS = ("2023-2024", "2022-2023")

Run = Callable[[Path, Path, int], object]
Check = Callable[[Path], bool]


def _names(out: Path, told: str, *others: str) -> bool:
    """Whether every paper names the county that the result names."""
    county = json.loads((out / told).read_text(encoding="utf-8"))["county"]
    return all(county in (out / name).read_text(encoding="utf-8") for name in others)


def _accept(out: Path, number: int) -> None:
    found = checkup.read(out)
    assert found
    marks = [f.mark for f in found.findings.values() if f.kind != "填报要求"]
    accept(out, [marks[number]], "张三", "已核对")


def _ledger(out: Path) -> bool:
    rows = json.loads((out / "ledger.json").read_text(encoding="utf-8"))["rows"]
    page = (out / "整改台账.html").read_text(encoding="utf-8")
    return all(row["id"] in page for row in rows)


def _package(out: Path) -> bool:
    listed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["files"]
    return all(
        hashlib.sha256((out / one["name"]).read_bytes()).hexdigest() == one["sha256"]
        for one in listed
    )


def _chained(path: Path) -> bool:
    found = chain.read(path)
    return not found.faults and len(found.lines) == 2


def _many(out: Path) -> bool:
    told = json.loads((out / "many.json").read_text(encoding="utf-8"))
    return len(told["counties"]) == 1 and not told["unusable"]


COMMANDS: dict[str, tuple[Run, Check]] = {
    "assess": (
        lambda book, out, _: assess_file(book, out),
        lambda out: _names(out, "assessment.json", "评估报告.html"),
    ),
    "ledger": (lambda book, out, _: ledger_file(book, out), _ledger),
    "documents": (lambda book, out, _: documents_of_file(book, out), _package),
    "years add": (
        lambda book, out, _: archive.add(book, out),
        lambda out: _chained(out / archive.LOG_NAME),
    ),
    "checkup accept": (
        lambda _, out, number: _accept(out, number),
        lambda out: _chained(out / checkup_log.NAME),
    ),
    "many": (lambda book, out, _: many(book.parent, out, workers=1), _many),
}


def _book(place: Path, number: int, *, year: str) -> Path:
    path = place / str(number) / "填报表.xlsx"
    path.parent.mkdir()
    shutil.copy(GOLDEN / f"{COUNTIES[number]}.xlsx", path)
    if year:
        import openpyxl

        book = openpyxl.load_workbook(path)
        for row in book["县情"].iter_rows():
            for cell in row:
                if cell.value == _YEARS[0]:
                    cell.value = year
        book.save(path)
    return path


def _pair(name: str, books: list[Path], out: Path) -> list[int]:
    """Let two processes go together; return how they ended."""
    run = COMMANDS[name][0]
    fork = multiprocessing.get_context("fork")
    barrier = fork.Barrier(2)

    def go(number: int) -> None:
        barrier.wait()
        run(books[number], out, number)

    both = [fork.Process(target=go, args=(number,)) for number in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    return [process.exitcode or 0 for process in both]


def pairs(name: str, count: int) -> int:
    """Run so many pairs of a command; return how many went wrong."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        books = [
            _book(place, number, year=_YEARS[number] if name == "years add" else "")
            for number in range(2)
        ]
        before = place / "体检"
        if name == "checkup accept":
            checkup_file(GOLDEN / "boundary.xlsx", before)
        for number in range(count):
            out = place / f"out{number}"
            if name == "checkup accept":
                shutil.copytree(before, out)
            ended = _pair(name, books, out)
            left = [one.name for one in out.rglob(".qbe-*") if one.name != ".qbe-lock"]
            if any(ended) or left or not COMMANDS[name][1](out):
                wrong += 1
                print(name, number, ended, left, flush=True)
            shutil.rmtree(out)
    return wrong


def main() -> None:
    """Run the pairs and print what went wrong."""
    for name in sys.argv[2:] or list(COMMANDS):
        began = time.monotonic()
        wrong = pairs(name, int(sys.argv[1]))
        took = time.monotonic() - began
        print(f"{name}: {sys.argv[1]} pairs, {wrong} wrong, {took:.0f} s", flush=True)


if __name__ == "__main__":
    main()
