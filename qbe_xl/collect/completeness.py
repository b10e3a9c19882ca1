"""How far a school's figures are filled in: what the assessment asks of it, and what is blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qbe_xl.county.asked import needed, stages_of
from qbe_xl.county.layout import STAGE_WORDS, STAGES_OF_TYPE
from qbe_xl.county.rows import Row


@dataclass(frozen=True, slots=True)
class Filled:
    """cells: how many the assessment asks for; blank: what the blank ones are called."""

    cells: int
    blank: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is blank."""
        return not self.blank

    @property
    def shown(self) -> str:
        """24/34."""
        return f"{self.cells - len(self.blank)}/{self.cells}"


def filled(row: Row, classes: Sequence[Row]) -> Filled:
    """Return how far a school is filled in.

    row: its row of 学校; classes: its rows of 班级, each of which counts as one cell (人数). A stage
    without classes lacks them as one.
    """
    columns = list(needed(row))
    blank = [column.header for column in columns if row.get(column.key) is None]
    sizes = [record for record in classes if record.get("stage") != STAGE_WORDS["senior"]]
    blank += [f"班级 {_name(one, n)} 人数" for n, one in enumerate(sizes, 1) if _blank(one)]
    lacking = [f"班级（{word}）" for word in _without_classes(row, sizes)]
    return Filled(len(columns) + len(sizes) + len(lacking), (*blank, *lacking))


def _blank(record: Row) -> bool:
    return record.get("pupils") is None


def _name(record: Row, number: int) -> str:
    return str(record.get("name") or f"第 {number} 行")


def _without_classes(row: Row, classes: Sequence[Row]) -> Iterator[str]:
    """The stages by which a school has pupils, or may have, and no class."""
    if not STAGES_OF_TYPE.get(str(row.get("type"))):
        return
    there = {str(record.get("stage")) for record in classes}
    for stage in ("primary", "junior"):
        word = STAGE_WORDS[stage]
        pupils = row.get(f"{stage}_pupils")
        has = stage in stages_of(row) if pupils is None else bool(pupils)
        if has and word not in there:
            yield word


def in_words(blank: Sequence[str], most: int) -> str:
    """Return what is blank in a sentence, classes counted together."""
    items = [one for one in blank if not (one.startswith("班级 ") and one.endswith(" 人数"))]
    sizes = len(blank) - len(items)
    items += [f"{sizes} 个班的人数"] if sizes else []
    shown = "、".join(items[:most])
    return f"{shown}等 {len(blank)} 格" if len(items) > most else shown
