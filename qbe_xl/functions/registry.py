"""Every function of the spreadsheet, once: name, arguments, help, example, article.

The VBA wrapper, the function help of Excel and LibreOffice, the help page and the tests all come
from here. Excel's limits (255 characters of help) are held by a test.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from qbe_xl.errors import QbeError
from qbe_xl.functions.arguments import MARK, OMITTED, Argument, QbeMessage

Scalar = float | str | bool | dt.date | None
Result = Scalar | list[list[Scalar]]

PREFIX = "QBE_"
CATEGORY = "优质均衡"
_PARAMETER = re.compile(r"^(\w+)([#*@~]?)(\??) (\S+) (.+)$", re.MULTILINE)


class Kind(Enum):
    """What an argument is; the value marks it where a function is registered."""

    WORD = ""
    YESNO = "~"
    FIGURE = "#"
    RANGE = "*"
    SHEET = "@"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument: its name in code, its name for staff, its help."""

    name: str
    title: str
    help: str
    kind: Kind
    optional: bool


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the spreadsheet.

    title: its Chinese name; help: what it gives; example: a formula; article: its source;
    spills: whether it gives several cells.
    """

    name: str
    title: str
    help: str
    parameters: tuple[Parameter, ...]
    example: str
    article: str
    spills: bool
    body: Callable[..., Result]

    def __call__(self, *arguments: Argument) -> Result:
        """Return the result, or a message in the cell; never raise."""
        padded = arguments + (OMITTED,) * (len(self.parameters) - len(arguments))
        try:
            return self.body(*padded)
        except (QbeMessage, QbeError) as said:
            return f"{MARK}{str(said).splitlines()[0]}"
        except Exception as error:  # a cell never shows a traceback
            return f"{MARK}内部错误（{type(error).__name__}），请运行“自检”并告知维护人员"


FUNCTIONS: dict[str, Function] = {}


def function(
    name: str,
    title: str,
    help: str,
    parameters: str,
    *,
    example: str,
    article: str = "",
    spills: bool = False,
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register a function.

    parameters: one a line, "name 中文名 说明". After the name comes the mark of its kind, and a
    question mark where it is optional.
    """
    parsed = tuple(
        Parameter(name, word, text, Kind(kind), bool(optional))
        for name, kind, optional, word, text in _PARAMETER.findall(parameters)
    )

    def register(body: Callable[..., Result]) -> Callable[..., Result]:
        full = f"{PREFIX}{name}"
        FUNCTIONS[full] = Function(full, title, help, parsed, example, article, spills, body)
        return body

    return register
