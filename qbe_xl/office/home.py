"""Where the buttons put their files: beside the document, or in the project that it belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qbe_xl.office.commands import folder_of
from qbe_xl.office.host import Document
from qbe_xl.project.folder import Project, open_project
from qbe_xl.project.kinds import LEDGER_FILE


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

    def given(self, name: str) -> Path | None:
        """A file of the project's, None where it has none of this name or there is no project."""
        return self.project.given(name) if self.project else None

    def remember(
        self, kind: str, outputs: Iterable[Path], standard: str = "", book: Path | None = None
    ) -> None:
        """Keep a run as the project's last of its kind; the document is what it has of it on disk."""
        if self.project is None:
            return
        from qbe_xl.project.runs import running

        with running(self.project, kind, again=True) as run:
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
