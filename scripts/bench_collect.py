"""Measure a term of collecting: 300 schools out, mauled, back in. Figures depend on the machine.

    python scripts/bench_collect.py [--schools 300]

Needs LibreOffice, which saves a third of the returns again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.bench import process  # noqa: E402
from tests.collect.term import term  # noqa: E402


def main() -> None:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=300)
    schools: int = parser.parse_args().schools
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        start = time.perf_counter()
        made = term(place, schools, dropped=10, damaged=5)
        print(f"{schools} schools sent out and mauled: {time.perf_counter() - start:.1f} s")
        seconds, memory = process(
            *("-m", "qbe_xl", "collect", "split", str(place / "填好的.xlsx")),
            *("--out", str(place / "再下发"), "--quiet"),
        )
        print(f"  split, whole command  {seconds:6.1f} s   {memory:4.0f} MB")
        seconds, memory = process(
            *("-m", "qbe_xl", "collect", "merge", str(made.folder), "--into", str(made.book)),
            *("--out", str(place / "汇总"), "--quiet"),
        )
        print(f"  merge, whole command  {seconds:6.1f} s (≤ 60)   {memory:4.0f} MB (< 500)")


if __name__ == "__main__":
    main()
