"""=QBE_CV(…), as Excel and Calc write it, and =QBE.CV(…), as WPS does.

Only names of our functions that are called are changed; texts, names of sheets, links to another
file's functions and all else stay. A formula that would not come back as it was is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qbe_xl.functions import FUNCTIONS, PREFIX

SPACE = "QBE."
_SHORT = "|".join(sorted((n.removeprefix(PREFIX) for n in FUNCTIONS), key=len, reverse=True))
_APART = r'("(?:[^"]|"")*"|\'(?:[^\']|\'\')*\')'
"""Texts, and names of sheets between apostrophes."""
_BEFORE = r"(?<![\w.!\]\\])"
_EXCEL = re.compile(rf"{_APART}|{_BEFORE}QBE_({_SHORT})(?=\s*\()", re.IGNORECASE)
_WPS = re.compile(rf"{_APART}|{_BEFORE}QBE\.({_SHORT})(?=\s*\()", re.IGNORECASE)


def to_wps(formula: str) -> str:
    """Return a formula as WPS writes it."""
    return _turned(formula, _EXCEL, SPACE, lambda text: _replaced(text, _WPS, PREFIX))


def to_excel(formula: str) -> str:
    """Return a formula as Excel writes it."""
    return _turned(formula, _WPS, PREFIX, lambda text: _replaced(text, _EXCEL, SPACE))


def _turned(formula: str, pattern: re.Pattern[str], start: str, back: Callable[[str], str]) -> str:
    made = _replaced(formula, pattern, start) if formula.startswith("=") else formula
    return made if back(made) == formula else formula


def _replaced(formula: str, pattern: re.Pattern[str], start: str) -> str:
    return pattern.sub(lambda m: m[1] if m[1] is not None else f"{start}{m[2]}", formula)
