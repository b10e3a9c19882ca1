"""The cheapest path on golden and random counties: cost, proven gap and time of each.

    python scripts/bench_path.py [--counties 100] [--seconds 60] [--only 97 98 99]

Every plan is applied and assessed again; the script fails where one does not meet
the standard, or its gap is above 0.3 %.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qbe_xl import standards  # noqa: E402
from qbe_xl.assessment import Assessment, assess  # noqa: E402
from qbe_xl.county.reading import read_book  # noqa: E402
from qbe_xl.remedy.parameters import Parameters  # noqa: E402
from qbe_xl.remedy.path.variants import least_cost  # noqa: E402
from tests.counties import GOLDEN, random_county  # noqa: E402

SMALLEST, LARGEST = 50, 300
GOAL = 0.003
"""The gap that every county must come to."""
SPREADS = (0.35, 0.6, 0.7, 0.8)


def counties(count: int, only: Sequence[str] = ()) -> Iterator[tuple[str, Assessment]]:
    """Yield the golden counties, then random ones of 50 to 300 schools; only: names of some."""
    for name in ("mixed", "wide"):
        if only and name not in only:
            continue
        _, county = read_book(GOLDEN / f"{name}.xlsx")
        yield name, assess(county, standards.load("yunnan-2022").at(county.date))
    for seed in range(1, count + 1):
        if only and f"{seed}" not in only:
            continue
        schools = SMALLEST + round((LARGEST - SMALLEST) * (seed - 1) / max(1, count - 1))
        yield f"{seed}", random_county(seed, schools, SPREADS[seed % len(SPREADS)]).assess()


def main() -> int:
    """Print a line for each county."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", default=())
    options = parser.parse_args()
    print(
        f"{'county':>8} {'schools':>7} {'sections':>8} {'raw CVs':>12} {'cost':>12} {'gap %':>8} {'s':>6} {'cpu s':>6}  state"
    )
    failed = 0
    for name, assessment in counties(options.counties, options.only):
        cvs = [b.cv or 0.0 for stage in assessment.balance.values() for b in stage.values()]
        begun, used = time.perf_counter(), time.process_time()
        plan = least_cost(assessment, Parameters(), seconds=options.seconds)
        seconds, used = time.perf_counter() - begun, time.process_time() - used
        met = plan.met and plan.gap is not None and plan.gap <= GOAL
        failed += not met
        cost = float(plan.cost) if plan.cost is not None else float("nan")
        print(
            f"{name:>8} {len(assessment.county.schools):>7} {len(assessment.sections):>8} "
            f"{min(cvs):>5.2f}–{max(cvs):<5.2f} {cost:>12.2f} {100 * (plan.gap or 0):>8.4f} "
            f"{seconds:>6.1f} {used:>6.1f}  {plan.status}, {'met' if met else 'NOT MET'}",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
