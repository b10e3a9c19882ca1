"""Measure the ledger of 300 schools with some 1,500 problems, as ratios to one assessment.

Nothing here is a test: figures depend on the machine, ratios little.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from qbe_xl.remedy.ledger.run import LedgerOutcome, ledger_file  # noqa: E402
from qbe_xl.report.run import assess_file  # noqa: E402
from qbe_xl.standards.resolving import DEFAULT  # noqa: E402
from scripts import sample_county  # noqa: E402

SCHOOLS = 300
_WEAKENED = (
    "教学及辅助用房面积",
    "运动场地面积",
    "教学仪器设备值",
    "网络多媒体教室数",
    "小学体育艺术专任教师数",
    "初中体育艺术专任教师数",
    "小学县级以上骨干教师数",
    "初中县级以上骨干教师数",
    "小学高于规定学历教师数",
    "初中高于规定学历教师数",
)


def weak_county(path: Path) -> None:
    """Write a sample county in which most schools lack most things."""
    path.write_bytes(sample_county.workbook(2023, SCHOOLS))
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


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """Return the seconds that a piece of work takes, and what it gives."""
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def main() -> None:
    """Print how long a first and a second ledger take, in assessments of the same county."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = folder / "county.xlsx"
        weak_county(book)
        unit, _ = timed(lambda: assess_file(book, folder / "a", DEFAULT))
        now = dt.datetime.now().astimezone()
        first, _ = timed(lambda: ledger_file(book, folder / "l", DEFAULT, now=now))
        second, found = timed(lambda: ledger_file(book, folder / "l", DEFAULT, now=now))
        assert isinstance(found, LedgerOutcome)
        print(f"一次评估（{SCHOOLS} 所学校）：{unit:.2f} 秒")
        print(f"新建台账（{len(found.ledger.rows)} 件）：{first / unit:.2f} 次评估")
        print(f"合并台账：{second / unit:.2f} 次评估，变化 {found.ledger.fresh} 条")


if __name__ == "__main__":
    main()
