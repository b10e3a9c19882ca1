"""The same answers given twice: on a second sheet, a hidden one too, as xlsx and as csv, or pasted
twice into one sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from qbe_xl.county.folding import bare, folded
from qbe_xl.errors import Notice, Place, Problem
from qbe_xl.survey.columns import Mapped, tells_when

Timed = Counter[tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]]
"""How often answers stand with their number and time."""

_FIGURES = re.compile(r"\d{1,18}")
_TO_THE_MINUTE = 5
_FEWEST = 3
"""Papers of which a whole table may by chance be like another."""


def repeated(tables: Sequence[Mapped]) -> Iterator[Problem]:
    """Yield a problem for every two tables of the same paper with the same answers in them.

    Where both tell at what time a paper was handed in, one row that is the same in both is enough;
    where they do not, people may well answer alike: then the whole tables must be the same.
    """
    rows = [(table, *_rows(table)) for table in tables]
    for (one, mine, my_answers), (other, theirs, their_answers) in combinations(rows, 2):
        if one.paper is not other.paper:
            continue
        same = (mine & theirs).total() or _by_the_minute(mine, theirs)
        if not same and my_answers == their_answers and my_answers.total() >= _FEWEST:
            same = my_answers.total()
        if same:
            yield Problem(
                Place(other.sheet.title),
                f"有 {same} 份答卷与“{one.sheet.title}”里的完全相同（隐藏的工作表也会读取）；"
                "同一批答卷只能导入一次，请去掉一处；确是不同的答卷，请放在同一张工作表里",
            )


def _by_the_minute(mine: Timed, theirs: Timed) -> int:
    """How many papers are the same where only one of the tables tells the seconds.

    Within a minute many pupils of a class may answer alike: it must be most of the smaller table.
    """
    if len({*map(_precision, (mine, theirs))}) == 1:
        return 0
    cut = [
        Counter(
            (said, tuple(one[:_TO_THE_MINUTE] for one in when)) for said, when in rows.elements()
        )
        for rows in (mine, theirs)
    ]
    same = (cut[0] & cut[1]).total()
    return same if same >= _FEWEST and 2 * same >= min(one.total() for one in cut) else 0


def _precision(rows: Timed) -> int:
    """How many figures a time has: 2024, 5, 20, 9, 30 and perhaps seconds."""
    return max((len(one) for _, when in rows for one in when), default=0)


def _time(text: str) -> tuple[int, ...]:
    return tuple(map(int, _FIGURES.findall(folded(text))))


def within(tables: Sequence[Mapped]) -> Iterator[Notice]:
    """Yield a notice for every table in which papers have the same answers and the same time.

    They are counted: two people may have handed in alike within a second; who pasted rows twice
    is told.
    """
    for table in tables:
        timed, _ = _rows(table)
        more = sum(number - 1 for number in timed.values() if number > 1)
        if more:
            yield Notice(
                Place(table.sheet.title),
                f"有 {more} 份答卷与同一张表里的另一份编号、时间和答案都相同，仍各计一份；"
                "确是重复粘贴或重复提交的，请删去后重新导入",
            )


def _rows(table: Mapped) -> tuple[Timed, Counter[tuple[str, ...]]]:
    """The rows with their times, none where no column tells them; and their answers alone.

    2024/5/20 9:30 and 2024-05-20 09:30:00 are one time: a table saved as text loses the seconds.
    """
    whens = tells_when(table)
    timed: Timed = Counter()
    answers: Counter[tuple[str, ...]] = Counter()
    for cells in table.sheet.rows[table.first_row :]:
        said, when = (
            tuple(cells[column] if column < len(cells) else "" for column in columns)
            for columns in (table.columns.values(), whens)
        )
        said = tuple(map(bare, said))
        if any(said):
            answers[said] += 1
            if any(":" in folded(text) for text in when):
                timed[said, tuple(map(_time, when))] += 1
    return timed, answers
