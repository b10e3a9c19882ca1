"""导入情况: what was taken from where, what was not, and which columns were not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qbe_xl.collect.importing.schools import Made, Unmade
from qbe_xl.collect.importing.taking import Extract, Figure
from qbe_xl.county import layout
from qbe_xl.errors import Place, Problem
from qbe_xl.files.text import cell_text
from qbe_xl.sheets.listing import Listing

TAKEN, SAME, KEPT, REFUSED = "● 导入", "● 相同", "◐ 未覆盖", "✕ 未导入"


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of one figure; note: why it was not taken."""

    figure: Figure
    school: str
    before: object
    source: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EnteredClasses:
    """What became of a school's classes."""

    school: str
    count: int
    source: str
    outcome: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that gave nothing, and why."""

    name: str
    reason: str

    @property
    def problem(self) -> Problem:
        """The same as what stops an import that has nothing else."""
        return Problem(Place(self.name), self.reason)


def started_listings(
    made: Sequence[Made],
    unmade: Sequence[Unmade],
    remarks: Sequence[tuple[str, str, str]],
    unread: Sequence[UnreadFile],
) -> list[Listing]:
    """Return the tables of what a workbook was begun with, and of files that were not understood."""
    files = [(one.name, "✕ 没有读", one.reason) for one in unread]
    named = [
        Listing(
            "没有读的文件",
            "这些文件没有导入，其他文件不受影响。无法识别的表请在“对照表”里写明各列是什么，再导入一次。",
            "文件:40 结果:12:mark 原因:90",
            files,
        ),
        _made(made),
        Listing(
            "没有建立的学校",
            "统计表里的这些行没有建立学校。没有义务教育学段的不用处理，其余请改正后再导入。",
            "学校:44 原因:66 来源:50:quiet",
            [(one.school, one.reason, one.source) for one in unmade],
        ),
        Listing(
            "学校情况待核",
            "建立学校时留空的格，请在总表“学校”里补填。",
            "学校:32 情况:60 来源:50:quiet",
            [(school, said, source) for source, school, said in dict.fromkeys(remarks)],
        ),
    ]
    return [listing for listing in named if listing.rows]


def _made(made: Sequence[Made]) -> Listing:
    keys = ("code", "name", "type", "township", "area", "owner")
    return Listing(
        "新建的学校",
        "总表原来没有学校，按统计表建立；请核对有没有多、有没有少。",
        "学校标识码:14:code 学校:30 办学类型:16:centre 乡镇:14:centre 城乡:8:centre 举办者:9:centre "
        "统计表没有给出的:32 来源:46:quiet",
        [
            (*(cell_text(one.row.get(key)) for key in keys), "、".join(one.lacking), one.source)
            for one in made
        ],
    )


def listings(
    extracts: Sequence[Extract], entered: Sequence[Entered], classes: Sequence[EnteredClasses]
) -> list[Listing]:
    """Return every table of the list; the less usual ones only when they hold anything."""
    found = [_sources(extracts), _figures(entered, classes)]
    others = (_strangers(extracts), _remarks(extracts), _personal(extracts))
    return found + [listing for listing in others if listing.rows]


def _sources(extracts: Sequence[Extract]) -> Listing:
    return Listing(
        "来源",
        "读了哪些表，按对照表认作什么。名单只数人数，姓名、证件号、电话等一概没有保存。",
        "文件:40 工作表:18 认作:28 行数:10:count 取用的行:10:count 匹配的学校:11:count 没有保存的列:44",
        [
            (
                one.file,
                one.sheet,
                one.title,
                one.rows,
                one.used,
                len({figure.code for figure in one.figures} | set(one.classes)),
                "、".join(header for header, _ in one.personal),
            )
            for one in extracts
        ],
        "没有来源。",
    )


def _figures(entered: Sequence[Entered], classes: Sequence[EnteredClasses]) -> Listing:
    same = sum(one.outcome == SAME for one in entered)
    rows: list[tuple[str | int, ...]] = [
        (
            one.school,
            layout.SCHOOLS.by_key[one.figure.key].header,
            cell_text(one.before) or "未填",
            cell_text(one.figure.value),
            one.outcome,
            one.note,
            f"{one.source}：{one.figure.origin}",
        )
        for one in entered
        if one.outcome != SAME
    ]
    rows += [
        (one.school, "班级", "", f"{one.count} 个班", one.outcome, one.note, one.source)
        for one in classes
    ]
    return Listing(
        "导入的数",
        f"每一个数从哪里来。与总表已有的数相同的 {same} 个没有列出。",
        "学校:28 项目:24 总表原数:12:centre 导入的数:12:centre 结果:12:mark 说明:40 来源:60:quiet",
        rows,
        "没有导入任何数。",
    )


def _strangers(extracts: Sequence[Extract]) -> Listing:
    return Listing(
        "未匹配的学校",
        "这些行的学校不在总表里，没有导入；请核对标识码和校名。",
        "文件:40 工作表:18 学校:50 行数:10:count",
        [
            (one.file, one.sheet, school, count)
            for one in extracts
            for school, count in one.strangers.items()
        ],
    )


def _remarks(extracts: Sequence[Extract]) -> Listing:
    return Listing(
        "未取得的数",
        "表头或单元格未匹配之处；列名与对照表不同的，请改对照表后再导入。",
        "文件:40 工作表:18 位置或项目:28 情况:70",
        [
            (one.file, one.sheet, *remark)
            for one in extracts
            for remark in dict.fromkeys(one.remarks)
        ],
    )


def _personal(extracts: Sequence[Extract]) -> Listing:
    return Listing(
        "没有保存的列",
        "看起来是个人信息的列：没有保存，任何结果文件里都没有其中的内容。",
        "文件:40 工作表:18 列:30 像什么:16",
        [(one.file, one.sheet, *column) for one in extracts for column in one.personal],
    )
