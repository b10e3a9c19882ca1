"""From the address in a message (学校!K7) back to the record and column that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from qbe_xl.county.model import County, Table
from qbe_xl.errors import column_letters

_ADDRESS = re.compile(r"(.+)!([A-Z]{1,3})([0-9]{1,7})")


class Spot(NamedTuple):
    """One cell: its sheet, the place of its record, its column's key."""

    sheet: str
    record: int
    key: str


class Finder:
    """Finds the cells of a county's tables."""

    def __init__(self, county: County) -> None:
        self._tables: dict[str, tuple[Table, Mapping[int, int], Mapping[str, str]]] = {}
        for table in (county.schools, county.classes, county.rooms):
            rows = {int(row) + 1: index for index, row in enumerate(table.rows)}
            keys = {column_letters(place): key for key, place in table.columns.items()}
            self._tables[table.sheet.name] = table, rows, keys

    def find(self, address: str) -> Spot | None:
        """Return which cell this is; None for a whole sheet, or one outside the records."""
        found = _ADDRESS.fullmatch(address)
        if found is None or found[1] not in self._tables:
            return None
        _, rows, keys = self._tables[found[1]]
        index, key = rows.get(int(found[3])), keys.get(found[2])
        return None if index is None or key is None else Spot(found[1], index, key)

    def place(self, spot: Spot) -> tuple[int, int]:
        """Return the row and column where a cell stands, 0-based."""
        table = self._tables[spot.sheet][0]
        return int(table.rows[spot.record]), table.columns[spot.key]

    def school(self, spot: Spot) -> str:
        """Return the 学校标识码 in a cell's record, "" for none."""
        return self._tables[spot.sheet][0].word("code", spot.record)
