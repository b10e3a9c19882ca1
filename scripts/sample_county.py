"""A made-up county for demonstrations, tests and benches: 虚构数据，仅供演示.

    python -m scripts.sample_county 示例县.xlsx [--schools 120] [--seed 2023] [--met]

It has the shape of a county in the hills of Yunnan: eleven townships, many small schools, a
crowded county town. No name or figure in it is real. The same arguments give the same county.
scripts/county/ says which schools there are, what their figures are and what is wrong with them.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from qbe_xl.blank import blank_workbook
from scripts.county.figures import Row, classes_of, rooms_of, school
from scripts.county.plans import crowd, plans_of
from scripts.county.sheets import county_sheets
from scripts.county.weaknesses import weaken

Fill = dict[str, list[Row]]

TITLE = "虚构示例数据"
FEWEST_SCHOOLS = 80


def sample(seed: int = 2023, schools: int = 120, *, met: bool = False) -> Fill:
    """Return the rows of a made-up county, for `blank_workbook`.

    schools: how many, at least 80. met: everything is met; otherwise there are weaknesses of every
    kind (see `weaken`) and the verdict is 未达标. Never a problem, and few warnings.
    """
    if schools < FEWEST_SCHOOLS:
        raise ValueError(f"at least {FEWEST_SCHOOLS} schools, not {schools}")
    rng = random.Random(seed)  # noqa: S311 (nothing secret)
    plans = plans_of(rng, schools)
    if not met:
        crowd(plans)
    codes = {plan.name: f"99{i:08d}" for i, plan in enumerate(plans, 1)}
    fill: Fill = {"学校": [], "班级": [], "专用教室": []}
    for plan in plans:
        classes = list(classes_of(rng, plan, codes[plan.name]))
        fill["学校"].append(school(rng, plan, codes, classes))
        fill["班级"] += classes
        fill["专用教室"] += rooms_of(rng, plan, codes[plan.name], len(classes))
    fill |= county_sheets(plans)
    if not met:
        weaken(fill)
    return fill


def workbook(seed: int = 2023, schools: int = 120, *, met: bool = False) -> bytes:
    """Return the same county as an input workbook."""
    return blank_workbook(sample(seed, schools, met=met), TITLE)


def main() -> None:
    """Write the workbook."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--schools", type=int, default=120)
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--met", action="store_true", help="everything is met")
    options = parser.parse_args()
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_bytes(workbook(options.seed, options.schools, met=options.met))
    print(f"{options.file}：{options.schools} 所学校，{TITLE}")


if __name__ == "__main__":
    main()
