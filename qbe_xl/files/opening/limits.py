"""How much a workbook may hold, and how far its content reaches.

The contract fixes the first three (section 3); the others keep memory and time small for
whatever a stranger hands in, far above what any county needs.
"""

from __future__ import annotations

from collections.abc import Sized

from qbe_xl.errors import Place, column_letters
from qbe_xl.files.opening.refusal import refuse, too_large
from qbe_xl.files.opening.sheet import Position

MIB = 1024 * 1024

FILE_BYTES = 50 * MIB
"""Size of the file."""

UNPACKED_BYTES = 1024 * MIB
"""Size of all parts of a zipped workbook together."""

ROWS = 200_000
"""Rows with content in one sheet."""

ENTRIES = 2_000
"""Parts in a zipped workbook."""

PART_BYTES = 256 * MIB
"""One part that has to be held in memory whole (the sheets of xlsx are streamed instead)."""

PARSED_BYTES = 128 * MIB
"""A sheet of xlsx that is not in the plain form, so that a slow parser has to read it."""

CELLS = 10_000_000
"""Area from A1 to the last content, of all sheets read together: 200,000 rows × 50 columns."""

CHARACTERS = 100_000_000
"""Characters of the texts in all cells read together, a shared text counted at each use."""

COLUMNS = 16_384
"""Columns of a spreadsheet, A to XFD."""

LAST_ROW = 1_048_576
"""Rows of a spreadsheet."""

ROW_BYTES = 16 * MIB
"""What one row may take in the file."""

MERGED = 100_000
"""Merged ranges in one sheet."""

FAULTS = 100_000
"""Errors and formulas without a result in one sheet."""


class Extent:
    """The content of one sheet: how many rows, the lowest cell and the one furthest right.

    A grid is dense, so two cells far apart cost as much as all between them.
    """

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self.rows = 0
        self.lowest: Position = (-1, -1)
        self.widest: Position = (-1, -1)

    @property
    def cells(self) -> int:
        """The area from A1 to the last row and column with content."""
        return (self.lowest[0] + 1) * (self.widest[1] + 1)

    def add(self, rows: int, lowest: Position, widest: Position) -> None:
        """Count `rows` more rows with content.

        lowest: a cell of their last row; widest: a cell of their last column.
        Raises Refusal beyond the limit of rows or of a spreadsheet.
        """
        self.rows += rows
        self.lowest = max(self.lowest, lowest)
        self.widest = max(self.widest, widest, key=lambda cell: cell[1])
        if self.rows > ROWS:
            raise too_large(f"工作表有内容的行超过 {ROWS} 行", self.sheet)
        self.check(*lowest)
        self.check(*widest)

    def check(self, row: int, column: int) -> None:
        """Raise Refusal for a cell beyond the last row or column of a spreadsheet."""
        if row >= LAST_ROW or column >= COLUMNS:
            raise refuse(
                "单元格超出了工作表的范围；请用 Excel 或 WPS 打开，另存后再提交",
                Place(self.sheet, row, column),
            )


class Allowance:
    """What is left of the area and of the texts that the sheets of one workbook may hold together."""

    def __init__(self) -> None:
        self._cells = CELLS
        self._characters = CHARACTERS

    def take_text(self, characters: int, sheet: str) -> None:
        """Take so many characters in a sheet's cells; raises Refusal where there are too many."""
        self._characters -= characters
        if self._characters < 0:
            raise too_large(
                f"单元格里的文字合计超过 {CHARACTERS // 10_000} 万字（同一段文字用几次算几次）",
                sheet,
            )

    def take(self, extent: Extent) -> None:
        """Take a sheet's area; raises Refusal, naming the stray cells, when it is too large."""
        self.check(extent)
        self._cells -= extent.cells

    def check(self, extent: Extent) -> None:
        """Raise the Refusal of `take` as soon as a sheet's area is too large."""
        if extent.cells <= self._cells:
            return
        row, column = extent.lowest[0], extent.widest[1]
        stray = list(dict.fromkeys((extent.lowest, extent.widest)))
        raise refuse(
            f"内容一直铺到第 {row + 1} 行、{column_letters(column)} 列，可能是远处误留了内容；"
            f"请检查 {'、'.join(Place('', *cell).inside for cell in stray)}，"
            "把多余的整行、整列删除，另存后再提交",
            Place(extent.sheet, *stray[0]),
        )


def check_faults(faults: Sized, sheet: str) -> None:
    """Raise Refusal when a sheet holds so many faults that listing them helps nobody."""
    if len(faults) > FAULTS:
        raise refuse(
            f"错误值或没有结果的公式超过 {FAULTS} 处；"
            "请用 Excel 或 WPS 打开，重新计算并改正后保存再提交",
            sheet,
        )
