"""The buttons use the project's places, and what they did is remembered there."""

from __future__ import annotations

import shutil
from pathlib import Path

from qbe_xl.office import filing, remedying
from qbe_xl.project.folder import make_project
from qbe_xl.project.kinds import LEDGER_FILE
from qbe_xl.project.status import Stand, status_of
from tests.counties import GOLDEN
from tests.open_documents import FakeHost, FileDocument, told


def test_ledger_and_forms_lie_where_the_commands_have_them(tmp_path: Path) -> None:
    book = tmp_path / "我县.xlsx"
    shutil.copy(GOLDEN / "self-parent.xlsx", book)
    project = make_project(tmp_path).project
    for command in (remedying.keep_ledger, filing.split_schools):
        told(command, FakeHost(FileDocument(book)), "information")
    assert (tmp_path / LEDGER_FILE).is_file()
    assert [*(tmp_path / "下发").glob("*.xlsx")]
    found = status_of(project.again())
    assert {found.step(kind).stand for kind in ("ledger", "split")} == {Stand.DONE}
