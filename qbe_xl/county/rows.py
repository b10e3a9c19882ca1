"""A county as rows, in the form that the input workbook is written from, and back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from qbe_xl.county import layout
from qbe_xl.county.assembling import Findings, assembled
from qbe_xl.county.layout import Column, SheetLayout
from qbe_xl.county.model import Codes, County, Entry, Figures, Table
from qbe_xl.errors import Problem

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


def typed_table(
    of: SheetLayout,
    rows: Sequence[int],
    columns: Mapping[str, int],
    values: Mapping[str, Sequence[object]],
) -> Table:
    """Return the table of these values by column key, each as `parse` gives it.

    rows, columns: where the records and the keys stand in the sheet, 0-based.
    """
    numbers: dict[str, Figures] = {}
    codes: dict[str, Codes] = {}
    words: dict[str, list[str | None]] = {}
    for key, column in values.items():
        kind, allowed = of.by_key[key].kind, of.by_key[key].allowed
        if kind in ("count", "number", "year"):
            numbers[key] = np.array([math.nan if v is None else v for v in column], float)
        elif kind == "choice":
            order: dict[object, int] = {word: i for i, word in enumerate(allowed)}
            codes[key] = np.array([order.get(v, -1) for v in column], np.int8)
        elif kind == "yesno":
            codes[key] = np.array([-1 if v is None else 1 - int(bool(v)) for v in column], np.int8)
        else:
            words[key] = [v if isinstance(v, str) else None for v in column]
    return Table(of, np.array(rows, np.intp), columns, numbers, codes, words)


def county_of(rows: Rows, base: County) -> tuple[County, tuple[Problem, ...]]:
    """Return a county with these rows as its schools, classes and rooms, and what is wrong there.

    Places are counted from the header in row 1, columns in the order of the layout.
    """
    tables = {table.sheet.name: table for table in (base.monitoring, base.survey)}
    for of in (layout.SCHOOLS, layout.CLASSES, layout.ROOMS):
        mine = rows[of.name]
        tables[of.name] = typed_table(
            of,
            range(1, len(mine) + 1),
            {column.key: place for place, column in enumerate(of.columns)},
            {column.key: [row.get(column.key) for row in mine] for column in of.columns},
        )
    entries = {
        layout.COUNTY_ITEMS.name: base.items,
        layout.VETOES.name: base.vetoes,
        layout.FACTS.name: base.facts,
    }
    found = Findings()
    return assembled(tables, entries, found), found.problems


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
