"""Makers of workbooks of Excel 97 and 5.0 (xls), record by record: no library writes them here."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Value = float | str | bool | None
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a stream."""
    return struct.pack("<HH", kind, len(data)) + data


def _begin(version: int, kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHH", version, kind, 0x0DBB, 0x07CC) + bytes(8))


def _wide(text: str) -> bytes:
    return b"\x01" + text.encode("utf-16-le")


def biff8(rows: Sequence[Sequence[Value]], name: str = "学校", more: bytes = b"") -> bytes:
    """Return the stream of a workbook of Excel 97 with one sheet.

    more: records at the end of the sheet. A date format is the second of two.
    """
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str)))
    shared = b"".join(struct.pack("<H", len(text)) + _wide(text) for text in texts)
    head = _begin(0x0600, 5) + record(0x42, struct.pack("<H", 1200))
    formats = b"".join(
        record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14)
    )
    strings = record(0xFC, struct.pack("<II", len(texts), len(texts)) + shared)
    listed = struct.pack("<IBBB", 0, 0, 0, len(name)) + _wide(name)
    before = len(head + formats + strings + record(0x85, listed)) + 4
    listed = struct.pack("<I", before) + listed[4:]
    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            at = struct.pack("<HHH", r, c, 0)
            if isinstance(value, bool):
                cells += record(0x0205, at + bytes([value, 0]))
            elif isinstance(value, str):
                cells += record(0xFD, at + struct.pack("<I", texts.index(value)))
            elif value is not None:
                cells += record(0x0203, at + struct.pack("<d", value))
    merged = record(0xE5, struct.pack("<HHHHH", 1, 0, 0, 0, 1))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    sheet = _begin(0x0600, 0x10) + record(0x0200, size) + cells + merged + more + record(0x0A)
    return head + formats + strings + record(0x85, listed) + record(0x0A) + sheet


def biff5(text: str, name: str, encoding: str, codepage: int | None = None) -> bytes:
    """Return the stream of a workbook of Excel 5.0: one sheet whose first cell is a text.

    codepage: what it says of its encoding; None for a file that says nothing.
    """
    head = _begin(0x0500, 5)
    if codepage is not None:
        head += record(0x42, struct.pack("<H", codepage))
    title, said = name.encode(encoding), text.encode(encoding)
    before = len(head) + 4 + 7 + len(title) + 4
    listed = struct.pack("<IBBB", before, 0, 0, len(title)) + title
    label = record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(said)) + said)
    size = record(0x0200, struct.pack("<HHHHH", 0, 1, 0, 1, 0))
    sheet = _begin(0x0500, 0x10) + size + label + record(0x0A)
    return head + record(0x85, listed) + record(0x0A) + sheet


def ole2(stream: bytes, name: str = "Workbook") -> bytes:
    """Return a file of OLE2 that holds one stream."""
    stream = stream.ljust(max(len(stream), 4096), b"\0")
    count = -(-len(stream) // _SECTOR)
    first = 2
    chain = [_FAT, _END, *range(first + 1, first + count), _END]
    assert len(chain) <= _SECTOR // 4
    fat = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry(name, 2, first, len(stream))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + fat + directory.ljust(_SECTOR, b"\0") + stream.ljust(count * _SECTOR, b"\0")


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBB", len(wide), kind, 1)
    links = struct.pack("<III", _FREE, _FREE, child)
    return head + links + bytes(36) + struct.pack("<III", start, size, 0)
