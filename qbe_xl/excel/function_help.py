"""The help of the functions as Excel's own dialog and Excel-DNA IntelliSense show it.

Excel keeps the help of arguments in the workbook, and that of a function in VBA, which is ASCII
here; so the first argument's help begins with the function's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from qbe_xl.functions import CATEGORY, FUNCTIONS, Function
from qbe_xl.functions.registry import Parameter

LONGEST = 255
"""Characters that Excel shows of one text."""

SHEET = "_IntelliSense_"
"""The sheet that Excel-DNA IntelliSense looks for."""

_BUILT_IN_GROUPS = 19
_NAMES_EXTENSION = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def function_groups() -> str:
    """Return the element of workbook.xml that adds our group to the function wizard."""
    group = f"<functionGroup name={quoteattr(CATEGORY)}/>"
    return f'<functionGroups builtInGroupCount="{_BUILT_IN_GROUPS}">{group}</functionGroups>'


def argument_descriptions(functions: Iterable[Function] = FUNCTIONS.values()) -> str:
    """Return the extension of workbook.xml that holds the help of every argument."""
    names = "".join(
        f"<x14:definedName name={quoteattr(function.name)}>{_descriptions(function)}"
        "</x14:definedName>"
        for function in sorted(functions, key=lambda function: function.name)
        if function.parameters
    )
    return (
        f'<ext uri="{_NAMES_EXTENSION}" xmlns:x14="{_X14}">'
        f"<x14:definedNames>{names}</x14:definedNames></ext>"
    )


def _descriptions(function: Function) -> str:
    texts = "".join(
        f'<x14:argumentDescription index="{index}">{escape(text)}</x14:argumentDescription>'
        for index, text in enumerate(argument_texts(function))
    )
    count = len(function.parameters)
    return f'<x14:argumentDescriptions count="{count}">{texts}</x14:argumentDescriptions>'


def argument_texts(function: Function) -> list[str]:
    """Return the help of each argument, at most 255 characters each."""
    texts = [described(parameter) for parameter in function.parameters]
    if texts:
        for head in (f"【{function.title}】{function.help}", f"【{function.title}】"):
            if len(f"{head}　{texts[0]}") <= LONGEST:
                texts[0] = f"{head}　{texts[0]}"
                break
    return texts


def described(parameter: Parameter) -> str:
    """Return an argument's Chinese name and help."""
    return f"{parameter.title}{'（可选）' if parameter.optional else ''}：{parameter.help}"


def intellisense_rows(functions: Iterable[Function] = FUNCTIONS.values()) -> list[list[str]]:
    """Return the rows of the sheet: name, description, help topic, then each argument's two."""
    rows = [["FunctionInfo", "1.0"]]
    for function in functions:
        row = [function.name, f"{function.title}：{function.help}", ""]
        for parameter in function.parameters:
            row += [parameter.name, described(parameter)]
        rows.append(row)
    return rows
