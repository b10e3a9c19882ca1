"""Builds the add-in, and makes macro workbooks of workbooks that XlsxWriter made."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from importlib.resources import files

import xlsxwriter

from qbe_xl import __version__
from qbe_xl.excel import function_help, ovba, package, ribbon, texts, wrapper, xlwings_vba
from qbe_xl.excel.ovba import Kind, Module
from qbe_xl.functions import CATEGORY

CREATED = dt.datetime(2026, 1, 1)
PROJECT = "QBE"
ADDIN_ID = "6d5b3c6e-1d2b-4e0e-9c3f-7a1b2c3d4e5f"
WORKBOOK_ID = "0f8e5a52-7d0c-4a8e-8b1e-2c9a4d6f1b37"

_SERVICE_SHEETS = {texts.SHEET: texts.SHEET, function_help.SHEET: "QbeIntelliSense"}


def modules(sheets: Sequence[str]) -> list[Module]:
    """Return the VBA project; sheets: the names of the sheets in VBA."""
    messages = (files(__package__) / "vba" / "QbeMessages.bas").read_text(encoding="utf-8")
    return [
        Module("ThisWorkbook", Kind.WORKBOOK),
        *(Module(name, Kind.SHEET) for name in sheets),
        Module("xlwings", Kind.STANDARD, xlwings_vba.source()),
        Module("QbeFunctions", Kind.STANDARD, wrapper.source()),
        Module("QbeMessages", Kind.STANDARD, messages),
        Module(ribbon.BUTTON_MODULE, Kind.STANDARD, ribbon.button_source()),
        Module(ribbon.RIBBON_MODULE, Kind.STANDARD, ribbon.ribbon_source()),
    ]


def add_service_sheets(book: xlsxwriter.Workbook, *, hidden: bool = True) -> None:
    """Add the sheets that the VBA and the help need; call it after all other sheets."""
    rows = {texts.SHEET: [[text] for text in texts.TEXTS.values()]}
    rows[function_help.SHEET] = function_help.intellisense_rows()
    for name, content in rows.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(content):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, text)
        if hidden:
            sheet.very_hidden()


def with_macros(workbook: bytes, *, addin: bool = False) -> bytes:
    """Return a workbook that XlsxWriter made with the VBA, the help and the ribbon in it.

    It holds the service sheets. A sheet named with set_vba_name() keeps that name in VBA, and a
    button in a sheet has a `macro` of ribbon.BUTTONS.
    """
    parts = package.read(workbook)
    names = package.name_sheets(parts, _SERVICE_SHEETS)
    if missing := set(_SERVICE_SHEETS) - set(names):
        raise ValueError(f"the workbook lacks the sheets {sorted(missing)}")
    id = ADDIN_ID if addin else WORKBOOK_ID
    package.add_macros(parts, ovba.write(PROJECT, id, modules([*names.values()])), addin=addin)
    package.add_function_help(
        parts, function_help.function_groups(), function_help.argument_descriptions()
    )
    package.add_ribbon(parts, ribbon.custom_ui())
    return package.write(parts)


def addin() -> bytes:
    """Return qbe.xlam: the functions and the ribbon for every workbook."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties(
        {
            "title": CATEGORY,
            "comments": f"县域义务教育优质均衡评估加载宏 {__version__}",
            "author": "qbe_xl",
            "created": CREATED,
        }
    )
    add_service_sheets(book, hidden=False)
    book.close()
    return with_macros(out.getvalue(), addin=True)
