"""The functions as Calc's add-in interface knows them.

What Calc hands over depends on the type that an argument is declared with:

- string: a blank cell is "" and so told from 0; a figure is written with 15 digits. An error
  cell is not handed over: the formula shows that error.
- any: may be left out; a range is rows in which a blank is "", but one blank cell alone is 0.
  A range with an error is not handed over: the formula shows Err:504. The quickest.
- XCellRange: the cells themselves, with their errors and formats; nothing but a reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from qbe_xl.county import layout
from qbe_xl.functions import FUNCTIONS, PREFIX, Function
from qbe_xl.functions.registry import Parameter

MODULE = "org.qbe.calc"
INTERFACE = "XQbeFunctions"
SERVICE = f"{MODULE}.Functions"
COMMAND_SERVICE = f"{MODULE}.Command"

SHEETS = dict(
    zip(
        ("schools", "classes", "rooms", "items", "monitoring", "survey", "vetoes", "facts"),
        layout.SHEETS,
        strict=True,
    )
)
"""The arguments that take a whole input sheet."""

_RANGES = ("values", "totals", "pupils")
_FIGURES = ("total", "pupils", "primary", "junior", "senior", "value", "school", "new_value")


class Taken(Enum):
    """How an argument is taken from Calc."""

    WORD = "word"
    FIGURE = "figure"
    RANGE = "range"
    SHEET = "sheet"
    OPTIONAL_WORD = "optional word"
    OPTIONAL_FIGURE = "optional figure"
    OPTIONAL_RANGE = "optional range"
    OPTIONAL_SHEET = "optional sheet"

    @property
    def type(self) -> str:
        """The type that it is declared with."""
        if self is Taken.SHEET:
            return "com::sun::star::table::XCellRange"
        return "string" if self in (Taken.WORD, Taken.FIGURE) else "any"


def method(function: Function) -> str:
    """Return the name of a function's method: qbeCvTotals."""
    return f"qbe{''.join(map(str.capitalize, function.name.removeprefix(PREFIX).split('_')))}"


def argument(parameter: Parameter) -> str:
    """Return an argument's name in the interface, which has no underscores: newValue."""
    first, *others = parameter.name.split("_")
    return first + "".join(map(str.capitalize, others))


METHODS = {method(function): function for function in FUNCTIONS.values()}


def taken(function: Function) -> Iterator[tuple[Parameter, Taken]]:
    """Yield each argument and how it is taken."""
    names = {parameter.name for parameter in function.parameters}
    ranges = bool(names & {"values", "totals"})
    for parameter in function.parameters:
        if parameter.name in SHEETS:
            kind = Taken.OPTIONAL_SHEET if parameter.optional else Taken.SHEET
        elif parameter.name in _RANGES and (ranges or parameter.name not in _FIGURES):
            kind = Taken.OPTIONAL_RANGE if parameter.optional else Taken.RANGE
        elif parameter.name in _FIGURES:
            kind = Taken.OPTIONAL_FIGURE if parameter.optional else Taken.FIGURE
        else:
            kind = Taken.OPTIONAL_WORD if parameter.optional else Taken.WORD
        yield parameter, kind


def idl() -> str:
    """Return the description of the interface, from which the type library is made."""
    lines = []
    for name, function in METHODS.items():
        result = "sequence< sequence<any> >" if function.spills else "any"
        arguments = ", ".join(f"[in] {kind.type} {argument(p)}" for p, kind in taken(function))
        lines.append(f"    {result} {name}({arguments});")
    opening = " ".join(f"module {part} {{" for part in MODULE.split("."))
    closing = " ".join("};" for _ in MODULE.split("."))
    return "\n".join([opening, f"interface {INTERFACE} {{", *lines, "};", closing, ""])
