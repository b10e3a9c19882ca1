"""The functions as Calc's add-in interface knows them.

What Calc hands over depends on the type that an argument is declared with:

- string: a blank cell is "" and so told from 0; a figure is written with 15 digits. An error
  cell is not handed over: the formula shows that error.
- sequence< sequence<any> >: a range is rows in which a blank is "", but one blank cell alone is
  0. A range with an error is not handed over: the formula shows Err:504. The quickest.
- any: the same, one cell without rows; the only one that may be left out.
- XCellRange: the cells themselves, with their errors and formats; nothing but a reference.
"""

from __future__ import annotations

from qbe_xl.county import layout
from qbe_xl.functions import FUNCTIONS, PREFIX, Function
from qbe_xl.functions.registry import Kind, Parameter

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

_TYPES = {
    Kind.WORD: "string",
    Kind.YESNO: "string",
    Kind.FIGURE: "string",
    Kind.RANGE: "sequence< sequence<any> >",
    Kind.SHEET: "com::sun::star::table::XCellRange",
}


def declared(parameter: Parameter) -> str:
    """Return the type that an argument is declared with."""
    return "any" if parameter.optional else _TYPES[parameter.kind]


def method(function: Function) -> str:
    """Return the name of a function's method: qbeCvTotals."""
    return f"qbe{''.join(map(str.capitalize, function.name.removeprefix(PREFIX).split('_')))}"


def argument(parameter: Parameter) -> str:
    """Return an argument's name in the interface, which has no underscores: newValue."""
    first, *others = parameter.name.split("_")
    return first + "".join(map(str.capitalize, others))


METHODS = {method(function): function for function in FUNCTIONS.values()}


def idl() -> str:
    """Return the description of the interface, from which the type library is made."""
    lines = []
    for name, function in METHODS.items():
        result = _TYPES[Kind.RANGE] if function.spills else "any"
        arguments = ", ".join(f"[in] {declared(p)} {argument(p)}" for p in function.parameters)
        lines.append(f"    {result} {name}({arguments});")
    opening = " ".join(f"module {part} {{" for part in MODULE.split("."))
    closing = " ".join("};" for _ in MODULE.split("."))
    return "\n".join([opening, f"interface {INTERFACE} {{", *lines, "};", closing, ""])
