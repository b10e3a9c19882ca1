"""Where the buttons put their files: beside the document, or in the project that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.errors import OutputError
from qbe_xl.files.book import Sheet
from qbe_xl.office.host import Document
from qbe_xl.office.input_sheets import seal_of
from qbe_xl.project.folder import Project, open_project
from qbe_xl.project.kinds import BY_ID, CHECKUP, LEDGER_FILE, PARAMETERS


@dataclass(frozen=True, slots=True)
class Home:
    """root: the folder beside whose files the document's lie; project: None outside of one.

    aside: what is to be told where the document was a project's workbook once, "" for nothing.
    """

    root: Path
    project: Project | None
    aside: str = ""

    @property
    def ledger(self) -> Path:
        """The ledger: in a project where the command line has it, else beside the document."""
        name = Path(LEDGER_FILE)
        return self.root / name if self.project else self.root / name.name

    @property
    def results(self) -> Path:
        """The folder of the results: the project's, else that of the document."""
        return self.project.place("assess") if self.project else self.root

    @property
    def parameters(self) -> Path | None:
        """The project's 整改参数, None where the document's own hold."""
        return self.given(PARAMETERS)

    @property
    def checkup(self) -> Path:
        """The folder of the checkup, with the log of what was accepted."""
        return self.root / CHECKUP

    @property
    def last_year(self) -> Path | None:
        """Last year's workbook, which only a project knows."""
        return self.project.last_year(self.project.book) if self.project else None

    def result_before(self, kept: Path) -> Path | None:
        """Last year's result, for papers of which nothing is `kept` yet; only a project knows it."""
        return self.project.result_before(self.project.book, kept) if self.project else None

    def given(self, name: str) -> Path | None:
        """A file of the project's, None where it has none of this name or there is no project."""
        return self.project.given(name) if self.project else None

    def seal(self, document: Document, sheets: Sequence[Sheet]) -> str:
        """Return the seal of what a document holds, "" outside of a project; sheets: of the contract."""
        return seal_of(document, sheets) if self.project else ""

    def remember(
        self,
        kind: str,
        outputs: Iterable[Path],
        standard: str = "",
        book: Path | None = None,
        options: Mapping[str, object] | None = None,
        read: str = "",
    ) -> None:
        """Keep a run as the project's last of its kind.

        options: what was chosen, by the names that the command line has for it; read: the seal of
        what was read of the document, which its file perhaps has not; without it the file's counts.
        """
        if self.project is None:
            return
        from qbe_xl.project.runs import running

        with running(self.project, kind, options, again=True, read=read) as run:
            run.finish(outputs, standard=standard, book=book)

    def keep(
        self,
        kind: str,
        write: Callable[[Path], Iterable[Path]],
        read: str,
        *,
        standard: str = "",
        said: Sequence[str] = (),
        options: Mapping[str, object] | None = None,
    ) -> list[str]:
        """Let the files of a kind be written where the command has them, and keep the run.

        write: is given the folder; read: the seal of what was read of the document. Returns what is
        to be told of it, a line each; nothing outside of a project.
        """
        if self.project is None:
            return []
        from qbe_xl.project.runs import UNSAVED, running

        folder = BY_ID[kind].folder
        try:
            with running(self.project, kind, options, again=True, read=read) as run:
                run.finish(write(run.out), standard=standard, said=said)
        except OutputError as error:
            return [f"工作表已写好；项目的“{folder}”文件夹没有更新，项目进展没有记：{error}"]
        unsaved = "。本工作簿有改动没有存盘：照这样存盘后才算数" if UNSAVED in run.options else ""
        return [f"同样的结果已写进项目的“{folder}”文件夹，记入项目进展{unsaved}。"]


def home_of(document: Document) -> Home:
    """Return where a document is at home: its project's folder where it is the project's workbook."""
    folder = folder_of(document)
    path = folder / document.name
    aside = ""
    for root in (folder, folder.parent):
        project = open_project(root)
        book = project.book if project else None
        if project and book and path.is_file():
            if book.samefile(path):
                return Home(root, project)
            aside = aside or _former(project, path)
    return Home(folder, None, aside)


def _former(project: Project, path: Path) -> str:
    """What is to be told of a workbook that the project has left behind; "" of any other."""
    if not any(path.samefile(project.root / name) for name in project.former):
        return ""
    return (
        f"这份“{path.name}”是项目以前的填报表，项目现在用的是“{project.state.book}”；"
        "这次的结果没有记入项目。"
    )


def folder_of(document: Document | None) -> Path:
    """Return the folder of a workbook that was saved; else the documents of whoever works here."""
    if document is not None and document.folder is not None:
        return document.folder
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
