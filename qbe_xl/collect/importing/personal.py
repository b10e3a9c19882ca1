"""Columns that are about persons: identity numbers, telephones, names, addresses.

They are named in the summary and never kept. Told by their header, and by what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qbe_xl.collect.importing.headers import Heads
from qbe_xl.county.folding import folded
from qbe_xl.files.book import Cell, Sheet
from qbe_xl.files.text import cell_text

_HEADERS = (
    (re.compile("身份证|证件号|身份号|公民号"), "身份证号"),
    (re.compile("电话|手机|联系方式|联系号码|微信|QQ", re.IGNORECASE), "联系电话"),
    (re.compile("学籍号|学籍辅号|全国学号|学号|考号"), "学籍号"),
    (re.compile("资格证.*号|证书编号|证书号"), "证书号码"),
    (re.compile("银行|账号|卡号"), "账号"),
    (re.compile("住址|户籍|户口|家庭|现居"), "住址"),
    (re.compile("姓名|监护人|父亲|母亲|家长|出生"), "个人信息"),
)
_CONTENTS = (
    (
        re.compile(r"[GgLl]?[1-9]\d{5}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]"),
        "身份证号",
    ),
    (re.compile(r"(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}-\d{7,8}"), "联系电话"),
)
_LOOKED_AT = 500
_SHARE = 0.2


def personal_columns(sheet: Sheet, heads: Heads) -> dict[int, str]:
    """Return the columns of a sheet that are about persons, and what each looks like."""
    found = {}
    rows = sheet.rows[heads.first_row : heads.first_row + _LOOKED_AT]
    for column, path in enumerate(heads.paths):
        what = _by_header(path) or _by_content([row[column] for row in rows if column < len(row)])
        if what:
            found[column] = what
    return found


def _by_header(path: Sequence[str]) -> str:
    if not path:
        return ""
    return next((what for pattern, what in _HEADERS if pattern.search(path[-1])), "")


def _by_content(cells: Sequence[Cell]) -> str:
    texts = [folded(cell_text(raw)) for raw in cells if raw is not None]
    for pattern, what in _CONTENTS:
        hits = sum(pattern.fullmatch(text) is not None for text in texts)
        if hits and hits >= _SHARE * len(texts):
            return what
    return ""
