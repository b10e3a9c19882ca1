"""Measure this version against another, taking turns, by a table of what takes long.

    python -m scripts.bench_versions OTHER [start|assess|documents|workbook|reading]…

OTHER: a folder with the other version checked out. Each command runs as a whole process on the
same workbooks, in turn with what it is measured by, so that a busy machine slows all alike. Times
are of the processor; ratios are medians of the turns.
"""

from __future__ import annotations

import argparse
import compileall
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from scripts import sample_county
from scripts.bench import MERELY, ROOT

IMPORT_NUMPY = "import numpy"
READ = """
import gc, io, sys, time
from pathlib import Path
from python_calamine import CalamineWorkbook
from qbe_xl.county.reading import open_county
data = Path(sys.argv[1]).read_bytes()
def calamine():
    opened = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in opened.sheet_names:
        opened.get_sheet_by_name(name).to_python()
def took(work):
    start = time.process_time()
    work()
    return time.process_time() - start
gc.set_threshold(100_000, 20, 20)  # as our commands do
works = calamine, lambda: open_county(Path(sys.argv[1]))
for work in works: work()
pairs = [[took(work) for work in works] for _ in range(60)]
print(sorted(ours / theirs for theirs, ours in pairs)[30], min(ours for _, ours in pairs))
"""


def process(root: Path, *arguments: str) -> tuple[float, float, str]:
    """Return the processor time (s), peak memory (MB) and output of a version's Python."""
    command = [sys.executable, *arguments]
    env = os.environ | {"PYTHONPATH": str(root)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env=env, text=True)
    said = child.stdout.read() if child.stdout else ""
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{arguments} ended with {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


def installed(root: Path) -> None:
    """Compile a version and its templates, as installing it does."""
    process(root, "scripts/compile_templates.py")
    for part in ("qbe_xl", "compiled"):
        compileall.compile_dir(root / part, quiet=1)


def turns(
    versions: Sequence[Path], work: Sequence[str], yardstick: Sequence[str] = (), times: int = 5
) -> None:
    """Print what a command takes in each version, and against the yardstick."""
    for root in versions:
        process(root, *work)
    runs = [
        (
            process(ROOT, *yardstick)[0] if yardstick else 1.0,
            [process(root, *work) for root in versions],
        )
        for _ in range(times)
    ]
    for at, name in enumerate(("before", "now")):
        seconds = [found[at][0] for _, found in runs]
        ratio = median(found[at][0] / unit for unit, found in runs)
        memory = max(found[at][1] for _, found in runs)
        against = f"   ratio {ratio:5.2f}" if yardstick else ""
        print(f"  {name:7s} {median(seconds):7.2f} s   {memory:5.0f} MB{against}", flush=True)
    print(f"  now / before {median(f[1][0] / f[0][0] for _, f in runs):.2f}", flush=True)


def book(folder: Path, schools: int) -> Path:
    """Return a made-up county."""
    path = folder / f"{schools}.xlsx"
    if not path.exists():
        path.write_bytes(sample_county.workbook(schools=schools))
    return path


def start(versions: Sequence[Path], folder: Path) -> None:
    """check of 80 schools, against Python with numpy."""
    words = ("-m", "qbe_xl", "check", str(book(folder, 80)), "--quiet")
    turns(versions, words, ("-c", IMPORT_NUMPY), 9)
    turns(versions, ("-m", "qbe_xl", "check", "--help"), ("-c", IMPORT_NUMPY), 9)


def assess(versions: Sequence[Path], folder: Path) -> None:
    """assess of 200 schools, against importing its libraries and reading."""
    path = str(book(folder, 200))
    words = ("-m", "qbe_xl", "assess", path, "--out", str(folder / "a"), "--quiet")
    turns(versions, words, ("-c", MERELY, path))


def documents(versions: Sequence[Path], folder: Path) -> None:
    """documents of 200 and 1,000 schools."""
    for schools, times in ((200, 3), (1_000, 1)):
        print(f" {schools} schools")
        path = str(book(folder, schools))
        words = ("-m", "qbe_xl", "documents", path, "--out", str(folder / "d"), "--quiet")
        turns(versions, words, times=times)


def workbook(versions: Sequence[Path], folder: Path) -> None:
    """The result workbook alone, 10,000 schools."""
    path = str(book(folder, 200))
    for _ in range(2):
        for name, root in zip(("before", "now"), versions, strict=True):
            _, memory, said = process(root, "-c", WORKBOOK, path)
            print(f"  {name:7s} {float(said.split()[0]):.2f} s   {memory:.0f} MB", flush=True)


WORKBOOK = """
import datetime as dt, gc, sys, time
from pathlib import Path
from qbe_xl.county.reading import read_book
from qbe_xl.report import workbook
from qbe_xl.report.record import record
from qbe_xl.report.run import examine
from qbe_xl.standards import resolve
from scripts.bench import tiled
gc.set_threshold(200_000, 20, 20)  # as our commands do
path = Path(sys.argv[1])
book, county = read_book(path)
county = tiled(county, 50)
assessment, notices = examine(county, resolve(county))
run = record(assessment, path.name, book.sha256, dt.datetime.now().astimezone())
begin = time.process_time()
size = len(workbook.build(assessment, notices, run))
print(time.process_time() - begin, size)
"""


def reading(versions: Sequence[Path], folder: Path) -> None:
    """open_county against calamine, 80 schools, in one process each."""
    path = str(book(folder, 80))
    for _ in range(3):
        for name, root in zip(("before", "now"), versions, strict=True):
            ratio, seconds = map(float, process(root, "-c", READ, path)[2].split())
            print(f"  {name:7s} ratio {ratio:.2f}   {1000 * seconds:.1f} ms", flush=True)


BENCHES: dict[str, Callable[[Sequence[Path], Path], None]] = {
    one.__name__: one for one in (start, assess, documents, workbook, reading)
}


def main() -> None:
    """Run the benches asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("names", nargs="*", metavar="|".join(BENCHES))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        versions = [given.other.resolve(), ROOT]
        for root in versions:
            installed(root)
        for name in given.names or BENCHES:
            print(f"{name}: {(BENCHES[name].__doc__ or '').strip()}", flush=True)
            BENCHES[name](versions, Path(folder))


if __name__ == "__main__":
    main()
