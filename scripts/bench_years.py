"""Time the archive of ten years and the review of one filing, 200 schools: CPU seconds in one run.

python -m scripts.bench_years [--schools 200] [--years 10]
"""

from __future__ import annotations

import argparse
import io
import tempfile
import zipfile
from pathlib import Path

from qbe_xl.documents.package import documents_of_file
from qbe_xl.review.run import review
from qbe_xl.years.archive import add
from qbe_xl.years.reporting import report
from scripts.bench_many import measured
from scripts.sample_county import workbook


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--schools", type=int, default=200)
    parser.add_argument("--years", type=int, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        books = []
        for number in range(given.years):
            first = 2014 + number
            book = folder / f"{first}.xlsx"
            book.write_bytes(_of_year(workbook(number, given.schools), f"{first}-{first + 1}"))
            books.append(book)
        with measured(f"收入 {given.years} 个学年"):
            for book in books:
                add(book, folder / "监测档案")
        with measured("监测报告，首次"):
            found = report(folder / "监测档案", folder / "历年监测").found
        print("学年", len(found.years), "序列", len(found.series), "提醒", len(found.alerts))
        with measured("监测报告，再次"):
            report(folder / "监测档案", folder / "历年监测")
        with measured("生成申报材料"):
            package = documents_of_file(books[0], folder / "申报")[1]
        with measured(f"复核 {len(package.files)} 份"):
            outcome = review(folder / "申报", folder / "复核")
        print("不同", len(outcome.review.differences), "封存", outcome.review.seals.whole)


def _of_year(data: bytes, year: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"2023-2024", year.encode()))
    return target.getvalue()


if __name__ == "__main__":
    main()
