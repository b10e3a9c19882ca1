"""Builds the add-in, and makes macro workbooks of workbooks of ours.

The VBA project is written by pyopenvba, which is no part of an installation: what is built here
stands ready in workbook/.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import xlwings
from pyopenvba import ExcelFile

from qbe_xl import __version__
from qbe_xl.excel import function_help, package, ribbon, texts, wrapper, xlwings_vba
from qbe_xl.excel.vba_version import PROPERTY
from qbe_xl.functions import CATEGORY
from qbe_xl.sheets.file import workbook
from qbe_xl.sheets.looks import Look
from qbe_xl.sheets.model import UNPRINTED, Cell, Hole, Row, Sheet

CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

SERVICE_SHEETS = {texts.SHEET: texts.SHEET, function_help.SHEET: "QbeIntelliSense"}
"""The sheets that the VBA and the help need, and their names in VBA."""

_PLAIN = Look()


def modules() -> dict[str, str]:
    """Return the code of each standard module by its name, ASCII alone.

    So a project means the same on every Windows, whatever its code page.
    """
    return {
        "xlwings": xlwings_vba.source(),
        "QbeFunctions": wrapper.source(),
        "QbeMessages": (files(__package__) / "vba" / "QbeMessages.bas").read_text("ascii"),
        ribbon.BUTTON_MODULE: ribbon.button_source(),
        ribbon.RIBBON_MODULE: ribbon.ribbon_source(),
    }


def service_sheets(*, hidden: bool = True) -> Iterator[Sheet]:
    """Yield the sheets that the VBA and the help need; they stand after all others."""
    rows = {texts.SHEET: [[text] for text in texts.TEXTS.values()]}
    rows[function_help.SHEET] = function_help.intellisense_rows()
    for name, content in rows.items():
        yield Sheet(
            name,
            [Row([Cell(text, _PLAIN) if text else Hole() for text in row]) for row in content],
            tab="",
            paper=UNPRINTED,
            seen="very_hidden" if hidden else "seen",
            gridlines=True,
            vba_name=SERVICE_SHEETS[name],
        )


def with_project(workbook: bytes, code: dict[str, str]) -> bytes:
    """Return a workbook with a VBA project of these standard modules.

    Each sheet has a module: of the name that it has in VBA, else Sheet1 …
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsm")  # the library knows files alone
        path.write_bytes(workbook)
        with ExcelFile(path) as file:
            project = file.add_vba_project()
            for document in project.modules:
                document.body = document.body  # written anew: without the template's compiled code
            for name, source in code.items():
                project.add_module(name, "\r\n".join([*source.splitlines(), ""]))
            file.save()
        return path.read_bytes()


def with_macros(workbook: bytes, *, addin: bool = False) -> bytes:
    """Return a workbook of ours with the VBA, the help and the ribbon in it.

    It holds the service sheets, and a button in a sheet has a `macro` of ribbon.BUTTONS. The same
    workbook gives the same bytes.
    """
    parts = package.read(with_project(workbook, modules()))
    listed = parts["xl/workbook.xml"].decode()
    if missing := [name for name in SERVICE_SHEETS if f'<sheet name="{name}"' not in listed]:
        raise ValueError(f"the workbook lacks the sheets {missing}")
    package.declare_macros(parts, addin=addin)
    package.add_function_help(
        parts, function_help.function_groups(), function_help.argument_descriptions()
    )
    package.add_ribbon(parts, ribbon.custom_ui())
    return package.write(parts)


def addin() -> bytes:
    """Return qbe.xlam: the functions and the ribbon for every workbook."""
    content = workbook(
        CATEGORY,
        service_sheets(hidden=False),
        time=CREATED,
        comments=f"县域义务教育优质均衡评估加载宏 {__version__}",
        custom={PROPERTY: xlwings.__version__},
        plain=True,
    )
    return with_macros(content, addin=True)
