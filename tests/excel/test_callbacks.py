"""The VBA at work in LibreOffice, with a stub in the place of xlwings."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbe_xl.excel import build, ribbon, texts
from qbe_xl.office.buttons import BUTTONS
from tests.excel.test_build import as_workbook
from tests.libreoffice import calc

# RunPython writes down what it is given: LibreOffice has no Windows to run it on.
STUB = """Public Sub RunPython(ByVal PythonCommand As String)
    With ThisWorkbook.Sheets("QbeTexts").Range("C1")
        .Value = .Value & PythonCommand & "|"
    End With
End Sub
"""


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kept = build.modules() | {"xlwings": STUB}
    del kept["QbeFunctions"]  # Excel alone knows `TypeOf … Is Range`
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "modules", lambda: kept)
        content = as_workbook(build.addin())
    path = tmp_path_factory.mktemp("callbacks") / "qbe.xlsm"
    path.write_bytes(content)
    return path


@pytest.mark.office
def test_every_button_of_the_ribbon_calls_its_command(document: Path) -> None:
    calls = [(f"VBAProject.{ribbon.RIBBON_MODULE}.{ribbon.procedure(b)}", [None]) for b in BUTTONS]
    said = calc.shared().invoke(str(document), calls, ("QbeTexts", "C1"))
    assert said.split("|")[:-1] == [
        f"from {ribbon.COMMANDS} import {button.name}; {button.name}()" for button in BUTTONS
    ]


@pytest.mark.office
@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("#QBE:1", "#QBE:1"),
        ("", texts.TEXTS["QBE_FAILED"]),
        ("Traceback:\nValueError: b \n  ", f"{texts.TEXTS['QBE_FAILED']} ValueError: b"),
    ],
    ids=["told", "empty", "traceback"],
)
def test_what_a_cell_shows_of_a_failure(document: Path, description: str, shown: str) -> None:
    calls = [("VBAProject.QbeMessages.QbeFailure", [description])]
    (said,) = calc.shared().invoke(str(document), calls)
    assert said.strip() == shown
