"""Which cells of 学校 a school has to fill in: what the assessment asks of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qbe_xl.county import layout
from qbe_xl.county.concerned import concerns
from qbe_xl.county.layout import STAGES_OF_TYPE, Column

Row = Mapping[str, object]
GIVEN = frozenset(("code", "name", "township", "parent", "type", "owner", "owner_code", "area"))
"""Columns of 学校 that the county fills in: locked once they hold something."""


def stages_of(row: Row) -> tuple[str, ...]:
    """Return the stages that a school fills in; those that its 办学类型 leaves open too."""
    return STAGES_OF_TYPE.get(str(row.get("type")), ()) or layout.STAGES


def is_used(row: Row, column: Column) -> bool:
    """Return whether a column concerns a school: it has its stage, or holds something there."""
    stage = column.key.partition("_")[0]
    return stage not in layout.STAGES or stage in stages_of(row) or row.get(column.key) is not None


_EITHER = (("primary_pupils", "junior_pupils"), ("primary_teachers", "junior_teachers"))
"""Of a school that names no stages (特殊教育学校) one of each pair is enough."""


def needed(row: Row) -> Iterator[Column]:
    """Return the columns that the assessment needs of a school: what a rule reads of its kind.

    A branch answers 第八条 only where it likes to; 职业学校 are asked for nothing.
    """
    return (column for column in layout.SCHOOLS.columns if is_needed(row, column))


def is_needed(row: Row, column: Column) -> bool:
    """Return whether the assessment needs a column of a school."""
    return not column.optional and is_used(row, column) and _is_asked(row, column)


def leaves_open(row: Row, column: Column) -> bool:
    """Return whether a blank in a column means that a figure of the school is not known yet.

    A stage that the school lacks has none; 职业学校 are asked for nothing. An optional column
    (教职工数) is no smaller a gap in a sum than another.
    """
    if row.get(column.key) is not None or not is_used(row, column):
        return False
    if not column.optional:
        return _is_asked(row, column)
    kind = str(row.get("type"))
    return kind != layout.VOCATIONAL_SCHOOL and bool(STAGES_OF_TYPE.get(kind))


def _is_asked(row: Row, column: Column) -> bool:
    if column.filled or column.key in GIVEN:
        return True
    kind, branch = str(row.get("type")), bool(row.get("parent"))
    if not any(concerns(rule, kind, branch=branch) for rule in column.rules):
        return False
    if kind != layout.SPECIAL_SCHOOL or column.key.partition("_")[0] not in layout.STAGES:
        return True
    if row.get(column.key) is not None:
        return True
    return any(column.key == one and row.get(other) is None for one, other in _EITHER)
