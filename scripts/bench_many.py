"""Time `qbe-xl many`: CPU a county beside bare calamine in one run, memory, questions, second run.

    python -m scripts.bench_many [--counties 2900] [--workers 2] [--folder F]

The counties are made up, of 80 schools each: eight different ones, each copied with codes and a
name of its own.
"""

from __future__ import annotations

import argparse
import gc
import io
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from duckdb import DuckDBPyConnection
from python_calamine import CalamineWorkbook

from qbe_xl.many import asking, kernel, tables
from qbe_xl.many.run import many
from qbe_xl.sheets.listing import Listing
from qbe_xl.standards import load
from scripts.sample_county import workbook

SEEDS = 8
SCHOOLS = 80
REGION = 129


def doubtful(base: DuckDBPyConnection) -> Listing:
    """待核, last digits left out: these are known of each county."""
    return asking.doubtful(base, {})


_QUESTIONS: tuple[Callable[[DuckDBPyConnection], Listing], ...] = (
    *(asking.by_region, asking.counties, asking.failing, asking.nearest),
    *(asking.below, asking.lacking, doubtful),
)


def cpu() -> float:
    """Return the processor seconds of this process and its ended children."""
    both = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


@contextmanager
def measured(name: str, count: int = 0) -> Iterator[None]:
    """Print what was used meanwhile, and how much for each of `count`."""
    before, clock = cpu(), time.perf_counter()
    yield
    used = cpu() - before
    each = f"，每县 {1000 * used / count:.1f} ms" if count else ""
    print(f"{name}：CPU {used:.2f} s{each}，历时 {time.perf_counter() - clock:.2f} s")


def make(folder: Path, counties: int) -> None:
    """Write so many workbooks."""
    made = [workbook(seed, SCHOOLS) for seed in range(SEEDS)]
    for number in range(counties):
        place = folder / f"{number // REGION:02d}省" / f"{number:04d}县.xlsx"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(_own(made[number % SEEDS], number))


def _own(data: bytes, number: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8, True, 1) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"<t>99", f"<t>{10_000 + number}99".encode())
                content = content.replace("示例县".encode(), f"{number:04d}县".encode())
            new.writestr(name, content)
    return target.getvalue()


def main() -> None:
    """Measure."""
    gc.set_threshold(200_000, 20, 20)  # as our commands do
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--counties", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary) / "各县"
        if not folder.exists():
            with measured("造表", given.counties):
                make(folder, given.counties)
        out = Path(temporary) / "汇总"
        books = sorted(folder.rglob("*.xlsx"))
        count = len(books)
        sample = books[:: max(1, count // 100)]
        with measured(f"只用 calamine 读 {len(sample)} 份", len(sample)):
            for book in sample:
                opened = CalamineWorkbook.from_filelike(io.BytesIO(book.read_bytes()))
                for name in opened.sheet_names:
                    opened.get_sheet_by_name(name).to_python()
        with measured(f"首次 {count} 县", count):
            many(folder, out, workers=given.workers)
        with measured("再次，没有改动"):
            many(folder, out, workers=given.workers)
        for book, other in zip(books[:3], books[SEEDS + 1 : SEEDS + 4], strict=True):
            other.write_bytes(_own(book.read_bytes(), 9990))
        with measured("再次，三县有改动"):
            print("新读", many(folder, out, workers=given.workers).read)
        together = tables.whole_files(out / ".cache")
        kept = [path for path in (out / ".cache").glob("*.parquet") if path not in together]
        base = tables.connection()
        tables.load(base, [(path.name, path.name[:64], path) for path in kept])
        asking.prepare(base)
        for ask in _QUESTIONS:
            with measured(ask.__name__):
                ask(base)
        stack = kernel.stack_of(base)
        with measured(f"整列判定 {len(stack.schools)} 校"):
            kernel.judge(stack, load("yunnan-2022").at(None))
    most = max(
        resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"内存峰值（单个进程）{most / 1024:.0f} MB")


if __name__ == "__main__":
    main()
