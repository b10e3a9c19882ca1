"""The VBA of xlwings (BSD-3-Clause), cut down to what this project needs.

Upstream's module trusts the workbooks that are open: it reads the program to start from a sheet
or from a file beside the workbook, looks for modules there, and its public functions, RunPython
among them, can be called from a cell of any workbook. An add-in is loaded for every workbook a
clerk opens, so here
- the procedures that are kept are private, and the rest is left out;
- RunPython is a Sub, which no cell can call;
- only the user's own file configures (vba/xlwings_own.bas);
- the name of a workbook reaches Python in a variable of the environment, never on a command line;
- the changes below keep the folders of workbooks out of the search for programs and modules.
Every change must fit the text of the installed xlwings exactly, else the build fails.
"""

from __future__ import annotations

import re
from importlib.resources import files

import xlwings

PROJECT = "qbe"
"""Names the configuration: .qbe/qbe.conf in the user's own folder."""

KEPT = (
    "ExecuteWindows",
    "XLPyCommand",
    "XLPyLoadDLL",
    "GetConfigFilePath",
    "GetConfigFromFile",
    "WScript",
    "FileExists",
    "FileExistsOnWindows",
    "FileOrFolderExistsOnMac",
    "ParentFolder",
    "ToMacPath",
    "GetMacDir",
    "ExpandEnvironmentStrings",
    "ReadFile",
    "CreateGUID",
    "CheckConda",
)
"""The procedures of upstream that are kept; the other procedures of the module are our own."""

CHANGES = (
    # The name of the project, hence of the configuration.
    ('PROJECT_NAME As String = "xlwings"', f'PROJECT_NAME As String = "{PROJECT}"'),
    # The workbook that a command is for goes another way: on a command line cmd.exe would expand
    # and perhaps run what stands in its name.
    (
        '" --wb=" & """" & ThisWorkbook.Name & """ --from_xl=1" & " --app="',
        '" --from_xl=1" & " --app="',
    ),
    # What goes before sys.path: nothing that depends on a workbook.
    (
        'PYTHONPATH = AddExcelDir & ";" & ThisWorkbook.FullName & ";" & ThisWorkbook.FullName & ";"'
        ' & GetConfig("ONEDRIVE_CONSUMER_WIN") & ";" & GetConfig("ONEDRIVE_COMMERCIAL_WIN") & ";"'
        ' & GetConfig("SHAREPOINT_WIN") & ";" & GetConfig("PYTHONPATH")',
        "PYTHONPATH = PythonPathFields()",
    ),
    # Isolated: the current folder, perhaps a workbook's, is not searched for modules.
    (' & " -B -c ""import xlwings.utils;', ' & " -I -B -c ""import xlwings.utils;'),
    ('tail = " -B -c ""import sys, os;', 'tail = " -I -B -c ""import sys, os;'),
    # By its full path: a cmd.exe in the current folder would be found first.
    ('WScript.Run("cmd.exe /C "', 'WScript.Run(Environ("ComSpec") & " /C "'),
    (
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & CondaCmd',
        'PYTHON_WIN = Environ("ComSpec") & " " & ConsoleSwitch & " /K " & CondaCmd',
    ),
    (
        'PYTHON_WIN = "cmd.exe " & ConsoleSwitch & " /K " & Chr(34)',
        'PYTHON_WIN = Environ("ComSpec") & " " & ConsoleSwitch & " /K " & Chr(34)',
    ),
)
"""What stands in upstream's text, and what stands here instead."""

_PROCEDURE = re.compile(
    r"^(?:Public |Private )?(?P<kind>Function|Sub) (?P<name>\w+)\b.*?^End (?P=kind)[^\n]*\n",
    re.MULTILINE | re.DOTALL,
)


def upstream() -> str:
    """Return the module that xlwings ships for workbooks of their own."""
    return (files(xlwings) / "xlwings.bas").read_text(encoding="utf-8").replace("\r\n", "\n")


def procedures(source: str) -> dict[str, str]:
    """Return the text of each procedure of a module by its name."""
    return {found["name"]: found[0] for found in _PROCEDURE.finditer(source)}


def source() -> str:
    """Return the source of our module xlwings, without its attributes.

    Raises ValueError when a change does not fit the installed xlwings.
    """
    original = upstream()
    _, _, head = original[: original.index("Public Function RunPython(")].partition("\n")
    found = procedures(original)
    kept = "\n".join(_private(found[name]) for name in KEPT)
    head = re.sub(r"^( *)Declare ", r"\1Private Declare ", head, flags=re.MULTILINE)
    text = f"{head}{own()}\n' ---- upstream's\n\n{kept}"
    for old, new in CHANGES:
        if text.count(old) != 1:
            raise ValueError(f"xlwings {xlwings.__version__} has another VBA: {old}")
        text = text.replace(old, new)
    return f"Option Private Module\n{text}"


def own() -> str:
    """Return our own procedures of that module."""
    return (files(__package__) / "vba" / "xlwings_own.bas").read_text(encoding="utf-8")


def _private(procedure: str) -> str:
    return re.sub(r"^(?:Public |Private )?(?=Function|Sub)", "Private ", procedure, count=1)
