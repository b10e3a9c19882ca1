"""What several sheets of one import give for the same school: the same, parts of one, or two answers.

The county's workbook takes the place of none of them: of two answers neither is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from qbe_xl.collect.importing.lines import some
from qbe_xl.collect.importing.taking import Extract, Figure
from qbe_xl.files.text import figure as shown

TWICE = "与另一张表完全相同，只计一次"
_MOST = 3


class Agreed:
    """The figures and classes of all sheets, to be compared."""

    def __init__(self, extracts: Sequence[Extract]) -> None:
        self._figures: dict[tuple[str, str], list[tuple[Extract, Figure]]] = defaultdict(list)
        self._lists: dict[tuple[str, str], list[Extract]] = defaultdict(list)
        self._classes: dict[str, list[Extract]] = defaultdict(list)
        for one in extracts:
            for figure in one.figures:
                self._figures[figure.code, figure.key].append((one, figure))
            for spoken in one.counted:
                self._lists[spoken].append(one)
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
            f"“{one.file} {one.sheet}” 数不出" for one in lists if one not in [g for g, _ in given]
        ]
        advice = _ADVICE if len(lists) > 1 else _DIFFERENT
        return f"几张表都有这个数（{some(told, _MOST, '张')}），{advice}"

    def against_classes(self, code: str, mine: Extract) -> str:
        """Return why the classes of a sheet are not taken: another has some of the same stage."""
        stages = _stages(code, mine)
        given = [one for one in self._classes[code] if stages & _stages(code, one)]
        if len(given) < 2:
            return ""
        if _are_one_list(code, given):
            return "" if given[0] is mine else TWICE
        told = [f"“{one.file} {one.sheet}” {len(one.classes[code])} 个班" for one in given]
        return f"几张表都有这所学校的班级（{some(told, _MOST, '张')}），{_ADVICE}"


_ADVICE = "分不清是一份名单分成了几张，还是同一件事给了两次，没有导入；分成几张的请合成一张，其余只留一张再导入"

_DIFFERENT = "各不相同，没有导入；以哪一张为准，就先单独导入哪一张"


def _are_one_list(code: str, lists: Sequence[Extract]) -> bool:
    if len(lists) < 2:
        return True
    first = lists[0].rows_of(code)
    return all(one.rows_of(code) == first for one in lists[1:])


def _stages(code: str, one: Extract) -> set[object]:
    return {row["stage"] for row in one.classes[code]}
