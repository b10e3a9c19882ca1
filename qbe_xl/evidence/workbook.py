"""佐证材料目录.xlsx: what is expected, what is there, what is lacking, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbe_xl.assessment import State
from qbe_xl.evidence.overview import WORDS, Overview, shown_day, shown_size
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
    yield _files(overview)
    yield _changes(overview)
    yield _oddities(overview)


def _sheet(name: str, note: str, grid: Grid, *more: Part, title: str = "") -> Sheet:
    return Sheet(name, (Title(title or name, note), grid, *more))


def _state(of: State) -> Marked:
    return Marked(of, WORDS[of])


def _indicators(overview: Overview) -> Sheet:
    """All indicators, each with a link to its folder."""
    fields = (
        SHORT,
        Field("指标", 64, tall=TALL),
        Field("条款", 14),
        Field("牵头单位", 22),
        Field("配合单位", 44, tall=TALL),
        Field("应备", 7, CENTER),
        Field("已备", 7, CENTER),
        Field("缺", 7, CENTER),
        Field("文件", 7, CENTER),
        Field("状态", 11, CENTER),
    )
    rows = [
        (
            one.id,
            Link(one.folder, one.name),
            one.article,
            one.lead,
            "、".join(one.units[1:]),
            one.needed,
            one.filled,
            one.needed - one.filled,
            one.count,
            _state(one.state),
        )
        for one in overview.rows
    ]
    return _sheet(
        "目录",
        f"{overview.gist}。点指标名称打开文件夹；整个文件夹可以一起复制到移动硬盘，链接仍然有效。",
        Grid(fields, rows, keep=0),
        title=f"{overview.county}佐证材料目录",
    )


def _documents(overview: Overview) -> Sheet:
    """Every document that is expected."""
    fields = (
        SHORT,
        Field("指标", 34, tall=TALL),
        Field("序号", 6, CENTER),
        Field("材料", 36, tall=TALL),
        Field("文种", 11, CENTER),
        Field("提供单位", 22),
        Field("依据", 36, tall=TALL),
        Field("文件", 8, CENTER),
        Field("状态", 12, CENTER),
    )
    rows = [
        (
            one.id,
            one.name,
            entry.number,
            Link(entry.folder, entry.document.title),
            entry.document.kind,
            entry.document.by,
            entry.document.source,
            len(entry.files),
            _state(entry.state),
        )
        for one in overview.rows
        for entry in one.documents
    ]
    sources = overview.plan.catalogue.sources
    return _sheet(
        "应备材料",
        "依据栏写“惯例”的，条文和表格没有明写，按通行做法应备；省里另有要求的以省里为准。",
        Grid(fields, rows, keep=0),
        Space(),
        *(Note(f"{name}：{title}") for name, title in sources.items()),
    )


def _missing(overview: Overview) -> Sheet:
    """What is lacking, by the unit that has to hand it in."""
    fields = (
        Field("提供单位", 22),
        SHORT,
        Field("指标", 34, tall=TALL),
        Field("材料", 36, tall=TALL),
        Field("文种", 11, CENTER),
        Field("依据", 40, tall=TALL),
        Field("完成时限", 18),
    )
    rows = [
        (
            unit,
            entry.id,
            overview.row(entry.id).name,
            entry.document.title,
            entry.document.kind,
            entry.document.source,
            "",
        )
        for unit, entries in overview.lacking()
        for entry in entries
    ]
    return _sheet(
        "缺件（按单位）",
        "谁还没有交、交什么；可按提供单位筛选后分别发送。",
        Grid(fields, rows, keep=0, filtered=True, empty=("没有缺件。", State.MET)),
    )


def _files(overview: Overview) -> Sheet:
    """Every file, with what proves that it was not changed."""
    fields = (
        NUMBER,
        SHORT,
        Field("材料", 32),
        Field("文件", 50),
        Field("大小", 12, CENTER),
        Field("日期", 12, CENTER),
        Field("SHA-256", 70, QUIET),
    )
    rows = [
        (
            place,
            one.id,
            one.title or "（未归到材料）",
            Link(one.path, one.name),
            shown_size(one.size),
            shown_day(one.changed),
            one.sha256,
        )
        for place, one in enumerate(overview.scan.files, 1)
    ]
    return _sheet(
        "文件清单",
        "SHA-256 是文件内容的指纹：内容改一个字，指纹就不同。",
        Grid(fields, rows, keep=0, filtered=True, empty=("还没有放入文件。", State.MISSING)),
    )


def _changes(overview: Overview) -> Sheet:
    """Duplicates, and what changed since the last scan."""
    scan = overview.scan
    told = [
        *(("新增", path, "") for path in scan.added),
        *(("内容改了", path, "") for path in scan.changed),
        *(("不见了", path, "") for path in scan.removed),
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
    grid = Grid(fields, rows, keep=0, empty=("没有要处理的文件。", State.MET))
    return _sheet("要处理的文件", "处理后重新检查。", grid)
