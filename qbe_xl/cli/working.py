"""Where a command works: on the workbook that was named, or in the project folder one stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qbe_xl.cli.options import OUT
from qbe_xl.cli.telling import heard, hearing, say
from qbe_xl.errors import InputError, Place, Problem
from qbe_xl.project.kinds import BY_ID
from qbe_xl.project.state import NAME as MARK

if TYPE_CHECKING:
    from qbe_xl.project.folder import Project
    from qbe_xl.project.runs import Running
    from qbe_xl.project.state import Run

Asked = TypeVar("Asked")


@dataclass
class Work:
    """What a command works on.

    run: in a project, None outside; idle: nothing has changed since the last run, which was told.
    project: whose parameters and files hold; its workbook may have results elsewhere, without a run.
    """

    book: Path | None
    out: Path | None
    run: Running | None = None
    idle: bool = False
    project: Project | None = None

    @property
    def is_first(self) -> bool:
        """Whether the project has no run of this kind yet."""
        return self.run is not None and self.run.project.last(self.run.kind.id) is None

    @property
    def the_book(self) -> Path:
        """The workbook. Raises InputError where none was named and this is no project."""
        if self.book is None:
            raise no_book(self.project)
        return self.book

    @property
    def the_out(self) -> Path:
        """The folder of the results. Raises InputError where it was not named."""
        if self.out is None:
            raise lacking("--out（结果写到哪里）")
        return self.out

    def own(self, asked: Path | None, *names: str) -> Path | None:
        """What was asked for, else what the project has of these names."""
        if asked is not None or self.project is None:
            return asked
        found = map(self.project.given, names)
        return next((path for path in found if path is not None), None)

    def last_year(self, asked: Path | None) -> Path | None:
        """Last year's workbook: what was asked for, else the project's, else that of its archive."""
        if asked is not None or self.project is None:
            return asked
        return self.project.last_year(self.book)

    def result_before(self, kept: str) -> Path | None:
        """In a project whose place of results holds no such file yet: last year's from its archive."""
        if self.run is None:
            return None
        return self.run.project.result_before(self.book, self.the_out / kept)

    def files(self, asked: Iterable[Path] | None, name: str, what: str) -> list[Path]:
        """The files that were named, else those in a folder of the project's.

        Raises InputError where there are none.
        """
        named = list(asked or ())
        if named:
            return named
        if self.project is None:
            raise lacking(what)
        from qbe_xl.project.seals import files_in

        found = files_in(self.project.root / name)
        if not found:
            message = f"里面没有文件；请把{what}放进去，或在命令里写明文件"
            raise InputError([Problem(Place(name), message)])
        return found

    def folder(self, asked: Path | None, name: str, what: str) -> Path:
        """The folder that was named, else the project's of this name. Raises InputError."""
        if asked is not None:
            return asked
        if self.project is None:
            raise lacking(what)
        return self.project.root / name

    def target(self, name: str, *, force: bool) -> tuple[Path, bool]:
        """Where a new workbook of this name goes, and whether one that is there is replaced.

        In a project one that nobody wrote in is; one that somebody wrote in stays beside the new.
        """
        if self.run is None:
            return self.the_out, force
        from qbe_xl.files.names import free
        from qbe_xl.project.runs import untouched

        last = self.run.project.last(self.run.kind.id)
        if last is not None and untouched(self.run.project, last):
            return self.run.project.root / self.run.project.state.book, True
        return free(self.run.out / name), force

    def done(
        self, outputs: Iterable[Path], *, standard: str = "", book: Path | None = None
    ) -> None:
        """Let the project remember the run, and what was said of it."""
        if self.run is None:
            return
        before = self.run.project.state.book
        after = self.run.finish(outputs, standard=standard, said=heard(), book=book).state.book
        if after != before:
            say(f"项目以后用“{after}”，请在它里面接着填、接着改。")


@contextmanager
def at_work(
    kind: str,
    book: Path | None = None,
    out: Path | None = None,
    *,
    again: bool = False,
    default: Path | None = OUT,
    options: Mapping[str, object] | None = None,
) -> Iterator[Work]:
    """Give what a command works on; in a project it is remembered there.

    book and out: as named, None where they were not. default: where results go outside of a
    project. options: what was asked for and changes the results.
    """
    project = here()
    if project is None or not (_is_of(project, book) and _is_place(project, kind, out)):
        own = project if project is not None and _is_of(project, book) else None
        if project is not None:
            _say_aside(project, kind, book)
        used = own.book if own is not None and book is None else book
        yield Work(used, default if out is None else out, project=own)
        return
    from qbe_xl.project.runs import running

    with running(project, kind, options, again=again) as run, hearing():
        work = Work(run.book, run.out, run, run.last is not None, run.project)
        if run.last is not None:
            _say_kept(run.last)
        yield work


def here() -> Project | None:
    """Return the project of the folder one stands in."""
    if not Path(MARK).exists():
        return None
    from qbe_xl.project.folder import open_project

    return open_project(Path())


def place_of(kind: str, out: Path | None) -> Path:
    """Return the folder that was named, else where the project has the results of a kind."""
    project = here() if out is None else None
    return out or (project.place(kind) if project else OUT)


def book_here(book: Path | None) -> Path:
    """Return the workbook that was named, else the project's. Raises InputError."""
    project = here() if book is None else None
    found = project.book if project else book
    if found is None:
        raise no_book(project)
    return found


def sealed(files: Iterable[Path] | None) -> str | None:
    """Return files that were named as an option that changes when one of them does."""
    from qbe_xl.project.seals import seal

    return "、".join(f"{path}（{seal(path)[:12]}）" for path in files or ()) or None


def _is_of(project: Project, book: Path | None) -> bool:
    own = project.book
    return book is None or (own is not None and book.is_file() and own.samefile(book))


def _say_aside(project: Project, kind: str, book: Path | None) -> None:
    """Say that what is done is none of the project's, though one stands in its folder."""
    if book is not None and not _is_of(project, book):
        if not book.is_file():
            return  # which will be told
        own = project.state.book
        say(f"“{book}”不是本项目现在的填报表（是“{own}”，不写文件名就用它）；结果不记入项目。")
    else:
        say(f"结果没有写到本项目的“{BY_ID[kind].folder}”（不写 --out 就写到那里），不记入项目。")


def _say_kept(last: Run) -> None:
    for line in last.said:
        say(line)
    say(f"自 {last.time:%Y-%m-%d %H:%M} 以来没有变化，结果没有重做（要重做请加 --again）。")


def _is_place(project: Project, kind: str, out: Path | None) -> bool:
    return out is None or out.resolve() == project.place(kind).resolve()


def lacking(what: str) -> InputError:
    """Return the error for something that was neither named nor is in a project."""
    project = above(Path()) or "进入项目文件夹再运行（qbe-xl new 文件夹/ 可以建一个）"
    return InputError([Problem(Place(what), f"没有写明；请写在命令里，或{project}")])


def no_book(project: Project | None) -> InputError:
    """Return the error where no workbook was named and the project, if any, has none."""
    if project is None or not project.state.book:
        return lacking("填报表")
    from qbe_xl.project.folder import gone

    return InputError([Problem(Place(project.name), gone(project))])


def above(folder: Path) -> str:
    """What to do in a folder within a project's; "" in any other."""
    found = next((one for one in folder.resolve().parents if (one / MARK).exists()), None)
    return f"回到项目文件夹“{found.name}”（{found}）再运行" if found else ""
