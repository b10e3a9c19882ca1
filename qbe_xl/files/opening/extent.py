"""How far a sheet's content reaches, known before anything is laid out as a grid."""

from __future__ import annotations

from collections.abc import Sized

from qbe_xl.errors import Place, column_letters
from qbe_xl.files.opening import limits
from qbe_xl.files.opening.refusal import refuse, too_large
from qbe_xl.files.opening.sheet import Position


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
        if self.rows > limits.ROWS:
            raise too_large(f"工作表有内容的行超过 {limits.ROWS:,} 行", self.sheet)
        self.check(*lowest)
        self.check(*widest)

    def check(self, row: int, column: int) -> None:
        """Raise Refusal for a cell beyond the last row or column of a spreadsheet."""
        if row >= limits.LAST_ROW or column >= limits.COLUMNS:
            raise refuse(
                "单元格超出了工作表的范围；请用 Excel 或 WPS 打开，另存后再提交",
                Place(self.sheet, row, column),
            )


class Allowance:
    """What is left of the area that the sheets of one workbook may cover together."""

    def __init__(self) -> None:
        self._cells = limits.CELLS

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
            f"内容一直铺到第 {row + 1} 行、{column_letters(column)} 列，多半是远处误留了内容；"
            f"请检查 {'、'.join(Place('', *cell).inside for cell in stray)}，"
            "把多余的整行、整列删除，另存后再提交",
            Place(extent.sheet, *stray[0]),
        )


def check_faults(faults: Sized, sheet: str) -> None:
    """Raise Refusal when a sheet holds so many faults that listing them helps nobody."""
    if len(faults) > limits.FAULTS:
        raise refuse(
            f"错误值或没有结果的公式超过 {limits.FAULTS:,} 处；"
            "请用 Excel 或 WPS 打开，重新计算并改正后保存再提交",
            sheet,
        )
