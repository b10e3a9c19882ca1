"""Columns that are about persons: identity numbers, telephones, names, addresses.

They are named to staff and never kept. Told by their header, and by what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qbe_xl.county.folding import bare, folded
from qbe_xl.files.book import Cell
from qbe_xl.files.text import IDENTITY, TELEPHONE, cell_text

_ANYWHERE = (
    (re.compile("身份证|证件号|身份号|公民号"), "身份证号"),
    (re.compile("电话|手机|联系方式|联系号码|微信|QQ", re.IGNORECASE), "联系电话"),
    (re.compile("学籍号|学籍辅号|全国学号|学号"), "学籍号"),
    (re.compile("姓名|出生"), "个人信息"),
)
_IN_LISTS = (
    (re.compile("考号"), "学籍号"),
    (re.compile("资格证.*号|证书编号|证书号"), "证书号码"),
    (re.compile("银行|账号|卡号"), "账号"),
    (re.compile("住址|户籍|户口|家庭|现居"), "住址"),
    (re.compile("监护人|父亲|母亲|家长"), "个人信息"),
)
_IN_ANSWERS = (
    (re.compile("证件"), "身份证号"),
    (re.compile("学籍"), "学籍号"),
    (re.compile("家庭住址|家庭地址|经纬度|定位"), "住址"),
    (re.compile("名字|昵称|头像|邮箱|IP|openid", re.IGNORECASE), "个人信息"),
)
"""Questions speak of parents and homes; what a survey service adds speaks of the one who answers."""

_CONTENTS = tuple((re.compile(pattern), what) for pattern, what in (IDENTITY, TELEPHONE))
_LOOKED_AT = 500
_SHARE = 0.2


def by_header(header: str, *, answers: bool = False) -> str:
    """Return what a header says that its column holds of persons, "" for nothing.

    answers: the table is one of questions and their answers, not a list.
    """
    name = bare(header)
    signs = (*_ANYWHERE, *(_IN_ANSWERS if answers else _IN_LISTS))
    return next((what for pattern, what in signs if pattern.search(name)), "")


def by_content(cells: Sequence[Cell]) -> str:
    """Return what the cells of a column look like, "" for nothing of persons."""
    texts = [folded(cell_text(raw)) for raw in cells[:_LOOKED_AT] if raw is not None]
    for pattern, what in _CONTENTS:
        hits = sum(pattern.fullmatch(text) is not None for text in texts)
        if hits and hits >= _SHARE * len(texts):
            return what
    return ""
