"""缺口: what every section and every item lacks, in natural units, exact at the line."""

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.gaps.items import item_gaps
from qbe_xl.clauses.gaps.model import COUNTY, Gap, up_to
from qbe_xl.clauses.gaps.sections import balance_gaps, section_gaps
from qbe_xl.clauses.gaps.shortfall import THINGS, UNITS, WHOLE_UNITS, shortfall
from qbe_xl.clauses.gaps.totals import Total, totals
from qbe_xl.clauses.gaps.wording import amount_words

__all__ = [
    "COUNTY",
    "THINGS",
    "UNITS",
    "WHOLE_UNITS",
    "Gap",
    "Total",
    "amount_words",
    "find_gaps",
    "shortfall",
    "totals",
    "up_to",
]


def find_gaps(assessment: Assessment) -> list[Gap]:
    """Return every gap: sections in the order of the sheet, then the CVs, then the items."""
    return [*section_gaps(assessment), *balance_gaps(assessment), *item_gaps(assessment)]
