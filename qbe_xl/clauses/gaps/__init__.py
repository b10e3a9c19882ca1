"""缺口: what every section and every item lacks, in natural units, exact at the line."""

from weakref import WeakKeyDictionary

from qbe_xl.assessment import Assessment
from qbe_xl.clauses.gaps.items import item_gaps, summary
from qbe_xl.clauses.gaps.model import COUNTY, OPEN, Gap, up_to
from qbe_xl.clauses.gaps.sections import balance_gaps, section_gaps
from qbe_xl.clauses.gaps.shortfall import shortfall
from qbe_xl.clauses.gaps.totals import Total, totals
from qbe_xl.clauses.gaps.wording import amount_words

__all__ = [
    "COUNTY",
    "OPEN",
    "Gap",
    "Total",
    "all_gaps",
    "amount_words",
    "find_gaps",
    "problems",
    "shortfall",
    "summary",
    "title_of",
    "totals",
    "up_to",
]


_FOUND: WeakKeyDictionary[Assessment, tuple[Gap, ...]] = WeakKeyDictionary()


def all_gaps(assessment: Assessment) -> tuple[Gap, ...]:
    """Return every gap: sections in the order of the sheet, then the CVs, then the items.

    Those that are not counted too: see `Gap.counts`. Everything that tells what is wrong is a
    view of these.
    """
    if assessment not in _FOUND:
        found = (*section_gaps(assessment), *balance_gaps(assessment), *item_gaps(assessment))
        _FOUND[assessment] = found
    return _FOUND[assessment]


def find_gaps(assessment: Assessment) -> list[Gap]:
    """Return every gap that counts, each thing that is lacking once."""
    return [gap for gap in all_gaps(assessment) if gap.counts]


def problems(assessment: Assessment) -> list[Gap]:
    """Return the list of problems: a line a place and matter, what a section may lack left out."""
    seen: dict[tuple[object, ...], Gap] = {}
    for gap in all_gaps(assessment):
        if gap.said and not gap.excused:
            place = (gap.id, gap.indicator, gap.stage, gap.school, gap.said, gap.cells)
            seen.setdefault(place, gap)
    return list(seen.values())


def title_of(assessment: Assessment, gap: Gap) -> str:
    """Return what a gap is about: the clause's name, or the 差异系数 of an indicator."""
    clauses = assessment.standard.clauses
    return f"{clauses[gap.indicator].name}校际差异系数" if gap.indicator else clauses[gap.id].name
