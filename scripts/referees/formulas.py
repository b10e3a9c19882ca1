"""Every stored result against what two engines compute: HyperFormula and LibreOffice.

The stored results are taken out first, so that no engine can pass them on.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from scripts.referees.npm import Lacking
from scripts.referees.verdict import Verdict, judged, skipped
from tests.collect.test_stored import stripped
from tests.office import convert_all

Place = tuple[str, int, int]
OURS = "QBE_"
ENDINGS = (".xlsx", ".xlsm")


def stored(path: Path) -> tuple[dict[Place, str], dict[Place, Any]]:
    """Return the formulas of a workbook and their stored results, by place (0-based)."""
    formulas, values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)
    found: dict[Place, str] = {}
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                text = getattr(cell.value, "text", cell.value) if cell.data_type == "f" else None
                if isinstance(text, str):
                    found[sheet.title, cell.row - 1, cell.column - 1] = text
    return found, {at: plain(values[at[0]].cell(at[1] + 1, at[2] + 1).value) for at in found}


def plain(value: Any) -> Any:
    """Return a value as engines have it: dates as numbers, nothing as an empty text."""
    if isinstance(value, dt.datetime):
        return (value - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return (value - dt.date(1899, 12, 30)).days
    if isinstance(value, dt.time):
        return (value.hour * 60 + value.minute) / 1440
    return "" if value is None else value


def alike(one: Any, other: Any) -> bool:
    """Tell whether two results are the same; nothing, an empty text and 0 are told apart."""
    numbers = [isinstance(v, int | float) and not isinstance(v, bool) for v in (one, other)]
    if all(numbers):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    return bool(one == other)


def libreoffice(files: Sequence[Path], place: Path) -> Iterator[Verdict]:
    """Yield what LibreOffice computes otherwise."""
    if shutil.which("soffice") is None:
        yield skipped("LibreOffice", "stored results", "no LibreOffice on this machine")
        return
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    bare = [stripped(_numbered(path, n, place), place / "bare") for n, path in enumerate(files)]
    again = convert_all(bare, "xlsx", place / "computed")
    faults, count = [], 0
    for path, computed in zip(files, again, strict=True):
        formulas, results = stored(path)
        values = openpyxl.load_workbook(computed, data_only=True)
        for (sheet, row, column), text in formulas.items():
            if OURS in text:
                continue
            count += 1
            value = plain(values[sheet].cell(row + 1, column + 1).value)
            if not alike(results[sheet, row, column], value):
                where = f"{path.name} {sheet}!R{row + 1}C{column + 1}"
                faults.append(f"{where} {results[sheet, row, column]!r} not {value!r}")
    yield judged("LibreOffice", "stored results", f"{count} formulas of {len(files)} files", faults)


def _numbered(path: Path, number: int, place: Path) -> Path:
    return Path(shutil.copy(path, place / f"{number}{path.suffix}"))


def hyperformula(files: Sequence[Path], modules: Path, place: Path) -> Iterator[Verdict]:
    """Yield what HyperFormula computes otherwise; what it does not know is counted."""
    place.mkdir(parents=True, exist_ok=True)
    known = [stored(path) for path in files]
    given, answer = place / "given.json", place / "computed.json"
    books = [_book(path, *of) for path, of in zip(files, known, strict=True)]
    given.write_text(json.dumps(books), "utf-8")
    script = Path(__file__).with_name("hyperformula.mjs")
    done = subprocess.run(["node", script, modules, given, answer], capture_output=True, text=True)
    if done.returncode:
        raise Lacking(f"HyperFormula does not run: {done.stderr[-300:]}")
    faults: list[str] = []
    unknown: Counter[str] = Counter()
    count = 0
    for path, (formulas, results), values in zip(
        files, known, json.loads(answer.read_text("utf-8")), strict=True
    ):
        for (at, text), value in zip(formulas.items(), values, strict=True):
            if OURS in text:
                continue
            if isinstance(value, dict) and value.get("error") in ("#NAME?", "#ERROR!"):
                unknown[str(value.get("why"))[:60]] += 1
                continue
            count += 1
            said = value["error"] if isinstance(value, dict) else plain(value)
            if not alike(results[at], said):
                where = f"{path.name} {at[0]}!R{at[1] + 1}C{at[2] + 1}"
                faults.append(f"{where} {results[at]!r} not {said!r} ({text[:80]})")
    looked = f"{count} formulas of {len(files)} files"
    if unknown:
        looked += f", {sum(unknown.values())} not known to it ({unknown.most_common(2)})"
    yield judged("HyperFormula", "stored results", looked, faults)


def _book(
    path: Path, formulas: Mapping[Place, str], results: Mapping[Place, Any]
) -> dict[str, Any]:
    """Return a workbook as rows; where a function of ours stands, what it gave stands for it."""
    book = openpyxl.load_workbook(path)
    names = {name: f"({one.attr_text})" for name, one in book.defined_names.items()}
    return {
        "sheets": {
            sheet.title: [
                [
                    _literal(results[at])
                    if OURS in formulas.get(at := (sheet.title, cell.row - 1, cell.column - 1), "")
                    else _given(cell, names)
                    for cell in row
                ]
                for row in sheet.iter_rows()
            ]
            for sheet in book.worksheets
        },
        "places": [*formulas],
    }


def _given(cell: Any, names: Mapping[str, str]) -> Any:
    if cell.data_type == "f":
        return _spelt(str(getattr(cell.value, "text", cell.value)), names)
    return _literal(plain(cell.value))


def _literal(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value else None
    return value


def _spelt(formula: str, names: Mapping[str, str]) -> str:
    """Spell a formula for an engine that wants Chinese sheets quoted, no Chinese names, 1e-9.

    Of a row between braces it takes row and column, where Excel takes the place alone.
    """
    formula = re.sub(r"INDEX\((\{[^;{}]*\}),(?=MATCH\()", r"INDEX(\1,1,", formula)
    parts = re.split(r"(\"[^\"]*\"|'(?:[^']|'')+'!)", formula)
    for at in range(0, len(parts), 2):
        bare = re.sub(r"[^\W\d][\w.]*(?![\w.!(])", lambda f: names.get(f[0], f[0]), parts[at])
        bare = re.sub(r"\b(\d+)E(?=-?\d)", r"\1e", bare)
        parts[at] = re.sub(r"(?<![\w'])([^\W\d]\w*)!", r"'\1'!", bare)
    return "".join(parts)
