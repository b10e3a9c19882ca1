"""数据体检: what looks wrong in a county's figures, before anybody else finds it.

rules.toml   the rules as data; language: what their expressions mean; loading: read and checked
examining    rules held against a county; formulas: the county's own sheets, their formulas
findings     what is found; log: who accepted which finding and why; sampling: schools to visit
run          a workbook in; 数据体检.xlsx, .html and .json out

It shows and never changes a figure (第十条: 弄虚作假).
"""

from __future__ import annotations

from collections.abc import Sequence

from qbe_xl.checkup.examining import of_reading, of_rules, with_schools
from qbe_xl.checkup.findings import Finding, in_order
from qbe_xl.checkup.loading import shipped
from qbe_xl.checkup.rules import Rules
from qbe_xl.county.model import County
from qbe_xl.errors import Notice, Problem

__all__ = ["Finding", "Rules", "examine"]


def examine(
    county: County,
    last: County | None = None,
    *,
    problems: Sequence[Problem] = (),
    notices: Sequence[Notice] | None = None,
    rules: Rules | None = None,
    others: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """Return everything found in a county, the gravest first.

    last: the same county a year before, for the rules that compare with it.
    problems: what `read_all` could not use; notices: those of the reading by default.
    others: findings made elsewhere (`formulas`), to be told in the same list.
    """
    rules = rules or shipped()
    said = of_reading(problems, county.notices if notices is None else notices, rules)
    found = [*said, *of_rules(county, rules, last), *others]
    return in_order(with_schools(found, county))
