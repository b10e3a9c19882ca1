"""From the place in a message (学校!K7) back to the record and column that it speaks of; rows made good."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from qbe_xl.county.model import County, Table
from qbe_xl.county.rows import Rows, county_of
from qbe_xl.errors import InputError, Place, Problem


class Spot(NamedTuple):
    """One cell: its sheet, the place of its record, its column's key."""

    sheet: str
    record: int
    key: str


class Finder:
    """Finds the cells of a county's tables."""

    def __init__(self, county: County) -> None:
        self._tables: dict[str, tuple[Table, Mapping[int, int], Mapping[int, str]]] = {}
        for table in (county.schools, county.classes, county.rooms):
            rows = {int(row): index for index, row in enumerate(table.rows)}
            keys = {place: key for key, place in table.columns.items()}
            self._tables[table.sheet.name] = table, rows, keys

    def find(self, place: Place) -> Spot | None:
        """Return which cell this is; None for a whole sheet, or one outside the records."""
        if place.name not in self._tables or place.row is None or place.column is None:
            return None
        _, rows, keys = self._tables[place.name]
        index, key = rows.get(place.row), keys.get(place.column)
        if index is None or key is None or place.last is not None:
            return None
        return Spot(place.name, index, key)

    def place(self, spot: Spot) -> tuple[int, int]:
        """Return the row and column where a cell stands, 0-based."""
        table = self._tables[spot.sheet][0]
        return int(table.rows[spot.record]), table.columns[spot.key]

    def school(self, spot: Spot) -> str:
        """Return the 学校标识码 in a cell's record, "" for none."""
        return self._tables[spot.sheet][0].word("code", spot.record)


GiveWay = Callable[[Spot, str, Problem], bool]
"""Changes the rows because of a problem with a cell of a school (its code); says whether it could."""

_MOST_ROUNDS = 20


def made_good(rows: Rows, base: County, give_way: GiveWay) -> County:
    """Return the county that these rows make once every figure that cannot be true gave way.

    base: what else is in the county. Raises InputError where something cannot give way.
    """
    county, problems = county_of(rows, base)
    for _ in range(_MOST_ROUNDS):
        if not problems:
            return county
        finder = Finder(county)
        for problem in problems:
            spot = finder.find(problem.place)
            if spot is None or not give_way(spot, finder.school(spot), problem):
                raise InputError(problems)
        county, problems = county_of(rows, base)
    raise InputError(problems)
