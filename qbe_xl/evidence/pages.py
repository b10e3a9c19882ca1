"""The sheets of 佐证材料目录.xlsx."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format

from qbe_xl.assessment import State
from qbe_xl.evidence.overview import WORDS, Overview, shown_day, shown_size
from qbe_xl.evidence.scanning import File
from qbe_xl.sheets import style
from qbe_xl.sheets.page import Page

OVERVIEW, DOCUMENTS, MISSING, FILES, CHANGES, ODDITIES = (
    "目录",
    "应备材料",
    "缺件（按单位）",
    "文件清单",
    "重复和改动",
    "要处理的文件",
)
OVERVIEW_WIDTHS = (6, 64, 14, 22, 44, 7, 7, 7, 7, 11)
DOCUMENTS_WIDTHS = (6, 34, 6, 36, 11, 22, 36, 8, 12)
MISSING_WIDTHS = (22, 6, 34, 36, 11, 40, 18)
FILES_WIDTHS = (7, 6, 32, 50, 12, 12, 70)
CHANGES_WIDTHS = (7, 16, 70, 70)
ODDITIES_WIDTHS = (7, 70, 70)
HEADER_ROW = 2
MOST_LINKS = 60_000
"""Excel takes 65,530 links in a sheet."""
_ESCAPED = frozenset('%# "<>[]`^{}')


class Linked:
    """Writes links to files and folders beside the workbook, as long as there is room."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.left = MOST_LINKS
        self.looks = page.styles(style.TEXT, font_color=style.ACCENT, underline=1)

    def __call__(self, row: int, column: int, path: str, text: str) -> None:
        """Write a text that opens a path when it is clicked."""
        if not self.left:
            self.page.text(row, column, text, self.page.styles(style.TEXT))
            return
        self.left -= 1
        self.page.sheet.write_url(row, column, address(path), self.looks, text)


def address(path: str) -> str:
    """Return a path below the workbook's folder as Excel and WPS take it.

    Everything that XlsxWriter would escape is escaped here, for it leaves alone what holds a %.
    """
    return "external:" + "".join(f"%{ord(c):02x}" if c in _ESCAPED else c for c in path)


def state(page: Page, row: int, column: int, of: State) -> None:
    """Write the state of a document or an indicator: mark, word and colour."""
    page.text(row, column, WORDS[of], page.styles(style.CENTER, style.marked(of.mark)))


def _begin(page: Page, title: str, note: str, labels: Sequence[str]) -> tuple[Format, Format]:
    page.title(0, title, note)
    page.header(HEADER_ROW, labels)
    page.sheet.freeze_panes(HEADER_ROW + 1, 0)
    page.repeat(HEADER_ROW, HEADER_ROW)
    return page.styles(style.TEXT), page.styles(style.CENTER)


def write_overview(page: Page, overview: Overview) -> None:
    """Fill the sheet of all indicators, each with a link to its folder."""
    text, centre = _begin(
        page,
        f"{overview.county}佐证材料目录",
        f"{overview.gist}。点指标名称打开文件夹；整个文件夹可以一起复制到移动硬盘，链接仍然有效。",
        ("编号", "指标", "条款", "牵头单位", "配合单位", "应备", "已备", "缺", "文件", "状态"),
    )
    linked = Linked(page)
    for place, one in enumerate(overview.rows):
        row = HEADER_ROW + 1 + place
        page.text(row, 0, one.id, centre)
        linked(row, 1, one.folder, one.name)
        page.text(row, 2, one.article, text)
        page.text(row, 3, one.lead, text)
        page.text(row, 4, "、".join(one.units[1:]), text)
        for column, number in enumerate(
            (one.needed, one.filled, one.needed - one.filled, one.count), 5
        ):
            page.number(row, column, number, centre)
        state(page, row, 9, one.state)
        page.fit_all(row, ((1, one.name), (4, "、".join(one.units[1:]))))


def write_documents(page: Page, overview: Overview) -> None:
    """Fill the sheet of every document that is expected."""
    text, centre = _begin(
        page,
        DOCUMENTS,
        "依据栏写“惯例”的，条文和表格没有明写，按通行做法应备；省里另有要求的以省里为准。",
        ("编号", "指标", "序号", "材料", "文种", "提供单位", "依据", "文件", "状态"),
    )
    linked = Linked(page)
    row = HEADER_ROW + 1
    sources = overview.plan.catalogue.sources
    for one in overview.rows:
        for entry in one.documents:
            document = entry.document
            page.text(row, 0, one.id, centre)
            page.text(row, 1, one.name, text)
            page.number(row, 2, entry.number, centre)
            linked(row, 3, entry.folder, document.title)
            page.text(row, 4, document.kind, centre)
            page.text(row, 5, document.by, text)
            page.text(row, 6, document.source, text)
            page.number(row, 7, len(entry.files), centre)
            state(page, row, 8, entry.state)
            page.fit_all(row, ((1, one.name), (3, document.title), (6, document.source)))
            row += 1
    for name, title in sources.items():
        row += 1
        page.note(row, f"{name}：{title}")


def write_missing(page: Page, overview: Overview) -> None:
    """Fill the sheet of what is missing, by whoever has to provide it."""
    text, centre = _begin(
        page,
        MISSING,
        "谁还没有交、交什么；可按提供单位筛选后分别发送。",
        ("提供单位", "编号", "指标", "材料", "文种", "依据", "完成时限"),
    )
    row = HEADER_ROW + 1
    for unit, entries in overview.lacking():
        for entry in entries:
            name = overview.row(entry.id).name
            for column, said in (
                (0, unit),
                (2, name),
                (3, entry.document.title),
                (5, entry.document.source),
                (6, ""),
            ):
                page.text(row, column, said, text)
            page.text(row, 1, entry.id, centre)
            page.text(row, 4, entry.document.kind, centre)
            page.fit_all(row, ((2, name), (3, entry.document.title), (5, entry.document.source)))
            row += 1
    if row == HEADER_ROW + 1:
        _glad(page, row, "没有缺件。")
    else:
        page.sheet.autofilter(HEADER_ROW, 0, row - 1, page.last)


def write_files(page: Page, overview: Overview) -> None:
    """Fill the sheet of every file, with what proves that it was not changed."""
    text, centre = _begin(
        page,
        FILES,
        "SHA-256 是文件内容的指纹：内容改一个字，指纹就不同。",
        ("序号", "编号", "材料", "文件", "大小", "日期", "SHA-256"),
    )
    quiet = page.styles(style.TEXT, font_size=8, font_color=style.QUIET)
    linked = Linked(page)
    for place, file in enumerate(overview.scan.files, 1):
        row = HEADER_ROW + place
        page.number(row, 0, place, centre)
        page.text(row, 1, file.id, centre)
        page.text(row, 2, file.title or "（未归到材料）", text)
        linked(row, 3, file.path, file.name)
        page.text(row, 4, shown_size(file.size), centre)
        page.text(row, 5, shown_day(file.changed), centre)
        page.text(row, 6, file.sha256, quiet)
    if overview.scan.files:
        page.sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(overview.scan.files), page.last)
    else:
        _glad(page, HEADER_ROW + 1, "还没有放入文件。", State.MISSING)


def write_changes(page: Page, overview: Overview) -> None:
    """Fill the sheet of duplicates and of what changed since the last scan."""
    scan = overview.scan
    note = "第一次出目录，没有可比的。" if scan.first else "与上次出的目录相比。"
    text, centre = _begin(
        page,
        CHANGES,
        f"{note}内容完全一样的文件列为重复。",
        ("序号", "情况", "文件", "原来的位置或同样的文件"),
    )
    told = [
        *(("新增", path, "") for path in scan.added),
        *(("内容改了", path, "") for path in scan.changed),
        *(("不见了", path, "") for path in scan.removed),
        *(("移动或改名", now, before) for before, now in scan.moved),
        *(("重复", one.path, _others(group)) for group in scan.duplicates for one in group[:1]),
    ]
    for place, (what, path, other) in enumerate(told, 1):
        row = HEADER_ROW + place
        page.number(row, 0, place, centre)
        page.text(row, 1, what, centre)
        page.text(row, 2, path, text)
        page.text(row, 3, other, text)
        page.fit_all(row, ((2, path), (3, other)))
    if not told:
        _glad(page, HEADER_ROW + 1, "没有重复，也没有改动。")


_MOST_NAMED = 10


def _others(group: Sequence[File]) -> str:
    named = "\n".join(file.path for file in group[1 : _MOST_NAMED + 1])
    more = len(group) - 1 - _MOST_NAMED
    return named + (f"\n…… 另有 {more} 个" if more > 0 else "")


def write_oddities(page: Page, overview: Overview) -> None:
    """Fill the sheet of files that are not counted or cannot be copied as they are."""
    text, centre = _begin(
        page, ODDITIES, "处理后重新检查。", ("序号", "文件或文件夹", "情况和办法")
    )
    for place, oddity in enumerate(overview.scan.oddities, 1):
        row = HEADER_ROW + place
        page.number(row, 0, place, centre)
        page.text(row, 1, oddity.path, text)
        page.text(row, 2, oddity.message, text)
        page.fit_all(row, ((1, oddity.path), (2, oddity.message)))
    if not overview.scan.oddities:
        _glad(page, HEADER_ROW + 1, "没有要处理的文件。")


def _glad(page: Page, row: int, text: str, of: State = State.MET) -> None:
    made = page.styles(style.CELL, style.marked(of.mark), align="center")
    page.merged(row, 0, page.last, text, made)
