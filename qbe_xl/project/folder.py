"""A project folder: opened, made, or adopted with what is in it. What is there is never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from qbe_xl.county import layout
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.files.book import open_book
from qbe_xl.files.locking import holding
from qbe_xl.files.names import readable
from qbe_xl.files.state import below
from qbe_xl.files.system_words import cannot_write
from qbe_xl.files.writing import write_one
from qbe_xl.project import kinds, state
from qbe_xl.project.state import Run, State

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")
_PASSED_OVER = (".", "~$")


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder as it stands now. root: the folder; state: what it remembers."""

    root: Path
    state: State

    @property
    def book(self) -> Path | None:
        """The project's workbook; None where there is none any more."""
        path = self.root / self.state.book if self.state.book else None
        return path if path is not None and path.is_file() else None

    @property
    def name(self) -> str:
        """The folder's name, which is how staff speak of it."""
        return self.root.resolve().name

    def place(self, kind: str) -> Path:
        """The folder of a kind's results."""
        return self.root / kinds.BY_ID[kind].folder

    def given(self, name: str) -> Path | None:
        """A file or folder of the project's by its name in `kinds`, None where it is not there."""
        path = self.root / name
        return path if path.exists() else None

    def last_year(self, book: Path | None) -> Path | None:
        """Last year's workbook: the one that staff put here, else that before `book` in the archive."""
        from qbe_xl.years.archive import book_in, year_before

        found = self.given(kinds.LAST_YEAR)
        if found is not None or book is None:
            return found
        return book_in(year_before(self.root / kinds.ARCHIVE, book))

    def result_before(self, book: Path | None, kept: Path) -> Path | None:
        """Last year's result from the archive, for papers of which nothing is `kept` yet."""
        from qbe_xl.years.archive import RESULT, year_before

        if book is None or kept.exists():
            return None
        folder = year_before(self.root / kinds.ARCHIVE, book)
        found = folder / RESULT if folder else None
        return found if found is not None and found.is_file() else None

    def last(self, kind: str) -> Run | None:
        """The last run of a kind."""
        return self.state.runs.get(kind)

    @property
    def former(self) -> tuple[str, ...]:
        """The workbooks that were the project's before and are still there, by name."""
        names = {run.book for run in self.state.runs.values()} - {"", self.state.book}
        return tuple(sorted(name for name in names if (self.root / name).is_file()))

    def again(self) -> Project:
        """The same folder as it stands now."""
        return Project(self.root, state.load(self.root) or State())


@dataclass(frozen=True, slots=True)
class Made:
    """What making a project came to. made: files and folders, by name; adopted: the workbook that
    was there already, "" where an empty one was made."""

    project: Project
    made: tuple[str, ...]
    adopted: str


def open_project(folder: Path) -> Project | None:
    """Return the project in a folder, None where it is none."""
    found = state.load(folder)
    return None if found is None else Project(folder, found)


def make_project(folder: Path, book: Path | None = None) -> Made:
    """Make a folder a project, or complete one; what is there stays as it is.

    book: which workbook in it is the project's, where there are several or another is wanted.
    Raises InputError where that cannot be told, OutputError where the folder cannot be written.
    """
    from qbe_xl.blank import blank_workbook
    from qbe_xl.remedy.county_plan_form import plan_workbook
    from qbe_xl.remedy.parameters_form import parameters_workbook

    with holding(folder):
        known = state.load(folder) or State()
        chosen = _chosen(folder, known, book)
        made: list[str] = []
        if not chosen:
            write_one(folder / kinds.BOOK, blank_workbook())
            made.append(kinds.BOOK)
        own_prices = bool(chosen) and _has_prices(folder / chosen)
        files = {kinds.GUIDE: guide, kinds.PLANS[1]: plan_workbook}
        if not own_prices:
            files[kinds.PARAMETERS] = parameters_workbook
        for name, content in files.items():
            if not (folder / name).exists():
                write_one(folder / name, content())
                made.append(name)
        for name in kinds.PLACES:
            if not (folder / name).exists():
                _make_folder(folder / name)
                made.append(name)
        now = replace(known, book=chosen or kinds.BOOK)
        if now != known or not (folder / state.NAME).exists():
            write_one(folder / state.NAME, state.content(now))
    return Made(Project(folder, now), tuple(made), chosen)


def remember(root: Path, kind: str, run: Run, book: str = "") -> Project:
    """Keep the last run of a kind; book: the workbook that is the project's from now on."""
    with holding(root):
        known = state.load(root) or State()
        now = State(book or known.book, {**known.runs, kind: run})
        write_one(root / state.NAME, state.content(now))
    return Project(root, now)


def workbooks(folder: Path) -> tuple[str, ...]:
    """Return the input workbooks that lie in a folder itself, by name."""
    kept = {kinds.PARAMETERS, kinds.LAST_YEAR, kinds.BOOK}
    names = [
        path.name
        for path in sorted(folder.iterdir())
        if path.is_file()
        and path.suffix.lower() in _ENDINGS
        and not path.name.startswith(_PASSED_OVER)
        and readable(path.name) == path.name  # another one cannot be remembered
    ]
    found = [name for name in names if name not in kept and _is_input(folder / name)]
    return ((kinds.BOOK,) if kinds.BOOK in names else ()) + tuple(found)


def _chosen(folder: Path, known: State, book: Path | None) -> str:
    """The name of the project's workbook, "" where an empty one is to be made."""
    if book is not None:
        return _named(folder, book)
    if known.book and (folder / known.book).is_file():
        return known.book
    there = workbooks(folder)
    if known.book and len(others(Project(folder, known))) > 1:  # none of them is taken unasked
        message = gone(Project(folder, known))
        raise InputError([Problem(Place(folder.resolve().name), message)])
    if len(there) > 1 and there[0] != kinds.BOOK:
        listed = "、".join(there)
        raise InputError(
            [
                Problem(
                    Place(str(folder)),
                    f"里面有几份填报表（{listed}），请用 --book 指明哪一份是本项目的",
                )
            ]
        )
    return there[0] if there else ""


def others(project: Project) -> tuple[str, ...]:
    """Return the workbooks that a project whose own is no more could go on with, by name."""
    return tuple(dict.fromkeys([*workbooks(project.root), *project.former]))


def gone(project: Project) -> str:
    """Return what is to be said where the project's workbook is no more: its name, and what to do."""
    listed = "、".join(others(project))
    other = f"；要改用另一份（现有：{listed}），运行 qbe-xl new . --book 那一份" if listed else ""
    return f"项目的填报表“{project.state.book}”不在了（移走、改名或删去了），请放回原处{other}"


def _named(folder: Path, book: Path) -> str:
    path = book if book.is_file() else folder / book
    try:
        name = path.resolve().relative_to(folder.resolve()).as_posix()
        below(folder, name)
        if readable(name) != name:
            message = "文件名的编码有误（可能是在其他电脑上压缩的），请改名后再用"
            raise InputError([Problem(Place(readable(book.name)), message)])
    except ValueError as error:
        message = f"不在项目文件夹“{folder}”里，请先复制进去"
        raise InputError([Problem(Place(book.name), message)]) from error
    if not path.is_file():
        raise InputError([Problem(Place(str(book)), "找不到这个文件；请检查文件名")])
    return name


def _is_input(path: Path) -> bool:
    """Whether a workbook has the sheets that only the input has; one that cannot be read has not."""
    try:
        names = {name.strip() for name in open_book(path, only=()).sheet_names}
    except InputError:
        return False
    return {layout.SCHOOLS.name, layout.FACTS.name} <= names


def _has_prices(path: Path) -> bool:
    from qbe_xl.remedy.parameters import SHEET

    try:
        names = open_book(path, only=()).sheet_names
    except InputError:
        return False
    return SHEET.name in {name.strip() for name in names}


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def guide() -> bytes:
    """Return the text that tells staff what lies where (for 记事本: with a mark of UTF-8)."""
    listed = _lines((kind.folder, kind.title) for kind in kinds.KINDS)
    return ("\ufeff" + _GUIDE.format(results=listed, **_NAMES)).replace("\n", "\r\n").encode()


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    titles: dict[str, list[str]] = {}
    for folder, title in pairs:
        titles.setdefault(folder, []).append(title)
    return "\n".join(f"  {folder}　{'、'.join(found)}" for folder, found in titles.items())


_NAMES = {
    "book": kinds.BOOK,
    "parameters": kinds.PARAMETERS,
    "plan": kinds.PLANS[1],
    "last_year": kinds.LAST_YEAR,
    "mapping": kinds.MAPPINGS[0],
    "statistics": kinds.STATISTICS,
    "returned": kinds.RETURNED,
    "answers": kinds.ANSWERS,
}

_GUIDE = """本文件夹是一个县一年的优质均衡评估项目。在这里运行命令不用写文件名，
运行 qbe-xl status 看进展：哪些已完成、哪些已过时、下一步做什么。

您放东西的地方
  {book}　填报表（原有的填报表沿用原来的名字）
  {statistics}　教育事业统计导出表、学籍和教师名单
  {returned}　学校交回的表
  {answers}　满意度问卷的答卷
  {parameters}　单价、许可和上限，请按本县实际修改
  {plan}　本县方案：名称、文号、成员单位、职责（没有印发可以不填）
  {last_year}　上年的填报表（没有可以不放）
  {mapping}　本县的导入对照表（没有可以不放）

程序写结果的地方（您自己的文件不会被动）
{results}

“.qbe-project.json”记着每一步上次用了什么，请不要改动；删去它只是要从头记起。
"""
