"""Measure 数据体检, 佐证材料, collecting, the ledger and the survey, as ratios within one run.

    python scripts/bench_rooms.py [checkup|evidence|collect|ledger|survey|sheets]… [--schools 300]

Without a name all but `collect`, which needs LibreOffice: it saves a third of the returns again.
Nothing here is a test: figures depend on the machine, ratios little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.checkup import examine as rules_of  # noqa: E402
from qbe_xl.checkup.run import checkup_file  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.documents.material import Material  # noqa: E402
from qbe_xl.documents.package import files_of  # noqa: E402
from qbe_xl.documents.registry import DOCUMENTS  # noqa: E402
from qbe_xl.evidence import run as evidence_run  # noqa: E402
from qbe_xl.remedy.ledger.run import ledger_file  # noqa: E402
from qbe_xl.report.record import record  # noqa: E402
from qbe_xl.report.run import assess_file, examine  # noqa: E402
from qbe_xl.standards.resolving import DEFAULT  # noqa: E402
from qbe_xl.survey import questionnaires  # noqa: E402
from qbe_xl.survey.importing import import_answers  # noqa: E402
from scripts import sample_county  # noqa: E402
from scripts.bench import best, process  # noqa: E402
from tests.collect.term import term  # noqa: E402
from tests.survey.papers import PAPERS, many, save_csv, save_xlsx  # noqa: E402

FILES = 50_000
_WEAKENED = (
    "教学及辅助用房面积",
    "运动场地面积",
    "教学仪器设备值",
    "网络多媒体教室数",
    *(
        f"{stage}{what}教师数"
        for what in ("体育艺术专任", "县级以上骨干", "高于规定学历")
        for stage in ("小学", "初中")
    ),
)

once = partial(best, repeats=1)


def sample(folder: Path, schools: int) -> Path:
    """Write a made-up county."""
    path = folder / "填报表.xlsx"
    path.write_bytes(sample_county.workbook(schools=schools))
    return path


def checkup(folder: Path, schools: int) -> None:
    """The rules, and the whole checkup, against merely reading the workbook."""
    book = sample(folder, schools)
    reading = once(lambda: read_book(book))
    _, county = read_book(book)
    rules_of(county, county)
    rules = once(lambda: rules_of(county, county))
    whole = once(lambda: checkup_file(book, folder / "体检", book))
    print(f"{schools} schools: reading {reading:.2f} s")
    print(f"  all rules, with last year  {rules:.2f} s  {rules / reading:.1f} × reading")
    print(f"  the whole checkup          {whole:.2f} s  {whole / reading:.1f} × reading")


def evidence(folder: Path, _: int) -> None:
    """A first and a second scan against merely reading and hashing every file."""
    evidence_run.init(folder)
    places = sorted(path for path in folder.glob("*/*/*") if path.is_dir())
    for number in range(FILES):
        place = places[number % len(places)]
        (place / f"材料{number}.txt").write_bytes(b"%d" % number * 40)
    paths = list(folder.rglob("*.txt"))
    hashing = once(lambda: [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths])
    print(f"{FILES:,} files: reading and hashing them {hashing:.2f} s")
    for name, work in (
        ("first scan", evidence_run.look),
        ("second scan", evidence_run.look),
        ("report", evidence_run.report),
    ):
        seconds = once(partial(work, folder))
        print(f"  {name:12s} {seconds:.2f} s  {seconds / hashing:.1f} × hashing")


def collect(folder: Path, schools: int) -> None:
    """A term of collecting: out, mauled, back in."""
    start = time.perf_counter()
    made = term(folder, schools, dropped=10, damaged=5)
    print(f"{schools} schools sent out and mauled: {time.perf_counter() - start:.1f} s")
    for name, limit, *words in (
        ("split", "", str(folder / "填好的.xlsx")),
        ("merge", " (≤ 60)", str(made.folder), "--into", str(made.book)),
    ):
        out = str(folder / f"{name}-again")
        command = ("-m", "qbe_xl", "collect", name, *words, "--out", out, "--quiet")
        seconds, memory = process(*command)
        print(f"  {name}, whole command  {seconds:6.1f} s{limit}   {memory:4.0f} MB (< 500)")


def weaken(path: Path) -> None:
    """Take from most schools a part of most things."""
    chance = random.Random(1)  # noqa: S311
    book = openpyxl.load_workbook(path)
    sheet = book["学校"]
    head = next(row for row in sheet.iter_rows() if any(c.value == "学校标识码" for c in row))
    columns = {str(cell.value).partition("（")[0]: cell.column for cell in head}
    for row in range(head[0].row + 1, sheet.max_row + 1):
        for header in _WEAKENED:
            cell = sheet.cell(row, columns[header])
            if isinstance(cell.value, int | float):
                cell.value = int(cell.value * chance.uniform(0.4, 0.8))
        inside = sheet.cell(row, columns["室内体育用房面积"])
        rooms = sheet.cell(row, columns["教学及辅助用房面积"]).value
        if isinstance(inside.value, int | float) and isinstance(rooms, int | float):
            inside.value = min(inside.value, rooms)
    book.save(path)


def ledger(folder: Path, schools: int) -> None:
    """A first and a second ledger of some 1,500 problems, in assessments of the same county."""
    book = sample(folder, schools)
    weaken(book)
    unit = once(lambda: assess_file(book, folder / "a", DEFAULT))
    print(f"一次评估（{schools} 所学校）：{unit:.2f} 秒")
    for name in ("新建台账", "合并台账"):
        seconds = once(lambda: ledger_file(book, folder / "l", DEFAULT))
        print(f"{name}：{seconds / unit:.2f} 次评估")


def survey(folder: Path, _: int) -> None:
    """Counting papers: ten times as many should cost ten times as much."""
    known, rules = questionnaires.load(), standards.resolve().at()
    base = 0.0
    print("survey import")
    for count in (3_000, 30_000):
        rows = many(PAPERS["society"], count)
        for path in (
            save_csv(folder / f"{count}.csv", rows, "gb18030"),
            save_xlsx(folder / f"{count}.xlsx", ("Sheet1", rows)),
        ):
            took = best(partial(import_answers, [path], known, rules), 3)
            base = base or took
            figures = f"{took * 1000:6.0f} ms   ratio {took / base:.1f}"
            print(f"  {count:6,d} papers {path.suffix:5s}  {figures}")


def sheets(folder: Path, schools: int) -> None:
    """The page of each school, all in one and one by one, in Word and for the web."""
    path = sample(folder, schools)
    book, county = read_book(path)
    assessment, notices = examine(county, standards.resolve())
    run = record(assessment, path.name, book.sha256, dt.datetime.now().astimezone())
    document = next(document for document in DOCUMENTS if document.id == "school-sheets")
    took = best(lambda: files_of(document, Material(assessment, notices, run)), 3)
    print("学校体检单, Word and page")
    print(f"  {schools} schools  {took * 1000:6.0f} ms   {schools / took:.0f} a second (≥ 30)")


BENCHES: dict[str, Callable[[Path, int], None]] = {
    "checkup": checkup,
    "evidence": evidence,
    "ledger": ledger,
    "survey": survey,
    "sheets": sheets,
    "collect": collect,
}


def main() -> None:
    """Run the benches that are named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("names", nargs="*", help=", ".join(BENCHES))
    parser.add_argument("--schools", type=int, default=300)
    options = parser.parse_args()
    for name in options.names or [*BENCHES][:-1]:
        with tempfile.TemporaryDirectory() as folder:
            BENCHES[name](Path(folder), options.schools)


if __name__ == "__main__":
    main()
