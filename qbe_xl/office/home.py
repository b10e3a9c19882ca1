"""Where the buttons put their files: beside the document, or in the project that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.office.host import Document
from qbe_xl.project.folder import Project, open_project
from qbe_xl.project.kinds import CHECKUP, LEDGER_FILE, PARAMETERS


@dataclass(frozen=True, slots=True)
class Home:
    """root: the folder beside whose files the document's lie; project: None outside of one."""

    root: Path
    project: Project | None

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

    def remember(
        self,
        kind: str,
        outputs: Iterable[Path],
        standard: str = "",
        book: Path | None = None,
        options: Mapping[str, object] | None = None,
    ) -> None:
        """Keep a run as the project's last of its kind; the document is what it has of it on disk.

        options: what was chosen, by the names that the command line has for it.
        """
        if self.project is None:
            return
        from qbe_xl.project.runs import running

        with running(self.project, kind, options, again=True) as run:
            run.finish(outputs, standard=standard, book=book)


def home_of(document: Document) -> Home:
    """Return where a document is at home: its project's folder where it is the project's workbook."""
    folder = folder_of(document)
    path = folder / document.name
    for root in (folder, folder.parent):
        project = open_project(root)
        book = project.book if project else None
        if project and book and path.is_file() and book.samefile(path):
            return Home(root, project)
    return Home(folder, None)


def folder_of(document: Document | None) -> Path:
    """Return the folder of a workbook that was saved; else the documents of whoever works here."""
    if document is not None and document.folder is not None:
        return document.folder
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()
