"""The VBA of a finished file carried out by an interpreter, on a Windows that is played here."""

# mypy: disable-error-code="misc, untyped-decorator, import-untyped"
from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from oletools.olevba import VBA_Parser
from pyopenvba.interpreter import (
    NOTHING,
    HostBridge,
    Interpreter,
    VBAObject,
    member,
    method,
    setter,
)

from qbe_xl.excel import xlwings_vba

PYTHON = r"C:\Users\王 小明\AppData\Local\QBE\venv\Scripts\python.exe"

STUBS = {
    "FileExists": "Private Function FileExists(ByVal FileSpec As String) As Boolean\n"
    "FileExists = True\nEnd Function\n",
    "GetConfigFromFile": "Private Function GetConfigFromFile(sFile As String, sName As String,"
    " Optional sValue As String) As Boolean\n"
    f'If sName = "INTERPRETER_WIN" Then sValue = "{PYTHON}": GetConfigFromFile = True\n'
    "End Function\n",
    "CreateGUID": 'Private Function CreateGUID() As String\nCreateGUID = "1"\nEnd Function\n',
    "XLPyLoadDLL": "Private Sub XLPyLoadDLL()\nEnd Sub\n",
}
"""What asks the disk and the DLL."""
ENVIRON = """Public Function Environ(ByVal name As String) As String
    Environ = Application.Variable(name)
End Function
"""


def sources(path: Path) -> dict[str, str]:
    """The code of each module of a file by its name."""
    parser = VBA_Parser(str(path))
    found = {name: code for _, _, name, code in parser.extract_macros()}
    parser.close()
    return {name.removesuffix(".bas"): code for name, code in found.items()}


class Machine:
    """A Windows with an Excel that has one workbook open.

    started: each command line that was run, with the environment at that time.
    """

    def __init__(self, path: Path, workbook: str | None) -> None:
        self.variables = {
            "ComSpec": r"C:\WINDOWS\system32\cmd.exe",
            "Temp": r"C:\Temp",
            "USERPROFILE": r"C:\Users\王 小明",
        }
        self.started: list[tuple[str, dict[str, str]]] = []
        self._vba = Interpreter(_Bridge(self, workbook))
        self._vba.add_module(ENVIRON, name="Played")
        for name, code in sources(path).items():
            if name in ("xlwings", "QbeButtons", "QbeMessages"):
                self._vba.add_module(_readable(code), name=name)

    def run(self, procedure: str, module: str) -> Any:
        """Carry out a procedure; return its result."""
        return self._vba.run(procedure, module=module)


def _readable(code: str) -> str:
    """For this interpreter: no comment after a directive, no DLL, no file."""
    code = code.replace("\r\n", "\n")
    code = re.sub(r"^(\s*#.*?)\s*'.*$", r"\1", code, flags=re.MULTILINE)
    code = re.sub(r"^.*\bDeclare .*\n|^\s*Kill .*\n", "", code, flags=re.MULTILINE)
    for name, stub in STUBS.items():
        found = xlwings_vba.procedures(code).get(name)
        if found:
            code = code.replace(found, stub)
    return code


class _Bridge(HostBridge):
    def __init__(self, machine: Machine, workbook: str | None) -> None:
        self._application = _Application(machine)
        self._shell = _Shell(machine)
        self._names = {
            "application": self._application,
            "activeworkbook": _Book(workbook) if workbook is not None else NOTHING,
            "thisworkbook": _Book("qbe.xlam"),
        }

    def global_object(self, name: str) -> object:
        return self._names.get(name.lower(), super().global_object(name))

    def create(self, type_name_: str) -> object:
        return self._shell if type_name_ == "WScript.Shell" else super().create(type_name_)


class _Application(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @member
    def Path(self) -> str:
        return r"C:\Program Files\Microsoft Office\root\Office16"

    @member
    def Name(self) -> str:
        return "Microsoft Excel"

    @member
    def Hwnd(self) -> int:
        return 1234

    @method
    def Variable(self, name: str) -> str:
        return self._machine.variables.get(name, "")

    @member
    def StatusBar(self) -> object:
        return False

    @setter("StatusBar")
    def _show(self, value: object) -> None:
        pass


class _Book(VBAObject):
    def __init__(self, name: str) -> None:
        self._name = name

    @member
    def Name(self) -> str:
        return self._name

    @member
    def FullName(self) -> str:
        return f"C:\\县\\{self._name}"

    @member
    def Sheets(self, name: str) -> _Cells:
        return _Cells()


class _Cells(VBAObject):
    @member
    def Cells(self, row: object, column: object) -> _Cells:
        return self

    @member
    def Value(self) -> str:
        return "文字"


class _Shell(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @method
    def Run(self, command: str, style: object, wait: object) -> int:
        self._machine.started.append((command, dict(self._machine.variables)))
        return 0

    @method
    def ExpandEnvironmentStrings(self, text: str) -> object:
        return False if text == "False" else text  # which this interpreter cannot compare to True

    @member
    def Environment(self, kind: str) -> _Variables:
        assert kind == "PROCESS"
        return _Variables(self._machine)


class _Variables(VBAObject):
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    @member
    def Item(self, name: str) -> str:
        return self._machine.variables.get(name, "")

    @setter("Item")
    def _put(self, name: str, value: str) -> None:
        self._machine.variables[name] = value
