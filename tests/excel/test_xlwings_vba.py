"""What is left of xlwings' VBA, and that no workbook can steer it."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
import xlwings
import xlwings.utils

from qbe_xl.excel import build, xlwings_vba

SOURCE = xlwings_vba.source()
PROCEDURES = xlwings_vba.procedures(SOURCE)


def code(text: str) -> str:
    """The text without its comments."""
    return re.sub(r"^\s*'.*\n|\s'[^\"\n]*$", "", text, flags=re.MULTILINE)


def test_it_belongs_to_the_xlwings_that_is_installed() -> None:
    version = xlwings.__version__
    assert f'XLWINGS_VERSION As String = "{version}"' in SOURCE
    assert set(re.findall(r"xlwings(?:32|64)-([\d.]+)\.dll", SOURCE)) == {version}
    assert "Redistributions of source code must retain" in SOURCE


def test_what_is_kept_is_upstream_s_but_for_the_changes() -> None:
    upstream = xlwings_vba.procedures(xlwings_vba.upstream())
    for name in xlwings_vba.KEPT:
        text = PROCEDURES[name]
        for old, new in xlwings_vba.CHANGES:
            text = text.replace(new, old)
        before = re.sub(r"^(Public |Private )?", "Private ", upstream[name], count=1)
        assert text == before


def test_a_change_that_does_not_fit_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlwings_vba, "CHANGES", (("not in it", "x"),))
    with pytest.raises(ValueError, match="not in it"):
        xlwings_vba.source()


def test_every_procedure_that_is_called_is_there() -> None:
    words = set(re.findall(r"\b\w+\b", code(SOURCE)))
    gone = set(xlwings_vba.procedures(xlwings_vba.upstream())) - set(PROCEDURES)
    assert not words & gone


def test_a_cell_can_call_nothing_but_the_server() -> None:
    """A public function of a module, declared ones too, can be called from any workbook's cell."""
    public = {
        name
        for name, text in PROCEDURES.items()
        if not text.startswith(("Private ", "Public Sub "))
    }
    assert public == {"XLPy"}
    assert PROCEDURES["RunPython"].startswith("Public Sub RunPython(")
    assert not re.search(r"^\s*(?:Public )?Declare ", SOURCE, re.MULTILINE)
    assert SOURCE.startswith("Option Private Module\n")


def test_no_sheet_and_no_folder_of_a_workbook_is_asked() -> None:
    configuring = code(PROCEDURES["GetConfig"])
    assert "Sheet" not in configuring
    assert "Directory" not in configuring
    assert "ActiveWorkbook" not in configuring
    assert "ThisWorkbook" not in code(SOURCE)
    asked = [line.strip() for line in code(SOURCE).splitlines() if "ActiveWorkbook" in line]
    assert asked == ["If Not ActiveWorkbook Is Nothing Then ActiveBookName = ActiveWorkbook.Name"]


def test_embedded_modules_of_workbooks_are_not_run() -> None:
    assert "runpython_embedded_code" not in SOURCE
    assert '".py"' not in SOURCE
    assert re.search(r'Case "LICENSE_KEY"\n\s+GetConfig = ""\n', PROCEDURES["GetConfig"])


@pytest.mark.parametrize("name", ["ADD_WORKBOOK_TO_PYTHONPATH", "USE UDF SERVER"])
def test_what_is_fixed(name: str) -> None:
    case = re.search(rf'Case [^\n]*"{name}"[^\n]*\n\s+GetConfig = "(\w+)"', SOURCE)
    assert case
    assert case[1] == "false"


def test_programs_and_modules_are_not_sought_in_the_current_folder() -> None:
    starts = re.findall(r'^.*cmd\.exe.*$|^.* -c "".*$', code(SOURCE), re.MULTILINE)
    assert len(starts) == 2
    assert all(" -I -B -c " in line for line in starts)
    assert SOURCE.count('Environ("ComSpec")') == 3


@pytest.mark.parametrize(
    ("given", "added"), [("", []), (r"C:\QBE\lib", [r"C:\QBE\lib"])], ids=["none", "one"]
)
def test_what_goes_before_python_s_path(
    given: str, added: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty field would be the current folder."""
    assert 'PythonPathFields = "false;;;;;"\n' in PROCEDURES["PythonPathFields"]
    before = list(sys.path)
    monkeypatch.setattr(sys, "path", list(before))
    prepare: Any = xlwings.utils.prepare_sys_path
    prepare("false;;;;;" + (f";{given}" if given else ""))
    assert sys.path == added + before


def test_the_whole_project_is_ascii() -> None:
    for source in build.modules().values():
        assert source.isascii()
        assert "\t" not in source
