"""佐证材料目录.xlsx: what is expected, what is there, what is lacking, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment import State
from qbe_xl.evidence.overview import WORDS, DocumentRow, Overview, shown_day, shown_size
from qbe_xl.evidence.scanning import File
from qbe_xl.sheets import file
from qbe_xl.sheets.looks import CENTER, QUIET
from qbe_xl.sheets.model import (
    TALL,
    Field,
    Grid,
    Link,
    Marked,
    Note,
    Part,
    Running,
    Sheet,
    Space,
    Title,
    listed,
)

_MOST_NAMED = 10

NUMBER = Field("序号", 7, CENTER)
SHORT = Field("编号", 6, CENTER)
"""The number of an indicator."""


def build(overview: Overview) -> bytes:
    """Return 佐证材料目录.xlsx; the same overview gives the same bytes."""
    return file.workbook(
        f"{overview.county}佐证材料目录",
        sheets(overview),
        time=overview.time,
        running=Running(overview.county, "佐证材料", overview.shown_time),
    )


def sheets(overview: Overview) -> Iterator[Sheet]:
    """Yield every sheet, in order."""
    yield _indicators(overview)
    yield _documents(overview)
    yield _missing(overview)
    if overview.by_school():
        yield _missing_of_schools(overview)
    yield _files(overview)
    yield _changes(overview)
    yield _oddities(overview)


def _sheet(name: str, note: str, grid: Grid, *more: Part, title: str = "") -> Sheet:
    return Sheet(name, (Title(title or name, note), grid, *more))


def _state(of: State) -> Marked:
    return Marked(of, WORDS[of])


def _indicators(overview: Overview) -> Sheet:
    """All indicators, each with a link to its folder."""
    grid = listed(
        overview.rows,
        (
            (SHORT, lambda one: one.id),
            (Field("指标", 64, tall=TALL), lambda one: Link(one.folder, one.name)),
            (Field("条款", 14), lambda one: one.article),
            (Field("牵头单位", 22), lambda one: one.lead),
            (Field("配合单位", 44, tall=TALL), lambda one: "、".join(one.units[1:])),
            (Field("应备", 7, CENTER), lambda one: one.needed),
            (Field("已备", 7, CENTER), lambda one: one.filled),
            (Field("缺", 7, CENTER), lambda one: one.needed - one.filled),
            (Field("文件", 7, CENTER), lambda one: one.count),
            (Field("状态", 11, CENTER), lambda one: _state(one.state)),
        ),
        keep=0,
    )
    note = (
        f"{overview.gist}。点指标名称打开文件夹；整个文件夹可以一起复制到移动硬盘，链接仍然有效。"
    )
    return _sheet("目录", note, grid, title=f"{overview.county}佐证材料目录")


def _documents(overview: Overview) -> Sheet:
    """Every document that is expected."""
    grid = listed(
        [(one, entry) for one in overview.rows for entry in one.documents],
        (
            (SHORT, lambda of: of[0].id),
            (Field("指标", 34, tall=TALL), lambda of: of[0].name),
            (Field("序号", 6, CENTER), lambda of: of[1].number),
            (Field("材料", 36, tall=TALL), lambda of: Link(of[1].folder, of[1].document.title)),
            (Field("文种", 11, CENTER), lambda of: of[1].document.kind),
            (Field("提供单位", 22), lambda of: of[1].document.by),
            (Field("依据", 36, tall=TALL), lambda of: of[1].document.source),
            (Field("文件", 8, CENTER), lambda of: len(of[1].files)),
            (Field("状态", 12, CENTER), lambda of: Marked(of[1].state, of[1].shown)),
        ),
        keep=0,
    )
    note = "依据栏写“惯例”的，条文和表格没有明写，按通行做法应备；省级另有要求的以省级为准。"
    sources = overview.plan.catalogue.sources
    notes = (Note(f"{name}：{title}") for name, title in sources.items())
    return _sheet("应备材料", note, grid, Space(), *notes)


def _missing(overview: Overview) -> Sheet:
    """What is lacking, by the unit that has to hand it in."""
    grid = listed(
        [(unit, entry) for unit, entries in overview.lacking() for entry in entries],
        (
            (Field("提供单位", 22), lambda of: of[0]),
            (SHORT, lambda of: of[1].id),
            (Field("指标", 34, tall=TALL), lambda of: overview.row(of[1].id).name),
            (Field("材料", 36, tall=TALL), lambda of: of[1].document.title),
            (Field("文种", 11, CENTER), lambda of: of[1].document.kind),
            (Field("依据", 40, tall=TALL), lambda of: of[1].document.source),
            (Field("缺的学校", 50, tall=TALL), lambda of: _absent(of[1])),
            (Field("完成时限", 18), lambda of: ""),
        ),
        keep=0,
        filtered=True,
        empty=("没有缺件。", State.MET),
    )
    return _sheet("缺件（按单位）", "尚未提交的单位和材料；可按提供单位筛选后分别发送。", grid)


def _absent(entry: DocumentRow) -> str:
    """The schools whose part of a document is lacking."""
    names = [one.name for one in entry.absent or ()]
    more = f"等 {len(names)} 所" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def _missing_of_schools(overview: Overview) -> Sheet:
    """What each school still owes."""
    grid = listed(
        [(school, entry) for school, entries in overview.by_school() for entry in entries],
        (
            (Field("学校标识码", 16, CENTER), lambda of: of[0].code),
            (Field("学校", 32), lambda of: of[0].name),
            (SHORT, lambda of: of[1].id),
            (Field("材料", 40, tall=TALL), lambda of: of[1].document.title),
            (Field("放进", 70, tall=TALL), lambda of: of[1].folder),
        ),
        keep=0,
        filtered=True,
    )
    note = (
        "文件或它所在的文件夹，名称里有学校标识码或校名的，算这所学校的。可按学校筛选后分别发送。"
    )
    return _sheet("缺件（按学校）", note, grid)


def _files(overview: Overview) -> Sheet:
    """Every file, with what proves that it was not changed."""
    grid = listed(
        overview.scan.files,
        (
            (NUMBER, None),
            (SHORT, lambda one: one.id),
            (Field("材料", 32), lambda one: one.title or "（未归到材料）"),
            (Field("文件", 50), lambda one: Link(one.path, one.name)),
            (Field("大小", 12, CENTER), lambda one: shown_size(one.size)),
            (Field("日期", 12, CENTER), lambda one: shown_day(one.changed)),
            (Field("校验值", 70, QUIET), lambda one: one.sha256),
        ),
        keep=0,
        filtered=True,
        empty=("还没有放入文件。", State.MISSING),
    )
    return _sheet("文件清单", "校验值由文件内容算出：内容改一个字，校验值就不同。", grid)


def _changes(overview: Overview) -> Sheet:
    """Duplicates, and what changed since the last scan."""
    scan = overview.scan
    told = [
        *(("新增", path, "") for path in scan.added),
        *(("内容改了", path, "") for path in scan.changed),
        *(("已缺失", path, "") for path in scan.removed),
        *(("移动或改名", now, before) for before, now in scan.moved),
        *(("重复", one.path, _others(group)) for group in scan.duplicates for one in group[:1]),
    ]
    first = "第一次出目录，没有可比的。" if scan.first else "与上次出的目录相比。"
    fields = (
        NUMBER,
        Field("情况", 16, CENTER),
        Field("文件", 70, tall=TALL),
        Field("原来的位置或同样的文件", 70, tall=TALL),
    )
    rows = [(place, *cells) for place, cells in enumerate(told, 1)]
    return _sheet(
        "重复和改动",
        f"{first}内容完全一样的文件列为重复。",
        Grid(fields, rows, keep=0, empty=("没有重复，也没有改动。", State.MET)),
    )


def _others(group: Sequence[File]) -> str:
    named = "\n".join(file.path for file in group[1 : _MOST_NAMED + 1])
    more = len(group) - 1 - _MOST_NAMED
    return named + (f"\n…… 另有 {more} 个" if more > 0 else "")


def _oddities(overview: Overview) -> Sheet:
    """Files that are not counted or cannot be copied as they are."""
    fields = (NUMBER, Field("文件或文件夹", 70, tall=TALL), Field("情况和办法", 70, tall=TALL))
    found = overview.scan.oddities
    rows = [(place, one.path, one.message) for place, one in enumerate(found, 1)]
    grid = Grid(fields, rows, keep=0, empty=("没有须处理的文件。", State.MET))
    return _sheet("须处理的文件", "处理后重新检查。", grid)
