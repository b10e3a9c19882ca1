"""What a cell accepts: drop-downs, number checks and hints, in the layout's words."""

from __future__ import annotations

import datetime as dt

from qbe_xl.county.layout import YES_NO, Kind

TITLE_LIMIT, MESSAGE_LIMIT = 32, 255
"""Characters that Excel shows of a hint."""

_HOW: dict[Kind, str] = {
    "text": "文本",
    "code": "代码（按文本填写）",
    "yesno": "是或否",
    "count": "不小于 0 的整数",
    "number": "不小于 0 的数",
    "year": "四位年份，如 1998",
    "date": "日期，如 2024-05-20",
}
_ACCEPTED: dict[Kind, dict[str, object]] = {
    "text": {"validate": "any"},
    "code": {"validate": "any"},
    "count": {"validate": "whole", "criteria": ">=", "value": 0},
    "number": {"validate": "decimal", "criteria": ">=", "value": 0},
    "year": {"validate": "whole", "criteria": "between", "minimum": 1000, "maximum": 9999},
    "date": {"validate": "date", "criteria": ">=", "value": dt.date(1900, 1, 1)},
}


def how(kind: Kind, allowed: tuple[str, ...] = ()) -> str:
    """Return in words what a cell of this kind takes."""
    return "、".join(allowed) + "（从列表中选）" if kind == "choice" else _HOW[kind]


def validation(
    kind: Kind, title: str, help: str, unit: str = "", allowed: tuple[str, ...] = ()
) -> dict[str, object]:
    """Return the options of a data validation, with the hint shown when the cell is chosen."""
    taken = how(kind, allowed)
    hint = [help, f"单位：{unit}" if unit else "", f"填写：{taken}"]
    choices = YES_NO if kind == "yesno" else allowed
    options: dict[str, object] = {"validate": "list", "source": list(choices)}
    return (options if choices else _ACCEPTED[kind]) | {
        "input_title": title[:TITLE_LIMIT],
        "input_message": _cut("。".join(filter(None, hint))),
        "error_title": title[:TITLE_LIMIT],
        "error_message": _cut(f"这里应填：{taken}。还没有数据就留空，不要用 0 代替。"),
    }


def _cut(text: str) -> str:
    return text if len(text) <= MESSAGE_LIMIT else f"{text[: MESSAGE_LIMIT - 1]}…"
