"""What the cells of a sheet of xlsx hold: each different content once.

A content is what follows a cell's name: ` s="1"><v>5</v></c>`. Most of a sheet are the same few
hundred, so each is looked at once, and calamine is handed each once; `xlsx_rows` says where they
stand.
"""

from __future__ import annotations

import re
from itertools import islice

import numpy as np
import numpy.typing as npt

from qbe_xl.files.opening.sheet import NO_VALUE, Index, error_value

ATTRIBUTES = r'(?: [A-Za-z][\w:.\-]*="[^"<>]*")*+'
_OF_CELL = r'(?: (?:s|t|cm|vm|ph)="[A-Za-z0-9]*")*+'
_BUT_ERROR = r'(?: (?:s|t|cm|vm|ph)="(?!e")[A-Za-z0-9]*")*+'
_FORMULA = rf"<f{ATTRIBUTES}(?:/>|>[^<>]*+</f>)"
_VALUE = rf"(?:<v{ATTRIBUTES}>[^<>&]*+</v>|<v/>)"
_NO_VALUE = r"(?:<v></v>|<v/>)"
_TEXT = rf"<is>(?:<t{ATTRIBUTES}(?:/>|>[^<>]*+</t>))?+</is>"
_NO_TEXT = rf"<is>(?:<t{ATTRIBUTES}(?:/>|></t>))?+</is>"
_USUAL = r'(?: s="[0-9]++")?+(?: t="[a-z]++")?+(?:/>|><v>[^<>&]*+</v></c>)'
CONTENT = rf"(?:{_USUAL}|{_OF_CELL}(?:/>|>(?:(?:{_FORMULA})?+{_VALUE}?+|{_TEXT})</c>))"
"""Any content in the plain form, the usual ones first."""


def compiled(pattern: str) -> re.Pattern[bytes]:
    """Return a pattern of bytes."""
    return re.compile(pattern.encode())


FORMULA = compiled(
    rf"<f{ATTRIBUTES}(?:/>|>[^<>&]*+"
    r"(?:&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});[^<>&]*+)*+</f>)"
)
"""A sound formula: of it counts only that it is there."""
BLANK_CONTENT = (
    rf"(?:{_BUT_ERROR}(?:/>|>(?:{_NO_VALUE}|{_NO_TEXT})?+</c>)"
    rf'|(?=[^<>]* t="str"){_OF_CELL}>{_FORMULA}{_NO_VALUE}</c>)'
)
_BLANK = compiled(BLANK_CONTENT)
_ERROR = compiled(
    rf'{_BUT_ERROR} t="e"{_OF_CELL}'
    rf"(?:/>|>(?:{_FORMULA})?+(?:<v{ATTRIBUTES}>([^<>&]*+)</v>|<v/>)?</c>)"
)
_UNCOMPUTED = compiled(rf"{_OF_CELL}>{_FORMULA}{_NO_VALUE}?+</c>")
_ZERO = compiled(rf"{_OF_CELL}>{_FORMULA}<v>0</v></c>")
_MAY_BE_BLANK = (b"/>", b'"></c>', b"<v></v></c>", b"<v/></c>", b"</is></c>")
_NOTHING = b"></c>"

VALUE, BLANK, FAULT, ZERO = range(4)
"""What a content is; ZERO is a formula whose result is stored as 0, so a value too."""

_A_ROW = 1_000
_KNOWN = 100_000
"""Contents that are remembered at a time: beyond it they are mostly different anyway."""


class Contents(dict[bytes, int]):
    """The different contents of one sheet by number, in the order met.

    xml: those that hold a value as cells for calamine, a cell a content, `widths` of them in each
    row. faults: what is wrong with a content that is an error or a formula without a result.
    """

    def __init__(self) -> None:
        super().__init__()
        self.xml: list[bytes] = []
        self.widths: list[int] = []
        self.faults: dict[int, str] = {}
        self._kinds = bytearray()
        self._forgotten = 0

    def __missing__(self, content: bytes) -> int:
        number = self[content] = self._forgotten + len(self)
        return number

    def numbered(self, contents: list[bytes]) -> Index:
        """Return the number of each of these contents."""
        known = len(self)
        numbers = np.fromiter(map(self.__getitem__, contents), np.int32, len(contents))
        self._take(list(islice(self, known, None)))
        if len(self) > _KNOWN:
            self._forgotten += len(self)
            self.clear()
        return numbers

    def kinds(self, numbers: Index) -> npt.NDArray[np.uint8]:
        """Return what these contents are: VALUE, BLANK, FAULT or ZERO."""
        found: npt.NDArray[np.uint8] = np.frombuffer(self._kinds, np.uint8)[numbers]
        return found

    def _take(self, new: list[bytes]) -> None:
        for begin in range(0, len(new), _A_ROW):
            row = new[begin : begin + _A_ROW]
            kinds = [VALUE] * len(row)
            written = b"".join(row)
            told = b"<f" in written or b' t="e"' in written
            for place, content in enumerate(row):
                if told or content.endswith(_MAY_BE_BLANK) or content == _NOTHING:
                    kinds[place] = self._kind(content, len(self._kinds) + place)
                    if kinds[place] in (BLANK, FAULT):
                        row[place] = b"/>"
            self._kinds += bytes(kinds)
            self.xml.append(b"<row><c" + b"<c".join(row) + b"</row>")
            self.widths.append(len(row))

    def _kind(self, content: bytes, number: int) -> int:
        if _BLANK.fullmatch(content):
            return BLANK
        error = _ERROR.fullmatch(content)
        if error:
            self.faults[number] = error_value((error[1] or b"").decode(errors="replace"))
            return FAULT
        if _UNCOMPUTED.fullmatch(content):
            self.faults[number] = NO_VALUE
            return FAULT
        return ZERO if _ZERO.fullmatch(content) else VALUE
