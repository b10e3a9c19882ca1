"""The VBA module through which cells call the functions, from the registry.

The text is that of xlwings' own generator, which runs only on Windows (a test holds them equal),
with two differences: each function says which group of the function wizard it belongs to, and a
failure is told in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable

from qbe_xl.functions import FUNCTIONS, Function

UDF_MODULE = "qbe_xl.excel.udfs"
GROUP_NUMBER = 20
"""The first group after the 19 that Excel has."""


def source(functions: Iterable[Function] = FUNCTIONS.values()) -> str:
    """Return the source of the module, without its attributes."""
    # xlwings goes through a module's names in their order.
    ordered = sorted(functions, key=lambda function: function.name)
    head = '#Const App = "Microsoft Excel" \'Adjust when using outside of Excel\n'
    return head + "".join(map(_wrapper, ordered))


def _wrapper(function: Function) -> str:
    name = function.name
    names = [parameter.name for parameter in function.parameters]
    signature = ", ".join(
        f"Optional {parameter.name}" if parameter.optional else parameter.name
        for parameter in function.parameters
    )
    call = f'XLPy.CallUDF("{UDF_MODULE}", "{name}", Array({", ".join(names)})'
    return f"""Function {name}({signature})
Attribute {name}.VB_ProcData.VB_Invoke_Func = " \\n{GROUP_NUMBER}"
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        {name} = {call}, ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        {name} = {call})
        Exit Function
    #End If
failed:
    {name} = QbeFailure(Err.Description)
End Function

"""
