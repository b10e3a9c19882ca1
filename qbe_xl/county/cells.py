"""What one cell means: text, a number, a choice, a date, or a complaint."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from qbe_xl.county.folding import folded, tidy
from qbe_xl.county.layout import LEVELS, Kind
from qbe_xl.county.model import WHOLE, as_shown
from qbe_xl.files.text import cell_text, figure, hidden, masked

Raw = str | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Value = str | float | bool | dt.date | None

_DIGITS = r"(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)"
_NUMBER = re.compile(rf"[+-]?{_DIGITS}(?:\.\d+)?")
_DATES = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
)
_ASCII_LEVELS = dict(zip(("I", "II", "III", "IV"), LEVELS, strict=True))
_LONGEST_SHOWN = 20
_MARKS = "'`‘’"
"""Before a code that was typed as text: Excel's own mark, which exports write out."""
_WHOLE = re.compile(r"\d+\.0+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why a cell cannot be used: what it should be and what to do."""

    expected: str
    advice: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """A cell that was understood, though it is not as it should be."""

    message: str


Result = tuple[Value, Complaint | Oddity | None]

_BLANK: Result = (None, None)


def is_blank(raw: Raw) -> bool:
    """Whether a cell is not filled in: empty or only white space."""
    return raw is None or (isinstance(raw, str) and not raw[:1].isalnum() and not tidy(raw))


def show(raw: Raw) -> str:
    """Return a cell's content for a message, shortened, on one line; nothing of a person's."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    text = masked(" ".join(cell_text(raw).split()))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


@lru_cache(maxsize=4096)
def _parse_text(raw: str, kind: Kind, allowed: tuple[str, ...]) -> Result:
    """The same few words fill most columns, so each is looked at once."""
    raw = tidy(raw)
    return _parse(raw, kind, allowed) if raw else _BLANK


def parse(raw: Raw, kind: Kind, allowed: tuple[str, ...] = ()) -> Result:
    """Return a cell's value for a column of this kind, and what is to be said about it.

    Blank is None. A figure is a float of at most 15 significant digits, 是/否 a bool, a choice
    its word, a code and a text a str, a date a date.
    """
    if raw is None:
        return _BLANK
    return _parse_text(raw, kind, allowed) if isinstance(raw, str) else _parse(raw, kind, allowed)


def _parse(raw: Raw, kind: Kind, allowed: tuple[str, ...]) -> Result:
    if kind in ("count", "number", "year"):
        return _number(raw, kind)
    if kind in ("choice", "yesno"):
        return _choice(raw, kind, allowed)
    if kind == "date":
        return _date(raw)
    return _code(raw) if kind == "code" else _text(raw)


def _number(raw: Raw, kind: Kind) -> Result:
    whole = kind != "number"
    expected = "不小于 0 的整数" if whole else "不小于 0 的数"
    if kind == "year":
        expected = "四位年份"
    oddity = None
    if isinstance(raw, str):
        text = " ".join(folded(raw).split())  # a thousands separator may be any space
        if not _NUMBER.fullmatch(text):
            return None, Complaint(expected, "请改为数字，没有的留空")
        value = min(float(text.replace(",", "").replace(" ", "")), WHOLE)
        value = as_shown(value)
        oddity = Oddity(
            f"是文本格式的数字“{show(raw)}”，已按 {hidden(figure(value))} 读取，建议改为数字格式"
        )
    elif isinstance(raw, float):
        value = as_shown(raw)
    else:
        return None, Complaint(expected, "请改为数字，并把单元格格式设为“常规”")
    if value < 0:
        return None, Complaint(expected, "请核对正负号")
    if value >= WHOLE:
        return None, Complaint(expected, "数过大（超过 15 位），请核对")
    if whole and value != int(value):
        return None, Complaint(expected, "请改为整数")
    if kind == "year" and not 1000 <= value <= 9999:
        return None, Complaint(expected, "如 1998")
    return value, oddity


def _choice(raw: Raw, kind: Kind, allowed: tuple[str, ...]) -> Result:
    words = ("是", "否") if kind == "yesno" else allowed
    text = folded(raw) if isinstance(raw, str) else ""
    if allowed == LEVELS:
        text = _ASCII_LEVELS.get(text, text)
    if text not in words:
        return None, Complaint(" / ".join(words), "请从中选一个")
    return (text == "是") if kind == "yesno" else text, None


def _date(raw: Raw) -> Result:
    complaint = Complaint("日期", "请写成 2024-05-20、2024/5/20 或 2024年5月20日")
    if isinstance(raw, dt.datetime):
        return raw.date(), None
    if isinstance(raw, dt.date):
        return raw, None
    if isinstance(raw, str):
        for pattern in _DATES:
            found = pattern.fullmatch(folded(raw))
            if found:
                try:
                    return dt.date(int(found[1]), int(found[2]), int(found[3])), None
                except ValueError:
                    break
    return None, complaint


def _code(raw: Raw) -> Result:
    if isinstance(raw, str):
        code = folded(raw).lstrip(_MARKS)
        return code.partition(".")[0] if _WHOLE.fullmatch(code) else code, None
    if isinstance(raw, float) and not isinstance(raw, bool) and raw >= 0:
        value = as_shown(raw)
        if value == int(value):
            return f"{int(value)}", None
    return None, Complaint("标识码（文本）", "请把单元格格式设为“文本”后重新填写")


def _text(raw: Raw) -> Result:
    if isinstance(raw, str):
        return raw, None
    return show(raw), None
