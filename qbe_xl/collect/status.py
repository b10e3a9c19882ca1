"""报送情况: who has returned, who has not, what is wrong, and what became of every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qbe_xl.collect.branches import Addition, Left
from qbe_xl.collect.choosing import Difference, Taken, Unknown
from qbe_xl.collect.combining import DOUBTFUL, MINOR, WRONG, Disagreement, Remark
from qbe_xl.collect.completeness import Filled, filled, in_words
from qbe_xl.collect.gather import Refused
from qbe_xl.collect.returns import Return
from qbe_xl.county.rows import Row
from qbe_xl.sheets.listing import Listing
from qbe_xl.sheets.model import Link

DONE, ASKED, FAULTY = "● 已报", "◐ 需核对", "✕ 需改正"
PARTIAL, ABSENT = "○ 未填全", "○ 未报"
ORDER = (ABSENT, FAULTY, PARTIAL, ASKED, DONE)
"""The most to be done first."""
_MOST_LACKING = 12
NO_TOWNSHIP = "乡镇未填"


@dataclass(frozen=True)
class Facts:
    """Everything that a merge found out, by which the lists are made.

    schools: the county's rows before the merge; merged: after it; corrections: file by school.
    """

    schools: Sequence[Row]
    merged: Mapping[str, Row]
    taken: Mapping[str, Taken]
    remarks: Mapping[str, Sequence[Remark]]
    corrections: Mapping[str, str]
    returns: Sequence[Return]
    refused: Sequence[Refused]
    unknown: Sequence[Unknown]
    blank: Mapping[str, Sequence[Return]]
    differences: Sequence[Difference]
    disagreements: Sequence[Disagreement]
    additions: Sequence[Addition] = field(default=())
    left: Sequence[Left] = field(default=())
    classes: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """Return the state of a school: mark and word. One that left anything blank is not 已报."""
        if code not in self.taken:
            return ABSENT
        levels = {remark.level for remark in self.remarks.get(code, ())}
        if WRONG in levels:
            return FAULTY
        if not self.filled(code).whole:
            return PARTIAL
        return ASKED if DOUBTFUL in levels else DONE

    def filled(self, code: str) -> Filled:
        """Return how far a school is filled in, after the merge."""
        return self._filled[code]

    @cached_property
    def _filled(self) -> dict[str, Filled]:
        rows = {str(row["code"]): row for row in self.schools} | dict(self.merged)
        return {code: filled(row, self.classes.get(code, ())) for code, row in rows.items()}

    def count(self, state: str) -> int:
        """Return how many schools are in a state."""
        return sum(self.state(str(row["code"])) == state for row in self.schools)

    @property
    def summary(self) -> str:
        """Return the counts in a sentence."""
        counts = "、".join(f"{state[2:]} {self.count(state)} 所" for state in reversed(ORDER))
        words = [f"应报 {len(self.schools)} 所：{counts}"]
        if self.refused:
            words.append(f"无法打开的文件 {len(self.refused)} 个")
        twice = sum(bool(taken.older) for taken in self.taken.values())
        return "；".join([*words, f"报了不止一次的 {twice} 所"] if twice else words)


def listings(facts: Facts) -> list[Listing]:
    """Return every table of the status list; the less usual ones only when they hold anything."""
    found = [_schools(facts), _reminders(facts), _townships(facts), _problems(facts), _files(facts)]
    names = {str(row["code"]): str(row.get("name") or "") for row in facts.schools}
    usual = (
        _differences(facts, names),
        _disagreements(facts, names),
        additions_listing(facts.additions, facts.left),
    )
    return found + [listing for listing in usual if listing.rows]


def _schools(facts: Facts) -> Listing:
    rows: list[tuple[str | int | Link, ...]] = []
    order = {str(row["code"]): n for n, row in enumerate(facts.schools)}
    by_state = sorted(order, key=lambda code: (ORDER.index(facts.state(code)), order[code]))
    for number, code in enumerate(by_state, 1):
        row, taken = facts.schools[order[code]], facts.taken.get(code)
        remarks = facts.remarks.get(code, ())
        correction = facts.corrections.get(code, "")
        rows.append(
            (
                number,
                code,
                str(row.get("name") or ""),
                str(row.get("township") or ""),
                facts.state(code),
                *(_count(remarks, level) if taken else "" for level in (WRONG, DOUBTFUL, MINOR)),
                facts.filled(code).shown,
                Link(correction, "打开") if correction else "",
                taken.source.name if taken else "",
                taken.source.stamp.shown if taken else "",
                _note(facts, row),
            )
        )
    return Listing(
        "报送情况",
        f"{facts.summary}。未报的排在最前，其次是需改正、未填全的。",
        "序号:6:centre 学校标识码:14:code 学校:28 乡镇:12 状态:12:mark 必须改:8:centre 请核对:8:centre "
        "留意:7:centre 评估用已填:11:centre 改正表:9:centre 采用的文件:34:quiet 保存时间:16:centre 说明:32",
        rows,
        "没有学校。",
    )


def _reminders(facts: Facts) -> Listing:
    """催报: whom to remind of what, township by township."""
    names = {str(row["code"]): str(row.get("name") or row["code"]) for row in facts.schools}
    rows = [
        (
            township,
            names[code],
            facts.state(code),
            len(facts.filled(code).blank),
            lacking(facts, code),
            todo(facts, code),
        )
        for township, codes in by_township(facts).items()
        for code in codes
        if facts.state(code) != DONE
    ]
    return Listing(
        "催报",
        f"{len(rows)} 所学校尚未报齐，按乡镇排列；发给各乡镇的通知（Word）在旁边的“补报通知”文件夹里。“待补”是评估要用而空白的格。",
        "乡镇:12 学校:28 状态:12:mark 待补（格）:9:count 待补内容:70 办理要求:46",
        rows,
        "各校均已报齐。",
    )


def lacking(facts: Facts, code: str) -> str:
    """Return what a school has left blank, in words."""
    return in_words(facts.filled(code).blank, _MOST_LACKING)


def todo(facts: Facts, code: str) -> str:
    """Return what a school that owes anything is asked to do."""
    state, correction = facts.state(code), facts.corrections.get(code, "")
    if state == ABSENT:
        return "请填好下发的表交回"
    said = []
    if state == FAULTY:
        said.append("请改正标红的格")
    if not facts.filled(code).whole:
        said.append("请补填空白的格；确实没有的填 0")
    if state == ASKED:
        said.append("请核对标黄的格，没有错的说明情况")
    if correction:
        said.append(f"改正表：{correction.rpartition('/')[2]}")
    return "；".join(said)


def _townships(facts: Facts) -> Listing:
    """How far every township is."""
    rows = [_progress(facts, name, codes) for name, codes in by_township(facts).items()]
    rows.append(_progress(facts, "全县", [str(row["code"]) for row in facts.schools]))
    heads = " ".join(f"{state[2:]}:9:count" for state in reversed(ORDER))
    return Listing(
        "各乡镇进度",
        "各乡镇应报、报齐的学校数，和评估要用的格的填报率。没有交回的学校按总表原有的数计。",
        f"乡镇:16 应报:8:count {heads} 已填的格:12:centre 填报率:10:centre",
        rows,
    )


def by_township(facts: Facts) -> dict[str, list[str]]:
    """Return the codes of the schools of each township, in the order of their names."""
    groups: dict[str, list[str]] = {}
    for row in facts.schools:
        groups.setdefault(str(row.get("township") or NO_TOWNSHIP), []).append(str(row["code"]))
    return dict(sorted(groups.items()))


def _progress(facts: Facts, name: str, codes: Sequence[str]) -> tuple[str | int, ...]:
    states = [facts.state(code) for code in codes]
    cells = sum(facts.filled(code).cells for code in codes)
    blank = sum(len(facts.filled(code).blank) for code in codes)
    return (
        name,
        len(codes),
        *(states.count(state) for state in reversed(ORDER)),
        f"{cells - blank}/{cells}",
        share(cells - blank, cells),
    )


def share(part: int, whole: int) -> str:
    """Return a share in per cent, cut off: 100 % is only the whole."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else "–"


def _count(remarks: Sequence[Remark], level: str) -> int:
    return sum(remark.level == level for remark in remarks)


def _note(facts: Facts, row: Row) -> str:
    taken = facts.taken.get(str(row["code"]))
    if taken is not None:
        times = len(taken.older) + 1
        lacking = in_words(facts.filled(str(row["code"])).blank, _MOST_LACKING)
        said = [f"没有填：{lacking}"] if lacking else []
        return "；".join([*said, f"共报 {times} 次，采用保存时间最新的"] if times > 1 else said)
    blank = [source.name for source in facts.blank.get(str(row["code"]), ())]
    if blank:
        return f"交回的“{'”“'.join(blank)}”是空表，没有填任何数；汇总表中沿用总表原有的数"
    named = [file.name for file in facts.refused if _is_named(row, file.name)]
    if named:
        return f"交回的“{'”“'.join(named)}”无法打开；汇总表中沿用总表原有的数"
    return "汇总表中沿用总表原有的数"


def _is_named(row: Row, file: str) -> bool:
    """Whether a file's name has a school's code or name in it."""
    return any(str(row.get(key) or "\0") in file for key in ("code", "name"))


def _problems(facts: Facts) -> Listing:
    rows: list[tuple[str | int, ...]] = []
    for row in facts.schools:
        code = str(row["code"])
        taken = facts.taken.get(code)
        for remark in facts.remarks.get(code, ()):
            rows.append(
                (
                    len(rows) + 1,
                    str(row.get("name") or code),
                    str(row.get("township") or ""),
                    remark.level,
                    remark.message,
                    remark.cell,
                    taken.source.name if taken else "",
                )
            )
    return Listing(
        "问题清单",
        "“必须改”的格在汇总表里留空（待填报），不影响其他数；“请核对”“留意”的数已经汇入。单元格是交回文件里的位置。",
        "序号:6:centre 学校:28 乡镇:12 类别:12:mark 问题和改正办法:70 单元格:14:centre 文件:36:quiet",
        rows,
        "没有问题。",
    )


def _files(facts: Facts) -> Listing:
    found = sorted(_all_files(facts), key=lambda one: ("✕○◐●".index(one[1][0]), one[0]))
    rows = [(number, *one) for number, one in enumerate(found, 1)]
    return Listing(
        "文件",
        "文件夹里的每一个文件。同一所学校报了几次的，采用保存时间最新的：先看表内记录的保存时间，没有的看文件的修改时间。",
        "序号:6:centre 文件:46 结果:14:mark 说明:66 保存时间:16:centre 依据:20:centre 大小（KB）:11:count",
        rows,
        "文件夹是空的。",
    )


def _all_files(facts: Facts) -> Iterator[tuple[str, str, str, str, str, int]]:
    """Each file's name, what became of it, why, when it was saved, by what that is known, its size."""
    for one in facts.refused:
        yield one.name, "✕ 无法打开", "；".join(one.reasons), "", "", _kilobytes(one.size)
    unknown: dict[str, list[str]] = {}
    for stranger in facts.unknown:
        words = f"{stranger.name}（{stranger.code}）" if stranger.name else stranger.code
        unknown.setdefault(stranger.source.name, []).append(words)
    for source in facts.returns:
        used = sum(taken.source is source for taken in facts.taken.values())
        old = sum(source in taken.older for taken in facts.taken.values())
        strangers = unknown.get(source.name, [])
        blank = sum(source in sources for sources in facts.blank.values())
        said = [f"采用 {used} 所学校"] if used > 1 else []
        if old:
            said.append(
                f"{old} 所学校另有更新的文件，没有采用" if used else "另有更新的文件，没有采用"
            )
        if strangers:
            said.append(f"总表中没有这些学校，没有汇入：{'、'.join(strangers)}；请核对标识码")
        if blank:
            said.append(f"{blank} 所学校没有填任何数" if used or old else "是空表，没有填任何数")
        outcome = "● 采用" if used else "○ 较旧" if old else "○ 空表" if blank else "✕ 总表无此校"
        if not (used or old or blank or strangers):
            said.append("没有一行学校")
        if used and (strangers or source.hazards):
            outcome = "◐ 采用"
        said += [*source.hazards, *source.remarks]
        saved = source.stamp.shown, source.stamp.source
        yield source.name, outcome, "；".join(said), *saved, _kilobytes(source.size)


def _kilobytes(size: int) -> int:
    return max(1, round(size / 1024))


def _differences(facts: Facts, names: Mapping[str, str]) -> Listing:
    return Listing(
        "两次报送差异",
        "同一所学校的几个文件里不相同的每一格；采用的是保存时间最新的。",
        "学校:28 项目:34 采用的数:18:centre 没有采用的数:18:centre 采用的文件:36:quiet 单元格:14:centre "
        "没有采用的文件:36:quiet 单元格:14:centre",
        [
            (
                names.get(d.code, d.code),
                d.item,
                d.taken or "未填",
                d.other or "未填",
                d.taken_file,
                d.taken_cell,
                d.other_file,
                d.other_cell,
            )
            for d in facts.differences
        ],
    )


def _disagreements(facts: Facts, names: Mapping[str, str]) -> Listing:
    return Listing(
        "与总表不同",
        "学校名称、办学类型等由县级登记，以总表为准；其余以学校交回的为准。",
        "学校:28 项目:26 总表:22:centre 交回的表:22:centre 处理方式:40 单元格:14:centre",
        [
            (
                names.get(d.code, d.code),
                d.item,
                d.county or "未填",
                d.school or "未填",
                d.outcome,
                str(d.cell),
            )
            for d in facts.disagreements
        ],
    )


def additions_listing(additions: Sequence[Addition], left: Sequence[Left]) -> Listing:
    """Return what was added from schools that are not counted alone."""
    rows = [
        (a.branch_name, a.branch, a.main_name, a.main, a.item, a.before, a.added, a.after)
        for a in additions
    ]
    rows += [(one.name, one.code, "", "", "✕ 未并入", "", "", one.reason) for one in left]
    return Listing(
        "并入明细",
        "不单独计校数的教学点、分校并入主校：哪一项、加了多少、加前加后。",
        "教学点、分校:28 标识码:14:code 主校:28 主校标识码:14:code 项目:26 主校原数:14:centre 加上:14:centre "
        "并入后:30:centre",
        rows,
        "没有并入的学校。",
    )
