"""Honest files changed: bytes, parts of a zip, cells of a workbook, values of JSON."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from typing import Any

WORDS = (
    b"<row>", b"</row>", b"<c>", b"<is>", b"<v>", b"-1", b"1e400", b"NaN", b"inf", b"A0", b"XFD1048577",
    b"9" * 400, b"\0", b"\xff\xfe", b"&#0;", b"<!DOCTYPE x>", b"../../x", b"[" * 2000, b"{", b'"', b"\xed\xa0\x80",
    b"t=\"s\"", b"t=\"e\"", b"count=\"4294967295\"", b"=", b"4294967296", b"\xe6\x98\xaf", b"\r\n", b"{{", b"{%",
)  # fmt: skip
CELLS = (
    "", " ", "0", "-1", "1.5", "1e308", "-1e308", "1e-300", "9" * 30, "9" * 400, "NaN", "Infinity", "45000", "2958466",
    "是", "否", "无", "/", "=1+1", "=cmd|'/c calc'!A1", "@x", "合计", "未填报", "#N/A", "13800138000", "532622199001011234",
    "2024-02-30", "2024年13月1日", "２０２４", "1,234", "12%", "一", "Ⅳ", "甲" * 5000, "a_x000D_b", "\u202e甲", "😀", "小学、初中",
    "../../x", "C:\\x", "http://x", "&lt;b&gt;", "学校标识码", "2024-05-20T00:00:00", "1899-12-30", "9999-12-31", "学校!A1",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 2**70, "", "x", "../../x", "/etc/passwd", "C:\\x", "\ud800", "甲" * 5000, [], {},
    [None], {"a": None}, [[]], "2024-13-01", "9" * 400, "met", "NaN", "R1", "primary",
)  # fmt: skip
SETTINGS = (
    "1", "-1", "0.5", "1e400", "inf", "nan", "9" * 400, '""', '"x"', '"../../x"', "[]", "[[]]", '["a", 1]', "{}", "{ a = 1 }", "true",
    "2024-05-20", "2024-05-20T00:00:00Z", "08:00:00", "[" * 500, '"\\u0000"', "0x7fffffffffffffffff", '["是", "是"]', '["甲"]',
)  # fmt: skip
_VALUE = re.compile(rb"<(v|t)(?: [^>]*)?>([^<]*)</\1>")


def changed(data: bytes, draw: random.Random) -> bytes:
    """Return bytes with some cut, doubled, overwritten or put in."""
    made = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        at = draw.randrange(len(made) + 1)
        length = draw.choice((1, 2, 8, 60, 1000))
        match draw.randrange(4):
            case 0:
                del made[at : at + length]
            case 1:
                made[at:at] = made[at : at + length]
            case 2:
                made[at:at] = draw.choice(WORDS)
            case _:
                made[at : at + 1] = bytes([draw.randrange(256)])
    return bytes(made)


def overwritten(data: bytes, draw: random.Random) -> bytes:
    """Return bytes of the same length, some of them others: what points into them still fits."""
    made = bytearray(data)
    for _ in range(draw.randint(0, 6)):
        at = draw.randrange(len(made))
        new = draw.choice((b"\0", b"\xff", b"\xff\xff\xff\xff", bytes([draw.randrange(256)])))
        made[at : at + len(new)] = new[: len(made) - at]
    return bytes(made)


def changed_toml(data: bytes, draw: random.Random) -> bytes:
    """Return settings some of whose values, keys or lines are others, or their bytes."""
    if draw.randrange(4) == 0:
        return changed(data, draw)
    lines = data.decode("utf-8-sig").split("\n")
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(lines))
        key, equals, _value = lines[at].partition("=")
        match draw.randrange(6):
            case 0:
                del lines[at]
                lines = lines or [""]
            case 1:
                lines.insert(at, lines[at])
            case 2:
                lines[at] = f"新的 = {draw.choice(SETTINGS)}"
            case _ if equals:
                lines[at] = f"{key}= {draw.choice(SETTINGS)}"
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip, which is not compressed: there are many to be made."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one, content in parts.items():
            archive.writestr(zipfile.ZipInfo(one), content)
    return target.getvalue()


def changed_part(data: bytes, draw: random.Random) -> bytes:
    """Return a zip with one part changed, taken out or under another name."""
    parts = parts_of(data)
    name = draw.choice(sorted(parts))
    match draw.randrange(8):
        case 0:
            del parts[name]
        case 1:
            parts[draw.choice(("", "../x", "a/", name.upper(), "x" * 300))] = parts[name]
        case _:
            parts[name] = changed(parts[name], draw)
    return zipped(parts)


def changed_cells(data: bytes, draw: random.Random) -> bytes:
    """Return a workbook that is whole but for what some of its cells hold."""
    parts = parts_of(data)
    texts = [name for name in parts if "sheets/sheet" in name or "sharedStrings" in name]
    for _ in range(draw.randint(1, 5)):
        name = draw.choice(sorted(texts))
        cells = [*_VALUE.finditer(parts[name])]
        if not cells:
            continue
        cell, text = draw.choice(cells), draw.choice(CELLS).encode("utf-8", "ignore")
        begin, end = cell.span(2)
        text = text.replace(b"<", b"&lt;")
        parts[name] = parts[name][:begin] + text + parts[name][end:]
        if draw.randrange(3) == 0:  # what was a number is a text now, in all the cells before
            parts[name] = parts[name].replace(b't="s"', b't="str"', draw.randrange(3))
    return zipped(parts)


def changed_book(data: bytes, draw: random.Random) -> bytes:
    """Return a workbook changed in its cells, mostly, or in one of its parts."""
    return (changed_cells if draw.randrange(3) else changed_part)(data, draw)


def changed_json(plain: Any, draw: random.Random) -> bytes:
    """Return a note with values of another kind, or with its bytes changed."""
    if draw.randrange(3) == 0:
        return changed(json.dumps(plain, ensure_ascii=False).encode(), draw)
    made = json.loads(json.dumps(plain))
    for _ in range(draw.randint(1, 3)):
        made = _put(made, draw)
    text = json.dumps(made, ensure_ascii=draw.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


def _put(value: Any, draw: random.Random) -> Any:
    """A value with something somewhere in it replaced, taken out or added."""
    if draw.random() < 0.3 or not isinstance(value, (dict, list)) or not value:
        return draw.choice(VALUES)
    if isinstance(value, dict):
        key = draw.choice(sorted(value))
        if draw.randrange(8) == 0:
            return {k: v for k, v in value.items() if k != key}
        if draw.randrange(8) == 0:
            return {**value, draw.choice(("x", "", "../x", "R1", "\ud800")): draw.choice(VALUES)}
        return {**value, key: _put(value[key], draw)}
    at = draw.randrange(len(value))
    return [*value[:at], _put(value[at], draw), *value[at + 1 :]]
