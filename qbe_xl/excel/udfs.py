"""The functions of the registry as xlwings calls them from cells: the adaptor of Excel.

xlwings imports this module on Windows by its name. There its decorators leave what they are told
at each function; elsewhere they leave the functions as they are.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import xlwings as xw
from xlwings import conversion

from qbe_xl.functions import CATEGORY, FUNCTIONS, OMITTED, CellError, Function
from qbe_xl.functions.arguments import Block, Cell
from qbe_xl.functions.blocks import TALL, WIDE, together
from qbe_xl.functions.registry import Result

Accessor: Any = conversion.Accessor
ValueAccessor: Any = conversion.ValueAccessor

_ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
_ERROR_BASE = -2146828288  # 0x800A0000: COM gives an error in a cell as this and its number
_ERROR_TEXTS = frozenset(_ERRORS.values())


class Cells(Accessor):  # type: ignore[misc]
    """Reads an argument as rows of cells; xlwings' own reading with these differences.

    A large range is read as far as its sheet is filled. An error is a CellError, also
    one that xlwings does not know. Amounts of currency are figures. Of several ranges selected
    as one argument Excel would give the first only: that is an error.
    """

    @classmethod
    def reader(cls, options: dict[str, Any]) -> Any:
        """Return the stages of reading."""
        values = ValueAccessor.reader(options | {"ndim": 2, "err_to_str": True})
        return values.prepend_stage(_cut).append_stage(_block)


def _cut(context: Any) -> None:
    found = context.range
    if found is None:
        return
    if "," in found.address:
        context.range, context.value = None, CellError("（选了多个区域，请只选一个）")
        return
    rows, columns = context.meta["size"] = found.shape
    if rows > TALL or columns > WIDE:
        used = found.sheet.used_range
        rows = min(rows, max(1, used.row + used.shape[0] - found.row))
        columns = min(columns, max(1, used.column + used.shape[1] - found.column))
        context.range = found.resize(rows, columns)


def _block(context: Any) -> None:
    rows = [[cell(content) for content in row] for row in context.value]
    context.value = Block(rows, context.meta.get("size", (len(rows), len(rows[0]))))


def cell(content: Any) -> Cell:
    """Return what xlwings read from one cell as the functions want it."""
    if type(content) is int:  # a figure is always a float here
        error = _ERRORS.get(content - _ERROR_BASE)
        return CellError(error) if error else float(content)
    if isinstance(content, str) and content in _ERROR_TEXTS:
        return CellError(content)
    if isinstance(content, Decimal):
        return float(content)
    return cast(Cell, content)


def _bound(function: Function) -> Callable[..., Result]:
    """Return a function of the registry with the signature and the options xlwings reads."""

    def call(*arguments: Any) -> Result:
        return function(*together(arguments))

    call.__name__ = call.__qualname__ = function.name
    call.__doc__ = function.help
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter(
                parameter.name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                default=OMITTED if parameter.optional else inspect.Parameter.empty,
            )
            for parameter in function.parameters
        ]
    )
    call.__annotations__ = {}  # xlwings would convert by them
    for parameter in function.parameters:
        xw.arg(parameter.name, convert=Cells, doc=parameter.help)(call)
    xw.func(category=CATEGORY)(call)
    return call


globals().update({name: _bound(function) for name, function in FUNCTIONS.items()})
