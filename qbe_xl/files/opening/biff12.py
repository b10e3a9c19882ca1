"""The records of xlsb parts ([MS-XLSB] 2.1.4): a kind, a size, that many bytes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

_BLANK_CELLS = re.compile(rb"(?:\x01\x08.{8})*+", re.DOTALL)


class Record(NamedTuple):
    """A record's kind and its bytes."""

    kind: int
    data: bytes


def records(part: bytes) -> Iterator[Record]:
    """Yield the records of a part, without the blank cells; raises ValueError when it is cut."""
    skip = _BLANK_CELLS.match
    position, end = 0, len(part)
    while position < end:
        kind = part[position]
        if kind == 1 and (blanks := skip(part, position)) and blanks.end() > position:
            position = blanks.end()
            continue
        try:
            position += 1
            if kind & 0x80:
                kind = kind & 0x7F | (part[position] & 0x7F) << 7
                position += 1
            size = shift = 0
            while True:
                byte = part[position]
                position += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 or shift == 28:
                    break
        except IndexError as error:
            raise ValueError("cut record") from error
        if position + size > end:
            raise ValueError("cut record")
        yield Record(kind, part[position : position + size])
        position += size


def text_at(data: bytes, position: int) -> tuple[str, int]:
    """Return the XLWideString here and where it ends; a null string is "".

    Raises ValueError or struct.error when it reaches beyond the record.
    """
    (length,) = struct.unpack_from("<I", data, position)
    if length == 0xFFFFFFFF:
        return "", position + 4
    end = position + 4 + 2 * length
    if end > len(data):
        raise ValueError("cut text")
    return data[position + 4 : end].decode("utf-16-le", errors="replace"), end
