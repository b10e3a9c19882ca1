"""缺口: what every section and every item lacks, in natural units, exact at the line."""

from qbe_xl.assessment import Assessment
from qbe_xl.remedy.gaps.filling import Filled, fill_changes, filled
from qbe_xl.remedy.gaps.items import item_gaps
from qbe_xl.remedy.gaps.model import COUNTY, Gap, up_to
from qbe_xl.remedy.gaps.sections import balance_gaps, section_gaps
from qbe_xl.remedy.gaps.shortfall import THINGS, UNITS, WHOLE_UNITS, shortfall
from qbe_xl.remedy.gaps.totals import Total, totals
from qbe_xl.remedy.gaps.wording import amount_words

__all__ = [
    "COUNTY",
    "THINGS",
    "UNITS",
    "WHOLE_UNITS",
    "Filled",
    "Gap",
    "Total",
    "amount_words",
    "fill_changes",
    "filled",
    "find_gaps",
    "shortfall",
    "totals",
    "up_to",
]


def find_gaps(assessment: Assessment) -> list[Gap]:
    """Return every gap: sections in the order of the sheet, then the CVs, then the items."""
    return [*section_gaps(assessment), *balance_gaps(assessment), *item_gaps(assessment)]
