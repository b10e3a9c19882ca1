"""What is said to a school about its return: what must be corrected, and what the checkup asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from qbe_xl.checkup import Finding, examine
from qbe_xl.checkup.examining import of_reading
from qbe_xl.checkup.loading import shipped
from qbe_xl.collect.cells import Finder, Spot
from qbe_xl.collect.choosing import Taken
from qbe_xl.collect.combining import DOUBTFUL, MINOR, WRONG, Combined, Remark
from qbe_xl.county.model import County
from qbe_xl.errors import Place
from qbe_xl.report.run import examine as odd_figures
from qbe_xl.standards import resolve


def to_be_answered(remarks: Iterable[Remark]) -> bool:
    """Return whether a school has to look at its return again."""
    return any(remark.level in (WRONG, DOUBTFUL) for remark in remarks)


def remarks_of(
    combined: Combined, taken: Mapping[str, Taken], last: County | None = None
) -> dict[str, list[Remark]]:
    """Return everything that is to be said of each school's return, the gravest first.

    last: the county a year before, for the checkup's rules that compare with it.
    """
    county = combined.county
    _, notices = odd_figures(county, resolve(county))
    finder = Finder(county)
    found: dict[str, list[Remark]] = {
        code: [*combined.faults.get(code, ()), *_own(one)] for code, one in taken.items()
    }
    for finding in examine(county, last, notices=notices):
        one = taken.get(finding.code)
        if one is not None:
            spot, cell = _in_return(finding.place, finder, combined, one)
            found[one.code].append(Remark(cell, _words(finding), _level(finding), spot))
    levels = (WRONG, DOUBTFUL, MINOR)
    return {
        code: sorted(dict.fromkeys(remarks), key=lambda remark: levels.index(remark.level))
        for code, remarks in found.items()
    }


def _own(taken: Taken) -> Iterator[Remark]:
    """What the reading of the return itself found odd about this school."""
    finder = Finder(taken.source.county)
    for finding in of_reading((), taken.source.county.notices, shipped()):
        spot = finder.find(finding.place)
        if spot and finder.school(spot) == taken.code:
            place = taken.source.place(finding.place)
            yield Remark(place, _words(finding), _level(finding), spot)


def _in_return(
    place: Place, finder: Finder, combined: Combined, taken: Taken
) -> tuple[Spot | None, Place]:
    """The same cell in the school's own file; None where it stands in none."""
    spot = finder.find(place)
    record = combined.origins[spot.sheet][spot.record] if spot else None
    if spot is None or record is None:
        return None, Place(place.name)
    table = next(t for t in taken.source.tables() if t.sheet.name == spot.sheet)
    if spot.key not in table.columns:
        return None, Place(spot.sheet)
    cell = taken.source.place(table.cell(spot.key, record))
    return Spot(spot.sheet, record, spot.key), cell


def _level(finding: Finding) -> str:
    return DOUBTFUL if finding.importance == "高" else MINOR


def _words(finding: Finding) -> str:
    message = finding.message
    if not finding.fix or finding.fix in message:
        return message
    return f"{message}；{finding.fix}"
