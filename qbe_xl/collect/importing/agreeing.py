"""What several sheets of one import give for the same school: the same, parts of one, or two answers.

The county's workbook takes the place of none of them: of two answers neither is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from qbe_xl.collect.importing.lines import some
from qbe_xl.collect.importing.taking import Extract, Figure
from qbe_xl.county.grades import NUMBERS
from qbe_xl.county.rows import Row
from qbe_xl.files.text import figure as shown

TWICE = "与另一张表完全相同，只计一次"
_MOST = 3


def join(extracts: Sequence[Extract]) -> None:
    """Put the sheets together that hold different grades of a school each: a sheet a grade.

    Only where every row of them was understood and no grade stands in two of them, so that no
    pupil counts twice; what is put together stands in the first of them.
    """
    spoken: dict[tuple[str, str], list[Extract]] = defaultdict(list)
    for one in extracts:
        for told in one.counted:
            spoken[told].append(one)
    figures = {(id(one), f.code, f.key): f for one in extracts for f in one.figures}
    joined: set[Figure] = set()
    for (code, key), lists in spoken.items():
        if len(lists) < 2 or not _are_apart([one.classes.get(code, ()) for one in lists]):
            continue
        parts = [f for one in lists if (f := figures.get((id(one), code, key)))]
        if len(parts) == len(lists):
            for one in lists:
                one.counted.discard((code, key))
            joined |= set(parts)
            names = some([f"“{one.file} {one.sheet}”" for one in lists], _MOST, "张")
            total = sum(figure.value for figure in parts)
            origin = f"{names} 相加，{shown(total)} 人"
            lists[0].figures.append(Figure(code, key, total, origin))
            lists[0].counted.add((code, key))
    for one in extracts if joined else ():
        one.figures = [figure for figure in one.figures if figure not in joined]


def _are_apart(lists: Sequence[Sequence[Row]]) -> bool:
    """Whether classes were read of every list, all of one of the nine grades, none in two lists."""
    grades = [{*map(_grade, classes)} for classes in lists]
    known = all(found and 0 not in found for found in grades)
    return known and len(set().union(*grades)) == sum(map(len, grades))


def _grade(row: Row) -> int:
    """The grade of a class, 一 to 三 of 初中 as 7 to 9; 0 where it is none of the nine."""
    number = NUMBERS.find(str(row["grade"])[:1]) + 1
    named = number and str(row["grade"])[1:] == "年级"
    return (number + 6 if row["stage"] == "初中" and number <= 3 else number) if named else 0


class Agreed:
    """The figures and classes of all sheets, to be compared."""

    def __init__(self, extracts: Sequence[Extract]) -> None:
        self._figures: dict[tuple[str, str], list[tuple[Extract, Figure]]] = defaultdict(list)
        self._lists: dict[tuple[str, str], list[Extract]] = defaultdict(list)
        self._keys: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._classes: dict[str, list[Extract]] = defaultdict(list)
        for one in extracts:
            for figure in one.figures:
                self._figures[figure.code, figure.key].append((one, figure))
            for code, key in one.counted:
                self._lists[code, key].append(one)
                self._keys[id(one), code].append(key)
            for code in one.classes:
                self._classes[code].append(one)

    def against(self, figure: Figure) -> str:
        """Return why a figure is not taken, "" where no sheet contradicts it.

        Two lists of persons with the same count may be two halves: they must be the same rows.
        """
        given = self._figures[figure.code, figure.key]
        lists = self._lists[figure.code, figure.key]
        if len({each.value for _, each in given}) == 1 and _are_one_list(figure.code, lists):
            return ""
        told = [f"“{one.file} {one.sheet}” {shown(each.value)}" for one, each in given]
        told += [
            f"“{one.file} {one.sheet}”无法计数" for one in lists if one not in [g for g, _ in given]
        ]
        advice = _ADVICE if len(lists) > 1 else _DIFFERENT
        return f"几张表都有这个数（{some(told, _MOST, '张')}），{advice}"

    def against_classes(self, code: str, mine: Extract) -> str:
        """Return why the classes of a sheet are not taken: others have some of the same grades.

        Then none of a stage's are, nor where another list of the same pupils was not understood:
        half of a school's classes are not its classes.
        """
        stages = {row["stage"] for row in mine.classes[code]}
        given = [
            one for one in self._classes[code] if stages & {r["stage"] for r in one.classes[code]}
        ]
        keys = self._keys[id(mine), code]
        unread = [one for key in keys for one in self._lists[code, key] if code not in one.classes]
        if unread:
            return f"“{unread[0].file} {unread[0].sheet}”里这所学校的班级无法计数，没有导入；请改好后一起导入"
        grades = [grades_of(one.classes[code]) for one in given]
        if len(set().union(*grades)) == sum(map(len, grades)):
            return ""
        if _are_one_list(code, given):
            return "" if given[0] is mine else TWICE
        told = [f"“{one.file} {one.sheet}” {len(one.classes[code])} 个班" for one in given]
        return f"几张表都有这所学校的班级（{some(told, _MOST, '张')}），{_ADVICE}"


_ADVICE = "无法判断是一份名单分成了几张，还是同一项提供了两次，没有导入；分成几张的请合成一张，其余只留一张再导入"

_DIFFERENT = "各不相同，没有导入；以哪一张为准，就先单独导入哪一张"


def _are_one_list(code: str, lists: Sequence[Extract]) -> bool:
    if len(lists) < 2:
        return True
    first = lists[0].rows_of(code)
    return all(one.rows_of(code) == first for one in lists[1:])


def grades_of(classes: Sequence[Row]) -> set[tuple[object, int]]:
    """Return the grades that classes are of; whose grade is none of the nine is of all of its stage."""
    found = {(row["stage"], _grade(row)) for row in classes}
    open_ = {stage for stage, grade in found if not grade}
    return found | {(stage, grade) for stage in open_ for grade in range(10)}
