"""Measure 汇总 and 历年监测 with hostile workbooks among them: time, memory, what came through.

Memory is the most that the program and its children hold at once (proportional where the system
says so, so that what they share counts once).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qbe_xl.blank import blank_workbook  # noqa: E402
from qbe_xl.collect.split import split  # noqa: E402
from qbe_xl.county.rows import all_rows  # noqa: E402
from tests.counties import random_county  # noqa: E402
from tests.files import strangers  # noqa: E402

RETURNS = 300
SECONDS, MEGABYTES = 60, 300
YEARS_SECONDS = 20


def main() -> None:
    """Merge the returns, report the archive, and print the figures beside their bounds."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        book = place / "总表.xlsx"
        book.write_bytes(blank_workbook(all_rows(random_county(1, RETURNS, 0.2).county())))
        makers = [make for _, make in strangers.HOSTILE.items()]
        files = sorted(split(book, place / "交回").files.values())
        for path, make in zip(files[:: len(files) // len(makers)], makers, strict=False):
            path.write_bytes(make(path.read_bytes()))
        print(f"{RETURNS} returns, {len(makers)} of them hostile")
        words = ["--base", str(book), "--out", str(place / "汇总" / "汇总表.xlsx")]
        measured(["collect", "merge", str(place / "交回"), *words], SECONDS)
        archive = place / "监测档案"
        archive.mkdir()
        honest = book.read_bytes()
        for number, make in enumerate([bytes, *makers]):
            (archive / f"{number}.xlsx").write_bytes(make(honest))
        print(f"an archive of one year, and {len(makers)} hostile workbooks beside it")
        words = ["--archive", str(archive), "--out", str(place / "监测")]
        measured(["years", "report", *words], YEARS_SECONDS)


def measured(words: list[str], seconds: float) -> None:
    """Run a command in a process of its own, watch it, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    run = subprocess.Popen(
        [sys.executable, "-m", "qbe_xl", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    most = [0]
    watcher = threading.Thread(target=_watch, args=(run, most), daemon=True)
    watcher.start()
    told = run.communicate()[0]
    took = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(told.strip()[-600:])
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(f"exit {run.returncode}; {took:.1f} s (at most {seconds}), of the processor {cpu:.1f} s")
    print(f"{most[0] >> 20} MB together (at most {MEGABYTES})")


def _watch(run: subprocess.Popen[str], most: list[int]) -> None:
    while run.poll() is None:
        most[0] = max(most[0], sum(map(_held, _family(run.pid))))
        time.sleep(0.05)


def _family(pid: int) -> list[int]:
    try:
        inside = Path(f"/proc/{pid}/task").glob("*/children")
        found = [int(one) for path in inside for one in path.read_text().split()]
    except OSError:
        found = []
    return [pid, *(one for child in found for one in _family(child))]


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


if __name__ == "__main__":
    main()
