"""How large letters are on the pages of a PDF that LibreOffice made, by its own drawing commands."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_OBJECT = re.compile(rb"(?<![\d])(\d+) 0 obj\b(.*?)\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*)endstream", re.DOTALL)
_NUMBER = rb"(-?[\d.]+)\s+"
_COMMAND = re.compile(
    rb"/F\d+ ([\d.]+) Tf|"
    + _NUMBER * 6
    + rb"(cm|Tm)\b|<[0-9A-Fa-f]+>\s*[^>\]]*(Tj|\])|\b(BT|q|Q)\b"
)


class Printed(NamedTuple):
    """The smallest letters of a page, in points, and its size, in points."""

    page: int
    smallest: float
    width: float
    height: float


def printed(pdf: Path) -> Iterator[Printed]:
    """Yield every page that shows letters."""
    objects = {int(number): body for number, body in _OBJECT.findall(pdf.read_bytes())}
    for page, body in enumerate(_pages(objects), 1):
        found = re.search(rb"/Contents (\d+) 0 R", body)
        box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", body)
        assert found, (pdf.name, page)
        assert box, (pdf.name, page)
        stream = _STREAM.search(objects[int(found[1])])
        assert stream, (pdf.name, page)
        left, bottom, right, top = map(float, box[1].split())
        sizes = list(_sizes(zlib.decompress(stream[1])))
        if sizes:
            yield Printed(page, min(sizes), right - left, top - bottom)


def _pages(objects: dict[int, bytes]) -> Iterator[bytes]:
    (tree,) = (body for body in objects.values() if re.search(rb"/Type\s*/Pages", body))
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", tree)
    assert kids
    for number in re.findall(rb"(\d+) 0 R", kids[1]):
        yield objects[int(number)]


def _sizes(commands: bytes) -> Iterator[float]:
    """The size of every piece of text: its face's, as the page and the text are scaled."""
    scale, text, face = 1.0, 1.0, 0.0
    kept: list[float] = []
    for found in _COMMAND.finditer(commands):
        size, *matrix, kind, shown, bracket = found.groups()
        if size:
            face = float(size)
        elif kind:
            across, down = float(matrix[2]), float(matrix[3])
            by = (across * across + down * down) ** 0.5
            if kind == b"cm":
                scale *= by
            else:
                text = by
        elif shown:
            yield face * text * scale
        elif bracket == b"BT":
            text = 1.0
        elif bracket == b"q":
            kept.append(scale)
        elif kept:
            scale = kept.pop()
