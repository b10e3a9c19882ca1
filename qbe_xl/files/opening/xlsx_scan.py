"""One sheet of xlsx from the package to its plain rows, as a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qbe_xl.files.opening import limits
from qbe_xl.files.opening.package import Package
from qbe_xl.files.opening.refusal import too_large
from qbe_xl.files.opening.repack import Scanned
from qbe_xl.files.opening.xlsx_parser import SheetParser
from qbe_xl.files.opening.xlsx_rows import NotPlainError, Rows

_OPEN, _CLOSE, _NO_ROWS = b"<sheetData>", b"</sheetData>", b"<sheetData/>"
_LONGEST_HEAD = 4 * limits.MIB
_ENCODING = re.compile(rb"<\?xml [^>]*encoding=.(?!utf-?8\W)", re.IGNORECASE)


def scan(package: Package, part: str, sheet: str) -> Scanned:
    """Return what is kept of the sheet in this part.

    Raises Refusal when the part is damaged or the sheet too large.
    """
    try:
        return _plain(package.stream(part), sheet)
    except NotPlainError:
        pass
    return _parsed(package, part, sheet)


def _plain(pieces: Iterator[bytes], sheet: str) -> Scanned:
    parser, rows = SheetParser(sheet), Rows(sheet)
    head, opening, block = _head(pieces)
    _around(parser, head + opening)
    while opening == _OPEN and _CLOSE not in block:
        last_row = block.rfind(b"<row ")
        if last_row > 0:
            rows.add(block[:last_row])
            block = block[last_row:]
        if len(block) > limits.ROW_BYTES:
            raise too_large("有一行的内容过长", sheet)
        block += _next(pieces)
    if opening == _OPEN:
        body, closing, block = block.partition(_CLOSE)
        rows.add(body)
        block = closing + block
    _around(parser, block)
    for piece in pieces:
        _around(parser, piece)
    _around(parser, b"", last=True)
    return Scanned(rows, parser.merged)


def _head(pieces: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the rows, their opening tag and what follows it so far."""
    head = b""
    while len(head) < _LONGEST_HEAD:
        for opening in (_OPEN, _NO_ROWS):
            before, found, after = head.partition(opening)
            if found:
                if b"<!" in before or _ENCODING.match(before):
                    raise NotPlainError
                return before, found, after
        head += _next(pieces)
    raise NotPlainError


def _next(pieces: Iterator[bytes]) -> bytes:
    piece = next(pieces, None)
    if piece is None:
        raise NotPlainError
    return piece


def _around(parser: SheetParser, piece: bytes, *, last: bool = False) -> None:
    """Parse what stands around the rows: there must be none here."""
    if parser.feed(piece, last=last):
        raise NotPlainError


def _parsed(package: Package, part: str, sheet: str) -> Scanned:
    if package.size(part) > limits.PARSED_BYTES:
        raise too_large(f"工作表解压后超过 {limits.PARSED_BYTES // limits.MIB} MB", sheet)
    parser, rows = SheetParser(sheet), Rows(sheet)
    for piece in package.stream(part):
        rows.add(parser.feed(piece))
    rows.add(parser.feed(b"", last=True))
    return Scanned(rows, parser.merged)
