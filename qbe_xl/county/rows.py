"""A county as rows again, in the form that the input workbook is written from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from qbe_xl.county import layout
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.county.model import County, Entry, Table

Row = dict[str, object]
Rows = dict[str, list[Row]]
"""Rows by sheet, as `blank_workbook` takes them."""


def rows_of(table: Table) -> list[Row]:
    """Return a table's records by column key: figures float, 是/否 bool, blank None."""
    columns = {
        column.key: _values(table, column)
        for column in table.sheet.columns
        if column.key in table.columns
    }
    return [{key: values[index] for key, values in columns.items()} for index in range(len(table))]


def all_rows(county: County) -> Rows:
    """Return the rows of every sheet; read back they give an equal county."""
    found = {
        table.sheet.name: rows_of(table)
        for table in (
            county.schools,
            county.classes,
            county.rooms,
            county.monitoring,
            county.survey,
        )
    }
    for of, entries in (
        (layout.COUNTY_ITEMS, county.items),
        (layout.VETOES, county.vetoes),
        (layout.FACTS, county.facts),
    ):
        found[of.name] = list(_entries(of, entries))
    return found


def _entries(of: SheetLayout, entries: Mapping[str, Entry]) -> Iterator[Row]:
    for key, entry in entries.items():
        row: Row = {"key": key, "value": entry.value}
        if "conclusion" in of.by_key:
            row["conclusion"] = entry.conclusion or None
        if "evidence" in of.by_key:
            row["evidence"] = entry.evidence or None
        yield row


def _values(table: Table, column: Column) -> list[object]:
    if column.kind in ("count", "number", "year"):
        return [None if math.isnan(v) else v for v in table.number(column.key).tolist()]
    if column.kind == "choice":
        words = (*column.allowed, None)
        return [words[code] for code in table.code(column.key).tolist()]
    if column.kind == "yesno":
        return [(True, False, None)[code] for code in table.code(column.key).tolist()]
    return list(table.words.get(column.key, [None] * len(table)))
