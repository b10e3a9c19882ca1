"""数据体检: what looks wrong in a county's figures, before anybody else finds it.

rules.toml   the rules as data; language: what their expressions mean; loading: read and checked
examining    rules held against a county; unchecked: what a blank leaves open; formulas: the county's own sheets, their formulas
findings     what is found; log: who accepted which finding and why; sampling: schools to visit
run          a workbook in; 数据体检.xlsx, .html and .json out

It shows and never changes a figure (第十条: 弄虚作假).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbe_xl.checkup.examining import of_reading, of_rules, with_schools
from qbe_xl.checkup.findings import Finding, in_order
from qbe_xl.checkup.loading import shipped
from qbe_xl.checkup.rules import Rules
from qbe_xl.checkup.unchecked import Extent, Unchecked, extent
from qbe_xl.county.model import County
from qbe_xl.errors import Notice, Problem

__all__ = ["Examined", "Finding", "Rules", "examine", "examine_whole"]


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, the gravest first, and how much could not be checked for blanks."""

    findings: tuple[Finding, ...]
    unchecked: Extent


def examine(
    county: County,
    last: County | None = None,
    *,
    problems: Sequence[Problem] = (),
    notices: Sequence[Notice] | None = None,
    rules: Rules | None = None,
    others: Sequence[Finding] = (),
) -> tuple[Finding, ...]:
    """Return everything found in a county, the gravest first: see `examine_whole`."""
    return examine_whole(
        county, last, problems=problems, notices=notices, rules=rules, others=others
    ).findings


def examine_whole(
    county: County,
    last: County | None = None,
    *,
    problems: Sequence[Problem] = (),
    notices: Sequence[Notice] | None = None,
    rules: Rules | None = None,
    others: Sequence[Finding] = (),
) -> Examined:
    """Return everything found in a county and what a blank left unchecked.

    last: the same county a year before, for the rules that compare with it.
    problems: what `read_all` could not use; notices: those of the reading by default.
    others: findings made elsewhere (`formulas`), to be told in the same list.
    """
    rules = rules or shipped()
    said = of_reading(problems, county.notices if notices is None else notices, rules)
    compared = list(of_rules(county, rules, last))
    found = [*said, *(one for one in compared if isinstance(one, Finding)), *others]
    open_ = (one for one in compared if isinstance(one, Unchecked))
    return Examined(in_order(with_schools(found, county)), extent(open_))
